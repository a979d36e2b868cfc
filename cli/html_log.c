// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The log as the kernel wrote it, folded, with an anchor at the first line of
 * each instruction; of a long one the end. And what its words mean.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/html_priv.h"
#include "elf/cleanup.h"

enum { LOG_MOST = 1 << 20 };

static size_t line_len(const char *p, size_t len)
{
	const char *end = memchr(p, '\n', len);

	return end ? (size_t)(end - p) + 1 : len;
}

/* "12: (b7) r0 = 0": 12; -1: no instruction of the program */
static int32_t insn_of(const struct page *p, const char *line, size_t len)
{
	struct log_span span = { line, len };
	int32_t n = log_number(&span);

	if (n < 0 || (uint32_t)n >= p->code.n || span.len < 3 ||
	    memcmp(span.p, ": (", 3) != 0)
		return -1;
	return n;
}

int html_log_scan(struct page *p, struct err *e)
{
	const char *log = p->s->result.log;
	size_t at = 0, len = p->s->result.len;

	if (log == NULL || len == 0)
		return 0;
	p->logged = calloc(p->code.n / 8 + 1u, 1);
	if (p->logged == NULL)
		return err_nomem(e);
	if (len > LOG_MOST) {
		at = len - LOG_MOST;
		at += line_len(log + at, len - at);
	}
	p->log_begin = at;
	for (size_t n; at < len; at += n) {
		int32_t insn = insn_of(p, log + at, len - at);

		n = line_len(log + at, len - at);
		if (insn >= 0)
			p->logged[insn / 8] |= (uint8_t)(1 << insn % 8);
	}
	return 0;
}

/* Each bit of p->logged goes as its anchor comes */
static void lines(struct page *p)
{
	const char *log = p->s->result.log;
	size_t at = p->log_begin, len = p->s->result.len;

	for (size_t n; at < len; at += n) {
		int32_t insn = insn_of(p, log + at, len - at);

		n = line_len(log + at, len - at);
		if (insn >= 0 && p->logged[insn / 8] >> insn % 8 & 1) {
			p->logged[insn / 8] &= (uint8_t) ~(1 << insn % 8);
			fprintf(p->f, "<a id=p%ul%d></a>", p->id, insn);
		}
		html_text(p->f, log + at, n - (log[at + n - 1] == '\n'));
		fputc('\n', p->f);
	}
}

void html_log(struct page *p)
{
	const struct verify_result *r = &p->s->result;
	FILE *f = p->f;

	if (p->logged == NULL)
		return;
	fputs("<details><summary><h3>The kernel's log</h3> <small>", f);
	html_number(f, r->len);
	fputs(" bytes</small></summary>", f);
	if (p->log_begin) {
		fputs("<p class=d>Its first ", f);
		html_number(f, p->log_begin);
		fputs(" bytes are left out here.</p>", f);
	}
	if (r->head_cut || r->tail_cut)
		fprintf(f, "<p class=d>The log's %s did not fit.</p>",
			r->head_cut ? "beginning" : "end");
	fputs("<div class=x tabindex=0><pre class=log>\n", f);
	lines(p);
	fputs("</pre></div></details>\n", f);
}

static const struct {
	const char *term, *meaning;
} terms[] = {
	{ "verifier", "the part of the kernel that walks every way through a "
		      "program before it may run" },
	{ "visit", "the walk came to an instruction; on each way anew" },
	{ "path", "one way through the program, from its entry on" },
	{ "state", "what is known of all registers and the stack at one "
		   "place; places are kept to recognise what was seen" },
	{ "pruned", "a path given up because a state at least as general "
		    "was found good there" },
	{ "never reached", "no path leads there: the kernel removes it" },
	{ "ctx", "the program's argument" },
	{ "scalar", "a number; umin, smax, var_off and so on are its limits" },
	{ "fp", "the frame pointer r10; the stack is below it" },
	{ "pkt", "a pointer into a packet; r= is how many bytes of it are "
		 "known to exist, off= what was added to it" },
	{ "map_value", "a pointer to a value of a map; with _or_null it has "
		       "to be compared with 0 first" },
};

void html_glossary(FILE *f)
{
	fputs("<article><details><summary><h3>Words</h3></summary>"
	      "<dl class=two>",
	      f);
	for (size_t i = 0; i < ARRAY_SIZE(terms); i++)
		fprintf(f, "<dt>%s</dt><dd>%s</dd>", terms[i].term,
			terms[i].meaning);
	fputs("</dl></details></article>\n", f);
}
