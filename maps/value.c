// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walk. The table is validated but may be hostile: what a type claims is
 * checked against the bytes that are there, nesting and the number of steps are
 * bounded. Bit fields are counted from the lowest bit, as on little-endian
 * machines.
 */
#include "maps/value.h"

#include <string.h>

#include "elf/btf.h"
#include "maps/value_priv.h"

struct walk {
	const struct btf *btf;
	const struct visitor *v;
	void *ctx;
	size_t stride;
	unsigned cpus; /* to be summed up */
	unsigned depth;
	uint64_t steps; /* left */
};

static void walk_type(struct walk *w, const char *name, uint32_t id,
		      const struct view *at);

static void put_leaf(struct walk *w, const struct leaf *l)
{
	w->v->leaf(w->ctx, l);
}

static void put_bytes(struct walk *w, const char *name, const struct view *at)
{
	struct leaf l = { .kind = LEAF_BYTES, .name = name };

	l.text = (const char *)at->p;
	l.len = at->len;
	put_leaf(w, &l);
}

/* bit < 8, bits <= 64 */
uint64_t value_bits(const uint8_t *p, uint32_t bit, uint32_t bits,
		    bool is_signed)
{
	uint64_t v = 0;
	uint32_t bytes = (bit + bits + 7) / 8, word;

	if (bytes == sizeof(word)) { /* most are one of these two */
		memcpy(&word, p, sizeof(word));
		v = word;
	} else if (bytes >= sizeof(v)) {
		memcpy(&v, p, sizeof(v));
	} else {
		memcpy(&v, p, bytes);
	}
	v >>= bit;
	if (bytes > 8)
		v |= (uint64_t)p[8] << (64 - bit);
	if (bits == 64)
		return v;
	v <<= 64 - bits;
	return is_signed ? (uint64_t)((int64_t)v >> (64 - bits))
			 : v >> (64 - bits);
}

bool value_scalar(const struct btf *btf, uint32_t id, struct scalar *out)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, id));
	uint32_t how;

	out->t = t;
	out->bit = 0;
	out->bits = t->size * 8;
	out->is_signed = false;
	switch (btf_kind(t)) {
	case BTF_INT:
		how = *(const uint32_t *)btf_tail(t);
		out->kind = BTF_INT_ENCODING(how) & BTF_INT_BOOL ? LEAF_BOOL
			    : BTF_INT_ENCODING(how) & BTF_INT_SIGNED
				    ? LEAF_SIGNED
				    : LEAF_UNSIGNED;
		out->is_signed = out->kind == LEAF_SIGNED;
		out->bit = BTF_INT_OFFSET(how);
		out->bits = BTF_INT_BITS(how);
		break;
	case BTF_ENUM:
	case BTF_ENUM64:
		out->kind = LEAF_NAME;
		out->is_signed = btf_kflag(t);
		break;
	case BTF_PTR:
		out->kind = LEAF_POINTER;
		out->bits = 64;
		break;
	case BTF_FLOAT:
		out->kind = LEAF_FLOAT;
		break;
	default:
		return false;
	}
	return out->bits > 0 && out->bits <= 64;
}

/* The enumerator of that number, or else the number */
static void name_enum(const struct btf *btf, const struct scalar *s,
		      struct leaf *l)
{
	uint64_t mask = ~0ull >> (64 - s->bits);

	for (unsigned i = 0; i < btf_vlen(s->t); i++) {
		uint64_t v = btf_enum_value(s->t, i, &l->text, btf);

		if (((v ^ l->number) & mask) == 0) {
			l->len = strlen(l->text);
			return;
		}
	}
	l->kind = s->is_signed ? LEAF_SIGNED : LEAF_UNSIGNED;
}

static bool read_float(const struct scalar *s, const uint8_t *p, double *out)
{
	float f;

	if (s->bits == 64) {
		memcpy(out, p, sizeof(*out));
		return true;
	}
	memcpy(&f, p, sizeof(f));
	*out = (double)f;
	return s->bits == 32;
}

static void walk_scalar(struct walk *w, const char *name,
			const struct scalar *s, const struct view *at)
{
	struct leaf l = { .kind = s->kind, .name = name };

	if ((s->bit + s->bits + 7) / 8 > at->len ||
	    (s->kind == LEAF_FLOAT && !read_float(s, at->p, &l.real))) {
		put_bytes(w, name, at);
		return;
	}
	for (unsigned i = 0; i < w->cpus; i++)
		l.number += value_bits(at->p + s->bit / 8 + i * w->stride,
				       s->bit % 8, s->bits, s->is_signed);
	if (l.kind == LEAF_NAME)
		name_enum(w->btf, s, &l);
	put_leaf(w, &l);
}

