// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The path that ended the walk, instruction by instruction: the registers that
 * matter and the stack, as the kernel writes them. Since 5.17 it only writes
 * what changed; the rest is remembered here.
 */
#include <inttypes.h>
#include <linux/bpf.h>
#include <string.h>

#include "cli/html_priv.h"

enum {
	MOST = 400, /* steps shown */
	FIRST = 100, /* of them, when there are more */
	REGS = 11,
	COLUMNS = 5,
	SLOTS = 64,
	FRAMES = 8,
};

/* What is known in one frame; texts are the path's */
struct frame {
	struct log_span regs[REGS];
	char slots[SLOTS]; /* [0]: fp-8; 0: not written */
};

struct table {
	const struct page *p;
	uint16_t wanted; /* registers, as bits */
	uint32_t depth; /* slots shown */
	struct frame frames[FRAMES];
	uint16_t changed; /* by this step */
	uint64_t slots_changed;
};

/* Of a slot's 8 bytes the most telling */
static char slot_letter(const struct log_reg *r)
{
	const char *order = "rdi0m";

	for (; *order; order++)
		if (memchr(r->slot, *order, sizeof(r->slot)))
			return *order;
	return '?';
}

static void know(struct table *t, struct frame *f, const struct log_reg *r)
{
	int32_t slot = -r->at / 8 - 1;

	if (r->place == LOG_REG && r->at >= 0 && r->at < REGS) {
		t->changed |= (uint16_t)(1u << r->at);
		f->regs[r->at] = r->text;
	}
	if (r->place != LOG_STACK || slot < 0 || slot >= SLOTS)
		return;
	if (f->slots[slot] != slot_letter(r))
		t->slots_changed |= 1ull << slot;
	f->slots[slot] = slot_letter(r);
	if ((uint32_t)slot >= t->depth)
		t->depth = (uint32_t)slot + 1;
}

/* A state with R10 is a whole one */
static void read_state(struct table *t, uint8_t frame, struct log_span state)
{
	struct log_reg r;
	uint32_t n;

	if (state.len == 0)
		return;
	n = log_state_frame(&state);
	if (n == 0)
		n = frame;
	if (n >= FRAMES)
		return;
	if (log_state_find(state, LOG_REG, 10, &r))
		memset(&t->frames[n], 0, sizeof(t->frames[n]));
	while (log_state_next(&state, &r))
		know(t, &t->frames[n], &r);
}

static void take_step(struct table *t, const struct path_step *step)
{
	const struct path *path = &t->p->s->trace;
	struct frame *f = &t->frames[step->frame % FRAMES];

	read_state(t, step->frame, path_span(path, step, PATH_BEFORE));
	t->changed = 0;
	t->slots_changed = 0;
	if (step->op == (BPF_JMP | BPF_CALL))
		memset(f->regs, 0, 6 * sizeof(f->regs[0]));
	read_state(t, step->frame, path_span(path, step, PATH_AFTER));
}

static unsigned count(uint16_t bits)
{
	unsigned n = 0;

	for (; bits; bits &= (uint16_t)(bits - 1))
		n++;
	return n;
}

/* The register of the error and those it came from, then the last ones that
 * changed */
static void choose(struct table *t)
{
	const struct study *s = t->p->s;

	if (s->verdict.reg >= 0 && s->verdict.reg < REGS)
		t->wanted |= (uint16_t)(1u << s->verdict.reg);
	for (size_t i = s->nlinks; i--;)
		if (s->links[i].place == LOG_REG && s->links[i].at < REGS &&
		    count(t->wanted) < COLUMNS)
			t->wanted |= (uint16_t)(1u << s->links[i].at);
	for (uint64_t n = s->trace.end; n-- > s->trace.first;) {
		struct log_insn in;
		const struct path_step *step = path_at(&s->trace, n);

		if (count(t->wanted) >= COLUMNS)
			break;
		log_insn_read(step->op, path_span(&s->trace, step, PATH_TEXT),
			      &in);
		if (in.call)
			t->wanted |= 1;
		else if (in.dst >= 0 && in.dst < 10)
			t->wanted |= (uint16_t)(1u << in.dst);
	}
}

