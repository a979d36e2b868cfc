// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The flow of control as SVG. The more blocks, the less each of them says:
 * instructions, only the first line of source, only numbers.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/graph.h"
#include "cli/html_priv.h"
#include "elf/flow.h"

enum {
	WITH_INSNS = 80, /* blocks at most */
	WITH_SOURCE = 400,
	COLUMNS = 48,
	LINE = 14,
	HEAD = 4, /* instructions shown of a long block, and its last */
	TAIL = 4,
	MARGIN = 8,
};

struct drawing {
	const struct page *p;
	FILE *f; /* NULL: only measured */
	const struct graph *g;
	const struct graph_block *b;
	uint32_t lines, columns;
};

static size_t clip(const char *text, size_t len)
{
	if (len <= COLUMNS)
		return len;
	for (len = COLUMNS; len && ((uint8_t)text[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

/* Text is clipped before it is measured, not after it is escaped */
static void put(struct drawing *d, const char *class, const char *text,
		size_t len)
{
	size_t n = clip(text, len);

	d->lines++;
	if (n > d->columns)
		d->columns = (uint32_t)n;
	if (d->f == NULL)
		return;
	fprintf(d->f, "<text%s x=\"%" PRId32 "\" y=\"%" PRId32 "\">", class,
		d->b->x + 7, d->b->y + (int32_t)d->lines * LINE + 2);
	html_text(d->f, text, n);
	fputs(n < len ? "\xe2\x80\xa6</text>" : "</text>", d->f);
}

static void title(struct drawing *d)
{
	const struct graph_block *b = d->b;
	uint32_t last = b->end - 1;
	char text[96];
	int n = snprintf(text, sizeof(text), "%" PRIu32, b->first);

	if (!code_is_insn(&d->p->code, last) && last > b->first)
		last--;
	if (last > b->first)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      "\xe2\x80\x93%" PRIu32, last);
	if (d->p->code.heat && b->visits)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      " \xc3\x97%" PRIu32, b->visits);
	else if (d->p->code.heat)
		n += snprintf(text + n, sizeof(text) - (size_t)n, " %s",
			      code_never(&d->p->code));
	if (b->loop)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      " \xe2\x86\xbb%" PRIu32, b->loop);
	if (b->failing)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
			      " \xe2\x9c\x97");
	if (d->f)
		fprintf(d->f, "<a href=\"#p%uc%" PRIu32 "\">", d->p->id,
			b->first);
	put(d, " class=\"t\"", text, (size_t)n);
	if (d->f)
		fputs("</a>", d->f);
}

/* Without the blanks before it */
static void source(struct drawing *d)
{
	const struct study_source *src = &d->p->code.source[d->b->first];
	const char *text = src->text;
	size_t len = src->text_len;

	for (; len && (*text == ' ' || *text == '\t'); len--)
		text++;
	if (len)
		put(d, " class=\"s\"", text, len);
}

static bool is_shown(const struct drawing *d, uint32_t n, uint32_t count,
		     uint32_t insn)
{
	int64_t failing = d->p->s->verdict.insn;

	if (n < HEAD || n + TAIL >= count || count <= HEAD + TAIL + 2)
		return true;
	return d->b->failing && insn + 6 > failing && insn < failing + 3;
}

static void insns(struct drawing *d)
{
	const struct code *c = &d->p->code;
	uint32_t count = 0, n = 0, hidden = 0;
	char text[256];

	for (uint32_t i = d->b->first; i < d->b->end;
	     i += flow_width(&c->insns[i]))
		count++;
	for (uint32_t i = d->b->first; i < d->b->end;
	     i += flow_width(&c->insns[i]), n++) {
		bool bad = c->s->verdict.insn == (int64_t)i;
		int len;

		if (!is_shown(d, n, count, i)) {
			hidden++;
			continue;
		}
		if (hidden) {
			len = snprintf(text, sizeof(text), "%" PRIu32 " more",
				       hidden);
			put(d, " class=\"d\"", text, (size_t)len);
			hidden = 0;
		}
		len = snprintf(text, sizeof(text), "%s%" PRIu32 ": ",
			       bad ? "\xe2\x9c\x97 " : "", i);
		code_text(c, i, text + len, sizeof(text) - (size_t)len);
		put(d, bad ? " class=\"r\"" : "", text, strlen(text));
	}
}

