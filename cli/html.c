// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The page and the head of each program: what it is, the verdict, what it
 * cost. The list of programs is known last and written last; the style puts it
 * first.
 */
#include "cli/html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/html_priv.h"
#include "cli/verify_facts.h"
#include "elf/cleanup.h"
#include "elf/obj.h"

int html_begin(struct html *h, FILE *f, struct err *e)
{
	*h = (struct html){ .f = f };
	h->index = open_memstream(&h->rows, &h->rows_len);
	if (h->index == NULL)
		return err_nomem(e);
	fprintf(f,
		"<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
		"<meta name=viewport content=\"width=device-width,"
		"initial-scale=1\"><meta name=generator content=\"rawbpf %s\">"
		"<title>BPF verifier report</title><style>%s</style></head>\n"
		"<body><header><h1>BPF verifier report</h1></header>\n",
		RAWBPF_VERSION, html_style);
	return 0;
}

static void field(FILE *f, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	fprintf(f, "<div><dt>%s</dt><dd>", name);
	html_string(f, value);
	fputs("</dd></div>", f);
}

/* A number, of a limit if there is one */
static void tile(FILE *f, const char *what, uint64_t n, uint64_t limit)
{
	uint64_t share = limit && n < limit ? n * 1000 / limit : 1000;

	fputs("<div><b>", f);
	html_number(f, n);
	fprintf(f, "</b><small>%s</small>", what);
	if (limit == 0) {
		fputs("</div>", f);
		return;
	}
	fputs("<small>of ", f);
	html_number(f, limit);
	fprintf(f,
		" (%" PRIu64 ".%" PRIu64
		" %%)</small><i><i style=\"width:%" PRIu64 ".%" PRIu64
		"%%\"></i></i></div>",
		share / 10, share % 10, share / 10, share % 10);
}

static void tiles(const struct page *p)
{
	struct verify_cost c;
	FILE *f = p->f;

	verify_cost(p->s, &c);
	if (c.processed == 0 && c.insns == 0)
		return;
	fputs("<div class=st>", f);
	if (c.processed)
		tile(f, "instructions processed", c.processed, c.limit);
	if (c.stack)
		tile(f, "bytes of stack", c.stack, 512);
	if (c.insns)
		tile(f, "instructions in the program", c.insns, 0);
	if (c.xlated)
		tile(f, "after the kernel's rewriting", c.xlated, 0);
	if (c.walked && c.insns)
		tile(f, "instructions never reached", c.never, 0);
	if (c.walked)
		tile(f, "branches that went one way only", c.one_way, 0);
	if (c.states)
		tile(f, "states kept", c.states, 0);
	if (c.usec)
		tile(f, "microseconds", c.usec, 0);
	fputs("</div>\n", f);
}

static const struct {
	const char *word, *class;
} verdicts[] = {
	[STUDY_ACCEPTED] = { "\xe2\x9c\x93 accepted", "good" },
	[STUDY_REFUSED] = { "\xe2\x9c\x97 refused", "bad" },
	[STUDY_NOT_LOADED] = { "? not loaded", "warn" },
};

static const char *name_of(const struct study *s)
{
	return s->name[0] ? s->name : "(a program)";
}

static void head(const struct page *p)
{
	const struct study *s = p->s;
	enum study_verdict v = study_verdict(s);
	FILE *f = p->f;
	char id[64];

	fputs("<h2>", f);
	html_string(f, name_of(s));
	fprintf(f, " <span class=\"v %s\">%s</span></h2>\n<dl class=id>",
		verdicts[v].class, verdicts[v].word);
	field(f, "object", s->path);
	field(f, "section", s->section);
	field(f, "kernel", s->kernel);
	field(f, "licence", s->obj ? s->obj->license : NULL);
	field(f, "what has to change", study_class(s));
	if (v == STUDY_REFUSED) {
		field(f, "rule", study_text(s, CATALOGUE_ID, id, sizeof(id)));
		field(f, "error", s->code ? errno_name(-s->code) : NULL);
	}
	fputs("</dl>\n", f);
	tiles(p);
}

static void index_row(struct html *h, const struct page *p)
{
	enum study_verdict v = study_verdict(p->s);
	struct verify_cost c;

	verify_cost(p->s, &c);
	fprintf(h->index, "<tr><td><a href=#p%u>", p->id);
	html_string(h->index, name_of(p->s));
	fputs("</a><td>", h->index);
	html_string(h->index, p->s->section);
	fprintf(h->index, "<td class=%s>%s<td class=n>", verdicts[v].class,
		verdicts[v].word);
	if (c.processed)
		html_number(h->index, c.processed);
	fputs("<td class=n>", h->index);
	if (c.insns)
		html_number(h->index, c.insns);
	fputc('\n', h->index);
}

static int sections(struct page *p, struct err *e)
{
	head(p);
	html_why(p);
	html_history(p);
	html_source(p);
	if (html_graph(p, e) < 0)
		return -e->code;
	html_path(p);
	if (html_lint(p, e) < 0)
		return -e->code;
	html_code(p);
	html_log(p);
	return 0;
}

int html_study(struct html *h, const struct study *s, struct err *e)
{
	struct page p = { .f = h->f, .id = h->programs++, .s = s };
	int err = code_open(s, &p.code, e);

	if (err < 0)
		return err;
	index_row(h, &p);
	fprintf(h->f, "<article id=p%u>", p.id);
	err = html_log_scan(&p, e);
	if (err == 0)
		err = sections(&p, e);
	fputs("</article>\n", h->f);
	free(p.logged);
	code_close(&p.code);
	return err;
}

int html_end(struct html *h, struct err *e)
{
	if (fflush(h->index) != 0)
		return err_nomem(e);
	if (h->programs > 1)
		fprintf(h->f,
			"<nav aria-label=programs><h3>%u programs</h3><div "
			"class=x tabindex=0><table><thead><tr><th>program"
			"<th>section<th>verdict<th class=n>processed"
			"<th class=n>instructions</thead><tbody>\n%s"
			"</tbody></table></div></nav>\n",
			h->programs, h->rows);
	html_glossary(h->f);
	fputs("</body></html>\n", h->f);
	return 0;
}

void html_close(struct html *h)
{
	if (h->index)
		fclose(h->index);
	free(h->rows);
	*h = (struct html){ 0 };
}
