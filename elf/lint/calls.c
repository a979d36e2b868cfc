// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Chains of calls: how deep, with how much stack, whether they end. The stack
 * of a function is what its accesses certainly reach; a kernel may count more.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"
#include "elf/section.h"

#define FRAMES	   8
#define STACK	   512
#define TAIL_STACK 256
#define TAIL_CALL  12

/* A part in the graph of calls */
struct node {
	uint32_t stack; /* bytes of its own */
	uint32_t at; /* the next instruction to look at */
	uint32_t above; /* bytes of the deepest chain that was looked at */
	uint32_t frames;
	uint64_t cost;
	bool on_path, tail_calls;
};

struct graph {
	struct lint *l;
	struct node *nodes;
	uint32_t *path;
	uint32_t depth;
	uint32_t worst, worst_part; /* bytes of the deepest chain so far */
	bool deep;
};

/* As kernels with a JIT count them since 6.8; before, and without, more */
static uint32_t rounded(uint32_t bytes)
{
	return bytes < 1 ? 16 : (bytes + 15) / 16 * 16;
}

static void measure_insn(struct lint *l, struct node *n, uint32_t at)
{
	const struct bpf_insn *insn = &l->insns[at];
	const struct lint_state *s = &l->states[at];
	unsigned reg = insn_is_load(insn) ? insn->src_reg : insn->dst_reg;
	int64_t off;

	if (insn_is_helper_call(insn) && insn->imm == TAIL_CALL)
		n->tail_calls |= s->certain;
	if (!s->certain || !(insn_is_load(insn) || insn_is_store(insn)) ||
	    reg > 10 || s->regs[reg].kind != REG_FRAME)
		return;
	off = (int64_t)s->regs[reg].value + insn->off;
	if (off < 0 && off >= -STACK && -off > n->stack)
		n->stack = (uint32_t)-off;
}

static void measure(const struct graph *g)
{
	for (uint32_t i = 0; i < g->l->nparts; i++) {
		const struct lint_part *p = &g->l->parts[i];

		for (uint32_t k = p->start; k < lint_end(p);
		     k += insn_slots(&g->l->insns[k]))
			measure_insn(g->l, &g->nodes[i], k);
	}
}

/* From the part on the end of the path into one that it calls */
static void descend(struct graph *g, uint32_t to, uint32_t from_insn)
{
	const struct node *from = &g->nodes[g->path[g->depth - 1]];
	struct node *n = &g->nodes[to];
	uint32_t above = from->above + rounded(from->stack);
	struct lint_at at = { .rule = RULE_RECURSION, .insn = from_insn };

	if (n->on_path) {
		lint_say(g->l, &at, "the function calls itself");
		return;
	}
	if (n->tail_calls && above >= TAIL_STACK) {
		at.rule = RULE_STACK_TAIL;
		at.from = 0x50a;
		lint_say(g->l, &at,
			 "the callee makes tail calls below %u bytes of stack",
			 above);
	}
	/* Only longer chains than before are new */
	if (n->frames && above <= n->above && g->depth + 1 <= n->frames)
		return;
	if (g->depth == FRAMES) {
		at.rule = RULE_DEPTH;
		if (!g->deep)
			lint_say(g->l, &at, "more than %d calls deep", FRAMES);
		g->deep = true;
		return;
	}
	if (above > n->above)
		n->above = above;
	if (g->depth + 1 > n->frames)
		n->frames = g->depth + 1;
	n->at = g->l->parts[to].start;
	n->on_path = true;
	g->path[g->depth++] = to;
}

static void visit(struct graph *g)
{
	uint32_t part = g->path[g->depth - 1];
	const struct lint_part *p = &g->l->parts[part];
	struct node *n = &g->nodes[part];
	const struct lint_part *callee;
	uint32_t i, total = n->above + rounded(n->stack);

	if (total > g->worst) {
		g->worst = total;
		g->worst_part = part;
	}
	while (n->at < lint_end(p)) {
		i = n->at;
		n->at += insn_slots(&g->l->insns[i]);
		callee = insn_is_call(&g->l->insns[i]) ? lint_callee(g->l, i)
						       : NULL;
		if (callee == NULL || !g->l->states[i].certain)
			continue;
		descend(g, (uint32_t)(callee - g->l->parts), i);
		return;
	}
	n->on_path = false;
	g->depth--;
}

