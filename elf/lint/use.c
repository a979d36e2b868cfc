// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What an instruction does with what its registers are known to hold: mistakes
 * that the verifier makes no exception for.
 */
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/flow.h"
#include "elf/helper.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"
#include "elf/lint/value.h"
#include "elf/names.h"
#include "elf/section.h"

#define STACK 512

/* Constants that a program may return, from 0 on; a kernel checks them */
static const struct {
	uint8_t type, max;
	uint16_t from;
} results[] = {
	{ BPF_PROG_TYPE_CGROUP_SOCK, 1, 0x40a },
	{ BPF_PROG_TYPE_CGROUP_DEVICE, 1, 0x40f },
	{ BPF_PROG_TYPE_CGROUP_SYSCTL, 1, 0x502 },
	{ BPF_PROG_TYPE_CGROUP_SOCKOPT, 1, 0x503 },
	{ BPF_PROG_TYPE_SOCK_OPS, 1, 0x40d },
	{ BPF_PROG_TYPE_CGROUP_SKB, 3, 0x40a },
	{ BPF_PROG_TYPE_CGROUP_SOCK_ADDR, 3, 0x411 },
	{ BPF_PROG_TYPE_SK_LOOKUP, 1, 0x509 },
	{ PROG_TYPE_NETFILTER, 1, 0x604 },
};

static unsigned bytes_of(const struct bpf_insn *insn)
{
	static const uint8_t sizes[] = { 4, 2, 1, 8 };

	return sizes[insn_size(insn) >> 3];
}

static bool is_atomic(const struct bpf_insn *insn)
{
	return insn_class(insn) == BPF_STX && insn_mode(insn) == BPF_ATOMIC;
}

/* More exactly than flow_uses(), which may say too much */
static uint16_t uses(const struct bpf_insn *insn)
{
	if (insn_is_call(insn) || insn_is_exit(insn) ||
	    (insn_is_jump(insn) &&
	     (insn_op(insn) == BPF_JA || insn_op(insn) == BPF_JCOND)))
		return 0;
	if (is_atomic(insn) && insn->imm == 0x100)
		return (uint16_t)(1u << insn->src_reg);
	if (is_atomic(insn) && insn->imm != BPF_CMPXCHG)
		return (uint16_t)(1u << insn->dst_reg | 1u << insn->src_reg);
	if (insn->code == (BPF_LD | BPF_ABS | BPF_W) ||
	    insn->code == (BPF_LD | BPF_ABS | BPF_H) ||
	    insn->code == (BPF_LD | BPF_ABS | BPF_B))
		return 1u << 6;
	return flow_uses(insn);
}

static void check_set(struct lint *l, struct lint_at at)
{
	const struct lint_reg *regs = l->states[at.insn].regs;
	uint16_t used = uses(&l->insns[at.insn]);

	for (int i = 0; i < 11; i++) {
		if (!(used >> i & 1) || regs[i].kind > REG_UNSET_MAYBE)
			continue;
		at.rule = regs[i].kind == REG_UNSET ? RULE_UNSET
						    : RULE_UNSET_MAYBE;
		lint_say(l, &at, "r%d has no value%s", i,
			 regs[i].kind == REG_UNSET ? "" : " on some way here");
	}
}

/* The register that holds the address of a load or store, or -1 */
static int address_reg(const struct bpf_insn *insn)
{
	if (insn_is_load(insn) || (is_atomic(insn) && insn->imm == 0x100))
		return insn->src_reg;
	return insn_is_store(insn) ? insn->dst_reg : -1;
}

static void check_stack(struct lint *l, struct lint_at at, int64_t off)
{
	const struct bpf_insn *insn = &l->insns[at.insn];
	int n = (int)bytes_of(insn);

	at.rule = RULE_STACK_OFF;
	if (off < -STACK || off + n > 0) {
		lint_say(l, &at,
			 "%d bytes at r10%+d are not on the stack of %d bytes",
			 n, (int)off, STACK);
		return;
	}
	at.rule = RULE_STACK_ALIGN;
	if (off % n != 0)
		lint_say(l, &at, "%d bytes at r10%+d are not aligned", n,
			 (int)off);
}

static void say_null(struct lint *l, struct lint_at at, struct lint_reg r)
{
	const struct bpf_insn *call = &l->insns[r.value];
	const struct lint_reg *args = l->states[r.value].regs;

	at.rule = RULE_NULL;
	/* Constant keys of arrays are always there (6.14) */
	if (call->imm == 1 &&
	    (args[1].kind != REG_MAP ||
	     l->obj->maps[args[1].value].type == BPF_MAP_TYPE_ARRAY ||
	     l->obj->maps[args[1].value].type == BPF_MAP_TYPE_PERCPU_ARRAY))
		at.since = 0x60e;
	lint_say(l, &at,
		 "what bpf_%s gave is used before it is compared with NULL",
		 helper_at(call->imm)->name);
}

