// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * When a type of the object and one of the target count as the same. Three
 * measures: for a field that is read, for bpf_core_type_exists and _size, and,
 * strictest, for bpf_core_type_matches. Names decide only where C has tags.
 * Types are trees of any size, with loops through pointers, so each question
 * has a budget of steps; what is not settled within it is taken as different.
 */
#include <string.h>

#include "loader/core_priv.h"

#define MAX_STEPS (1u << 20)
#define MAX_DEPTH 32

static bool is_composite(unsigned kind)
{
	return kind == BTF_STRUCT || kind == BTF_UNION;
}

static bool is_enum(unsigned kind)
{
	return kind == BTF_ENUM || kind == BTF_ENUM64;
}

bool core_kinds_compat(unsigned a, unsigned b)
{
	return a == b || (is_enum(a) && is_enum(b));
}

/* Both types, through typedefs and qualifiers */
struct both {
	const struct btf_type *l, *t;
	const char *lname, *tname;
	unsigned lk, tk;
};

static bool step(struct core_pair *p, uint32_t lid, uint32_t tid,
		 struct both *b)
{
	b->l = btf_type(p->local, btf_strip(p->local, lid));
	b->t = btf_type(p->target, btf_strip(p->target, tid));
	b->lk = btf_kind(b->l);
	b->tk = btf_kind(b->t);
	b->lname = btf_str(p->local, b->l->name_off);
	b->tname = btf_str(p->target, b->t->name_off);
	return ++p->steps <= MAX_STEPS;
}

/* Counts n comparisons of names */
static bool spend(struct core_pair *p, unsigned n)
{
	p->steps += n;
	return p->steps <= MAX_STEPS;
}

/* An int that is less than its bytes: a bit field, as it was before 4.16 */
static bool is_part(const struct btf_type *t)
{
	return BTF_INT_OFFSET(*(const uint32_t *)btf_tail(t)) != 0;
}

/* An int of a format file: any scalar, or a small struct */
static bool may_be(const struct core_pair *p, uint32_t lid, uint32_t tid,
		   const struct both *b)
{
	return p->guessed && b->tk == BTF_INT &&
	       (is_enum(b->lk) ||
		((b->lk == BTF_PTR || is_composite(b->lk)) &&
		 btf_size(p->local, lid) == btf_size(p->target, tid)));
}

bool core_fields_compat(struct core_pair *p, uint32_t lid, uint32_t tid)
{
	struct both b;

	while (step(p, lid, tid, &b)) {
		if (is_composite(b.lk) && is_composite(b.tk))
			return true;
		if (!core_kinds_compat(b.lk, b.tk))
			return may_be(p, lid, tid, &b);
		switch (b.lk) {
		case BTF_PTR:
		case BTF_FLOAT:
			return true;
		case BTF_INT:
			return !is_part(b.l) && !is_part(b.t);
		case BTF_FWD:
		case BTF_ENUM:
		case BTF_ENUM64:
			return b.lname[0] == '\0' || b.tname[0] == '\0' ||
			       core_same_name(b.lname, b.tname);
		case BTF_ARRAY:
			lid = ((const struct btf_array *)btf_tail(b.l))->type;
			tid = ((const struct btf_array *)btf_tail(b.t))->type;
			break;
		default:
			return false;
		}
	}
	return false;
}

typedef bool compare_fn(struct core_pair *p, uint32_t lid, uint32_t tid,
			int depth);

static bool protos_alike(struct core_pair *p, const struct both *b, int depth,
			 compare_fn *alike)
{
	const struct btf_param *lp = btf_tail(b->l), *tp = btf_tail(b->t);

	if (btf_vlen(b->l) != btf_vlen(b->t))
		return false;
	for (unsigned i = 0; i < btf_vlen(b->l); i++)
		if (!alike(p, lp[i].type, tp[i].type, depth + 1))
			return false;
	return alike(p, b->l->type, b->t->type, depth + 1);
}

static bool compat(struct core_pair *p, uint32_t lid, uint32_t tid, int depth)
{
	struct both b;

	while (depth < MAX_DEPTH && step(p, lid, tid, &b)) {
		if (p->forward && b.lk == BTF_FWD && is_composite(b.tk))
			return true;
		if (!core_kinds_compat(b.lk, b.tk))
			return false;
		switch (b.lk) {
		case BTF_VOID:
		case BTF_STRUCT:
		case BTF_UNION:
		case BTF_ENUM:
		case BTF_ENUM64:
		case BTF_FWD:
		case BTF_FLOAT:
			return true;
		case BTF_INT:
			return !is_part(b.l) && !is_part(b.t);
		case BTF_PTR:
			lid = b.l->type;
			tid = b.t->type;
			break;
		case BTF_ARRAY:
			lid = ((const struct btf_array *)btf_tail(b.l))->type;
			tid = ((const struct btf_array *)btf_tail(b.t))->type;
			break;
		case BTF_FUNC_PROTO:
			return protos_alike(p, &b, depth, compat);
		default:
			return false;
		}
		depth++;
	}
	return false;
}

