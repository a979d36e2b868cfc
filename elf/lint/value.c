// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Moves, sums of addresses and numbers, loads of constants, calls. Whatever
 * else is computed is a number that differs, or one that a kernel may know.
 */
#include "elf/lint/value.h"

#include <string.h>

#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"

#define OFF_MAX (1 << 29) /* as the kernel limits them */

static const struct lint_reg any = { .kind = REG_ANY };
static const struct lint_reg fixed = { .kind = REG_FIXED };

static struct lint_reg bits(unsigned n)
{
	return (struct lint_reg){ .value = (int32_t)n, .kind = REG_ANY };
}

static struct lint_reg number(int64_t value)
{
	if (value != (int32_t)value)
		return fixed;
	return (struct lint_reg){ .value = (int32_t)value, .kind = REG_CONST };
}

/* Two's complement of 32 bits as a number of 64: not below 0 */
static struct lint_reg number_of_alu(int64_t value, bool wide)
{
	return number(wide ? value : (int64_t)(uint32_t)value);
}

bool value_may_be_null(int helper)
{
	/* map_lookup_elem sk_lookup_tcp sk_lookup_udp sk_fullsock tcp_sock
	 * get_listener_sock skc_lookup_tcp sk_storage_get ringbuf_reserve
	 * inode_storage_get per_cpu_ptr task_storage_get map_lookup_percpu_elem
	 * cgrp_storage_get */
	static const uint8_t helpers[] = { 1,	84,  85,  95,  96,  98,	 99,
					   107, 131, 145, 153, 156, 195, 210 };

	return helper > 0 && helper < 256 &&
	       memchr(helpers, helper, sizeof(helpers)) != NULL;
}

static void call(const struct bpf_insn *insn, uint32_t at,
		 struct lint_reg *regs)
{
	for (int i = 1; i <= 5; i++)
		regs[i] = (struct lint_reg){ .kind = REG_UNSET };
	regs[0] = any;
	if (insn_is_helper_call(insn) && value_may_be_null(insn->imm))
		regs[0] = (struct lint_reg){ .value = (int32_t)at,
					     .kind = REG_NULLABLE };
}

static struct lint_reg address(const struct lint *l, uint32_t at)
{
	const struct obj_rel *rel = lint_rel(l, at);
	int64_t value =
		(int64_t)((uint64_t)(uint32_t)l->insns[at].imm |
			  (uint64_t)(uint32_t)l->insns[at + 1].imm << 32);

	if (rel == NULL)
		return l->core[at] ? fixed : number(value);
	if (rel->kind == OBJ_REL_MAP)
		return (struct lint_reg){ .value = (int32_t)rel->index,
					  .kind = REG_MAP };
	if (rel->kind == OBJ_REL_DATA && rel->index <= UINT16_MAX &&
	    rel->off > -OFF_MAX && rel->off < OFF_MAX)
		return (struct lint_reg){ .value = (int32_t)rel->off,
					  .kind = REG_DATA,
					  .map = (uint16_t)rel->index };
	return fixed;
}

/* Without its sign, what is loaded has so many bits */
static struct lint_reg loaded(const struct bpf_insn *insn)
{
	static const uint8_t sizes[] = { 32, 16, 8, 0 };

	return insn_mode(insn) == BPF_MEM ? bits(sizes[insn_size(insn) >> 3])
					  : any;
}

/* A load from data: constants have their values from the object */
static struct lint_reg load_data(const struct lint *l,
				 const struct bpf_insn *insn,
				 struct lint_reg from)
{
	static const uint8_t sizes[] = { 4, 2, 1, 8 };
	const struct obj_map *m = &l->obj->maps[from.map];
	size_t n = sizes[insn_size(insn) >> 3];
	int64_t off = (int64_t)from.value + insn->off;
	struct view bytes;
	uint64_t value = 0;

	if (!lint_is_constant(m))
		return loaded(insn);
	if (m->origin == OBJ_MAP_KCONFIG || insn_mode(insn) != BPF_MEM ||
	    off < 0 || !view_sub(&m->data, (uint64_t)off, n, &bytes))
		return fixed;
	memcpy(&value, bytes.p, n);
	return number((int64_t)value);
}

static struct lint_reg load(const struct lint *l, const struct bpf_insn *insn,
			    const struct lint_reg *regs)
{
	struct lint_reg from = regs[insn->src_reg];

	switch (from.kind) {
	case REG_FRAME:
		return fixed;
	case REG_DATA:
		return load_data(l, insn, from);
	default:
		return loaded(insn);
	}
}

