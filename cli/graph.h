/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A program's flow of control: functions, blocks, edges, what the verifier's
 * walk did with them, and places for all of it in a drawing. Edges run between
 * the rows of blocks and beside them, never across one. Knows no output
 * format.
 */
#ifndef CLI_GRAPH_H
#define CLI_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

struct code;
struct err;

enum graph_kind {
	GRAPH_ON, /* the only way to go on */
	GRAPH_NOT_TAKEN,
	GRAPH_TAKEN,
	GRAPH_CALL, /* of a subprogram, or its address */
};

struct graph_edge {
	uint32_t from, to; /* blocks */
	enum graph_kind kind;
	bool back; /* closes a loop */
	bool never; /* the walk never went this way */
	uint32_t into; /* 1 + the next edge to the same block, 0: none */
	int32_t trunk; /* it shares with others, -1: none */
	unsigned npoints; /* up to 6: a line of right angles */
	struct graph_point {
		int32_t x, y;
	} points[6];
};

struct graph_block {
	uint32_t first, end; /* instructions, end not included */
	uint32_t func;
	uint32_t edge, nedges; /* its first edge */
	uint32_t into; /* 1 + the first edge to it, 0: none */
	uint32_t visits; /* of its first instruction */
	uint32_t loop; /* number from 1 on, 0: in none */
	bool failing;
	uint32_t row; /* of its function */
	uint32_t order; /* how deep in the walk through the graph */
	int32_t x, y, w, h;
};

struct graph_func {
	uint32_t start; /* instruction */
	const char *name; /* NULL: not known */
	uint32_t block, nblocks;
	uint32_t rows;
	int32_t x, y, w, h;
};

struct graph {
	struct graph_func *funcs; /* owned; by start */
	struct graph_block *blocks; /* owned; by first */
	struct graph_edge *edges; /* owned; by from */
	uint32_t nfuncs, nblocks, nedges, nloops;
	int32_t w, h;
};

/* Names are the object's. */
int graph_open(const struct code *c, struct graph *out, struct err *e);
void graph_close(struct graph *g);

/* Finds what closes loops, and the blocks that are in them; then rows. At most
 * this many blocks stand side by side. */
int graph_rank(struct graph *g, uint32_t most, struct err *e);
/* Gives everything its place. The caller has set each block's w and h. */
int graph_layout(struct graph *g, struct err *e);

#endif
