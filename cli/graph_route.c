// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Edges as lines of right angles. From a block down into the gap below its row
 * and along a track of that gap: to the block below it, or to a trunk beside
 * the rows, which all edges to one block share: right those that skip rows,
 * left those that go back, left of all functions calls. Gaps grow with their
 * tracks.
 */
#include <stdlib.h>

#include "cli/graph_priv.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum {
	LANE = 8,
	TRACK = 6,
	EDGE = 12, /* from the blocks to lanes and borders */
	TITLE = 26, /* of a function */
	BETWEEN = 24, /* functions */
	ABOVE = 14, /* tracks; room for a label */
	BELOW = 14, /* room for an arrow */
};

enum side { RIGHT, LEFT, CALLS, SIDE__COUNT };

struct trunk {
	enum side side;
	uint32_t to; /* block */
	uint32_t group; /* function, 0 for calls */
	uint32_t begin, end; /* gaps */
	uint32_t lane;
	int32_t x, tx; /* of its line, of its end */
};

/* Part of a line that runs along a gap */
struct run {
	uint32_t gap;
	bool enters; /* from a trunk: below those that come to it */
	int32_t from, to; /* x */
	uint32_t track;
	int32_t *y[2]; /* where it is wanted */
	int32_t trunk; /* or -1: all edges of it want it */
};

struct route {
	struct graph *g;
	struct trunk *trunks;
	uint32_t ntrunks;
	int32_t *trunk_of; /* 3 a block: its trunk of that side, or -1 */
	struct run *runs;
	uint32_t nruns, ngaps;
	uint32_t *gaps; /* of each function the first */
	uint32_t *tracks; /* of each gap */
	int32_t *ys; /* of each gap its first track */
	int32_t *rows; /* heights, then y, of the row below each gap */
	uint32_t *lanes; /* SIDE__COUNT a function */
	int32_t *trunk_y;
};

static uint32_t gap_above(const struct route *r, const struct graph_block *b)
{
	return r->gaps[b->func] + b->row;
}

static bool is_long(const struct route *r, const struct graph_edge *edge)
{
	const struct graph_block *b = r->g->blocks;

	return edge->kind == GRAPH_CALL || edge->back ||
	       b[edge->to].row != b[edge->from].row + 1;
}

static void join_trunk(struct route *r, struct graph_edge *edge)
{
	const struct graph_block *from = &r->g->blocks[edge->from];
	const struct graph_block *to = &r->g->blocks[edge->to];
	enum side side = edge->kind == GRAPH_CALL ? CALLS
			 : edge->back		  ? LEFT
						  : RIGHT;
	int32_t *n = &r->trunk_of[(size_t)edge->to * SIDE__COUNT + side];
	uint32_t gaps[2] = { gap_above(r, from) + 1, gap_above(r, to) };
	struct trunk *t;

	if (*n < 0) {
		*n = (int32_t)r->ntrunks++;
		t = &r->trunks[*n];
		*t = (struct trunk){ .side = side,
				     .to = edge->to,
				     .begin = gaps[1],
				     .end = gaps[1] };
		t->group = side == CALLS ? 0 : to->func;
		t->tx = to->x + to->w *
					(side == RIGHT	? 6
					 : side == LEFT ? 2
							: 1) /
					8;
	}
	t = &r->trunks[*n];
	edge->trunk = *n;
	if (gaps[0] < t->begin)
		t->begin = gaps[0];
	if (gaps[0] > t->end)
		t->end = gaps[0];
}

