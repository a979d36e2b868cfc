// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Why a program was refused: the kernel's words as they are, where, what was
 * known against what was needed, what it means; how the register came about.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cli/html_priv.h"
#include "cli/verify_facts.h"
#include "elf/cleanup.h"

static void words(const struct page *p)
{
	const struct study *s = p->s;
	FILE *f = p->f;

	fputs("<div class=words><pre>", f);
	for (unsigned i = 0; i < s->verdict.nwords; i++) {
		html_string(f, s->verdict.words[i]);
		fputc('\n', f);
	}
	if (s->verdict.nwords == 0)
		fprintf(f, "the kernel gives no reason but %s (%s)",
			errno_name(-s->code), strerror(-s->code));
	fputs("</pre></div>\n", f);
}

static void place(FILE *f, const struct study_source *src)
{
	size_t len;
	const char *name = code_file(src, &len);

	if (src->line == 0)
		return;
	html_text(f, name, len);
	fprintf(f, ":%" PRIu32, src->line);
}

static void where(const struct page *p)
{
	struct study_source src;
	char text[256];
	FILE *f = p->f;

	if (p->s->verdict.insn < 0)
		return;
	fputs("<dl class=two>", f);
	if (study_source(p->s, p->s->verdict.insn, &src)) {
		fputs("<dt>", f);
		place(f, &src);
		fputs("</dt><dd><code>", f);
		html_source_text(f, &src);
		fputs("</code></dd>", f);
	}
	fputs("<dt>instruction ", f);
	html_insn(p, (uint32_t)p->s->verdict.insn);
	fputs("</dt><dd><code>", f);
	html_string(f,
		    study_disasm(p->s, p->s->verdict.insn, text, sizeof(text)));
	fputs("</code></dd></dl>\n", f);
}

/* In per mille of the scale */
static void band(FILE *f, const char *class, int y, int64_t from, int64_t to)
{
	fprintf(f,
		"<rect class=\"%s\" x=\"%" PRId64 ".%" PRId64
		"%%\" y=\"%d\" width=\"%" PRId64 ".%" PRId64
		"%%\" height=\"14\" rx=\"2\"/>",
		class, from / 10, from % 10, y, (to - from) / 10,
		(to - from) % 10);
}

static void label(FILE *f, int64_t x, int64_t n)
{
	fprintf(f,
		"<text x=\"%" PRId64 ".%" PRId64 "%%\" y=\"88\" "
		"text-anchor=\"%s\">%" PRId64 "</text>",
		x / 10, x % 10,
		x < 30	  ? "start"
		: x > 970 ? "end"
			  : "middle",
		n);
}

/* What exists above, what is wanted below, on one scale of bytes */
static void bar(FILE *f, const struct verify_facts *v)
{
	int64_t low = v->begin < v->known_begin ? v->begin : v->known_begin;
	int64_t high = v->end > v->known_end ? v->end : v->known_end;
	int64_t marks[] = { low, v->known_begin, v->known_end, v->begin,
			    v->end };
	int64_t shown = INT64_MIN;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		marks[i] = (int64_t)((double)(marks[i] - low) * 1000 /
				     (double)(high - low));
	fputs("<svg role=\"img\" class=\"by\" height=\"92\"><title>bytes known and bytes "
	      "needed</title><text y=\"13\">known: ",
	      f);
	html_string(f, v->knew);
	fputs("</text><text y=\"49\">needed: ", f);
	html_string(f, v->needs);
	fputs("</text><line class=\"bl\" x2=\"100%\" y1=\"74\" y2=\"74\"/>", f);
	if (marks[2] > marks[1])
		band(f, "b1", 18, marks[1], marks[2]);
	band(f, "b2", 54, marks[3], marks[4]);
	if (marks[4] > marks[2])
		band(f, "b3", 54, marks[3] > marks[2] ? marks[3] : marks[2],
		     marks[4]);
	if (marks[3] < marks[1])
		band(f, "b3", 54, marks[3], marks[1]);
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const int64_t bytes[] = { low, v->known_begin, v->known_end,
					  v->begin, v->end };

		if (i && marks[i] < shown + 60)
			continue;
		label(f, marks[i], bytes[i]);
		shown = marks[i];
	}
	fputs("</svg>\n", f);
}

static void pair(FILE *f, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	fprintf(f, "<dt>%s</dt><dd>", name);
	html_string(f, text);
	fputs("</dd>", f);
}

