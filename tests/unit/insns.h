/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Instructions, for arrays of struct bpf_insn in tests. */
#ifndef TESTS_UNIT_INSNS_H
#define TESTS_UNIT_INSNS_H

#include "elf/insn.h"

#define INSN(c, d, s, o, i)                                                    \
	{                                                                      \
		.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o),       \
		.imm = (i)                                                     \
	}
#define MOV_IMM(d, i)	       INSN(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define MOV32_IMM(d, i)	       INSN(BPF_ALU | BPF_MOV | BPF_K, d, 0, 0, i)
#define MOV_REG(d, s)	       INSN(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define ALU_IMM(op, d, i)      INSN(BPF_ALU64 | (op) | BPF_K, d, 0, 0, i)
#define ALU_REG(op, d, s)      INSN(BPF_ALU64 | (op) | BPF_X, d, s, 0, 0)
#define LDX(size, d, s, o)     INSN(BPF_LDX | BPF_MEM | (size), d, s, o, 0)
#define STX(size, d, s, o)     INSN(BPF_STX | BPF_MEM | (size), d, s, o, 0)
#define ST(size, d, o, i)      INSN(BPF_ST | BPF_MEM | (size), d, 0, o, i)
#define ATOMIC(size, d, s, op) INSN(BPF_STX | BPF_ATOMIC | (size), d, s, 0, op)
#define JMP(o)		       INSN(BPF_JMP | BPF_JA, 0, 0, o, 0)
#define JMP_IMM(op, d, i, o)   INSN(BPF_JMP | (op) | BPF_K, d, 0, o, i)
#define JMP_REG(op, d, s, o)   INSN(BPF_JMP | (op) | BPF_X, d, s, o, 0)
#define HELPER(n)	       INSN(BPF_JMP | BPF_CALL, 0, 0, 0, n)
#define CALL(i)		       INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, i)
#define EXIT		       INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
/* Two slots */
#define LD64(d, s, i)                                                          \
	INSN(BPF_LD | BPF_IMM | BPF_DW, d, s, 0, i), INSN(0, 0, 0, 0, 0)

#endif
