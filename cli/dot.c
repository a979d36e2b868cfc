// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One digraph, a cluster for each function of each program; graphviz finds the
 * places. Names of nodes are the program's number and the instruction.
 */
#include "cli/dot.h"

#include <inttypes.h>
#include <string.h>

#include "cli/code.h"
#include "cli/graph.h"
#include "cli/text.h"
#include "elf/flow.h"

struct sheet {
	FILE *f;
	const struct code *c;
	const struct graph *g;
	unsigned id;
};

/* Within a quoted string of graphviz */
static void put(FILE *f, const char *s)
{
	while (*s) {
		struct text_char c = text_next(&s);

		if (c.bytes[0] == '\\' || c.bytes[0] == '"')
			fputc('\\', f);
		fwrite(c.bytes, 1, c.len, f);
	}
}

void dot_begin(struct dot *d, FILE *f)
{
	*d = (struct dot){ .f = f };
	fputs("digraph verify {\n"
	      "node [shape=box fontname=monospace fontsize=10 "
	      "style=filled fillcolor=white]\n"
	      "edge [fontname=monospace fontsize=9]\n",
	      f);
}

static void node(const struct sheet *s, const struct graph_block *b)
{
	static const char *const fills[] = { "#ececee", "#fff6e3", "#ffe9bd",
					     "#ffd58a", "#ffbb5c", "#fa9d3b" };
	const struct study_source *src = &s->c->source[b->first];
	char text[256];
	FILE *f = s->f;

	fprintf(f, "p%u_%" PRIu32 " [label=\"", s->id, b->first);
	if (src->text_len) {
		snprintf(text, sizeof(text), "%.*s", (int)src->text_len,
			 src->text);
		put(f, text + strspn(text, " \t"));
		fputs("\\l", f);
	}
	for (uint32_t i = b->first; i < b->end;
	     i += flow_width(&s->c->insns[i])) {
		fprintf(f, "%" PRIu32 ": ", i);
		put(f, code_text(s->c, i, text, sizeof(text)));
		fputs("\\l", f);
	}
	if (s->c->heat)
		fprintf(f, "visits: %" PRIu32 "\\l", b->visits);
	fprintf(f, "\" fillcolor=\"%s\"%s]\n",
		s->c->heat ? fills[code_warmth(s->c, b->visits)] : "white",
		b->failing ? " color=red penwidth=3" : "");
}

static void cluster(const struct sheet *s, const struct graph_func *func)
{
	FILE *f = s->f;

	fprintf(f, "subgraph cluster_p%u_%" PRIu32 " {\nlabel=\"", s->id,
		func->start);
	put(f, s->c->s->name);
	if (func->start) {
		fputs(": ", f);
		put(f, func->name ? func->name : "a function");
	}
	fputs("\"\n", f);
	for (uint32_t i = 0; i < func->nblocks; i++)
		node(s, &s->g->blocks[func->block + i]);
	fputs("}\n", f);
}

static void edge(const struct sheet *s, const struct graph_edge *x)
{
	static const char *const kinds[] = {
		[GRAPH_ON] = "",
		[GRAPH_NOT_TAKEN] = " label=no",
		[GRAPH_TAKEN] = " label=yes",
		[GRAPH_CALL] = " color=blue constraint=false",
	};

	fprintf(s->f, "p%u_%" PRIu32 " -> p%u_%" PRIu32 " [%s%s%s]\n", s->id,
		s->g->blocks[x->from].first, s->id, s->g->blocks[x->to].first,
		kinds[x->kind], x->never ? " style=dashed" : "",
		x->back ? " penwidth=2" : "");
}

int dot_study(struct dot *d, const struct study *study, struct err *e)
{
	struct sheet s = { .f = d->f, .id = d->programs++ };
	struct code c;
	struct graph g = { 0 };
	int err = code_open(study, &c, e);

	if (err < 0)
		return err;
	err = graph_open(&c, &g, e);
	if (err == 0)
		err = graph_rank(&g, UINT32_MAX, e);
	s.c = &c;
	s.g = &g;
	for (uint32_t i = 0; err == 0 && i < g.nfuncs; i++)
		cluster(&s, &g.funcs[i]);
	for (uint32_t i = 0; err == 0 && i < g.nedges; i++)
		edge(&s, &g.edges[i]);
	graph_close(&g);
	code_close(&c);
	return err;
}

void dot_end(struct dot *d)
{
	fputs("}\n", d->f);
}
