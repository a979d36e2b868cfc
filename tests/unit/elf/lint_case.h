/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Lint of objects made of a few instructions. */
#ifndef TESTS_UNIT_ELF_LINT_CASE_H
#define TESTS_UNIT_ELF_LINT_CASE_H

#include <linux/bpf.h>
#include <stdint.h>

#include "elf/lint/lint.h"

/* As imm of an LD64: the address of a hash map, of an array, of a variable in
 * .data and of one in .rodata that is 1 */
#define CASE_HASH   0x7701
#define CASE_ARRAY  0x7702
#define CASE_DATA   0x7703
#define CASE_RODATA 0x7704

#define CASE_INSNS 24

struct lint_case {
	const char *section; /* NULL: "socket" */
	const char *license; /* NULL: "GPL" */
	uint32_t n; /* instructions; 0: up to the last that is not 0 */
	uint32_t sub; /* where a second function begins; 0: there is none */
	struct bpf_insn insns[CASE_INSNS];
};

struct lint_found {
	char rule[24];
	enum lint_severity severity;
	uint16_t from, since;
	uint32_t insn;
};

/* The findings with that rule, in order; returns how many. The next call
 * forgets them. */
unsigned lint_case_find(const struct lint_case *c, const char *rule,
			const struct lint_found **out);

/* What the rules say at error, in order, with blanks between; in a static
 * buffer */
const char *lint_case_errors(const struct lint_case *c);

#endif
