// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What kernels ask before they follow any value (check_subprogs, check_cfg):
 * where jumps lead, how functions end, what is reached, where loops are.
 */
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"

enum { NEW = 0, SECOND = 1, OPEN = 2, DONE = 3 };

struct walk {
	struct lint *l;
	const struct lint_part *p;
	uint8_t *mark; /* by instruction */
	uint32_t *stack; /* the path to where we are */
	uint32_t depth;
	bool exits;
};

static void say(const struct walk *w, enum lint_rule rule, uint32_t insn,
		const char *what)
{
	lint_say(w->l, &(struct lint_at){ .rule = rule, .insn = insn }, "%s",
		 what);
}

/* Second slots, and whether they are there */
static bool mark_slots(const struct walk *w)
{
	uint32_t end = lint_end(w->p);

	for (uint32_t i = w->p->start; i < end; i++) {
		w->mark[i] = NEW;
		if (insn_slots(&w->l->insns[i]) == 1)
			continue;
		if (i + 1 == end || w->l->insns[i + 1].code != 0) {
			say(w, RULE_INSN_BAD, i,
			    "a load of 64 bits without its second half");
			return false;
		}
		w->mark[++i] = SECOND;
	}
	return true;
}

static bool check_jumps(const struct walk *w)
{
	uint32_t end = lint_end(w->p);
	bool good = true;

	for (uint32_t i = w->p->start; i < end; i++) {
		const struct bpf_insn *insn = &w->l->insns[i];
		int64_t to = lint_target(w->l, w->p, i);

		if (w->mark[i] == SECOND || !insn_is_jump(insn) ||
		    insn->code == (BPF_JMP | BPF_JA | BPF_X))
			continue;
		if (to >= 0 && w->mark[to] != SECOND)
			continue;
		say(w, RULE_JUMP, i,
		    to < 0 ? "a jump out of the function"
			   : "a jump into the middle of an instruction");
		good = false;
	}
	return good;
}

static bool check_last(const struct walk *w)
{
	uint32_t last = lint_end(w->p) - 1;
	const struct bpf_insn *insn = &w->l->insns[last];

	if (w->mark[last] != SECOND &&
	    (insn_is_exit(insn) || insn->code == (BPF_JMP | BPF_JA) ||
	     insn->code == (BPF_JMP | BPF_JA | BPF_X) ||
	     insn->code == (BPF_JMP32 | BPF_JA) ||
	     (insn_is_call(insn) && lint_throws(w->l, last))))
		return true;
	say(w, RULE_LAST, last,
	    "the function's last instruction is neither exit nor jump");
	return false;
}

static void back_edge(struct walk *w, uint32_t from)
{
	lint_say(w->l, &(struct lint_at){ .rule = RULE_LOOP, .insn = from },
		 "a loop");
	w->l->loops = true;
}

/* One step on the path: into what is new, else back */
static void step(struct walk *w)
{
	uint32_t at = w->stack[w->depth - 1], next[2];
	unsigned n = lint_next(w->l, w->p, at, next);

	w->mark[at] = OPEN;
	for (unsigned k = 0; k < n; k++)
		if (w->mark[next[k]] == NEW) {
			w->stack[w->depth++] = next[k];
			return;
		}
	/* All that can be reached from here is known by now */
	for (unsigned k = 0; k < n; k++)
		if (w->mark[next[k]] == OPEN)
			back_edge(w, at);
	w->exits |= n == 0;
	w->mark[at] = DONE;
	w->depth--;
}

static bool any_computed_jump(const struct walk *w)
{
	for (uint32_t i = w->p->start; i < lint_end(w->p); i++)
		if (w->l->insns[i].code == (BPF_JMP | BPF_JA | BPF_X) &&
		    w->mark[i] != SECOND)
			return true;
	return false;
}

static void check_part(struct walk *w)
{
	w->stack[0] = w->p->start;
	w->depth = 1;
	w->exits = false;
	while (w->depth)
		step(w);
	if (any_computed_jump(w))
		return;
	for (uint32_t i = w->p->start; i < lint_end(w->p); i++)
		if (w->mark[i] == NEW) {
			say(w, RULE_UNREACHABLE, i,
			    "an instruction that nothing leads to");
			break;
		}
	if (!w->exits)
		say(w, RULE_ENDLESS, w->p->start,
		    "no way through the function ends");
}

bool lint_shape(struct lint *l, struct err *e)
{
	auto_free uint8_t *mark = calloc(l->ninsns + 1u, sizeof(*mark));
	auto_free uint32_t *stack = calloc(l->ninsns + 1u, sizeof(*stack));
	struct walk w = { .l = l, .mark = mark, .stack = stack };
	bool good = true;

	if (mark == NULL || stack == NULL) {
		err_nomem(e);
		return false;
	}
	for (uint32_t i = 0; i < l->nparts; i++) {
		w.p = &l->parts[i];
		if (w.p->func->ninsns == 0 || !mark_slots(&w)) {
			good = false;
			continue;
		}
		good &= check_jumps(&w);
		good &= check_last(&w);
	}
	for (uint32_t i = 0; good && i < l->nparts; i++) {
		w.p = &l->parts[i];
		check_part(&w);
	}
	return good;
}
