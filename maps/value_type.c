// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Questions about a whole type, asked once for a map. */
#include <linux/btf.h>
#include <string.h>

#include "elf/btf.h"
#include "maps/value_priv.h"

/* Structs that hold each other twice, and so on, would take forever */
#define MAX_STEPS 10000

bool value_is_char(const struct btf *btf, uint32_t id)
{
	struct scalar s;

	id = btf_strip(btf, id);
	return value_scalar(btf, id, &s) && btf_kind(s.t) == BTF_INT &&
	       s.t->size == 1 &&
	       (BTF_INT_ENCODING(*(const uint32_t *)btf_tail(s.t)) ==
			BTF_INT_CHAR ||
		strcmp(btf_name(btf, id), "char") == 0);
}

bool value_is_leaf(const struct value_type *t)
{
	const struct btf_array *a;
	struct scalar s;

	if (t->btf == NULL)
		return t->size > 0 && t->size <= 8 &&
		       (t->size & (t->size - 1)) == 0;
	if (value_scalar(t->btf, t->id, &s))
		return true;
	a = btf_tail(s.t);
	return btf_kind(s.t) == BTF_ARRAY && value_is_char(t->btf, a->type);
}

bool value_is_section(const struct value_type *t)
{
	return t->btf && btf_kind(btf_type(t->btf, t->id)) == BTF_DATASEC;
}

/* NOLINTNEXTLINE(misc-no-recursion): VALUE_DEPTH bounds it */
static bool is_sum(const struct btf *btf, uint32_t id, unsigned depth,
		   unsigned *steps)
{
	struct scalar s;
	bool scalar = value_scalar(btf, id, &s);
	const struct btf_array *a = btf_tail(s.t);
	const struct btf_member *m = btf_tail(s.t);

	if (scalar)
		return s.kind == LEAF_SIGNED || s.kind == LEAF_UNSIGNED;
	if (depth == VALUE_DEPTH || ++*steps > MAX_STEPS)
		return false;
	if (btf_kind(s.t) == BTF_ARRAY)
		return !value_is_char(btf, a->type) &&
		       is_sum(btf, a->type, depth + 1, steps);
	if (btf_kind(s.t) != BTF_STRUCT)
		return false;
	for (unsigned i = 0; i < btf_vlen(s.t); i++)
		if (!is_sum(btf, m[i].type, depth + 1, steps))
			return false;
	return true;
}

bool value_is_sum(const struct value_type *t)
{
	unsigned steps = 0;

	return t->btf ? is_sum(t->btf, t->id, 0, &steps) : value_is_leaf(t);
}
