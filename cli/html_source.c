// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The lines of source that the program comes from, file by file, as far as
 * line information goes: those that made no instruction are not known. The
 * failing line is opened up.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/html_priv.h"
#include "elf/cleanup.h"

struct line {
	const struct study_source *src;
	uint32_t file; /* in the order they are met */
	uint32_t first, last; /* instructions of it */
	uint32_t visits; /* most of any of them */
	bool failing;
};

static bool same_file(const struct study_source *a,
		      const struct study_source *b)
{
	return a->file_len == b->file_len &&
	       memcmp(a->file, b->file, a->file_len) == 0;
}

static bool same_line(const struct line *a, const struct line *b)
{
	if (a->file != b->file || a->src->line != b->src->line)
		return false;
	return a->src->line || a->src->text == b->src->text;
}

static int by_place(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->src->line != b->src->line)
		return a->src->line < b->src->line ? -1 : 1;
	return a->first < b->first ? -1 : a->first > b->first;
}

static uint32_t file_of(struct line *lines, uint32_t n,
			const struct study_source *src)
{
	uint32_t files = 0;

	for (uint32_t i = n; i--;) {
		if (same_file(lines[i].src, src))
			return lines[i].file;
		if (lines[i].file >= files)
			files = lines[i].file + 1;
	}
	return files;
}

/* One after the other, then by place, then those of one place together */
static uint32_t collect(const struct code *c, struct line *lines)
{
	uint32_t n = 0, kept = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct study_source *src = &c->source[i];

		if ((src->line == 0 && src->text_len == 0) ||
		    !code_is_insn(c, i))
			continue;
		lines[n] = (struct line){ src,
					  0,
					  i,
					  i,
					  code_visits(c, i),
					  c->s->verdict.insn == (int64_t)i };
		lines[n].file = file_of(lines, n, src);
		n++;
	}
	qsort(lines, n, sizeof(*lines), by_place);
	for (uint32_t i = 0; i < n; i++) {
		struct line *to = kept ? &lines[kept - 1] : NULL;

		if (to == NULL || !same_line(to, &lines[i])) {
			lines[kept++] = lines[i];
			continue;
		}
		to->failing |= lines[i].failing;
		to->last = lines[i].last;
		if (lines[i].visits > to->visits)
			to->visits = lines[i].visits;
	}
	return kept;
}

/* Beneath the failing line: what the kernel says, and of which instruction */
static void unfold(const struct page *p)
{
	const struct verdict *v = &p->s->verdict;
	char text[256];

	fputs("<tr class=say><td><td><td class=m><div>", p->f);
	for (unsigned i = 0; i < v->nwords; i++) {
		html_string(p->f, v->words[i]);
		fputs("<br>", p->f);
	}
	fputs("</div><div class=d>", p->f);
	html_insn(p, (uint32_t)v->insn);
	fputs(": ", p->f);
	html_string(p->f,
		    code_text(&p->code, (uint32_t)v->insn, text, sizeof(text)));
	fputs("</div><td>\n", p->f);
}

static void row(const struct page *p, const struct line *l, bool gap)
{
	FILE *f = p->f;

	fputs("<tr class=\"", f);
	if (p->code.heat)
		fprintf(f, "h%u", code_warmth(&p->code, l->visits));
	fprintf(f, "%s%s\"><th scope=row>%s", gap ? " gap" : "",
		l->failing ? " fail" : "", l->failing ? "\xe2\x9c\x97 " : "");
	if (l->src->line)
		fprintf(f, "%" PRIu32, l->src->line);
	fputs("<td class=u>", f);
	if (p->code.heat && l->visits)
		html_number(f, l->visits);
	else
		fputs(p->code.heat ? code_never(&p->code) : "", f);
	fputs("<td class=m>", f);
	html_text(f, l->src->text, l->src->text_len);
	fputs("<td class=n>", f);
	html_insn(p, l->first);
	fputc('\n', f);
	if (l->failing)
		unfold(p);
}

static void file(const struct page *p, const struct line *lines, uint32_t n)
{
	const struct study_source *src = lines->src;

	fputs("<div class=x tabindex=0><table><caption>", p->f);
	if (src->file_len)
		html_text(p->f, src->file, src->file_len);
	else
		fputs("source", p->f);
	fputs("</caption><thead><tr><th class=n>line<th class=n>visits"
	      "<th>source<th class=n>instruction</thead><tbody>\n",
	      p->f);
	for (uint32_t i = 0; i < n; i++)
		row(p, &lines[i],
		    i && lines[i].src->line > lines[i - 1].src->line + 1);
	fputs("</tbody></table></div>\n", p->f);
}

void html_source(const struct page *p)
{
	auto_free struct line *lines = calloc(p->code.n + 1u, sizeof(*lines));
	uint32_t n = lines ? collect(&p->code, lines) : 0;

	if (n == 0)
		return;
	fputs("<h3>Source</h3><p class=d>Visits are how often the verifier "
	      "came to the line. Lines that made no instruction are not "
	      "shown.</p>",
	      p->f);
	for (uint32_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && lines[k].file == lines[i].file;)
			k++;
		file(p, lines + i, k - i);
	}
}