bool core_types_compat(struct core_pair *p, uint32_t lid, uint32_t tid)
{
	return compat(p, lid, tid, 0);
}

bool core_compatible(const struct btf *local, uint32_t lid,
		     const struct btf *target, uint32_t tid)
{
	struct core_pair p = { .local = local,
			       .target = target,
			       .forward = true };

	return core_types_compat(&p, lid, tid);
}

static bool match(struct core_pair *p, uint32_t lid, uint32_t tid, int depth);

static bool has_enumerator(const struct core_pair *p, const struct both *b,
			   const char *name)
{
	const char *other;

	for (unsigned i = 0; i < btf_vlen(b->t); i++) {
		btf_enum_value(b->t, i, &other, p->target);
		if (core_same_name(name, other))
			return true;
	}
	return false;
}

static bool enums_match(struct core_pair *p, const struct both *b)
{
	const char *name;

	if (!is_enum(b->tk) || b->l->size != b->t->size ||
	    btf_vlen(b->l) > btf_vlen(b->t))
		return false;
	for (unsigned i = 0; i < btf_vlen(b->l); i++) {
		btf_enum_value(b->l, i, &name, p->local);
		if (!spend(p, btf_vlen(b->t)) || !has_enumerator(p, b, name))
			return false;
	}
	return true;
}

static bool has_member(struct core_pair *p, const struct both *b,
		       const struct btf_member *lm, int depth)
{
	const char *name = btf_str(p->local, lm->name_off);
	const struct btf_member *tm = btf_tail(b->t);

	for (unsigned i = 0; i < btf_vlen(b->t); i++)
		if (core_same_name(name, btf_str(p->target, tm[i].name_off)) &&
		    match(p, lm->type, tm[i].type, depth + 1))
			return true;
	return false;
}

static bool composites_match(struct core_pair *p, const struct both *b,
			     int depth)
{
	const struct btf_member *m = btf_tail(b->l);

	if (b->lk != b->tk || btf_vlen(b->l) > btf_vlen(b->t))
		return false;
	for (unsigned i = 0; i < btf_vlen(b->l); i++)
		if (!spend(p, btf_vlen(b->t)) ||
		    !has_member(p, b, &m[i], depth))
			return false;
	return true;
}

static bool ints_match(const struct both *b)
{
	uint32_t l = *(const uint32_t *)btf_tail(b->l);
	uint32_t t = *(const uint32_t *)btf_tail(b->t);

	return b->l->size == b->t->size &&
	       (BTF_INT_ENCODING(l) & BTF_INT_SIGNED) ==
		       (BTF_INT_ENCODING(t) & BTF_INT_SIGNED);
}

/* What a forward declaration stands for */
static unsigned declared_kind(const struct btf_type *t)
{
	if (btf_kind(t) != BTF_FWD)
		return btf_kind(t);
	return btf_kflag(t) ? BTF_UNION : BTF_STRUCT;
}

/* Behind a pointer, tags are all that counts: a program declares of a struct
 * what it needs. */
static bool tags_match(const struct both *b)
{
	return declared_kind(b->l) == declared_kind(b->t);
}

static bool arrays_match(const struct both *b, uint32_t *lid, uint32_t *tid)
{
	const struct btf_array *l = btf_tail(b->l), *t = btf_tail(b->t);

	*lid = l->type;
	*tid = t->type;
	return l->nelems == t->nelems;
}

static bool match(struct core_pair *p, uint32_t lid, uint32_t tid, int depth)
{
	bool behind_ptr = false;
	struct both b;

	for (; depth < MAX_DEPTH && step(p, lid, tid, &b); depth++) {
		if (!core_same_name(b.lname, b.tname))
			return false;
		if (behind_ptr && (is_composite(b.lk) || b.lk == BTF_FWD))
			return tags_match(&b);
		if (is_enum(b.lk))
			return enums_match(p, &b);
		if (b.lk != b.tk)
			return false;
		switch (b.lk) {
		case BTF_VOID:
		case BTF_FLOAT:
			return b.l->size == b.t->size;
		case BTF_FWD:
			return tags_match(&b);
		case BTF_STRUCT:
		case BTF_UNION:
			return composites_match(p, &b, depth);
		case BTF_INT:
			return ints_match(&b);
		case BTF_PTR:
			behind_ptr = true;
			lid = b.l->type;
			tid = b.t->type;
			break;
		case BTF_ARRAY:
			if (!arrays_match(&b, &lid, &tid))
				return false;
			break;
		case BTF_FUNC_PROTO:
			return protos_alike(p, &b, depth, match);
		default:
			return false;
		}
	}
	return false;
}

bool core_types_match(struct core_pair *p, uint32_t lid, uint32_t tid)
{
	return match(p, lid, tid, 0);
}
