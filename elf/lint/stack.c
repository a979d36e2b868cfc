// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bytes of the stack that are read though nothing in the function ever writes
 * them. Certain, since it is not asked when; and only where no address of the
 * stack leaves the function's own loads and stores.
 */
#include <string.h>

#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"

#define STACK 512

struct written {
	uint8_t bytes[STACK]; /* 1: it is; from the lowest address on */
	bool lost; /* something else may write */
};

/* Where a load or store by r10 begins; -1: it is none, or goes beyond */
static int place(const struct lint *l, uint32_t insn, unsigned reg, int n)
{
	struct lint_reg r = l->states[insn].regs[reg < 10 ? reg : 10];
	int64_t off = (int64_t)r.value + l->insns[insn].off + STACK;

	if (r.kind != REG_FRAME || off < 0 || off + n > STACK)
		return -1;
	return (int)off;
}

static int bytes_of(const struct bpf_insn *insn)
{
	static const uint8_t sizes[] = { 4, 2, 1, 8 };

	return sizes[insn_size(insn) >> 3];
}

/* An address of the stack goes elsewhere, or is no longer known */
static bool loses(const struct lint *l, uint32_t at)
{
	const struct bpf_insn *insn = &l->insns[at];
	const struct lint_reg *regs = l->states[at].regs;

	if (insn->dst_reg > 10 || insn->src_reg > 10)
		return true;
	if (insn_is_call(insn)) {
		for (int i = 1; i <= 5; i++)
			if (regs[i].kind == REG_FRAME ||
			    regs[i].kind == REG_ANY)
				return true;
		return false;
	}
	if (insn_class(insn) == BPF_STX)
		return insn_mode(insn) != BPF_MEM ||
		       regs[insn->src_reg].kind == REG_FRAME ||
		       regs[insn->dst_reg].kind == REG_ANY;
	if (insn_class(insn) == BPF_ST)
		return regs[insn->dst_reg].kind == REG_ANY;
	return false;
}

static void note_writes(const struct lint *l, const struct lint_part *p,
			struct written *w)
{
	memset(w, 0, sizeof(*w));
	for (uint32_t i = p->start; i < lint_end(p) && !w->lost;
	     i += insn_slots(&l->insns[i])) {
		const struct bpf_insn *insn = &l->insns[i];
		int n = bytes_of(insn), off;

		if (!l->states[i].reached)
			continue;
		w->lost = loses(l, i);
		if (!insn_is_store(insn))
			continue;
		off = place(l, i, insn->dst_reg, n);
		if (off >= 0)
			memset(w->bytes + off, 1, (size_t)n);
	}
}

static void check_read(struct lint *l, const struct written *w, uint32_t at)
{
	const struct bpf_insn *insn = &l->insns[at];
	struct lint_at where = { .rule = RULE_STACK_READ,
				 .insn = at,
				 .unsure = !l->states[at].certain };
	int n = bytes_of(insn), off;

	if (!insn_is_load(insn) || !l->states[at].reached)
		return;
	off = place(l, at, insn->src_reg, n);
	if (off >= 0 && memchr(w->bytes + off, 1, (size_t)n) == NULL)
		lint_say(l, &where,
			 "bytes at r10-%d are read, which nothing writes",
			 STACK - off);
}

void lint_stack(struct lint *l)
{
	struct written w;

	for (uint32_t i = 0; i < l->nparts; i++) {
		const struct lint_part *p = &l->parts[i];

		note_writes(l, p, &w);
		for (uint32_t k = p->start; k < lint_end(p) && !w.lost;
		     k += insn_slots(&l->insns[k]))
			check_read(l, &w, k);
	}
}
