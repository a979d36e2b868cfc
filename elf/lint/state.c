// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Forward through the instructions until nothing new is learnt. Less is said of
 * a register the more ways meet, so that it ends; what is on the stack is not
 * followed. Constants decide branches as they do in the kernel.
 */
#include "elf/lint/state.h"

#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/lint/branch.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/value.h"
#include "elf/section.h"

struct run {
	struct lint *l;
	uint32_t *todo; /* a stack of instructions */
	uint32_t ntodo;
	uint8_t *queued;
};

static void queue(struct run *r, uint32_t insn)
{
	if (r->queued[insn])
		return;
	r->queued[insn] = 1;
	r->todo[r->ntodo++] = insn;
}

static bool same(struct lint_reg a, struct lint_reg b)
{
	return a.kind == b.kind && a.value == b.value && a.map == b.map;
}

static struct lint_reg join_reg(struct lint_reg a, struct lint_reg b)
{
	bool unset = a.kind <= REG_UNSET_MAYBE || b.kind <= REG_UNSET_MAYBE;

	if (same(a, b))
		return a;
	if (unset)
		return (struct lint_reg){ .kind = REG_UNSET_MAYBE };
	if (a.kind == REG_FIXED || b.kind == REG_FIXED)
		return (struct lint_reg){ .kind = REG_FIXED };
	return (struct lint_reg){ .kind = REG_ANY };
}

/* What is known there if this, too, is a way to it */
static void flow_into(struct run *r, uint32_t to, const struct lint_reg *regs)
{
	struct lint_state *s = &r->l->states[to];
	bool changed = !s->reached;

	for (int i = 0; i < 11; i++) {
		struct lint_reg now =
			s->reached ? join_reg(s->regs[i], regs[i]) : regs[i];

		changed |= !same(now, s->regs[i]);
		s->regs[i] = now;
	}
	s->reached = true;
	if (changed)
		queue(r, to);
}

/* At the start of a function: arguments, from this call or from whoever */
static void enter(struct run *r, const struct lint_part *p,
		  const struct lint_reg *caller)
{
	struct lint_reg regs[11] = { { .kind = REG_UNSET } };

	for (int i = 1; i <= 5; i++) {
		regs[i].kind = REG_ANY;
		if (caller == NULL)
			continue;
		/* Its frame is another one, its NULLs are not ours to judge */
		if (caller[i].kind != REG_FRAME &&
		    caller[i].kind != REG_NULLABLE)
			regs[i] = caller[i];
	}
	regs[10].kind = REG_FRAME;
	flow_into(r, p->start, regs);
}

static void enter_callee(struct run *r, uint32_t at,
			 const struct lint_reg *regs)
{
	const struct bpf_insn *insn = &r->l->insns[at];
	const struct lint_part *p;

	if (!insn_is_call(insn) && !insn_is_ld_imm64(insn))
		return;
	p = lint_callee(r->l, at);
	/* Callbacks get what the kernel gives; global functions are looked at
	 * by themselves */
	if (p)
		enter(r, p,
		      insn_is_call(insn) && !p->func->global ? regs : NULL);
}

static void step(struct run *r, uint32_t at)
{
	struct lint *l = r->l;
	const struct bpf_insn *insn = &l->insns[at];
	const struct lint_part *p = lint_part(l, at);
	struct lint_reg regs[11], side[11];
	uint32_t next[2];
	unsigned n = lint_next(l, p, at, next);
	enum branch way = branch_way(insn, l->states[at].regs);

	memcpy(regs, l->states[at].regs, sizeof(regs));
	enter_callee(r, at, regs);
	value_step(l, at, regs);
	for (unsigned i = 0; i < n; i++) {
		/* The first is the one that follows, unless it always jumps */
		if (n == 2 &&
		    (way == BRANCH_TAKEN ? i == 0 : way == BRANCH_NOT && i))
			continue;
		memcpy(side, regs, sizeof(side));
		if (n == 2)
			branch_learn(insn, side);
		flow_into(r, next[i], side);
	}
}

static void begin(struct run *r)
{
	struct lint *l = r->l;
	struct lint_reg regs[11] = { { .kind = REG_UNSET } };
	bool replaces = l->kind && l->kind->prog_type == BPF_PROG_TYPE_EXT;

	if (replaces) {
		enter(r, &l->parts[0], NULL);
		return;
	}
	regs[1].kind = REG_CTX;
	regs[10].kind = REG_FRAME;
	flow_into(r, l->parts[0].start, regs);
}

/* Where the two ways of a branch are sure to meet: the furthest that a jump
 * from between leads to. 0 when a way ends before. */
static uint32_t meeting(const struct lint *l, const struct lint_part *p,
			uint32_t at)
{
	int64_t to = lint_target(l, p, at);
	uint32_t next[2], furthest = to > at ? (uint32_t)to : 0;

	for (uint32_t i = at + 1; i < furthest; i += insn_slots(&l->insns[i])) {
		unsigned n = lint_next(l, p, i, next);

		if (n == 0 || i - at > 4096)
			return 0;
		for (unsigned k = 0; k < n; k++) {
			if (next[k] <= at)
				return 0;
			if (next[k] > furthest)
				furthest = next[k];
		}
	}
	return furthest;
}

static void sure(struct run *r, uint32_t to)
{
	if (!r->l->states[to].reached || r->l->states[to].certain)
		return;
	r->l->states[to].certain = true;
	queue(r, to);
}

static void step_sure(struct run *r, uint32_t at)
{
	struct lint *l = r->l;
	const struct bpf_insn *insn = &l->insns[at];
	const struct lint_part *callee, *p = lint_part(l, at);
	enum branch way = branch_way(insn, l->states[at].regs);
	uint32_t next[2], meet;
	unsigned n = lint_next(l, p, at, next);

	callee = insn_is_call(insn) ? lint_callee(l, at) : NULL;
	if (callee)
		sure(r, callee->start);
	if (n == 2 && way == BRANCH_UNSURE) {
		meet = meeting(l, p, at);
		if (meet)
			sure(r, meet);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		if (n < 2 ||
		    (way == BRANCH_TAKEN ? i == 1 : way != BRANCH_NOT || !i))
			sure(r, next[i]);
}

int lint_states(struct lint *l, struct err *e)
{
	auto_free uint32_t *todo = calloc(l->ninsns + 1u, sizeof(*todo));
	auto_free uint8_t *queued = calloc(l->ninsns + 1u, sizeof(*queued));
	struct run r = { .l = l, .todo = todo, .queued = queued };

	l->states = calloc(l->ninsns + 1u, sizeof(*l->states));
	if (todo == NULL || queued == NULL || l->states == NULL)
		return err_nomem(e);
	begin(&r);
	while (r.ntodo) {
		uint32_t at = todo[--r.ntodo];

		queued[at] = 0;
		step(&r, at);
	}
	sure(&r, l->parts[0].start);
	while (r.ntodo)
		step_sure(&r, todo[--r.ntodo]);
	return 0;
}
