// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where blocks stand in their rows: below what leads to them, then above what
 * they lead to, moved apart where they would touch.
 */
#include <stdlib.h>

#include "cli/graph_priv.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum { SPACE = 26 };

struct place {
	struct graph_block *b;
	int32_t want; /* of its centre */
};

static int by_row(const void *x, const void *y)
{
	const struct graph_block *a = ((const struct place *)x)->b;
	const struct graph_block *b = ((const struct place *)y)->b;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int by_want(const void *x, const void *y)
{
	const struct place *a = x, *b = y;

	if (a->want != b->want)
		return a->want < b->want ? -1 : 1;
	return by_row(x, y);
}

struct mean {
	int64_t sum, n;
};

static void lean(struct mean *m, const struct graph_block *on)
{
	m->sum += graph_center(on);
	m->n++;
}

static int32_t mean(const struct mean *m, const struct graph_block *b)
{
	return m->n ? (int32_t)(m->sum / m->n) : graph_center(b);
}

static int32_t below(const struct graph *g, const struct graph_block *b)
{
	struct mean m = { 0 };

	for (uint32_t i = b->into; i; i = g->edges[i - 1].into) {
		const struct graph_edge *edge = &g->edges[i - 1];

		if (edge->kind != GRAPH_CALL && !edge->back)
			lean(&m, &g->blocks[edge->from]);
	}
	return mean(&m, b);
}

static int32_t above(const struct graph *g, const struct graph_block *b)
{
	struct mean m = { 0 };

	for (uint32_t i = b->edge; i < b->edge + b->nedges; i++) {
		const struct graph_edge *edge = &g->edges[i];

		if (edge->kind != GRAPH_CALL && !edge->back &&
		    g->blocks[edge->to].row == b->row + 1)
			lean(&m, &g->blocks[edge->to]);
	}
	return mean(&m, b);
}

/* As near to where they want to be as they can, all together */
static void settle(struct place *row, uint32_t n)
{
	int32_t left = INT32_MIN;
	int64_t off = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct graph_block *b = row[i].b;
		int32_t x = row[i].want - b->w / 2;

		b->x = x > left ? x : left;
		left = b->x + b->w + SPACE;
		off += b->x - x;
	}
	for (uint32_t i = 0; i < n; i++)
		row[i].b->x -= (int32_t)(off / n);
}

static uint32_t row_len(const struct place *p, uint32_t n)
{
	uint32_t len = 1;

	while (len < n && p[len].b->row == p->b->row)
		len++;
	return len;
}

static void pass_down(const struct graph *g, struct place *p, uint32_t n)
{
	for (uint32_t i = 0, len; i < n; i += len) {
		len = row_len(p + i, n - i);
		for (uint32_t k = i; k < i + len; k++)
			p[k].want = below(g, p[k].b);
		qsort(p + i, len, sizeof(*p), by_want);
		settle(p + i, len);
	}
}

static void pass_up(const struct graph *g, struct place *p, uint32_t n)
{
	for (uint32_t end = n, i; end; end = i) {
		for (i = end - 1; i && p[i - 1].b->row == p[i].b->row;)
			i--;
		for (uint32_t k = i; k < end; k++)
			p[k].want = above(g, p[k].b);
		settle(p + i, end - i);
	}
}

static void from_zero(struct graph_func *f, struct graph_block *blocks)
{
	int32_t least = INT32_MAX;

	for (uint32_t i = 0; i < f->nblocks; i++)
		if (blocks[i].x < least)
			least = blocks[i].x;
	f->w = 0;
	for (uint32_t i = 0; i < f->nblocks; i++) {
		blocks[i].x -= least;
		if (blocks[i].x + blocks[i].w > f->w)
			f->w = blocks[i].x + blocks[i].w;
	}
}

int graph_layout(struct graph *g, struct err *e)
{
	for (uint32_t i = 0; i < g->nfuncs; i++) {
		struct graph_func *f = &g->funcs[i];
		auto_free struct place *p = calloc(f->nblocks, sizeof(*p));

		if (p == NULL)
			return err_nomem(e);
		for (uint32_t k = 0; k < f->nblocks; k++)
			p[k].b = &g->blocks[f->block + k];
		qsort(p, f->nblocks, sizeof(*p), by_row);
		pass_down(g, p, f->nblocks);
		pass_up(g, p, f->nblocks);
		pass_down(g, p, f->nblocks);
		from_zero(f, &g->blocks[f->block]);
	}
	return graph_route(g, e);
}
