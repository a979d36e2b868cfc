// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Successors, uses and definitions, and the classic backward liveness. */
#include "elf/flow.h"

#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"

#define LD_IMM64  (BPF_LD | BPF_IMM | BPF_DW)
#define BIT(r)	  ((uint16_t)(1u << (r)))
#define ARGS	  0x3e /* r1 to r5 */
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
		to = (int64_t)at + 1 +
		     (insn->code == (BPF_JMP32 | BPF_JA) ? insn->imm
							 : insn->off);
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
				  (BPF_SRC(insn->code) == BPF_X
					   ? BIT(insn->src_reg)
					   : 0));
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
				  (BPF_MODE(insn->code) == BPF_XADD ? BIT(0)
								    : 0));
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

/* One instruction: the edges that lead to it, as a list through the nodes
 * they come from, and its place among those to look at again. An edge is
 * 2 * from + 0 or 1; lists hold 1 + edge, 0 ends them. */
struct node {
	uint32_t into, others[2];
	uint32_t todo; /* the stack's element of that number, not this one's */
	bool queued;
};

static void list_edges(const struct bpf_insn *insns, uint32_t n,
		       struct node *nodes)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t next[2];
		unsigned count = flow_next(insns, n, i, next);

		for (unsigned k = 0; k < count; k++) {
			nodes[i].others[k] = nodes[next[k]].into;
			nodes[next[k]].into = 1 + 2 * i + k;
		}
	}
}

static uint16_t live_before(const struct bpf_insn *insns, uint32_t n,
			    uint32_t at, const uint16_t *live)
{
	uint32_t next[2];
	unsigned count = flow_next(insns, n, at, next);
	uint16_t after = 0;

	for (unsigned k = 0; k < count; k++)
		after |= live[next[k]];
	return (uint16_t)(flow_uses(&insns[at]) |
			  (after & ~flow_defs(&insns[at])));
}

int flow_liveness(const struct bpf_insn *insns, uint32_t n, uint16_t *live,
		  struct err *e)
{
	auto_free struct node *nodes = calloc(n + 1, sizeof(*nodes));
	uint32_t ntodo = n;

	if (nodes == NULL)
		return err_nomem(e);
	list_edges(insns, n, nodes);
	memset(live, 0, n * sizeof(*live));
	for (uint32_t i = 0; i < n; i++) {
		nodes[i].todo = i;
		nodes[i].queued = true;
	}
	while (ntodo > 0) {
		uint32_t at = nodes[--ntodo].todo;
		uint16_t now = live_before(insns, n, at, live);

		nodes[at].queued = false;
		if (now == live[at])
			continue;
		live[at] = now;
		for (uint32_t edge = nodes[at].into; edge != 0;) {
			uint32_t from = (edge - 1) / 2;

			edge = nodes[from].others[(edge - 1) % 2];
			if (nodes[from].queued)
				continue;
			nodes[from].queued = true;
			nodes[ntodo++].todo = from;
		}
	}
	return 0;
}
