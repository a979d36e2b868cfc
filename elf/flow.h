/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Flow of control and of registers through the instructions of one function.
 * Works on any bytes: jumps out of the function simply lead nowhere.
 */
#ifndef ELF_FLOW_H
#define ELF_FLOW_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

struct err;

/* Slots of an instruction: 2 for ld_imm64, else 1. */
unsigned flow_width(const struct bpf_insn *insn);

/* Indexes of what may run after instruction at; returns how many, 0 to 2.
 * Only those below n are given. */
unsigned flow_next(const struct bpf_insn *insns, uint32_t n, uint32_t at,
		   uint32_t next[2]);

/* Registers as bits 0 (r0) to 10 (r10) */
uint16_t flow_uses(const struct bpf_insn *insn);
uint16_t flow_defs(const struct bpf_insn *insn);

/* live[i]: the registers whose value before instruction i may still be used.
 * A call is taken to use r1 to r5. live has n elements. Takes time in
 * proportion to n, however the jumps go; -ENOMEM is the only error. */
int flow_liveness(const struct bpf_insn *insns, uint32_t n, uint16_t *live,
		  struct err *e);

#endif
