// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Conditions on constants. */
#include "elf/lint/branch.h"

#include "elf/insn.h"
#include "elf/lint/state.h"

static bool holds(unsigned op, int64_t a, int64_t b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return (uint64_t)a > (uint64_t)b;
	case BPF_JGE:
		return (uint64_t)a >= (uint64_t)b;
	case BPF_JLT:
		return (uint64_t)a < (uint64_t)b;
	case BPF_JLE:
		return (uint64_t)a <= (uint64_t)b;
	case BPF_JSGT:
		return a > b;
	case BPF_JSGE:
		return a >= b;
	case BPF_JSLT:
		return a < b;
	case BPF_JSLE:
		return a <= b;
	default: /* BPF_JSET */
		return a & b;
	}
}

static bool is_condition(const struct bpf_insn *insn)
{
	return insn_is_jump(insn) && insn_op(insn) != BPF_JA &&
	       insn_op(insn) != BPF_JCOND && insn->dst_reg <= 10 &&
	       insn->src_reg <= 10;
}

/* Not told by the number of bits alone, of which 0 is 64 */
static bool is_open(const struct bpf_insn *insn, int bits, int64_t b)
{
	unsigned op = insn_op(insn);
	int width = insn_class(insn) == BPF_JMP32 ? 32 : 64;

	if (b == 0 && (op == BPF_JGE || op == BPF_JLT || op == BPF_JSET))
		return false;
	if (bits == 0 || bits >= width)
		return true;
	return (b > 0 && b >> bits == 0) ||
	       (b == 0 && (op == BPF_JEQ || op == BPF_JNE || op == BPF_JGT ||
			   op == BPF_JLE));
}

enum branch branch_way(const struct bpf_insn *insn, const struct lint_reg *regs)
{
	struct lint_reg a, b = { .value = insn->imm, .kind = REG_CONST };

	if (!is_condition(insn))
		return BRANCH_BOTH;
	a = regs[insn->dst_reg];
	if (!insn_has_imm(insn))
		b = regs[insn->src_reg];
	/* In 32 bits both are extended alike: no comparison tells */
	if (a.kind == REG_CONST && b.kind == REG_CONST)
		return holds(insn_op(insn), a.value, b.value) ? BRANCH_TAKEN
							      : BRANCH_NOT;
	if (a.kind == REG_NULLABLE || b.kind == REG_NULLABLE)
		return BRANCH_BOTH;
	if (a.kind == REG_ANY && b.kind == REG_CONST)
		return is_open(insn, a.value, b.value) ? BRANCH_BOTH
						       : BRANCH_UNSURE;
	return a.kind == REG_ANY || b.kind == REG_ANY ? BRANCH_BOTH
						      : BRANCH_UNSURE;
}

static void compared(struct lint_reg *regs, struct lint_reg what)
{
	if (what.kind != REG_NULLABLE)
		return;
	for (int i = 0; i < 10; i++)
		if (regs[i].kind == REG_NULLABLE && regs[i].value == what.value)
			regs[i] = (struct lint_reg){ .kind = REG_FIXED };
}

void branch_learn(const struct bpf_insn *insn, struct lint_reg *regs)
{
	if (!is_condition(insn))
		return;
	compared(regs, regs[insn->dst_reg]);
	if (!insn_has_imm(insn))
		compared(regs, regs[insn->src_reg]);
}