static void walk_member(struct walk *w, const struct btf_type *t, unsigned i,
			const struct view *at)
{
	const struct btf_member *m = (const struct btf_member *)btf_tail(t) + i;
	const char *name = btf_str(w->btf, m->name_off);
	uint32_t bits, bit = btf_member_bit(t, i, &bits);
	struct scalar s;
	struct view in;
	bool scalar = (bits || bit % 8) && value_scalar(w->btf, m->type, &s);

	if (!view_sub(at, bit / 8, at->len - (bit / 8 < at->len ? bit / 8 : 0),
		      &in))
		return;
	if (scalar) {
		s.bit += bit % 8;
		s.bits = bits ? bits : s.bits;
		if (s.bits <= 64)
			walk_scalar(w, name, &s, &in);
		return;
	}
	walk_type(w, name, m->type, &in);
}

static void walk_members(struct walk *w, const char *name,
			 const struct btf_type *t, const struct view *at)
{
	/* "" is a member without a name; NULL an element, or all of it */
	bool flat = name && name[0] == '\0';

	if (!flat)
		w->v->begin(w->ctx, name, false);
	for (unsigned i = 0; i < btf_vlen(t); i++)
		walk_member(w, t, i, at);
	if (!flat)
		w->v->end(w->ctx, false);
}

/* As bpftool sees it: not so when there is no NUL, or something unprintable
 * before it */
static bool is_string(const struct btf *btf, const struct btf_array *a,
		      const struct view *at, size_t *len)
{
	const char *p = (const char *)at->p;

	if (!value_is_char(btf, a->type) || a->nelems > at->len)
		return false;
	for (*len = 0; *len < a->nelems && p[*len]; ++*len)
		if (p[*len] < 0x20 || p[*len] > 0x7e)
			return false;
	return *len < a->nelems;
}

static void walk_array(struct walk *w, const char *name,
		       const struct btf_type *t, const struct view *at)
{
	const struct btf_array *a = btf_tail(t);
	struct leaf l = { .kind = LEAF_STRING, .name = name };
	int64_t each = btf_size(w->btf, a->type);
	struct view in;

	if (w->cpus == 1 && is_string(w->btf, a, at, &l.len)) {
		l.text = (const char *)at->p;
		put_leaf(w, &l);
		return;
	}
	w->v->begin(w->ctx, name, true);
	for (uint32_t i = 0; each > 0 && i < a->nelems; i++) {
		if (!view_sub(at, i * (uint64_t)each, (uint64_t)each, &in))
			break;
		walk_type(w, NULL, a->type, &in);
	}
	w->v->end(w->ctx, true);
}

static void walk_section(struct walk *w, const struct btf_type *t,
			 const struct view *at)
{
	const struct btf_var_secinfo *vars = btf_tail(t);
	struct view in;

	w->v->begin(w->ctx, NULL, false);
	w->v->begin(w->ctx, btf_str(w->btf, t->name_off), true);
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const struct btf_type *var = btf_type(w->btf, vars[i].type);

		if (btf_kind(var) != BTF_VAR ||
		    !view_sub(at, vars[i].offset, vars[i].size, &in))
			continue;
		w->v->begin(w->ctx, NULL, false);
		walk_type(w, btf_str(w->btf, var->name_off), var->type, &in);
		w->v->end(w->ctx, false);
	}
	w->v->end(w->ctx, true);
	w->v->end(w->ctx, false);
}

/* at: may be longer than the type */
/* NOLINTNEXTLINE(misc-no-recursion): VALUE_DEPTH bounds it */
static void walk_type(struct walk *w, const char *name, uint32_t id,
		      const struct view *at)
{
	struct scalar s;
	unsigned kind;
	struct view in;
	int64_t size;

	if (w->steps == 0)
		return;
	w->steps--;
	if (value_scalar(w->btf, id, &s)) {
		walk_scalar(w, name, &s, at);
		return;
	}
	kind = btf_kind(s.t);
	size = btf_size(w->btf, id);
	if (size < 0 || !view_sub(at, 0, (uint64_t)size, &in))
		in = *at;
	if (w->depth == VALUE_DEPTH)
		kind = BTF_VOID;
	w->depth++;
	if (kind == BTF_STRUCT || kind == BTF_UNION)
		walk_members(w, name, s.t, &in);
	else if (kind == BTF_ARRAY)
		walk_array(w, name, s.t, &in);
	else if (kind == BTF_DATASEC && name == NULL)
		walk_section(w, s.t, &in);
	else
		put_bytes(w, name, &in);
	w->depth--;
}

void value_walk_sum(const struct value_type *t, const struct value_cpus *cpus,
		    const struct visitor *v, void *ctx)
{
	struct walk w = { t->btf, v, ctx, cpus->stride, cpus->n, 0, 0 };
	struct view at = { cpus->p, t->size, false };
	struct scalar s = { .kind = LEAF_UNSIGNED, .bits = t->size * 8 };

	w.steps = 16ull * t->size + 4096;
	if (t->btf)
		walk_type(&w, NULL, t->id, &at);
	else if (value_is_leaf(t))
		walk_scalar(&w, NULL, &s, &at);
	else
		put_bytes(&w, NULL, &at);
}

void value_walk(const struct value_type *t, const uint8_t *p,
		const struct visitor *v, void *ctx)
{
	struct value_cpus one = { p, 0, 1 };

	value_walk_sum(t, &one, v, ctx);
}
