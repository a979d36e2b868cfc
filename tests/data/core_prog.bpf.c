/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One question to a section, its answer in the first instruction or the first
 * load: tests look at what the relocation made of it. The types are those of
 * core_target.bpf.c as another kernel might have had them.
 */
#include "bpf/core.h"

#define RELOCATED __attribute__((preserve_access_index))

enum color {
	BLUE = 1,
	RED,
	GREEN,
};

enum color___old {
	GREEN___old = 1,
	INDIGO,
};

struct child {
	int x;
	int y[2];
} RELOCATED;

struct probe {
	int moved;
	unsigned int grown;
	unsigned int shrunk;
	int grown_signed;
	long hidden;
	int elems[4];
	struct child child;
	struct child children[3];
	unsigned int b3 : 3;
	unsigned int b7 : 7;
	signed int s6 : 6;
	unsigned long long b40 : 40;
	char name[16];
	int *ptr;
	int *not_ptr;
	int tail[];
} RELOCATED;

struct probe___v2 {
	int moved;
	int gone;
	int moevd;
} RELOCATED;

struct nowhere {
	int a;
} RELOCATED;

struct far {
	unsigned int beyond;
} RELOCATED;

typedef struct {
	int t;
} RELOCATED named_by_typedef;

union either {
	long l;
	int i;
} RELOCATED;

struct exact {
	void (*fn)(int a, struct child *b);
	struct child *link;
	unsigned char bytes[6];
	int a;
};

struct exact___longer {
	unsigned char bytes[7];
};

struct exact___lacking {
	int a;
	int none;
};

#define ASK(name, expr)                                                        \
	SEC("ask/" #name)                                                      \
	long name(struct probe *ctx)                                           \
	{                                                                      \
		return expr;                                                   \
	}
#define LOAD(name, type, expr)                                                 \
	SEC("load/" #name)                                                     \
	long load_##name(type *ctx)                                            \
	{                                                                      \
		return (long)ctx->expr;                                        \
	}
#define FIELD(name, what, field)                                               \
	ASK(name, __builtin_preserve_field_info(ctx->field, what))

LOAD(moved, struct probe, moved)
LOAD(grown, struct probe, grown)
LOAD(shrunk, struct probe, shrunk)
LOAD(grown_signed, struct probe, grown_signed)
LOAD(hidden, struct probe, hidden)
LOAD(elem, struct probe, elems[3])
LOAD(nested, struct probe, child.y[1])
LOAD(nested_array, struct probe, children[2].x)
LOAD(letter, struct probe, name[9])
LOAD(pointer, struct probe, ptr)
LOAD(not_pointer, struct probe, not_ptr)
LOAD(tail, struct probe, tail[2])
LOAD(flavour, struct probe___v2, moved)
LOAD(gone, struct probe___v2, gone)
LOAD(misspelt, struct probe___v2, moevd)
LOAD(nowhere, struct nowhere, a)
LOAD(far, struct far, beyond)
LOAD(by_typedef, named_by_typedef, t)
LOAD(either, union either, i)

SEC("store/grown")
long store_grown(struct probe *ctx)
{
	ctx->grown = 1;
	return 0;
}

SEC("address/children")
long address(struct probe *ctx)
{
	return (long)&ctx->children[1].y[1];
}

ASK(exists, bpf_core_field_exists(ctx->child.x))
ASK(exists_not, bpf_core_field_exists(struct probe___v2, gone))
ASK(exists_nowhere, bpf_core_field_exists(struct nowhere, a))
ASK(exists_other_kind, bpf_core_field_exists(ctx->not_ptr))
ASK(size, bpf_core_field_size(ctx->child))
ASK(size_array, bpf_core_field_size(ctx->name))
ASK(offset, bpf_core_field_offset(struct probe, child.x))
FIELD(is_signed, RAWBPF_SIGNED, grown_signed)
FIELD(is_unsigned, RAWBPF_SIGNED, grown)
FIELD(b3_offset, RAWBPF_BYTE_OFFSET, b3)
FIELD(b3_size, RAWBPF_BYTE_SIZE, b3)
FIELD(b3_left, RAWBPF_LSHIFT, b3)
FIELD(b3_right, RAWBPF_RSHIFT, b3)
FIELD(b7_offset, RAWBPF_BYTE_OFFSET, b7)
FIELD(b7_size, RAWBPF_BYTE_SIZE, b7)
FIELD(b7_left, RAWBPF_LSHIFT, b7)
FIELD(b7_right, RAWBPF_RSHIFT, b7)
FIELD(s6_offset, RAWBPF_BYTE_OFFSET, s6)
FIELD(s6_size, RAWBPF_BYTE_SIZE, s6)
FIELD(s6_left, RAWBPF_LSHIFT, s6)
FIELD(s6_right, RAWBPF_RSHIFT, s6)
FIELD(s6_signed, RAWBPF_SIGNED, s6)
FIELD(b40_offset, RAWBPF_BYTE_OFFSET, b40)
FIELD(b40_size, RAWBPF_BYTE_SIZE, b40)
FIELD(b40_left, RAWBPF_LSHIFT, b40)
FIELD(b40_right, RAWBPF_RSHIFT, b40)
FIELD(int_left, RAWBPF_LSHIFT, moved)
FIELD(int_right, RAWBPF_RSHIFT, moved)

ASK(type_exists, bpf_core_type_exists(struct child))
ASK(type_exists_flavour, bpf_core_type_exists(struct probe___v2))
ASK(type_exists_not, bpf_core_type_exists(struct nowhere))
ASK(type_exists_typedef, bpf_core_type_exists(named_by_typedef))
ASK(type_exists_enum, bpf_core_type_exists(enum color))
ASK(type_size, bpf_core_type_size(struct child))
ASK(type_size_nowhere, bpf_core_type_size(struct nowhere))
ASK(type_id_local, bpf_core_type_id_local(struct child))
ASK(type_id_kernel, bpf_core_type_id_kernel(struct child))
ASK(type_id_nowhere, bpf_core_type_id_kernel(struct nowhere))
#if __clang_major__ >= 15
ASK(matches, bpf_core_type_matches(struct exact))
ASK(matches_not_longer, bpf_core_type_matches(struct exact___longer))
ASK(matches_not_lacking, bpf_core_type_matches(struct exact___lacking))
ASK(matches_nowhere, bpf_core_type_matches(struct nowhere))
#endif

ASK(value, bpf_core_enum_value(enum color, GREEN))
ASK(value_negative, bpf_core_enum_value(enum color, BLUE))
ASK(value_flavour, bpf_core_enum_value(enum color___old, GREEN___old))
ASK(value_gone, bpf_core_enum_value(enum color___old, INDIGO))
ASK(value_exists, bpf_core_enum_value_exists(enum color, RED))
ASK(value_exists_not, bpf_core_enum_value_exists(enum color___old, INDIGO))

LICENSE("GPL");
