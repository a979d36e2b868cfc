// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Questions to a validated BTF table. Nothing here can fail on bad data, only
 * find nothing; recursion and chains are bounded.
 */
#include <stddef.h>
#include <string.h>

#include "elf/btf.h"

static const struct btf_type void_type;

/* Types nest through arrays and typedefs; deeper than this is a cycle or an
 * attack (the kernel allows 32, kernel/bpf/btf.c MAX_RESOLVE_DEPTH). */
#define MAX_DEPTH 64

uint32_t btf_end(const struct btf *btf)
{
	return btf->first_id + btf->ntypes;
}

const struct btf_type *btf_type(const struct btf *btf, uint32_t id)
{
	while (btf && id < btf->first_id)
		btf = btf->base;
	if (btf == NULL || id >= btf_end(btf))
		return &void_type;
	return (const void *)(btf->types + btf->offs[id - btf->first_id]);
}

const char *btf_str(const struct btf *btf, uint32_t off)
{
	while (btf && off < btf->str_off)
		btf = btf->base;
	if (btf == NULL || off - btf->str_off >= btf->strs_len)
		return "";
	return btf->strs + (off - btf->str_off);
}

const char *btf_name(const struct btf *btf, uint32_t id)
{
	return btf_str(btf, btf_type(btf, id)->name_off);
}

uint32_t btf_member_bit(const struct btf_type *t, unsigned i,
			uint32_t *bitfield_size)
{
	const struct btf_member *m = (const struct btf_member *)btf_tail(t) + i;

	if (btf_kflag(t)) {
		*bitfield_size = m->offset >> 24;
		return m->offset & 0xffffff;
	}
	*bitfield_size = 0;
	return m->offset;
}

uint64_t btf_enum_value(const struct btf_type *t, unsigned i, const char **name,
			const struct btf *btf)
{
	const uint32_t *w = btf_tail(t);

	if (btf_kind(t) == BTF_ENUM64) {
		*name = btf_str(btf, w[(size_t)i * 3]);
		return (uint64_t)w[(size_t)i * 3 + 2] << 32 |
		       w[(size_t)i * 3 + 1];
	}
	*name = btf_str(btf, w[(size_t)i * 2]);
	/* kind_flag marks signed enums since 6.0; before, values were taken
	 * as they stand */
	return btf_kflag(t) ? (uint64_t)(int64_t)(int32_t)w[(size_t)i * 2 + 1]
			    : (uint64_t)w[(size_t)i * 2 + 1];
}

static bool is_modifier(unsigned kind)
{
	return kind == BTF_TYPEDEF || kind == BTF_VOLATILE ||
	       kind == BTF_CONST || kind == BTF_RESTRICT ||
	       kind == BTF_TYPE_TAG;
}

uint32_t btf_strip(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_type(btf, id);

	for (int depth = 0; is_modifier(btf_kind(t)); depth++) {
		if (depth == MAX_DEPTH)
			return 0;
		id = t->type;
		t = btf_type(btf, id);
	}
	return id;
}

int64_t btf_size(const struct btf *btf, uint32_t id)
{
	uint64_t n = 1;

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const struct btf_type *t = btf_type(btf, btf_strip(btf, id));
		const struct btf_array *a = btf_tail(t);

		switch (btf_kind(t)) {
		case BTF_INT:
		case BTF_STRUCT:
		case BTF_UNION:
		case BTF_ENUM:
		case BTF_ENUM64:
		case BTF_FLOAT:
		case BTF_DATASEC:
			n *= t->size;
			return n <= INT32_MAX ? (int64_t)n : -1;
		case BTF_PTR:
			n *= 8; /* BPF's, whatever the host's */
			return n <= INT32_MAX ? (int64_t)n : -1;
		case BTF_VAR:
			id = t->type;
			break;
		case BTF_ARRAY:
			n *= a->nelems;
			if (n > INT32_MAX)
				return -1;
			id = a->type;
			break;
		default:
			return -1;
		}
	}
	return -1;
}

uint32_t btf_find(const struct btf *btf, const char *name, unsigned kind)
{
	uint32_t id = btf->base ? btf_find(btf->base, name, kind) : 0;

	if (id != 0)
		return id;
	for (id = btf->first_id; id < btf_end(btf); id++)
		if (btf_kind(btf_type(btf, id)) == kind &&
		    strcmp(btf_name(btf, id), name) == 0)
			return id;
	return 0;
}

static const char *const kind_names[BTF_KIND__COUNT] = {
	[BTF_VOID] = "void",	     [BTF_INT] = "int",
	[BTF_PTR] = "pointer",	     [BTF_ARRAY] = "array",
	[BTF_STRUCT] = "struct",     [BTF_UNION] = "union",
	[BTF_ENUM] = "enum",	     [BTF_FWD] = "forward declaration",
	[BTF_TYPEDEF] = "typedef",   [BTF_VOLATILE] = "volatile",
	[BTF_CONST] = "const",	     [BTF_RESTRICT] = "restrict",
	[BTF_FUNC] = "function",     [BTF_FUNC_PROTO] = "function prototype",
	[BTF_VAR] = "variable",	     [BTF_DATASEC] = "data section",
	[BTF_FLOAT] = "float",	     [BTF_DECL_TAG] = "declaration tag",
	[BTF_TYPE_TAG] = "type tag", [BTF_ENUM64] = "enum64",
};

const char *btf_kind_name(unsigned kind)
{
	return kind < BTF_KIND__COUNT ? kind_names[kind] : "unknown";
}
