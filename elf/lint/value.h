/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What one instruction makes of the registers. */
#ifndef ELF_LINT_VALUE_H
#define ELF_LINT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

struct lint;
struct lint_reg;

void value_step(const struct lint *l, uint32_t at, struct lint_reg *regs);

/* The helper returns an address, or NULL when there is none. */
bool value_may_be_null(int helper);

#endif
