// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A walk over all ways through the program with what registers are known to
 * hold. Where ways meet, what they do not agree on becomes unknown; the real
 * verifier takes each way by itself, so it knows more.
 */
#include "tests/unit/fake_verify.h"

#include <stdlib.h>
#include <string.h>

#include "elf/flow.h"
#include "elf/insn.h"

#define NREGS 11

struct state {
	bool seen, queued, known[NREGS];
	int64_t value[NREGS];
};

struct walk {
	const struct bpf_insn *insns;
	uint32_t n, ntodo, *todo;
	struct state *before;
};

/* What a kernel knows of an instruction by itself */
static const char *judge(const struct bpf_insn *insn, int version, int helpers)
{
	if (insn_is_ld_imm64(insn) && insn->src_reg > 1 && version < 502)
		return "invalid bpf_ld_imm64 insn\n";
	if (insn_is_helper_call(insn) && insn->imm > helpers)
		return "invalid func\n";
	if (insn_is_pseudo_call(insn) && version < 416)
		return "BPF_CALL uses reserved fields\n";
	if (insn_class(insn) == BPF_JMP32 && version < 501)
		return "unknown opcode 06\n";
	if (insn_class(insn) == BPF_STX && insn_mode(insn) == BPF_ATOMIC &&
	    insn->imm != BPF_ADD && version < 512)
		return "BPF_XADD uses reserved fields\n";
	return NULL;
}

static void set_unknown(struct state *s, uint16_t registers)
{
	for (int i = 0; i < NREGS; i++)
		if (registers >> i & 1)
			s->known[i] = false;
}

static bool compute(unsigned op, int64_t *a, int64_t b)
{
	switch (op) {
	case BPF_MOV:
		*a = b;
		return true;
	case BPF_ADD:
		*a = (int64_t)((uint64_t)*a + (uint64_t)b);
		return true;
	case BPF_OR:
		*a |= b;
		return true;
	case BPF_AND:
		*a &= b;
		return true;
	default:
		return false;
	}
}

static void step(const struct bpf_insn *insn, struct state *s)
{
	bool imm = insn_has_imm(insn);
	bool known = (imm || s->known[insn->src_reg]) &&
		     (insn_op(insn) == BPF_MOV || s->known[insn->dst_reg]);
	int64_t b = imm ? insn->imm : s->value[insn->src_reg];

	set_unknown(s, flow_defs(insn));
	if (!insn_is_alu(insn) || !known ||
	    !compute(insn_op(insn), &s->value[insn->dst_reg], b))
		return;
	s->known[insn->dst_reg] = true;
	if (insn_class(insn) == BPF_ALU)
		s->value[insn->dst_reg] &= UINT32_MAX;
}

/* 1: the jump is taken, 0: it is not, -1: who knows */
static int decided(const struct bpf_insn *insn, const struct state *s)
{
	if (insn_class(insn) != BPF_JMP || !insn_has_imm(insn) ||
	    !s->known[insn->dst_reg])
		return -1;
	if (insn_op(insn) == BPF_JEQ)
		return s->value[insn->dst_reg] == insn->imm;
	if (insn_op(insn) == BPF_JNE)
		return s->value[insn->dst_reg] != insn->imm;
	return -1;
}

static void flow_to(struct walk *w, uint32_t to, const struct state *from)
{
	struct state *s = &w->before[to];
	bool changed = !s->seen, queued = s->queued;

	if (!s->seen) {
		*s = *from;
		s->seen = true;
	}
	for (int i = 0; i < NREGS; i++) {
		if (!s->known[i] ||
		    (from->known[i] && s->value[i] == from->value[i]))
			continue;
		s->known[i] = false;
		changed = true;
	}
	s->queued = queued || changed;
	if (changed && !queued)
		w->todo[w->ntodo++] = to;
}

static void visit(struct walk *w, uint32_t at)
{
	const struct bpf_insn *insn = &w->insns[at];
	struct state s = w->before[at];
	int taken = decided(insn, &s);
	uint32_t next[2];
	unsigned count = flow_next(w->insns, w->n, at, next);

	w->before[at].queued = false;
	step(insn, &s);
	for (unsigned i = 0; i < count; i++)
		if (taken < 0 || (next[i] == at + 1) == (taken == 0))
			flow_to(w, next[i], &s);
	if (insn_is_pseudo_call(insn)) { /* into the subprogram, too */
		int64_t to = (int64_t)at + 1 + insn->imm;

		memset(s.known, 0, sizeof(s.known));
		if (to >= 0 && to < w->n)
			flow_to(w, (uint32_t)to, &s);
	}
}

const char *fake_verify(const struct bpf_insn *insns, uint32_t n, int version,
			int helpers)
{
	struct state start = { .seen = true };
	const char *says = NULL;
	struct walk w = { .insns = insns, .n = n };

	w.before = calloc(n, sizeof(*w.before));
	w.todo = calloc(n, sizeof(*w.todo));
	flow_to(&w, 0, &start);
	while (w.ntodo)
		visit(&w, w.todo[--w.ntodo]);
	for (uint32_t i = 0; i < n && says == NULL; i++)
		if (w.before[i].seen)
			says = judge(&insns[i], version, helpers);
	free(w.before);
	free(w.todo);
	return says;
}
