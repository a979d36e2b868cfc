/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* As much of a verifier as it takes to tell kernels apart by their age. */
#ifndef TESTS_UNIT_FAKE_VERIFY_H
#define TESTS_UNIT_FAKE_VERIFY_H

#include <linux/bpf.h>
#include <stdint.h>

/* What it says of the first instruction that a kernel of this version (509 is
 * 5.9), with helpers up to that number, does not know; NULL when it accepts
 * the program. Like the real one it does not look behind branches that known
 * constants decide. */
const char *fake_verify(const struct bpf_insn *insns, uint32_t n, int version,
			int helpers);

#endif
