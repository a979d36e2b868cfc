// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One walk in depth through each function: edges to where the walk still is
 * are those that close loops, strongly connected components (Tarjan) are the
 * loops, and the order in which blocks are left gives rows, each below all
 * that leads to it.
 */
#include <stdlib.h>

#include "cli/graph.h"
#include "elf/cleanup.h"
#include "elf/err.h"

struct node {
	uint32_t index, low; /* 0: not met yet */
	uint32_t edges; /* still to be followed */
	bool open; /* the walk is in it or below it */
	bool stacked; /* its component is not complete */
};

struct walk {
	struct graph *g;
	struct node *nodes;
	uint32_t *path, *stack, *left; /* blocks */
	uint32_t npath, nstack, nleft, index;
};

static void enter(struct walk *w, uint32_t b)
{
	w->nodes[b] = (struct node){ ++w->index, w->index,
				     w->g->blocks[b].nedges, true, true };
	w->path[w->npath++] = b;
	w->stack[w->nstack++] = b;
}

static void pop_component(struct walk *w, uint32_t b)
{
	struct graph *g = w->g;
	bool loop = w->stack[w->nstack - 1] != b;
	uint32_t at;

	for (uint32_t i = 0; i < g->blocks[b].nedges; i++)
		loop |= g->edges[g->blocks[b].edge + i].to == b &&
			g->edges[g->blocks[b].edge + i].back;
	g->nloops += loop;
	do {
		at = w->stack[--w->nstack];
		w->nodes[at].stacked = false;
		g->blocks[at].loop = loop ? g->nloops : 0;
	} while (at != b);
}

static void leave(struct walk *w)
{
	uint32_t b = w->path[--w->npath];
	struct node *n = &w->nodes[b];

	n->open = false;
	w->left[w->nleft++] = b;
	if (n->low == n->index)
		pop_component(w, b);
	if (w->npath && w->nodes[w->path[w->npath - 1]].low > n->low)
		w->nodes[w->path[w->npath - 1]].low = n->low;
}

static void walk(struct walk *w, uint32_t root)
{
	enter(w, root);
	while (w->npath) {
		uint32_t b = w->path[w->npath - 1];
		struct node *n = &w->nodes[b];
		struct graph_edge *edge;
		struct node *to;

		if (n->edges == 0) {
			leave(w);
			continue;
		}
		/* The last first: what goes on without a jump comes to stand
		 * left */
		edge = &w->g->edges[w->g->blocks[b].edge + --n->edges];
		to = &w->nodes[edge->to];
		if (edge->kind == GRAPH_CALL)
			continue;
		edge->back = to->open;
		if (to->index == 0)
			enter(w, edge->to);
		else if (to->stacked && to->index < n->low)
			n->low = to->index;
	}
}

static void rank(struct walk *w)
{
	struct graph *g = w->g;

	for (uint32_t i = w->nleft; i--;) {
		struct graph_block *b = &g->blocks[w->left[i]];

		b->order = w->nleft - i;
		for (uint32_t k = 0; k < b->nedges; k++) {
			const struct graph_edge *edge = &g->edges[b->edge + k];
			struct graph_block *to = &g->blocks[edge->to];

			if (edge->kind != GRAPH_CALL && !edge->back &&
			    to->row <= b->row)
				to->row = b->row + 1;
		}
	}
}

/* Rows of too many blocks become several: used[row] is how many it has */
static void split(struct walk *w, struct graph_func *f, uint32_t most,
		  uint32_t *used)
{
	struct graph_block *blocks = &w->g->blocks[f->block];
	uint32_t *first = used + f->nblocks + 1, rows = 0;

	for (uint32_t i = 0; i < f->nblocks; i++)
		used[blocks[i].row]++;
	for (uint32_t r = 0; r < f->nblocks; r++) {
		first[r] = rows;
		rows += (used[r] + most - 1) / most;
		used[r] = 0;
	}
	for (uint32_t i = w->nleft; i--;) {
		struct graph_block *b = &w->g->blocks[w->left[i]];

		b->row = first[b->row] + used[b->row]++ / most;
	}
	f->rows = rows;
}

int graph_rank(struct graph *g, uint32_t most, struct err *e)
{
	auto_free struct node *nodes = calloc(g->nblocks + 1u, sizeof(*nodes));
	auto_free uint32_t *lists =
		calloc(3 * (size_t)g->nblocks + 1, sizeof(*lists));
	struct walk w = { .g = g, .nodes = nodes };

	if (nodes == NULL || lists == NULL)
		return err_nomem(e);
	w.path = lists;
	w.stack = lists + g->nblocks;
	w.left = lists + 2 * (size_t)g->nblocks;
	for (uint32_t i = 0; i < g->nfuncs; i++) {
		struct graph_func *f = &g->funcs[i];
		auto_free uint32_t *used =
			calloc(2 * (size_t)f->nblocks + 2, sizeof(*used));

		if (used == NULL)
			return err_nomem(e);
		w.nleft = 0;
		for (uint32_t b = f->block; b < f->block + f->nblocks; b++)
			if (nodes[b].index == 0)
				walk(&w, b);
		rank(&w);
		split(&w, f, most, used);
	}
	return 0;
}
