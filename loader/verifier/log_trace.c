// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Lines that begin with a number: an instruction, the state before one, a
 * state seen before, a row of the table of live registers. Instructions are
 * nearly all of a log, so that this decides how fast it is read.
 */
#include "loader/verifier/log_priv.h"

static int hex(char c)
{
	if (span_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "(bf) " */
static bool opcode(struct log_span *s, uint8_t *op)
{
	int hi = hex(span_at(*s, 1)), lo = hex(span_at(*s, 2));

	if (s->len < 4 || *s->p != '(' || s->p[3] != ')' || hi < 0 || lo < 0)
		return false;
	*op = (uint8_t)(hi << 4 | lo);
	span_skip(s, s->len > 4 && s->p[4] == ' ' ? 5 : 4);
	return true;
}

/* Where something else is glued to an instruction that has no state: behind
 * "goto pc-1 ", or another line of the trace; NULL: nowhere */
static const char *glued_to(struct log_span text)
{
	const char *end = text.p + text.len;
	struct log_span rest = text;
	const char *p;

	if (span_past(&rest, "goto pc")) {
		if (!span_past(&rest, " "))
			return NULL;
		span_ltrim(&rest);
		return rest.len ? rest.p : NULL;
	}
	for (p = text.p; p + 4 < end; p++) {
		struct log_span s = { p + 1, (size_t)(end - p - 1) };
		size_t n;

		if (*p != ' ')
			continue;
		n = span_digits(s);
		if (n && span_at(s, n) == ':' && span_at(s, n + 1) == ' ')
			return s.p;
	}
	return NULL;
}

static void insn(struct log *l, struct log_event *ev, struct log_span s)
{
	const char *semi = s.len ? memchr(s.p, ';', s.len) : NULL;
	const char *glued = NULL;
	struct log_span rest = s;

	ev->kind = LOG_INSN;
	ev->text = s;
	if (l->indented && l->last == LOG_LIVENESS) {
		ev->kind = LOG_LIVENESS;
		log_emit(l, ev);
		return;
	}
	if (semi) {
		ev->text = span_until(s, semi);
		rest = span_from(s, semi + 1);
		span_ltrim(&rest);
		ev->state = rest;
	} else if ((ev->op & 7) >= 5 && (ev->op & 7) <= 6) {
		/* only where the walk branches */
		glued = glued_to(s);
		if (glued)
			ev->text = span_until(s, glued);
	}
	span_rtrim(&ev->text);
	log_emit(l, ev);
	if (glued)
		log_line(l, span_from(s, glued));
}

/* ".1........ (bf) r0 = r1" */
static bool live(struct log_event *ev, struct log_span s)
{
	size_t n = 0;

	while (n < 10 && (span_at(s, n) == '.' || span_is_digit(span_at(s, n))))
		n++;
	if (n != 10 || span_at(s, n) != ' ')
		return false;
	ev->kind = LOG_LIVE;
	ev->state = span_until(s, s.p + n);
	span_skip(&s, n);
	span_ltrim(&s);
	if (!opcode(&s, &ev->op))
		return false;
	ev->text = s;
	return true;
}

/* "  1   2: ": the first is the number of its loop; between them a column of
 * marks in some kernels */
static bool in_loop(struct log_event *ev, struct log_span *s)
{
	if (!span_is_blank(span_at(*s, 0)))
		return false;
	while (s->len && (span_is_blank(*s->p) || (*s->p | 0x20) == 'p'))
		span_skip(s, 1);
	ev->number = (uint32_t)ev->insn;
	ev->insn = log_number(s);
	return ev->insn >= 0;
}

bool log_trace(struct log *l, struct log_event *ev, struct log_span line)
{
	struct log_span s = line;
	bool loop;

	ev->insn = log_number(&s);
	loop = ev->insn >= 0 && in_loop(ev, &s);
	if (ev->insn >= 0 && span_eat(&s, ":")) {
		span_ltrim(&s);
		if (!loop && opcode(&s, &ev->op)) {
			insn(l, ev, s);
			return true;
		}
		ev->kind = LOG__COUNT;
		if (s.len == 4 && span_starts(s, "safe"))
			ev->kind = LOG_SAFE;
		else if (s.len == 0 || log_is_state(s))
			ev->kind = LOG_STATE;
		if (ev->kind == LOG_STATE)
			ev->state = s;
		if (ev->kind != LOG__COUNT || live(ev, s)) {
			log_emit(l, ev);
			return true;
		}
	}
	ev->insn = -1;
	ev->number = 0;
	ev->op = 0;
	return false;
}
