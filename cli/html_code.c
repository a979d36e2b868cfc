// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Instructions as they were given to the kernel, beside what it made of them.
 * It does not say which became which: what is alike is found again, in order.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/html_priv.h"
#include "elf/disasm.h"
#include "elf/insn.h"

enum { AHEAD = 48 }; /* how far apart what is alike may be */

struct columns {
	const struct page *p;
	const struct bpf_insn *made; /* NULL: not known */
	uint32_t given_at, made_at, nmade;
	uint32_t line; /* of the last one */
};

/* Jumps change their distance, calls and addresses their number */
static bool is_alike(const struct bpf_insn *a, const struct bpf_insn *b)
{
	return a->code == b->code && a->dst_reg == b->dst_reg &&
	       (a->src_reg == b->src_reg || insn_is_call(a)) &&
	       (!insn_is_alu(a) || a->imm == b->imm) &&
	       ((!insn_is_load(a) && !insn_is_store(a)) || a->off == b->off);
}

static bool is_same(const struct columns *c, uint32_t given, uint32_t made)
{
	const struct code *code = &c->p->code;

	return given < code->n && made < c->nmade &&
	       is_alike(&code->insns[given], &c->made[made]);
}

/* The nearest place where both go on alike: two of them, or one at the end */
static bool find_same(const struct columns *c, uint32_t *skip, uint32_t *extra)
{
	for (uint32_t d = 1; d < AHEAD; d++)
		for (uint32_t b = 0; b <= d; b++) {
			uint32_t given = c->given_at + d - b;
			uint32_t made = c->made_at + b;

			if (!is_same(c, given, made) ||
			    (given + 1 < c->p->code.n && made + 1 < c->nmade &&
			     !is_same(c, given + 1, made + 1)))
				continue;
			*skip = d - b;
			*extra = b;
			return true;
		}
	return false;
}

static void source_row(struct columns *c)
{
	const struct study_source *src = &c->p->code.source[c->given_at];

	if (src->text_len == 0 || src->line == c->line)
		return;
	c->line = src->line;
	fprintf(c->p->f,
		"<tr class=line><td class=n>%" PRIu32
		"<td><td class=m colspan=4>",
		src->line);
	html_source_text(c->p->f, src);
	fputc('\n', c->p->f);
}

static void given_cells(struct columns *c)
{
	const struct page *p = c->p;
	uint32_t i = c->given_at;
	uint32_t visits = code_visits(&p->code, i);
	bool linked = p->logged && (p->logged[i / 8] >> i % 8 & 1);
	char text[DISASM_SIZE];
	FILE *f = p->f;

	if (linked)
		fprintf(f, "<a href=#p%ul%" PRIu32 ">%" PRIu32 "</a>", p->id, i,
			i);
	else
		fprintf(f, "%" PRIu32, i);
	fputs("<td class=u>", f);
	if (p->code.heat && visits)
		html_number(f, visits);
	fputs("<td class=\"m a\">", f);
	html_string(f, code_text(&p->code, i, text, sizeof(text)));
}

static void made_cells(const struct columns *c)
{
	char text[DISASM_SIZE];

	fprintf(c->p->f, "<td class=n>%" PRIu32 "<td class=\"m b\">",
		c->made_at);
	html_string(c->p->f, code_plain(c->made, c->nmade, c->made_at, text,
					sizeof(text)));
}

/* Second slots have no row of their own */
static bool is_made_insn(const struct columns *c)
{
	return c->made_at < c->nmade &&
	       (c->made[c->made_at].code || c->made_at == 0 ||
		!insn_is_ld_imm64(&c->made[c->made_at - 1]));
}

static void row(struct columns *c, bool given, bool made)
{
	bool shows_given = given && code_is_insn(&c->p->code, c->given_at);
	bool shows_made = made && is_made_insn(c);
	bool same = given && made && is_same(c, c->given_at, c->made_at);
	FILE *f = c->p->f;

	if (shows_given)
		source_row(c);
	if (shows_given || shows_made) {
		fputs("<tr class=\"", f);
		if (shows_given && c->p->code.heat)
			fprintf(f, "h%u",
				code_warmth(
					&c->p->code,
					code_visits(&c->p->code, c->given_at)));
		if (c->made)
			fputs(same    ? ""
			      : !made ? " off"
			      : given ? " alt"
				      : " new",
			      f);
		if (shows_given &&
		    c->p->s->verdict.insn == (int64_t)c->given_at)
			fputs(" fail", f);
		fputc('"', f);
		if (shows_given)
			fprintf(f, " id=p%uc%" PRIu32, c->p->id, c->given_at);
		fputs("><td class=n>", f);
		if (shows_given)
			given_cells(c);
		else
			fputs("<td class=u><td>", f);
		if (shows_made)
			made_cells(c);
		else if (c->made)
			fputs("<td><td>", f);
		if (c->made && !same)
			fputs(!made   ? "<td class=d>removed"
			      : given ? "<td class=d>changed"
				      : "<td class=d>added",
			      f);
		fputc('\n', f);
	}
	c->given_at += given;
	c->made_at += made;
}

/* Up to where both are alike again, or the next instruction of each */
static void differ(struct columns *c)
{
	uint32_t n = c->p->code.n, skip, extra;

	if (c->given_at < n && c->p->code.heat &&
	    code_visits(&c->p->code, c->given_at) == 0 &&
	    code_is_insn(&c->p->code, c->given_at)) {
		row(c, true, false);
		return;
	}
	if (!find_same(c, &skip, &extra)) {
		skip = c->given_at < n;
		extra = c->made_at < c->nmade;
	}
	while (skip || extra) {
		row(c, skip > 0, extra > 0);
		skip -= skip > 0;
		extra -= extra > 0;
	}
}

void html_code(const struct page *p)
{
	struct columns c = { .p = p,
			     .made = p->s->xlated,
			     .nmade = p->s->xlated ? p->s->nxlated : 0 };
	FILE *f = p->f;

	if (p->code.n == 0)
		return;
	fputs(c.made ? "<h3>Before and after</h3><p class=d>Left the "
		       "instructions as given, right as the kernel runs or "
		       "compiles them. Which became which is told by their "
		       "likeness."
		     : "<h3>Instructions</h3><p class=d>",
	      f);
	fputs(p->logged ? " Numbers lead to the log.</p>" : "</p>", f);
	fputs("<div class=x tabindex=0><table><thead><tr><th class=n>insn"
	      "<th class=n>visits<th>as given",
	      f);
	if (c.made)
		fputs("<th class=n>insn<th>as made<th>", f);
	fputs("</thead><tbody>\n", f);
	while ((c.given_at < p->code.n || c.made_at < c.nmade) &&
	       c.given_at < HTML_INSNS && c.made_at < 2 * HTML_INSNS)
		if (c.made == NULL)
			row(&c, true, false);
		else if (is_same(&c, c.given_at, c.made_at))
			row(&c, true, true);
		else
			differ(&c);
	fputs("</tbody></table></div>\n", f);
	if (p->code.n > HTML_INSNS)
		fprintf(f, "<p class=d>Only the first %d are shown.</p>\n",
			HTML_INSNS);
}