static void facts(const struct page *p)
{
	struct verify_facts v;

	if (!verify_facts(p->s, &v))
		return;
	fputs("<dl class=two>", p->f);
	pair(p->f, "The verifier knew", v.knew);
	pair(p->f, "This needs", v.needs);
	pair(p->f, "Missing", v.missing);
	fputs("</dl>\n", p->f);
	if (v.end > v.begin)
		bar(p->f, &v);
}

static void advice(const struct page *p)
{
	static const struct {
		const char *name;
		enum catalogue_part part;
	} parts[] = {
		{ "Meaning", CATALOGUE_MEANING },
		{ "Cause", CATALOGUE_CAUSE },
		{ "Fix", CATALOGUE_FIX },
	};
	char text[600];

	fputs("<dl class=two>", p->f);
	for (unsigned i = 0; i < ARRAY_SIZE(parts); i++)
		pair(p->f, parts[i].name,
		     study_text(p->s, parts[i].part, text, sizeof(text)));
	fputs("</dl>\n", p->f);
}

void html_why(const struct page *p)
{
	const struct study *s = p->s;
	FILE *f = p->f;

	switch (study_verdict(s)) {
	case STUDY_ACCEPTED:
		return;
	case STUDY_REFUSED:
		fputs("<h3>Why it was refused</h3>", f);
		words(p);
		where(p);
		facts(p);
		advice(p);
		break;
	case STUDY_NOT_LOADED:
		fputs("<h3>Why there is no verdict</h3><div class=words>"
		      "<pre>",
		      f);
		html_string(f, s->error.msg);
		fputs("</pre></div><p>", f);
		html_string(f, s->error.hint);
		fputs("</p>\n", f);
		break;
	}
	if (s->verdict.report_len) {
		fputs("<h4>The kernel's own report</h4><pre>", f);
		html_text(f, s->verdict.report, s->verdict.report_len);
		fputs("</pre>\n", f);
	}
}

/* What was known from then on: of the last test the bytes that it proved */
static void outcome(const struct page *p, const struct path_link *l,
		    char shown[128])
{
	const struct study *s = p->s;
	const struct path_link *tested = NULL;
	struct verify_facts facts;
	char state[128];

	for (size_t i = 0; i < s->nlinks; i++)
		if (s->links[i].why == PATH_REFINE)
			tested = &s->links[i];
	study_state(s, l, state, sizeof(state));
	if (l == tested && verify_facts(s, &facts) &&
	    facts.known_end > facts.known_begin) {
		fputs("<div><b>", p->f);
		html_string(p->f, facts.knew);
		fputs("</b></div>", p->f);
	} else if (state[0] && strcmp(state, shown) != 0) {
		memcpy(shown, state, sizeof(state));
		fprintf(p->f, "<div><b><code>%s%" PRId32 " = ",
			l->place == LOG_REG ? "r" : "fp", l->at);
		html_string(p->f, state);
		fputs("</code></b></div>", p->f);
	}
}

static void link_item(const struct page *p, const struct path_link *l,
		      char shown[128])
{
	const struct path_step *step = path_at(&p->s->trace, l->step);
	struct study_source src;
	char text[256];
	FILE *f = p->f;

	if (step == NULL)
		return;
	fprintf(f, "<li%s><div class=d>%s, instruction ",
		l->why == PATH_USE ? " class=end" : "", study_why(l->why));
	html_insn(p, (uint32_t)step->insn);
	fputs("</div>", f);
	if (study_source(p->s, step->insn, &src)) {
		fputs("<div><code>", f);
		html_source_text(f, &src);
		fputs("</code> <small>", f);
		place(f, &src);
		fputs("</small></div>", f);
	}
	fputs("<div class=d><code>", f);
	html_string(f, study_disasm(p->s, step->insn, text, sizeof(text)));
	fputs("</code></div>", f);
	outcome(p, l, shown);
	fputs("</li>\n", f);
}

void html_history(const struct page *p)
{
	const struct study *s = p->s;
	const struct catalogue_match *m;
	const struct verifier_message *why = study_row(s, &m);
	char shown[128] = "";

	/* Of a limit no register is the cause */
	if (s->nlinks < 2 || (why && why->class == CATALOGUE_LIMIT))
		return;
	if (s->verdict.reg >= 0)
		fprintf(p->f, "<h3>How r%" PRId32 " came here</h3>",
			s->verdict.reg);
	else
		fputs("<h3>How it came to this</h3>", p->f);
	fputs("<ol class=tl>\n", p->f);
	for (size_t i = 0; i < s->nlinks; i++)
		link_item(p, &s->links[i], shown);
	fputs("</ol>\n", p->f);
}
