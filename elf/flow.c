// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Successors, uses and definitions, and the classic backward liveness. */
#include "elf/flow.h"

#include <string.h>

#define LD_IMM64 (BPF_LD | BPF_IMM | BPF_DW)
#define BIT(r) ((uint16_t)(1u << (r)))
#define ARGS 0x3e /* r1 to r5 */
#define CLOBBERED 0x3f /* r0 to r5 */

static bool is_jump_class(const struct bpf_insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_JMP ||
	       BPF_CLASS(insn->code) == BPF_JMP32;
}

unsigned flow_width(const struct bpf_insn *insn)
{
	return insn->code == LD_IMM64 ? 2 : 1;
}

unsigned flow_next(const struct bpf_insn *insns, uint32_t n, uint32_t at,
		   uint32_t next[2])
{
	const struct bpf_insn *insn = &insns[at];
	uint8_t op = BPF_OP(insn->code);
	int64_t to = -1;
	unsigned count = 0;

	if (is_jump_class(insn) && op != BPF_CALL && op != BPF_EXIT)
		/* gotol, cpu v4, keeps its distance in imm */
		to = (int64_t)at + 1 + (insn->code == (BPF_JMP32 | BPF_JA) ?
						insn->imm : insn->off);
	if (!is_jump_class(insn) || (op != BPF_EXIT && op != BPF_JA)) {
		next[count] = at + flow_width(insn);
		count += next[count] < n;
	}
	if (to >= 0 && to < n)
		next[count++] = (uint32_t)to;
	return count;
}

static uint16_t jump_uses(const struct bpf_insn *insn)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JA:
		return 0;
	case BPF_EXIT:
		return BIT(0);
	case BPF_CALL:
		return ARGS;
	default:
		return (uint16_t)(BIT(insn->dst_reg) |
				  (BPF_SRC(insn->code) == BPF_X ?
					   BIT(insn->src_reg) : 0));
	}
}

uint16_t flow_uses(const struct bpf_insn *insn)
{
	uint16_t uses = 0;

	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		if (BPF_SRC(insn->code) == BPF_X &&
		    BPF_OP(insn->code) != BPF_END)
			uses |= BIT(insn->src_reg);
		if (BPF_OP(insn->code) != BPF_MOV)
			uses |= BIT(insn->dst_reg);
		return uses;
	case BPF_LDX:
		return BIT(insn->src_reg);
	case BPF_ST:
		return BIT(insn->dst_reg);
	case BPF_STX: /* an atomic compare and exchange also uses r0 */
		return (uint16_t)(BIT(insn->dst_reg) | BIT(insn->src_reg) |
				  (BPF_MODE(insn->code) == BPF_XADD ? BIT(0) :
								      0));
	case BPF_LD: /* the legacy packet loads take the context in r6 */
		if (insn->code == LD_IMM64)
			return 0;
		return (uint16_t)(BIT(6) | BIT(insn->src_reg));
	default:
		return jump_uses(insn);
	}
}

uint16_t flow_defs(const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
	case BPF_LDX:
		return BIT(insn->dst_reg);
	case BPF_LD:
		return insn->code == LD_IMM64 ? BIT(insn->dst_reg) : CLOBBERED;
	case BPF_JMP:
	case BPF_JMP32:
		return BPF_OP(insn->code) == BPF_CALL ? CLOBBERED : 0;
	default: /* stores; fetching atomics may define, which only matters
		  * to those who ask what is certainly overwritten */
		return 0;
	}
}

void flow_liveness(const struct bpf_insn *insns, uint32_t n, uint16_t *live)
{
	bool changed = true;

	memset(live, 0, n * sizeof(*live));
	while (changed) {
		changed = false;
		for (uint32_t i = n; i-- > 0;) {
			uint32_t next[2];
			unsigned count = flow_next(insns, n, i, next);
			uint16_t out = 0, in;

			for (unsigned k = 0; k < count; k++)
				out |= live[next[k]];
			in = (uint16_t)(flow_uses(&insns[i]) |
					(out & ~flow_defs(&insns[i])));
			changed |= in != live[i];
			live[i] = in;
		}
	}
}