static void check_access(struct lint *l, struct lint_at at)
{
	const struct bpf_insn *insn = &l->insns[at.insn];
	int reg = address_reg(insn);
	struct lint_reg r;

	if (reg < 0)
		return;
	r = l->states[at.insn].regs[reg];
	switch (r.kind) {
	case REG_FRAME:
		check_stack(l, at, (int64_t)r.value + insn->off);
		break;
	case REG_NULLABLE:
		say_null(l, at, r);
		break;
	case REG_CTX:
		l->undecided = true;
		at.rule = RULE_CTX_OFF;
		if ((int64_t)r.value + insn->off < 0)
			lint_say(l, &at, "an access before the context");
		break;
	case REG_DATA:
		at.rule = RULE_RDONLY;
		at.from = 0x502;
		if (lint_is_constant(&l->obj->maps[r.map]) &&
		    insn_is_store(insn))
			lint_say(l, &at, "a store into constant data");
		break;
	default:
		l->undecided = true;
	}
}

/* What a helper makes of its arguments is not asked here */
static void check_arguments(struct lint *l, uint32_t insn)
{
	const struct lint_reg *regs = l->states[insn].regs;

	for (int i = 1; insn_is_call(&l->insns[insn]) && i <= 5; i++)
		l->undecided |=
			regs[i].kind == REG_ANY || regs[i].kind == REG_NULLABLE;
}

static void check_alu(struct lint *l, struct lint_at at)
{
	const struct bpf_insn *insn = &l->insns[at.insn];
	unsigned op = insn_op(insn);
	int bits = insn_class(insn) == BPF_ALU64 ? 64 : 32;
	struct lint_reg r = l->states[at.insn].regs[insn->dst_reg];

	if (insn_is_alu(insn) && r.kind == REG_NULLABLE &&
	    (op == BPF_ADD || op == BPF_SUB))
		say_null(l, at, r);
	if (!insn_is_alu(insn) || !insn_has_imm(insn) || l->core[at.insn])
		return;
	at.rule = RULE_DIV_ZERO;
	if ((op == BPF_DIV || op == BPF_MOD) && insn->imm == 0)
		lint_say(l, &at, "a division by zero");
	at.rule = RULE_SHIFT;
	if ((op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH) &&
	    (insn->imm < 0 || insn->imm >= bits))
		lint_say(l, &at, "a shift by %d of %d bits", insn->imm, bits);
}

static void check_result(struct lint *l, struct lint_at at, struct lint_reg r)
{
	for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
		if (l->kind == NULL || l->kind->prog_type != results[i].type)
			continue;
		at.rule = RULE_RESULT;
		at.from = results[i].from;
		if (r.kind == REG_CONST &&
		    (r.value < 0 || r.value > results[i].max))
			lint_say(l, &at,
				 "it returns %d; this type's programs return "
				 "0 to %d",
				 r.value, results[i].max);
	}
}

/* Types whose programs may be functions that return nothing */
static bool may_be_void(const struct section_kind *k)
{
	return k == NULL || k->prog_type == BPF_PROG_TYPE_STRUCT_OPS ||
	       k->prog_type == BPF_PROG_TYPE_LSM ||
	       k->prog_type == BPF_PROG_TYPE_EXT;
}

/* Only what the kernel itself calls must return something */
static void check_exit(struct lint *l, struct lint_at at)
{
	struct lint_reg r = l->states[at.insn].regs[0];

	if (!insn_is_exit(&l->insns[at.insn]) ||
	    at.insn >= lint_end(&l->parts[0]))
		return;
	at.rule = RULE_NO_RESULT;
	if (r.kind == REG_UNSET && !may_be_void(l->kind))
		lint_say(l, &at, "it ends without a result in r0");
	check_result(l, at, r);
}

void lint_insn_use(struct lint *l, uint32_t insn)
{
	struct lint_at at = { .insn = insn,
			      .unsure = !l->states[insn].certain };
	const struct bpf_insn *i = &l->insns[insn];

	if (i->dst_reg > 10 || i->src_reg > 10) {
		/* r11 is for arguments on the stack (7.2) */
		at.rule = RULE_REGISTER;
		at.since = i->dst_reg > 11 || i->src_reg > 11 ? 0 : 0x702;
		lint_say(l, &at, "there is no such register");
		return;
	}
	at.rule = RULE_FRAME_POINTER;
	if (flow_defs(i) >> 10 & 1)
		lint_say(l, &at, "r10 cannot be changed");
	check_set(l, at);
	check_access(l, at);
	check_arguments(l, insn);
	check_alu(l, at);
	check_exit(l, at);
}
