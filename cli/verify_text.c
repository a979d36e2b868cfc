// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One program for people: the verdict first, the kernel's words as they are,
 * where it is, what was known and what was needed, how the register came
 * there, what to do. Never the whole log unless asked for.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cli/text.h"
#include "cli/verify.h"
#include "cli/verify_facts.h"
#include "elf/cleanup.h"
#include "elf/section.h"

static void put(const struct verify_view *v, const char *p, size_t len,
		size_t max)
{
	char buf[512];

	snprintf(buf, sizeof(buf), "%.*s", (int)len, p);
	text_put(v->f, buf, max);
}

/* "file.c:21", without the folders before it */
static void place(const struct study_source *src, char buf[64])
{
	const char *name = src->file;
	size_t len = src->file_len;

	for (size_t i = 0; i < src->file_len; i++)
		if (src->file[i] == '/') {
			name = src->file + i + 1;
			len = src->file_len - i - 1;
		}
	buf[0] = '\0';
	if (src->line)
		snprintf(buf, 64, "%.*s:%" PRIu32, (int)len, name, src->line);
}

static void verdict_line(const struct verify_view *v, const struct study *s)
{
	static const char *const words[] = { "OK", "REFUSED", "NOT LOADED" };
	const char *const colors[] = { v->color.good, v->color.error,
				       v->color.warning };
	enum study_verdict verdict = study_verdict(s);
	char id[64];

	fputs(v->color.title, v->f);
	text_put(v->f, s->name[0] ? s->name : "(a program)", 64);
	fputs(v->color.off, v->f);
	if (s->section[0]) {
		fputs(" (", v->f);
		text_put(v->f, s->section, 80);
		fputs(")", v->f);
	}
	fprintf(v->f, ": %s%s%s", colors[verdict], words[verdict],
		v->color.off);
	if (s->kernel[0] && verdict != STUDY_NOT_LOADED)
		fprintf(v->f, " by %s", s->kernel);
	if (verdict == STUDY_REFUSED) {
		if (s->code)
			fprintf(v->f, "   %s", errno_name(-s->code));
		study_text(s, CATALOGUE_ID, id, sizeof(id));
		fprintf(v->f, "   %s%s[%s]", id, id[0] ? " " : "",
			study_class(s));
	}
	fputc('\n', v->f);
}

static void words(const struct verify_view *v, const struct study *s)
{
	fputc('\n', v->f);
	for (unsigned i = 0; i < s->verdict.nwords; i++) {
		fputs("  ", v->f);
		text_put(v->f, s->verdict.words[i], SIZE_MAX);
		fputc('\n', v->f);
	}
	if (s->verdict.nwords == 0)
		fprintf(v->f, "  the kernel gives no reason but %s (%s)\n",
			errno_name(-s->code), strerror(-s->code));
}

static void where(const struct verify_view *v, const struct study *s)
{
	struct study_source src;
	char at[64] = "", insn[24], text[256];

	if (s->verdict.insn < 0)
		return;
	fputc('\n', v->f);
	if (study_source(s, s->verdict.insn, &src)) {
		place(&src, at);
		fprintf(v->f, "  %-22s  ", at);
		put(v, src.text, src.text_len, 76);
		fputc('\n', v->f);
	}
	snprintf(insn, sizeof(insn), "insn %" PRId32, s->verdict.insn);
	fprintf(v->f, "  %-22s  ", insn);
	text_put(v->f, study_disasm(s, s->verdict.insn, text, sizeof(text)),
		 76);
	fputc('\n', v->f);
}

static void facts(const struct verify_view *v, const struct study *s)
{
	struct verify_facts f;

	if (!verify_facts(s, &f))
		return;
	fprintf(v->f, "\n  What the verifier knew    %s\n", f.knew);
	fprintf(v->f, "  What this needs           %s\n", f.needs);
	if (f.missing[0])
		fprintf(v->f, "  Missing                   %s\n", f.missing);
	if (f.end > f.begin)
		verify_facts_strip(v->f, &f);
}

/* shown: the state that was printed last, to say only what is new */
static void link_line(const struct verify_view *v, const struct study *s,
		      const struct path_link *l, char shown[128])
{
	const struct path_step *step = path_at(&s->trace, l->step);
	struct study_source src;
	char at[64] = "", state[128], insn[24], text[256];

	if (step == NULL)
		return;
	study_state(s, l, state, sizeof(state));
	snprintf(insn, sizeof(insn), "insn %" PRId32, step->insn);
	fprintf(v->f, "    %-10s%-13s", insn, study_why(l->why));
	if (study_source(s, step->insn, &src)) {
		place(&src, at);
		fprintf(v->f, "%-16s ", at);
		put(v, src.text, src.text_len, 44);
	} else {
		text_put(v->f, study_disasm(s, step->insn, text, sizeof(text)),
			 60);
	}
	fputc('\n', v->f);
	if (state[0] && strcmp(state, shown) != 0) {
		memcpy(shown, state, sizeof(state));
		fprintf(v->f, "%27s-> ", "");
		text_put(v->f, state, 72);
		fputc('\n', v->f);
	}
}