static struct lint_reg shifted(struct lint_reg r, int64_t by)
{
	int64_t value = r.value + by;

	if (value <= -OFF_MAX || value >= OFF_MAX)
		return fixed;
	r.value = (int32_t)value;
	return r;
}

static struct lint_reg add(struct lint_reg a, struct lint_reg b, int sign)
{
	if (b.kind == REG_CONST &&
	    (a.kind == REG_FRAME || a.kind == REG_CTX || a.kind == REG_DATA))
		return shifted(a, sign * (int64_t)b.value);
	return a.kind == REG_ANY || b.kind == REG_ANY ? any : fixed;
}

/* What is computed with something unknown */
static struct lint_reg bounded(const struct bpf_insn *insn, struct lint_reg a,
			       struct lint_reg b)
{
	bool wide = insn_class(insn) == BPF_ALU64;

	if (b.kind != REG_CONST)
		return wide ? any : bits(32);
	switch (insn_op(insn)) {
	case BPF_AND:
		if (b.value < 0)
			return a.kind == REG_ANY && wide ? a : fixed;
		return b.value ? bits(32 - (unsigned)__builtin_clz(
						   (unsigned)b.value))
			       : fixed;
	case BPF_OR:
	case BPF_MUL:
	case BPF_LSH:
	case BPF_RSH:
	case BPF_ARSH:
	case BPF_DIV:
	case BPF_MOD:
		return fixed; /* some of its bits are known */
	default:
		return wide ? any : bits(32);
	}
}

static struct lint_reg alu(const struct bpf_insn *insn, bool core,
			   const struct lint_reg *regs)
{
	bool wide = insn_class(insn) == BPF_ALU64;
	struct lint_reg a = regs[insn->dst_reg], b = fixed;

	if (insn_op(insn) == BPF_END || insn_op(insn) == BPF_NEG)
		return a.kind == REG_ANY ? any : fixed;
	if (!insn_has_imm(insn))
		b = regs[insn->src_reg];
	else if (!core)
		b = number(insn->imm);
	if (b.kind <= REG_UNSET_MAYBE)
		b = any;
	if (insn_op(insn) == BPF_MOV) {
		if (insn->off == 0 && b.kind == REG_CONST)
			return number_of_alu(b.value, wide);
		if (wide && insn->off == 0)
			return b;
		return b.kind == REG_ANY && insn->off == 0 ? bits(32) : fixed;
	}
	if (wide && insn_op(insn) == BPF_ADD)
		return add(a, b, 1);
	if (wide && insn_op(insn) == BPF_SUB)
		return add(a, b, -1);
	if (a.kind != REG_ANY && b.kind != REG_ANY)
		return fixed;
	return bounded(insn, a, b);
}

static void store(const struct bpf_insn *insn, struct lint_reg *regs)
{
	if (insn->code != (BPF_STX | BPF_ATOMIC | BPF_W) &&
	    insn->code != (BPF_STX | BPF_ATOMIC | BPF_DW))
		return;
	if (insn->imm == (BPF_CMPXCHG))
		regs[0] = any;
	else if (insn->imm & BPF_FETCH)
		regs[insn->src_reg] = any;
	else if (insn->imm == 0x100) /* load_acquire */
		regs[insn->dst_reg] = any;
}

void value_step(const struct lint *l, uint32_t at, struct lint_reg *regs)
{
	const struct bpf_insn *insn = &l->insns[at];

	if (insn->dst_reg > 10 || insn->src_reg > 10)
		return;
	switch (insn_class(insn)) {
	case BPF_ALU:
	case BPF_ALU64:
		regs[insn->dst_reg] = alu(insn, l->core[at], regs);
		break;
	case BPF_LDX:
		regs[insn->dst_reg] = load(l, insn, regs);
		break;
	case BPF_LD:
		if (insn_is_ld_imm64(insn))
			regs[insn->dst_reg] = address(l, at);
		else
			call(&(struct bpf_insn){ .src_reg = 1 }, at, regs);
		break;
	case BPF_STX:
		store(insn, regs);
		break;
	default:
		if (insn_is_call(insn))
			call(insn, at, regs);
	}
	regs[10] = (struct lint_reg){ .kind = REG_FRAME };
}
