// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Following a path of the object's through a type of the target's. Members are
 * found by name, wherever they stand and however deep in anonymous structs and
 * unions; elements by index.
 */
#include <string.h>

#include "loader/core_priv.h"

/* Anonymous structs nest a few levels deep; hostile ones without end. */
#define MAX_DEPTH  16
#define MAX_VISITS (1u << 18)

struct search {
	const struct btf *btf;
	const char *name;
	unsigned visits;
};

/* Finds the member in the struct or union id, into *p */
static bool find_member(struct search *s, uint32_t id, unsigned depth,
			struct core_place *p)
{
	const struct btf_type *t = btf_type(s->btf, id);
	const struct btf_member *m = btf_tail(t);
	unsigned kind = btf_kind(t);
	uint32_t bitfield, start = p->bits;

	if (depth == MAX_DEPTH || (kind != BTF_STRUCT && kind != BTF_UNION))
		return false;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *name = btf_str(s->btf, m[i].name_off);
		uint32_t bits = btf_member_bit(t, i, &bitfield);

		if (++s->visits > MAX_VISITS || bits > UINT32_MAX - start)
			return false;
		p->bits = start + bits;
		if (name[0] == '\0') {
			uint32_t inner = btf_strip(s->btf, m[i].type);

			if (find_member(s, inner, depth + 1, p))
				return true;
		} else if (strcmp(name, s->name) == 0) {
			p->type = m[i].type;
			p->owner = id;
			p->index = i;
			return true;
		}
	}
	p->bits = start;
	return false;
}

static enum core_miss follow_member(const struct core_path *path,
				    const struct core_step *step, bool guessed,
				    struct core_place *p)
{
	struct core_pair pair = { path->place.btf, p->btf, guessed, false, 0 };
	struct search s = { p->btf, step->name, 0 };
	struct core_place at = *p;

	if (!find_member(&s, btf_strip(p->btf, p->type), 0, &at))
		return CORE_MISS_MEMBER;
	/* Kept on a mismatch, too: it says what is there instead */
	*p = at;
	return core_fields_compat(&pair, step->type, p->type) ? CORE_MISS_NONE
							      : CORE_MISS_TYPE;
}

static enum core_miss follow_element(const struct core_step *step,
				     struct core_place *p)
{
	const struct btf_type *t = btf_type(p->btf, btf_strip(p->btf, p->type));
	const struct btf_array *a = btf_tail(t);

	if (btf_kind(t) != BTF_ARRAY ||
	    !core_in_array(p->btf, p, step->index) ||
	    !core_move(p, a->type, step->index))
		return CORE_MISS_ARRAY;
	p->type = a->type;
	p->owner = 0;
	return CORE_MISS_NONE;
}

static enum core_miss match_field(const struct core_path *path, bool guessed,
				  struct core_place *p, unsigned *step)
{
	enum core_miss miss = CORE_MISS_NONE;

	if (!core_move(p, p->root, path->steps[0].index))
		return CORE_MISS_ARRAY;
	for (*step = 1; *step < path->nsteps; ++*step) {
		const struct core_step *s = &path->steps[*step];

		miss = s->name ? follow_member(path, s, guessed, p)
			       : follow_element(s, p);
		if (miss != CORE_MISS_NONE)
			break;
	}
	return miss;
}

static enum core_miss match_enumerator(const struct core_path *path,
				       struct core_place *p)
{
	uint32_t id = btf_strip(p->btf, p->root);
	const struct btf_type *t = btf_type(p->btf, id);
	const char *name;

	if (btf_kind(t) != BTF_ENUM && btf_kind(t) != BTF_ENUM64)
		return CORE_MISS_TYPE;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		btf_enum_value(t, i, &name, p->btf);
		if (core_same_name(name, path->steps[0].name)) {
			p->owner = id;
			p->index = i;
			return CORE_MISS_NONE;
		}
	}
	return CORE_MISS_MEMBER;
}

bool core_match(const struct core_path *path, const struct core_cand *cand,
		struct core_place *place, struct core_missing *missing)
{
	struct core_pair pair = { path->place.btf, cand->btf, cand->guessed,
				  false, 0 };
	uint32_t id = cand->id;
	uint32_t local = path->place.root;

	*place =
		(struct core_place){ .btf = cand->btf, .root = id, .type = id };
	*missing = (struct core_missing){ CORE_MISS_NONE, 0 };
	if (core_kind_is_field(path->kind))
		missing->why =
			match_field(path, cand->guessed, place, &missing->step);
	else if (core_kind_is_enum(path->kind))
		missing->why = match_enumerator(path, place);
	else if (path->kind == CORE_TYPE_MATCHES
			 ? !core_types_match(&pair, local, id)
			 : !core_types_compat(&pair, local, id))
		missing->why = CORE_MISS_SHAPE;
	return missing->why == CORE_MISS_NONE;
}