/* Types whose functions may have a stack each (6.13, and 6.12's updates) */
static uint16_t lifted(const struct lint *l)
{
	switch (l->kind ? l->kind->prog_type : BPF_PROG_TYPE_KPROBE) {
	case BPF_PROG_TYPE_KPROBE:
	case BPF_PROG_TYPE_TRACEPOINT:
	case BPF_PROG_TYPE_PERF_EVENT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT:
	case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
	case BPF_PROG_TYPE_TRACING:
	case BPF_PROG_TYPE_LSM:
	case BPF_PROG_TYPE_STRUCT_OPS:
		return 0x60c;
	default:
		return 0;
	}
}

static void say_chain(const struct graph *g)
{
	struct lint_at at = { .rule = RULE_STACK_CHAIN,
			      .insn = g->l->parts[g->worst_part].start,
			      .since = lifted(g->l) };

	if (g->worst > STACK)
		lint_say(g->l, &at,
			 "%u bytes of stack from the program down to here; %d "
			 "at most",
			 g->worst, STACK);
}

/* Instructions that a kernel looks at, if each is looked at once a call: a
 * static function's are at each call of it. 0 from too deep on. */
static uint64_t cost(struct graph *g, uint32_t part, unsigned depth)
{
	const struct lint_part *p = &g->l->parts[part], *to;
	struct node *n = &g->nodes[part];

	if (n->cost || depth > FRAMES)
		return n->cost;
	n->cost = p->func->ninsns;
	for (uint32_t i = 0; i < p->func->nrels; i++) {
		if (p->func->rels[i].kind != OBJ_REL_CALL)
			continue;
		to = &g->l->parts[g->l->place[p->func->rels[i].index] - 1];
		if (!to->func->global)
			n->cost += cost(g, (uint32_t)(to - g->l->parts),
					depth + 1);
		if (n->cost > UINT32_MAX)
			n->cost = UINT32_MAX;
	}
	return n->cost;
}

static void say_cost(struct graph *g)
{
	static const struct {
		uint32_t limit;
		uint16_t since;
	} limits[] = { { 131072, 0x502 }, { 1000000, 0 } };
	uint64_t n = cost(g, 0, 1);
	struct lint_at at = { .rule = RULE_COMPLEXITY, .insn = LINT_NOWHERE };

	for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
		at.since = limits[i].since;
		if (n > limits[i].limit)
			lint_say(g->l, &at,
				 "calls make it walk %" PRIu64
				 " instructions; its limit is %u",
				 n, limits[i].limit);
		at.from = limits[i].since;
	}
}

/* Calls of functions and tail calls in one program (5.10) */
static void check_mixed(const struct graph *g)
{
	struct lint *l = g->l;

	for (uint32_t i = 0; l->nparts > 1 && i < l->nparts; i++) {
		if (!g->nodes[i].tail_calls)
			continue;
		lint_say(l,
			 &(struct lint_at){ .rule = RULE_TAIL_CALL,
					    .insn = l->parts[i].start },
			 "calls of functions and tail calls together need "
			 "Linux 5.10");
		return;
	}
}

int lint_calls(struct lint *l, struct err *e)
{
	auto_free struct node *nodes = calloc(l->nparts, sizeof(*nodes));
	auto_free uint32_t *path = calloc(l->nparts + 1u, sizeof(*path));
	struct graph g = { .l = l, .nodes = nodes, .path = path };

	if (nodes == NULL || path == NULL)
		return err_nomem(e);
	measure(&g);
	nodes[0].frames = 1;
	nodes[0].on_path = true;
	path[g.depth++] = 0;
	while (g.depth)
		visit(&g);
	say_chain(&g);
	say_cost(&g);
	check_mixed(&g);
	return 0;
}