static void history(const struct verify_view *v, const struct study *s)
{
	struct verify_facts f;
	char shown[128] = "";
	size_t tested = s->nlinks;

	if (s->nlinks < 2)
		return;
	for (size_t i = 0; i < s->nlinks; i++)
		if (s->links[i].why == PATH_REFINE)
			tested = i;
	if (s->verdict.reg >= 0)
		fprintf(v->f, "\n  How r%" PRId32 " came here\n",
			s->verdict.reg);
	else
		fputs("\n  How it came to this\n", v->f);
	for (size_t i = 0; i < s->nlinks; i++) {
		link_line(v, s, &s->links[i], shown);
		/* The log does not show what a test tells of copies */
		if (i == tested && verify_facts(s, &f) && f.known_end > 0)
			fprintf(v->f, "%27s-> %s\n", "", f.knew);
	}
}

static void paragraph(const struct verify_view *v, const char *title,
		      const char *text)
{
	if (text[0] == '\0')
		return;
	fprintf(v->f, "  %s%-8s%s", v->color.title, title, v->color.off);
	text_wrap(v->f, text, 10, 90);
}

static void advice(const struct verify_view *v, const struct study *s)
{
	char text[600];

	if (study_class(s)[0] == '\0')
		return;
	fputc('\n', v->f);
	paragraph(v, "Meaning",
		  study_text(s, CATALOGUE_MEANING, text, sizeof(text)));
	paragraph(v, "Cause",
		  study_text(s, CATALOGUE_CAUSE, text, sizeof(text)));
	paragraph(v, "Fix", study_text(s, CATALOGUE_FIX, text, sizeof(text)));
}

static void report(const struct verify_view *v, const struct study *s)
{
	if (s->verdict.report_len == 0)
		return;
	fputs("\n  The kernel's own report:\n", v->f);
	for (const char *p = s->verdict.report; *p;) {
		size_t n = strcspn(p, "\n");

		fputs("  | ", v->f);
		put(v, p, n, SIZE_MAX);
		fputc('\n', v->f);
		p += n + (p[n] == '\n');
	}
}

static void cut(const struct verify_view *v, const struct study *s)
{
	if (s->result.head_cut || s->result.tail_cut)
		fprintf(v->f,
			"  (the log's %s did not fit: %" PRIu32
			" bytes are needed)\n",
			s->result.head_cut ? "beginning" : "end",
			s->result.true_size);
}

static void refused(const struct verify_view *v, const struct study *s)
{
	const struct catalogue_match *m;
	const struct verifier_message *row = study_row(s, &m);

	report(v, s);
	words(v, s);
	where(v, s);
	facts(v, s);
	if (row && row->class == CATALOGUE_LIMIT)
		verify_facts_hot(v->f, s);
	history(v, s);
	advice(v, s);
	cut(v, s);
}

static void accepted(const struct verify_view *v, const struct study *s)
{
	verify_facts_cost(v->f, s);
	cut(v, s);
}

static void states(const struct verify_view *v, const struct study *s)
{
	char text[256];

	fputs("\n  The path at the end\n", v->f);
	for (uint64_t n = s->trace.first; n < s->trace.end; n++) {
		const struct path_step *step = path_at(&s->trace, n);
		struct log_span after = path_span(&s->trace, step, PATH_AFTER);

		if (step->source) {
			struct log_span src =
				path_span(&s->trace, step, PATH_SOURCE);

			fputs("    ; ", v->f);
			put(v, src.p, src.len, 90);
			fputc('\n', v->f);
		}
		snprintf(text, sizeof(text), "%.*s",
			 (int)path_span(&s->trace, step, PATH_TEXT).len,
			 path_span(&s->trace, step, PATH_TEXT).p);
		fprintf(v->f, "    %6" PRId32 ": %-38s ", step->insn, text);
		put(v, after.p, after.len, SIZE_MAX);
		fputc('\n', v->f);
	}
}

void verify_text(const struct verify_view *v, const struct study *s)
{
	verdict_line(v, s);
	switch (study_verdict(s)) {
	case STUDY_ACCEPTED:
		accepted(v, s);
		break;
	case STUDY_REFUSED:
		refused(v, s);
		break;
	case STUDY_NOT_LOADED:
		fprintf(v->f, "\n  %s\n", s->error.msg);
		if (s->error.hint[0])
			paragraph(v, "Fix", s->error.hint);
		break;
	}
	if (v->verbose && study_verdict(s) == STUDY_ACCEPTED)
		verify_facts_dead(v->f, s);
	else if (v->verbose == 1)
		states(v, s);
	if (v->verbose > 1 && s->result.log) {
		fputs("\n  The log\n", v->f);
		fwrite(s->result.log, 1, s->result.len, v->f);
	}
}
