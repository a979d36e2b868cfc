/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The instructions of a function one after the other, each with its text and
 * what the object says of it: names in place of numbers, labels where jumps
 * lead, source lines, relocations.
 */
#ifndef ELF_LISTING_H
#define ELF_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/btfext.h"
#include "elf/disasm.h"

struct err;
struct obj;
struct obj_func;
struct obj_rel;

struct listing {
	const struct obj *obj;
	const struct obj_func *func;
	uint32_t *labels; /* owned: per instruction, from 1 on; 0: none */
	struct btfext_lines lines;
	struct btfext_relos relos;
	uint32_t at, rel; /* what comes next */
	size_t line, relo;
};

struct listing_insn {
	uint32_t at; /* index within the function */
	const struct bpf_insn *insn;
	uint32_t label; /* 0: no jump leads here */
	const struct bpf_line_info *line; /* which begins here, or NULL */
	const struct obj_rel *rel; /* or NULL */
	const struct core_relo *core; /* or NULL */
	char text[DISASM_SIZE];
};

/* obj and func must outlive *out. */
int listing_open(const struct obj *obj, const struct obj_func *func,
		 struct listing *out, struct err *e);
void listing_close(struct listing *l);

/* False at the end. */
bool listing_next(struct listing *l, struct listing_insn *out);

/* The name of what a relocation is to: a map, function or extern. */
const char *listing_target(const struct obj *obj, const struct obj_rel *rel);

/* What stands for it in a text: "map[counts]", "half". Returns buf. */
const char *listing_refer(const struct obj *obj, const struct obj_rel *rel,
			  char *buf, size_t n);

/* Source line, file and number of a record. Strings are the BTF's. */
struct listing_source {
	const char *file, *text;
	uint32_t line, column;
};

struct listing_source listing_source(const struct obj *obj,
				     const struct bpf_line_info *line);

#endif
