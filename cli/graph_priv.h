/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Between the files of the drawing: blocks have their x, edges get lines. */
#ifndef CLI_GRAPH_PRIV_H
#define CLI_GRAPH_PRIV_H

#include "cli/graph.h"

static inline int32_t graph_center(const struct graph_block *b)
{
	return b->x + b->w / 2;
}

/* Gives functions and blocks their y, edges their points. x of blocks counts
 * from 0 in each function and is made absolute. */
int graph_route(struct graph *g, struct err *e);

#endif
