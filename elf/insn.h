/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one struct bpf_insn is, judged by its own bytes (kernel:
 * Documentation/bpf/standardization/instruction-set.rst). An ld_imm64 takes
 * two slots; the second has opcode 0 and must not be judged: step by
 * insn_slots().
 */
#ifndef ELF_INSN_H
#define ELF_INSN_H

#include <linux/bpf.h>
#include <stdbool.h>

/* Newer than some build machine's header */
#ifndef BPF_PSEUDO_MAP_FD
#define BPF_PSEUDO_MAP_FD 1
#endif
#ifndef BPF_PSEUDO_MAP_VALUE
#define BPF_PSEUDO_MAP_VALUE 2 /* 5.2 */
#endif
#ifndef BPF_PSEUDO_BTF_ID
#define BPF_PSEUDO_BTF_ID 3 /* 5.9 */
#endif
#ifndef BPF_PSEUDO_FUNC
#define BPF_PSEUDO_FUNC 4 /* 5.13 */
#endif
#ifndef BPF_PSEUDO_MAP_IDX
#define BPF_PSEUDO_MAP_IDX 5 /* 5.14 */
#endif
#ifndef BPF_PSEUDO_MAP_IDX_VALUE
#define BPF_PSEUDO_MAP_IDX_VALUE 6 /* 5.14 */
#endif
#ifndef BPF_PSEUDO_CALL
#define BPF_PSEUDO_CALL 1
#endif
#ifndef BPF_PSEUDO_KFUNC_CALL
#define BPF_PSEUDO_KFUNC_CALL 2 /* 5.13 */
#endif
#ifndef BPF_JMP32
#define BPF_JMP32 0x06 /* 5.1 */
#endif
#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80 /* 6.6: load with sign extension */
#endif
#ifndef BPF_ATOMIC
#define BPF_ATOMIC 0xc0 /* 5.12: BPF_XADD with more meanings */
#endif
#ifndef BPF_JCOND
#define BPF_JCOND 0xe0 /* 6.10: may_goto */
#endif

static inline unsigned insn_class(const struct bpf_insn *i)
{
	return i->code & 0x07;
}

/* BPF_W, BPF_H, BPF_B or BPF_DW of a load or store */
static inline unsigned insn_size(const struct bpf_insn *i)
{
	return i->code & 0x18;
}

static inline unsigned insn_mode(const struct bpf_insn *i)
{
	return i->code & 0xe0;
}

/* The operation of an ALU or jump instruction */
static inline unsigned insn_op(const struct bpf_insn *i)
{
	return i->code & 0xf0;
}

/* Second operand is imm, not a register (ALU and jumps) */
static inline bool insn_has_imm(const struct bpf_insn *i)
{
	return (i->code & BPF_X) == BPF_K;
}

static inline bool insn_is_alu(const struct bpf_insn *i)
{
	return insn_class(i) == BPF_ALU || insn_class(i) == BPF_ALU64;
}

static inline bool insn_is_load(const struct bpf_insn *i)
{
	return insn_class(i) == BPF_LDX;
}

static inline bool insn_is_store(const struct bpf_insn *i)
{
	return insn_class(i) == BPF_ST || insn_class(i) == BPF_STX;
}

static inline bool insn_is_ld_imm64(const struct bpf_insn *i)
{
	return i->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* Slots this instruction takes; the caller checks that both are there */
static inline unsigned insn_slots(const struct bpf_insn *i)
{
	return insn_is_ld_imm64(i) ? 2 : 1;
}

/* ld_imm64 of the address of a function of this program (a callback) */
static inline bool insn_is_func_ref(const struct bpf_insn *i)
{
	return insn_is_ld_imm64(i) && i->src_reg == BPF_PSEUDO_FUNC;
}

/* Any call by number: of a helper, a subprogram or a kernel function */
static inline bool insn_is_call(const struct bpf_insn *i)
{
	return i->code == (BPF_JMP | BPF_CALL);
}

static inline bool insn_is_helper_call(const struct bpf_insn *i)
{
	return insn_is_call(i) && i->src_reg == 0;
}

/* Call of a subprogram: imm is relative to the next instruction */
static inline bool insn_is_pseudo_call(const struct bpf_insn *i)
{
	return insn_is_call(i) && i->src_reg == BPF_PSEUDO_CALL;
}

static inline bool insn_is_kfunc_call(const struct bpf_insn *i)
{
	return insn_is_call(i) && i->src_reg == BPF_PSEUDO_KFUNC_CALL;
}

static inline bool insn_is_exit(const struct bpf_insn *i)
{
	return i->code == (BPF_JMP | BPF_EXIT);
}

/* A jump within the function, conditional or not */
static inline bool insn_is_jump(const struct bpf_insn *i)
{
	return (insn_class(i) == BPF_JMP && insn_op(i) != BPF_CALL &&
		insn_op(i) != BPF_EXIT) ||
	       insn_class(i) == BPF_JMP32;
}

/* Distance of a jump from the next instruction. JMP32|JA (cpu v4, 6.6) keeps
 * it in imm. */
static inline int insn_jump_off(const struct bpf_insn *i)
{
	return i->code == (BPF_JMP32 | BPF_JA) ? i->imm : i->off;
}

#endif
