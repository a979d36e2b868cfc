/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a conditional jump does with what is known, and what it tells. */
#ifndef ELF_LINT_BRANCH_H
#define ELF_LINT_BRANCH_H

struct bpf_insn;
struct lint_reg;

enum branch {
	BRANCH_BOTH, /* a kernel looks at both ways */
	BRANCH_TAKEN,
	BRANCH_NOT,
	BRANCH_UNSURE, /* it may know which */
};

enum branch branch_way(const struct bpf_insn *insn,
		       const struct lint_reg *regs);

/* Results that are compared are no longer those that were not. */
void branch_learn(const struct bpf_insn *insn, struct lint_reg *regs);

#endif