static int by_length(const void *x, const void *y)
{
	const struct trunk *a = *(struct trunk *const *)x;
	const struct trunk *b = *(struct trunk *const *)y;
	uint32_t la = a->end - a->begin, lb = b->end - b->begin;

	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (la != lb)
		return la < lb ? -1 : 1;
	return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static bool meet(const struct trunk *a, const struct trunk *b)
{
	return a->begin <= b->end && b->begin <= a->end;
}

/* Short ones near the blocks; two in one lane never touch */
static int assign_lanes(struct route *r, struct err *e)
{
	auto_free struct trunk **order =
		calloc(r->ntrunks + 1u, sizeof(struct trunk *));
	uint32_t first = 0;

	if (order == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < r->ntrunks; i++)
		order[i] = &r->trunks[i];
	qsort(order, r->ntrunks, sizeof(*order), by_length);
	for (uint32_t i = 0; i < r->ntrunks; i++) {
		struct trunk *t = order[i];
		uint32_t *used =
			&r->lanes[(size_t)t->group * SIDE__COUNT + t->side];

		if (order[first]->side != t->side ||
		    order[first]->group != t->group)
			first = i;
		for (uint32_t k = first; k < i; k++)
			if (order[k]->lane == t->lane && meet(order[k], t)) {
				t->lane++;
				k = first - 1;
			}
		if (*used <= t->lane)
			*used = t->lane + 1;
	}
	return 0;
}

/* Functions and blocks to their x; lanes beside them */
static void spread(struct route *r)
{
	struct graph *g = r->g;
	int32_t left = (int32_t)r->lanes[CALLS] * LANE + EDGE;

	for (uint32_t i = 0; i < g->nfuncs; i++) {
		struct graph_func *f = &g->funcs[i];
		const uint32_t *lanes = &r->lanes[(size_t)i * SIDE__COUNT];
		int32_t x = left + EDGE + (int32_t)lanes[LEFT] * LANE;

		for (uint32_t k = 0; k < f->nblocks; k++)
			g->blocks[f->block + k].x += x;
		f->x = left;
		for (uint32_t k = 0; k < r->ntrunks; k++) {
			struct trunk *t = &r->trunks[k];
			int32_t lane = EDGE / 2 + (int32_t)t->lane * LANE;

			if (g->blocks[t->to].func != i)
				continue;
			t->tx += x;
			t->x = t->side == RIGHT	 ? x + f->w + lane
			       : t->side == LEFT ? x - lane
						 : left - lane;
		}
		f->w += x - left + EDGE + (int32_t)lanes[RIGHT] * LANE;
		if (f->x + f->w > g->w)
			g->w = f->x + f->w;
	}
}

static void add_run(struct route *r, struct run run)
{
	if (run.from > run.to) {
		int32_t x = run.from;

		run.from = run.to;
		run.to = x;
	}
	r->runs[r->nruns++] = run;
}

/* Where an edge leaves its block: straight above where it goes, if it can */
static int32_t port(const struct route *r, const struct graph_edge *edge)
{
	const struct graph_block *b = &r->g->blocks[edge->from];
	int32_t x, w = b->w;

	if (edge->kind == GRAPH_CALL)
		return b->x + w / 12;
	if (edge->trunk >= 0)
		return b->x + (edge->back		       ? w / 5
			       : edge->kind == GRAPH_NOT_TAKEN ? w * 5 / 8
							       : w - w / 8);
	x = graph_center(&r->g->blocks[edge->to]);
	if (x < b->x + w / 3)
		return b->x + w / 3;
	return x > b->x + w - w / 4 ? b->x + w - w / 4 : x;
}

static void draw_edge(struct route *r, struct graph_edge *edge)
{
	const struct graph_block *to = &r->g->blocks[edge->to];
	uint32_t gap = gap_above(r, &r->g->blocks[edge->from]) + 1;
	struct graph_point *p = edge->points;
	int32_t x = port(r, edge), tx = graph_center(to);

	if (edge->trunk >= 0) {
		const struct trunk *t = &r->trunks[edge->trunk];

		edge->npoints = 6;
		p[0].x = p[1].x = x;
		p[2].x = p[3].x = t->x;
		p[4].x = p[5].x = t->tx;
		add_run(r, (struct run){ gap,
					 false,
					 x,
					 t->x,
					 0,
					 { &p[1].y, &p[2].y },
					 -1 });
		return;
	}
	if (x - tx >= -3 && x - tx <= 3) {
		edge->npoints = 2;
		p[0].x = p[1].x = x;
		return;
	}
	edge->npoints = 4;
	p[0].x = p[1].x = x;
	p[2].x = p[3].x = tx;
	add_run(r,
		(struct run){ gap, false, x, tx, 0, { &p[1].y, &p[2].y }, -1 });
}

static int by_gap(const void *x, const void *y)
{
	const struct run *a = x, *b = y;

	if (a->gap != b->gap)
		return a->gap < b->gap ? -1 : 1;
	if (a->enters != b->enters)
		return a->enters ? 1 : -1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

enum { TRACKS = 64 }; /* of one gap; what is more shares the last */

static void assign_tracks(struct route *r)
{
	int32_t ends[TRACKS];
	uint32_t n = 0, base = 0;

	qsort(r->runs, r->nruns, sizeof(*r->runs), by_gap);
	for (uint32_t i = 0; i < r->nruns; i++) {
		struct run *run = &r->runs[i];
		uint32_t k;

		if (i == 0 || run->gap != run[-1].gap)
			n = base = 0;
		else if (run->enters != run[-1].enters)
			base = n;
		for (k = base; k < n && ends[k] + LANE > run->from;)
			k++;
		if (k == TRACKS)
			k--;
		if (k == n)
			n++;
		ends[k] = run->to;
		run->track = k;
		r->tracks[run->gap] = n;
	}
}

/* Returns the y of the function's end. rows[] are zeros. */
static int32_t set_heights(struct route *r, uint32_t n, int32_t y,
			   int32_t *rows)
{
	struct graph_func *f = &r->g->funcs[n];
	struct graph_block *blocks = &r->g->blocks[f->block];

	f->y = y;
	y += TITLE;
	for (uint32_t i = 0; i < f->nblocks; i++)
		if (rows[blocks[i].row] < blocks[i].h)
			rows[blocks[i].row] = blocks[i].h;
	for (uint32_t i = 0; i <= f->rows; i++) {
		uint32_t gap = r->gaps[n] + i;
		bool used = i && (i < f->rows || r->tracks[gap]);
		int32_t h = rows[i];

		y += used ? ABOVE : 0;
		r->ys[gap] = y;
		y += (int32_t)r->tracks[gap] * TRACK + BELOW;
		rows[i] = y;
		y += h;
	}
	for (uint32_t i = 0; i < f->nblocks; i++)
		blocks[i].y = rows[blocks[i].row];
	f->h = y - f->y;
	r->g->h = y;
	return y + BETWEEN;
}

static void set_ys(struct route *r)
{
	const struct graph *g = r->g;

	for (uint32_t i = 0; i < r->nruns; i++) {
		const struct run *run = &r->runs[i];
		int32_t y = r->ys[run->gap] + (int32_t)run->track * TRACK;

		if (run->trunk >= 0)
			r->trunk_y[run->trunk] = y;
		else
			*run->y[0] = *run->y[1] = y;
	}
	for (uint32_t i = 0; i < g->nedges; i++) {
		struct graph_edge *edge = &g->edges[i];
		const struct graph_block *from = &g->blocks[edge->from];
		struct graph_point *p = edge->points;

		p[0].y = from->y + from->h;
		if (edge->trunk >= 0)
			p[3].y = p[4].y = r->trunk_y[edge->trunk];
		p[edge->npoints - 1].y = g->blocks[edge->to].y;
	}
}

static void count_gaps(struct route *r)
{
	for (uint32_t i = 0; i < r->g->nfuncs; i++) {
		r->gaps[i] = r->ngaps;
		r->ngaps += r->g->funcs[i].rows + 1;
	}
}

static int route(struct route *r, struct err *e)
{
	struct graph *g = r->g;
	int32_t y = 0;

	count_gaps(r);
	for (uint32_t i = 0; i < SIDE__COUNT * g->nblocks; i++)
		r->trunk_of[i] = -1;
	for (uint32_t i = 0; i < g->nedges; i++)
		if (is_long(r, &g->edges[i]))
			join_trunk(r, &g->edges[i]);
	if (assign_lanes(r, e) < 0)
		return -e->code;
	spread(r);
	for (uint32_t i = 0; i < g->nedges; i++)
		draw_edge(r, &g->edges[i]);
	for (uint32_t i = 0; i < r->ntrunks; i++) {
		const struct trunk *t = &r->trunks[i];

		add_run(r, (struct run){ gap_above(r, &g->blocks[t->to]),
					 true,
					 t->x,
					 t->tx,
					 0,
					 { 0 },
					 (int32_t)i });
	}
	assign_tracks(r);
	for (uint32_t i = 0; i < g->nfuncs; i++)
		y = set_heights(r, i, y, r->rows + r->gaps[i]);
	set_ys(r);
	return 0;
}

int graph_route(struct graph *g, struct err *e)
{
	size_t blocks = g->nblocks + 1u, edges = g->nedges + 1u;
	size_t funcs = g->nfuncs + 1u, gaps = blocks + funcs;
	auto_free struct trunk *trunks = calloc(edges, sizeof(*trunks));
	auto_free struct run *runs = calloc(2 * edges, sizeof(*runs));
	auto_free int32_t *words = calloc(
		3 * blocks + 4 * funcs + 3 * gaps + edges, sizeof(*words));
	struct route r = { .g = g, .trunks = trunks, .runs = runs };

	if (trunks == NULL || runs == NULL || words == NULL)
		return err_nomem(e);
	r.trunk_of = words;
	r.gaps = (uint32_t *)(r.trunk_of + 3 * blocks);
	r.lanes = r.gaps + funcs;
	r.tracks = r.lanes + 3 * funcs;
	r.ys = (int32_t *)(r.tracks + gaps);
	r.rows = r.ys + gaps;
	r.trunk_y = r.rows + gaps;
	return route(&r, e);
}
