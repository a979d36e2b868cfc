/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is known of the registers before each instruction, whichever way the
 * program came there, and whether a kernel is certain to come there.
 */
#ifndef ELF_LINT_STATE_H
#define ELF_LINT_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct lint;

enum lint_kind {
	REG_UNSET, /* on no path was it given a value */
	REG_UNSET_MAYBE, /* on some */
	REG_ANY, /* differs from run to run; value: of so many bits, 0: 64 */
	REG_FIXED, /* which a kernel may know, unlike us */
	REG_CONST,
	REG_FRAME, /* r10 + value */
	REG_CTX, /* the context + value */
	REG_MAP, /* address of map number value */
	REG_DATA, /* of data in a map, likewise */
	REG_NULLABLE, /* result of the call at value, not yet compared */
};

struct lint_reg {
	int32_t value;
	uint8_t kind; /* enum lint_kind */
	uint16_t map; /* REG_DATA: its number */
};

struct lint_state {
	struct lint_reg regs[11];
	bool reached, certain;
};

/* Fills l->states; -ENOMEM is the only error. */
int lint_states(struct lint *l, struct err *e);

#endif