static void block(struct drawing *d)
{
	d->lines = d->columns = 0;
	title(d);
	if (d->g->nblocks <= WITH_SOURCE)
		source(d);
	if (d->g->nblocks <= WITH_INSNS)
		insns(d);
}

static void measure(struct drawing *d)
{
	for (uint32_t i = 0; i < d->g->nblocks; i++) {
		struct graph_block *b = &d->g->blocks[i];

		d->b = b;
		block(d);
		b->w = (int32_t)d->columns * 67 / 10 + 18;
		b->h = (int32_t)d->lines * LINE + 9;
		if (b->w < 48)
			b->w = 48;
	}
}

static void draw_block(struct drawing *d, const struct graph_block *b)
{
	d->b = b;
	fprintf(d->f, "<g class=\"h%u%s\">",
		d->p->code.heat ? code_warmth(&d->p->code, b->visits) : 1,
		b->failing ? " F" : "");
	if (d->g->nblocks > WITH_SOURCE &&
	    d->p->code.source[b->first].text_len) {
		fputs("<title>", d->f);
		html_source_text(d->f, &d->p->code.source[b->first]);
		fputs("</title>", d->f);
	}
	fprintf(d->f,
		"<rect x=\"%" PRId32 "\" y=\"%" PRId32 "\" width=\"%" PRId32
		"\" height=\"%" PRId32 "\" rx=\"3\"/>",
		b->x, b->y, b->w, b->h);
	block(d);
	fputs("</g>\n", d->f);
}

static void line(const struct drawing *d, const struct graph_edge *edge,
		 unsigned from, unsigned to, bool never)
{
	const struct graph_point *p = edge->points;

	fprintf(d->f, "<path class=\"%s%s\"",
		edge->kind == GRAPH_CALL ? "c"
		: edge->back		 ? "k"
					 : "",
		never ? " z" : "");
	if (to + 1 == edge->npoints)
		fprintf(d->f, " marker-end=\"url(#p%ua)\"", d->p->id);
	fprintf(d->f, " d=\"M%" PRId32 " %" PRId32, p[from].x, p[from].y);
	for (unsigned i = from + 1; i <= to; i++)
		if (i % 2)
			fprintf(d->f, "V%" PRId32, p[i].y);
		else
			fprintf(d->f, "H%" PRId32, p[i].x);
	fputs("\"/>\n", d->f);
}

static int32_t length(const struct graph_edge *edge)
{
	return edge->points[3].y - edge->points[2].y;
}

/* Of the edges that share a trunk, in one direction, one draws it; the others
 * end where they come to it */
static bool draws_trunk(const struct drawing *d, const struct graph_edge *edge,
			bool *never)
{
	const struct graph_edge *edges = d->g->edges;
	int32_t len = length(edge);

	*never = edge->never;
	for (uint32_t i = d->g->blocks[edge->to].into; i;
	     i = edges[i - 1].into) {
		const struct graph_edge *other = &edges[i - 1];
		int32_t at = other->trunk == edge->trunk ? length(other) : 0;

		if (other == edge || other->trunk != edge->trunk ||
		    (at < 0) != (len < 0))
			continue;
		if (abs(at) > abs(len) || (at == len && other < edge))
			return false;
		*never &= other->never;
	}
	return true;
}

static void draw_edge(const struct drawing *d, const struct graph_edge *edge)
{
	const struct graph_point *p = edge->points;
	bool never;

	if (edge->trunk < 0) {
		line(d, edge, 0, edge->npoints - 1, edge->never);
	} else {
		line(d, edge, 0, 2, edge->never);
		if (draws_trunk(d, edge, &never))
			line(d, edge, 2, 5, never);
	}
	if (edge->kind == GRAPH_ON || edge->kind == GRAPH_CALL ||
	    d->g->nblocks > WITH_SOURCE)
		return;
	fprintf(d->f,
		"<text class=\"d\" x=\"%" PRId32 "\" y=\"%" PRId32
		"\"%s>%s</text>\n",
		p->x + (edge->kind == GRAPH_TAKEN ? 3 : -3), p->y + 11,
		edge->kind == GRAPH_TAKEN ? "" : " text-anchor=\"end\"",
		edge->kind == GRAPH_TAKEN ? "yes" : "no");
}

