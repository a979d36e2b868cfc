/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * For the tests of constant folding: functions that take addresses of data,
 * as rows.
 */
#ifndef TESTS_UNIT_LOADER_FOLD_HELP_H
#define TESTS_UNIT_LOADER_FOLD_HELP_H

#include "elf/obj.h"
#include "loader/image.h"
#include "tests/unit/insns.h"

struct fold_data {
	uint8_t byte, minus_byte;
	uint16_t half;
	uint32_t minus_word;
	uint64_t wide, u32_max, minus_two, small;
};

extern const struct fold_data fold_data;

enum {
	BYTE = 0,
	MINUS_BYTE = 1,
	HALF = 2,
	MINUS_WORD = 4,
	WIDE = 8,
	U32_MAX = 16,
	MINUS_TWO = 24,
	SMALL = 32,
	END = 40
};

/* Address of the data, by a relocation that each ld_imm64 of a row gets */
#define ADDR(r)	   LD64(r, 0, 0)
#define LOAD_BYTE  LDX(BPF_B, 0, 1, 0)
#define MOV64	   (BPF_ALU64 | BPF_MOV | BPF_K)
#define MOV32	   (BPF_ALU | BPF_MOV | BPF_K)
#define FOLD_ROOM  14
#define NOT_FOLDED 0

struct fold_row {
	const char *what;
	int at; /* the load in question; the first one if 0 */
	uint8_t code; /* its new opcode, or NOT_FOLDED */
	int32_t imm;
	bool needed; /* the map, after all */
	struct bpf_insn insns[FOLD_ROOM];
};

#define ROW(what, at, code, imm, needed, ...)                                  \
	{                                                                      \
		what, at, code, imm, needed,                                   \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

/* What the latest fold() made */
extern struct image image;
extern bool needed[2];
extern struct err fold_err;
extern struct obj_func fold_func;

/* The one function of the object, whose ld_imm64 have this relocation */
void fold_func_is(const struct bpf_insn *insns, enum obj_rel_kind kind,
		  int64_t off);

/* Links and folds it; map 0 has these contents, map 1 none. */
int fold(const void *bytes, size_t len);

/* All that a row says */
void fold_check(const struct fold_row *row);

#endif
