// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Blocks begin where jumps lead and behind them; calls do not end one. What
 * jumps out of its function, which no kernel takes, leads nowhere here.
 */
#include "cli/graph.h"

#include <stdlib.h>

#include "cli/code.h"
#include "elf/cleanup.h"
#include "elf/flow.h"
#include "elf/insn.h"

enum { LEADER = 1, ENTRY = 2 };

/* Where a call or the address of a function leads; false for others */
static bool callee(const struct code *c, uint32_t at, uint32_t *to)
{
	const struct bpf_insn *i = &c->insns[at];
	int64_t target = (int64_t)at + 1 + i->imm;

	if ((!insn_is_pseudo_call(i) && !insn_is_func_ref(i)) || target < 0 ||
	    target >= c->n || !code_is_insn(c, (uint32_t)target))
		return false;
	*to = (uint32_t)target;
	return true;
}

static bool ends_block(const struct bpf_insn *i)
{
	return (insn_class(i) == BPF_JMP || insn_class(i) == BPF_JMP32) &&
	       insn_op(i) != BPF_CALL;
}

/* Marks leaders and entries; returns how many edges there can be */
static uint32_t find_leaders(const struct code *c, uint8_t *marks)
{
	uint32_t edges = 0, next[2], to;
	bool gap = true, begun = false;

	for (uint32_t i = 0; i < c->n; i++) {
		if (!code_is_insn(c, i)) {
			gap |= c->insns[i].code == 0 && c->made &&
			       (i == 0 || !insn_is_ld_imm64(&c->insns[i - 1]));
			continue;
		}
		if (gap)
			marks[i] |= begun ? LEADER : LEADER | ENTRY;
		begun = true;
		gap = ends_block(&c->insns[i]);
		edges += 2;
		if (callee(c, i, &to))
			marks[to] |= LEADER | ENTRY;
		if (gap)
			for (unsigned k = flow_next(c->insns, c->n, i, next);
			     k--;)
				marks[next[k]] |= LEADER;
	}
	return edges;
}

static void count(const struct code *c, const uint8_t *marks, struct graph *g)
{
	for (uint32_t i = 0; i < c->n; i++) {
		if (!code_is_insn(c, i))
			continue;
		g->nfuncs += (marks[i] & ENTRY) != 0;
		g->nblocks += marks[i] != 0;
	}
}

static void fill(const struct code *c, const uint8_t *marks, struct graph *g)
{
	struct graph_block *b = g->blocks - 1;
	struct graph_func *f = g->funcs - 1;

	for (uint32_t i = 0; i < c->n; i++) {
		if (!code_is_insn(c, i))
			continue;
		if (marks[i] & ENTRY)
			*++f = (struct graph_func){
				.start = i,
				.name = code_function(c, i),
				.block = (uint32_t)(b + 1 - g->blocks),
			};
		if (marks[i]) {
			*++b = (struct graph_block){
				.first = i,
				.func = (uint32_t)(f - g->funcs),
				.visits = code_visits(c, i),
			};
			f->nblocks++;
		}
		b->end = i + flow_width(&c->insns[i]);
		b->failing |= c->s->verdict.insn == (int64_t)i;
	}
}

/* The block that begins at an instruction, or NULL */
static struct graph_block *block_at(const struct graph *g, uint32_t insn)
{
	uint32_t low = 0, high = g->nblocks;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (g->blocks[mid].first < insn)
			low = mid + 1;
		else
			high = mid;
	}
	return low < g->nblocks && g->blocks[low].first == insn
		       ? &g->blocks[low]
		       : NULL;
}

static void add_edge(struct graph *g, struct graph_block *from, uint32_t insn,
		     struct graph_edge edge)
{
	struct graph_block *to = block_at(g, insn);

	if (to == NULL || (edge.kind != GRAPH_CALL && to->func != from->func))
		return;
	edge.from = (uint32_t)(from - g->blocks);
	edge.to = (uint32_t)(to - g->blocks);
	for (uint32_t i = from->edge; i < g->nedges; i++)
		if (g->edges[i].to == edge.to &&
		    (g->edges[i].kind == GRAPH_CALL) ==
			    (edge.kind == GRAPH_CALL))
			return;
	edge.trunk = -1;
	edge.into = to->into;
	g->edges[g->nedges++] = edge;
	to->into = g->nedges;
	from->nedges++;
}

static void flow_edges(const struct code *c, struct graph *g,
		       struct graph_block *b, uint32_t last)
{
	const struct heat *heat = &c->s->heat;
	bool known = c->heat && last < heat->count;
	bool jumps = ends_block(&c->insns[last]);
	uint32_t next[2];
	unsigned n = flow_next(c->insns, c->n, last, next);

	for (unsigned k = 0; k < n; k++) {
		struct graph_edge edge = {
			.kind = n < 2		      ? GRAPH_ON
				: next[k] == last + 1 ? GRAPH_NOT_TAKEN
						      : GRAPH_TAKEN,
			.never = c->heat && (last >= heat->count ||
					     heat->insns[last].visits == 0),
		};

		if (known && jumps && heat->insns[last].target >= 0)
			edge.never |= edge.kind == GRAPH_TAKEN
					      ? !heat->insns[last].taken
					      : !heat->insns[last].on;
		add_edge(g, b, next[k], edge);
	}
}

static void find_edges(const struct code *c, struct graph *g)
{
	for (uint32_t n = 0; n < g->nblocks; n++) {
		struct graph_block *b = &g->blocks[n];
		uint32_t last = b->first, to;

		b->edge = g->nedges;
		for (uint32_t i = b->first; i < b->end;
		     i += flow_width(&c->insns[i])) {
			last = i;
			if (callee(c, i, &to))
				add_edge(g, b, to,
					 (struct graph_edge){
						 .kind = GRAPH_CALL,
						 .never = c->heat &&
							  !code_visits(c, i) });
		}
		flow_edges(c, g, b, last);
	}
}

int graph_open(const struct code *c, struct graph *out, struct err *e)
{
	auto_free uint8_t *marks = calloc(c->n + 1u, 1);
	struct graph g = { 0 };
	uint32_t edges;

	if (marks == NULL)
		return err_nomem(e);
	edges = find_leaders(c, marks);
	count(c, marks, &g);
	g.funcs = calloc(g.nfuncs + 1u, sizeof(*g.funcs));
	g.blocks = calloc(g.nblocks + 1u, sizeof(*g.blocks));
	g.edges = calloc(edges + 1u, sizeof(*g.edges));
	if (g.funcs == NULL || g.blocks == NULL || g.edges == NULL) {
		graph_close(&g);
		return err_nomem(e);
	}
	fill(c, marks, &g);
	find_edges(c, &g);
	*out = g;
	return 0;
}

void graph_close(struct graph *g)
{
	free(g->funcs);
	free(g->blocks);
	free(g->edges);
	*g = (struct graph){ 0 };
}