static void draw_func(const struct drawing *d, const struct graph_func *func)
{
	fprintf(d->f,
		"<rect class=\"f\" x=\"%" PRId32 "\" y=\"%" PRId32
		"\" width=\"%" PRId32 "\" height=\"%" PRId32
		"\" rx=\"8\"/><text class=\"t\" x=\"%" PRId32 "\" y=\"%" PRId32
		"\">",
		func->x, func->y, func->w, func->h, func->x + 10, func->y + 17);
	if (func->name)
		html_string(d->f, func->name);
	else
		fprintf(d->f, "function at %" PRIu32, func->start);
	fputs("</text>\n", d->f);
}

static void draw(struct drawing *d)
{
	const struct graph *g = d->g;

	fprintf(d->f,
		"<div class=x tabindex=0><svg class=\"g\" role=\"img\" "
		"xmlns=\"http://www.w3.org/2000/svg\" width=\"%" PRId32
		"\" height=\"%" PRId32 "\" viewBox=\"%d %d %" PRId32 " %" PRId32
		"\"><title>flow of control</title><desc>%" PRIu32
		" blocks in %" PRIu32 " functions, %" PRIu32
		" loops</desc><defs><marker id=\"p%ua\" viewBox=\"0 0 8 8\" "
		"refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
		"orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n",
		g->w + 2 * MARGIN, g->h + 2 * MARGIN, -MARGIN, -MARGIN,
		g->w + 2 * MARGIN, g->h + 2 * MARGIN, g->nblocks, g->nfuncs,
		g->nloops, d->p->id);
	for (uint32_t i = 0; i < g->nfuncs; i++)
		draw_func(d, &g->funcs[i]);
	for (uint32_t i = 0; i < g->nedges; i++)
		draw_edge(d, &g->edges[i]);
	for (uint32_t i = 0; i < g->nblocks; i++)
		draw_block(d, &g->blocks[i]);
	fputs("</svg></div>\n", d->f);
}

static void sample(FILE *f, const char *class, const char *text)
{
	fprintf(f,
		"<span><svg aria-hidden=\"true\" width=\"26\" height=\"8\"><path class=\"%s\" "
		"d=\"M0 4H26\"/></svg>%s</span>",
		class, text);
}

static void key(const struct drawing *d)
{
	FILE *f = d->f;
	bool calls = false, never = false;

	for (uint32_t i = 0; i < d->g->nedges; i++) {
		calls |= d->g->edges[i].kind == GRAPH_CALL;
		never |= d->g->edges[i].never;
	}
	fputs("<div class=key>", f);
	if (d->p->code.heat) {
		fprintf(f,
			"<span><i class=h0></i>%s</span>"
			"<span><i class=h1></i>once</span>",
			code_never(&d->p->code));
		if (d->p->code.hottest > 1) {
			fputs("<span><i class=h3></i></span><span>"
			      "<i class=h5></i>",
			      f);
			html_number(f, d->p->code.hottest);
			fputs(" times</span>", f);
		}
	}
	if (never)
		sample(f, "z", "not taken");
	if (d->g->nloops)
		sample(f, "k", "back, \xe2\x86\xbb a loop");
	if (calls)
		sample(f, "c", "call");
	fputs("<span>yes, no: the condition holds or not</span></div>\n", f);
}

static int lay_out(struct drawing *d, struct graph *g, struct err *e)
{
	if (graph_rank(g, g->nblocks <= WITH_SOURCE ? 6 : 16, e) < 0)
		return -ENOMEM;
	measure(d);
	return graph_layout(g, e);
}

int html_graph(const struct page *p, struct err *e)
{
	struct graph g;
	struct drawing d = { .p = p, .g = &g };
	int err = 0;

	if (p->code.n == 0)
		return 0;
	if (graph_open(&p->code, &g, e) < 0)
		return -e->code;
	fputs("<h3>Flow of control</h3>", p->f);
	if (g.nblocks > HTML_BLOCKS)
		fprintf(p->f,
			"<p class=d>%" PRIu32 " blocks are too many to "
			"draw here; --dot writes them.</p>\n",
			g.nblocks);
	else
		err = lay_out(&d, &g, e);
	d.f = p->f;
	if (err == 0 && g.nblocks <= HTML_BLOCKS) {
		key(&d);
		draw(&d);
	}
	graph_close(&g);
	return err;
}
