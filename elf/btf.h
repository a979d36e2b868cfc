/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * BPF Type Format: a validated table of types (Documentation/bpf/btf.rst).
 * btf_open checks every record, so that all accessors are total: an id that a
 * record of the same table names is always in range and a name always ends.
 * Same bytes, same result; knows nothing of any kernel.
 */
#ifndef ELF_BTF_H
#define ELF_BTF_H

#include <linux/btf.h>

#include "elf/view.h"

struct err;

/* Kinds by number, since the build machine's header may be older */
enum {
	BTF_VOID = 0,
	BTF_INT = 1,
	BTF_PTR = 2,
	BTF_ARRAY = 3,
	BTF_STRUCT = 4,
	BTF_UNION = 5,
	BTF_ENUM = 6,
	BTF_FWD = 7,
	BTF_TYPEDEF = 8,
	BTF_VOLATILE = 9,
	BTF_CONST = 10,
	BTF_RESTRICT = 11,
	BTF_FUNC = 12,
	BTF_FUNC_PROTO = 13,
	BTF_VAR = 14,
	BTF_DATASEC = 15,
	BTF_FLOAT = 16, /* 5.13 */
	BTF_DECL_TAG = 17, /* 5.16 */
	BTF_TYPE_TAG = 18, /* 5.17 */
	BTF_ENUM64 = 19, /* 6.0 */
	BTF_KIND__COUNT
};

struct btf {
	const struct btf *base; /* split BTF: ids below first_id are there */
	uint32_t first_id; /* 1 without a base */
	uint32_t ntypes; /* of this table alone */
	uint32_t str_off; /* length of the base's strings */
	const uint8_t *types; /* in host order, 4-aligned */
	const char *strs;
	uint32_t types_len, strs_len;
	uint32_t *offs; /* owned: byte offset of type first_id + i */
	void *copy; /* owned: host-order copy where one was needed, or NULL */
};

/* Parses a whole BTF blob (header, types, strings), validating all of it. The
 * bytes must outlive *out unless they had to be copied. base may be NULL. */
int btf_open(const struct view *bytes, const struct btf *base, struct btf *out,
	     struct err *e);
/* The same without looking at what records refer to, which is half the work.
 * For the kernel's own BTF; from any other, a type or name out of range reads
 * as void or "". */
int btf_open_trusted(const struct view *bytes, const struct btf *base,
		     struct btf *out, struct err *e);
void btf_close(struct btf *btf);

/* One more than the highest id. */
uint32_t btf_end(const struct btf *btf);

/* Record of a type; id 0 is void, an id out of range gives void too. */
const struct btf_type *btf_type(const struct btf *btf, uint32_t id);
/* Of this table itself; id is in range: for passes over a kernel's. */
static inline const struct btf_type *btf_own_type(const struct btf *btf,
						  uint32_t id)
{
	return (const struct btf_type
			*)(const void *)(btf->types +
					 btf->offs[id - btf->first_id]);
}

const char *btf_str(const struct btf *btf, uint32_t off);
const char *btf_name(const struct btf *btf, uint32_t id); /* "" if none */

static inline unsigned btf_kind(const struct btf_type *t)
{
	return (t->info >> 24) & 0x1f;
}

static inline unsigned btf_vlen(const struct btf_type *t)
{
	return t->info & 0xffff;
}

static inline bool btf_kflag(const struct btf_type *t)
{
	return t->info >> 31;
}

/* What follows the record */
static inline const void *btf_tail(const struct btf_type *t)
{
	return t + 1;
}

/* Bit offset and, for a bit field, size (else 0) of member i. */
uint32_t btf_member_bit(const struct btf_type *t, unsigned i,
			uint32_t *bitfield_size);

/* Value of enumerator i of an enum or enum64, sign- or zero-extended. */
uint64_t btf_enum_value(const struct btf_type *t, unsigned i, const char **name,
			const struct btf *btf);

/* Follows typedefs and qualifiers (const, volatile, restrict, type tags). At
 * most the table's length of steps; a cycle yields 0 (void). */
uint32_t btf_strip(const struct btf *btf, uint32_t id);

/* Size in bytes of a type, through typedefs and arrays; -1 if it has none
 * (void, functions, forward declarations, overflow). */
int64_t btf_size(const struct btf *btf, uint32_t id);

/* Lowest id with that kind and name, searching the base first; 0 if none. */
uint32_t btf_find(const struct btf *btf, const char *name, unsigned kind);

/* "BTF_KIND_INT"'s short form: "int", "struct", ...; "unknown" else. */
const char *btf_kind_name(unsigned kind);

#endif