static void head(const struct table *t)
{
	FILE *f = t->p->f;

	fputs("<div class=x tabindex=0><table><thead><tr><th class=n>insn"
	      "<th>instruction",
	      f);
	for (unsigned r = 0; r < REGS; r++)
		if (t->wanted & 1u << r)
			fprintf(f, "<th>r%u", r);
	if (t->depth)
		fprintf(f, "<th>stack, fp-8 to fp-%" PRIu32, t->depth * 8);
	fputs("</thead><tbody>\n", f);
}

static void strip(const struct table *t, const struct frame *frame)
{
	FILE *f = t->p->f;

	fputs("<td class=\"m w\">", f);
	for (uint32_t i = 0; i < t->depth; i++) {
		bool new = t->slots_changed >> i & 1;

		if (i && i % 8 == 0)
			fputc(' ', f);
		fputs(new ? "<b>" : "", f);
		if (frame->slots[i])
			fputc(frame->slots[i], f);
		else
			fputs("\xc2\xb7", f);
		fputs(new ? "</b>" : "", f);
	}
}

/* It may be broken behind each comma */
static void put_state(FILE *f, struct log_span s)
{
	while (s.len) {
		const char *comma = memchr(s.p, ',', s.len);
		size_t n = comma ? (size_t)(comma - s.p) + 1 : s.len;

		html_text(f, s.p, n);
		fputs(comma ? "<wbr>" : "", f);
		s.p += n;
		s.len -= n;
	}
}

static void row(const struct table *t, const struct path_step *step, bool last)
{
	const struct path *path = &t->p->s->trace;
	const struct frame *frame = &t->frames[step->frame % FRAMES];
	struct log_span text = path_span(path, step, PATH_TEXT);
	FILE *f = t->p->f;

	fputs(last && t->p->s->verdict.insn == step->insn
		      ? "<tr class=fail><th scope=row>\xe2\x9c\x97 "
		      : "<tr><th scope=row>",
	      f);
	html_insn(t->p, (uint32_t)step->insn);
	fputs("<td class=\"m w\">", f);
	for (unsigned i = 0; i < step->frame; i++)
		fputs("\xe2\x80\xba ", f);
	html_text(f, text.p, text.len);
	if (step->taken)
		fputs(step->taken == PATH_TAKEN ? " <small>yes</small>"
						: " <small>no</small>",
		      f);
	for (unsigned r = 0; r < REGS; r++) {
		bool new = t->changed >> r & 1;

		if ((t->wanted & 1u << r) == 0)
			continue;
		fputs(new ? "<td class=m><b>" : "<td class=\"m q\">", f);
		put_state(f, frame->regs[r]);
		fputs(new ? "</b>" : "", f);
	}
	if (t->depth)
		strip(t, frame);
	fputc('\n', f);
}

static void each_step(struct table *t, bool show)
{
	const struct path *path = &t->p->s->trace;
	uint64_t n = path->end - path->first;
	uint64_t from = path->first + FIRST, to = path->end - (MOST - FIRST);

	memset(t->frames, 0, sizeof(t->frames));
	for (uint64_t i = path->first; i < path->end; i++) {
		const struct path_step *step = path_at(path, i);

		take_step(t, step);
		if (!show || (n > MOST && i > from && i < to))
			continue;
		if (n > MOST && i == from)
			fprintf(t->p->f,
				"<tr class=line><td><td colspan=9>%" PRIu64
				" steps are not shown\n",
				to - from);
		else
			row(t, step, i + 1 == path->end);
	}
}

void html_path(const struct page *p)
{
	struct table t = { .p = p };
	bool folded = study_verdict(p->s) == STUDY_ACCEPTED;

	if (p->s->trace.end == p->s->trace.first)
		return;
	choose(&t);
	each_step(&t, false);
	fputs(folded ? "<details><summary>" : "", p->f);
	fputs("<h3>State along the last path</h3>", p->f);
	fputs(folded ? "</summary>" : "", p->f);
	fputs("<p class=d>What the verifier knew after each instruction; new "
	      "values are bold. A letter is 8 bytes of stack: r a spilled "
	      "register, m anything, 0 zero, d and i kernel objects, \xc2\xb7 "
	      "not written.</p>",
	      p->f);
	head(&t);
	each_step(&t, true);
	fputs("</tbody></table></div>\n", p->f);
	fputs(folded ? "</details>\n" : "", p->f);
}
