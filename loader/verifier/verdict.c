// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The error is in the last messages before the statistics. Messages before
 * the trace, or with more of the trace behind them, were not it. One that
 * leaves no statistics behind may be anything: it counts when the catalogue
 * knows it.
 */
#include "loader/verifier/verdict.h"

#include "loader/verifier/log_priv.h"

void verdict_init(struct verdict *v)
{
	memset(v, 0, sizeof(*v));
	v->insn = v->reg = v->last = -1;
}

static void copy(char *to, size_t room, struct log_span s)
{
	size_t n = s.len < room - 1 ? s.len : room - 1;

	if (n)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

static void message(struct verdict *v, const struct log_event *ev)
{
	if (v->stale)
		v->nwords = 0;
	v->stale = false;
	if (v->nwords == VERDICT_WORDS)
		memmove(v->words[0], v->words[1],
			sizeof(v->words[0]) * --v->nwords);
	copy(v->words[v->nwords++], VERDICT_WORD, ev->text);
}

/* "Verification failed: Category: Problem" */
static void headline(struct verdict *v, struct log_span s)
{
	struct log_span rest;

	if (!span_eat(&s, "Verification failed: "))
		return;
	rest = s;
	if (span_past(&rest, ": ")) {
		copy(v->problem, sizeof(v->problem), rest);
		s = span_until(s, rest.p - strlen(": "));
	}
	copy(v->category, sizeof(v->category), s);
}

static void report(struct verdict *v, const struct log_event *ev)
{
	size_t room = sizeof(v->report) - v->report_len;

	if (v->report_len == 0)
		headline(v, ev->text);
	if (ev->text.len + 2 > room)
		return;
	memcpy(v->report + v->report_len, ev->text.p, ev->text.len);
	v->report_len += ev->text.len;
	v->report[v->report_len++] = '\n';
	v->report[v->report_len] = '\0';
}

void verdict_event(struct verdict *v, const struct log_event *ev)
{
	switch (ev->kind) {
	case LOG_PROGRAM:
		verdict_init(v);
		copy(v->program, sizeof(v->program), ev->text);
		break;
	case LOG_INSN:
		v->walked = v->stale = true;
		v->last = ev->insn;
		break;
	case LOG_SAFE:
		v->stale = true;
		v->last = -1;
		break;
	case LOG_FROM:
		v->stale = true;
		v->last = ev->state.len ? ev->target : -1;
		break;
	case LOG_GLOBAL:
		v->stale = true;
		break;
	case LOG_MESSAGE:
		message(v, ev);
		break;
	case LOG_REPORT:
		report(v, ev);
		break;
	case LOG_STATS:
		v->stats = *ev->stats;
		break;
	default:
		break;
	}
}

/* The first that the catalogue knows: of a pair, "invalid access to packet,
 * off=26 ..." and "R1 offset is outside of the packet", it is the one with the
 * numbers; what a loader or a person put before is not known. */
static void choose(struct verdict *v)
{
	v->main = v->nwords - 1;
	for (unsigned i = 0; i < v->nwords; i++) {
		struct catalogue_match m;
		const char *s = v->words[i];
		const struct verifier_message *row =
			catalogue_find(s, strlen(s), &m);

		if (row == NULL)
			continue;
		v->main = i;
		v->row = row;
		v->match = m;
		return;
	}
}

/* "unreachable insn 2", "back-edge from insn 5 to 3": 2, 5; else -1 */
static int32_t named_insn(const char *s)
{
	const char *at = strstr(s, "insn ");
	struct log_span rest;

	if (at == NULL)
		return -1;
	at += strlen("insn ");
	rest = (struct log_span){ at, strlen(at) };
	return log_number(&rest);
}

/* The first R<n> that is a word */
static int32_t named_reg(const char *s)
{
	for (const char *p = s; (p = strchr(p, 'R')) != NULL; p++) {
		struct log_span n = { p + 1, strlen(p + 1) };

		if (p > s && p[-1] != ' ' && p[-1] != '(')
			continue;
		if (span_is_digit(p[1]))
			return log_number(&n);
	}
	return -1;
}

void verdict_finish(struct verdict *v)
{
	int32_t named;

	if (v->stale)
		v->nwords = 0;
	if (v->nwords)
		choose(v);
	if (v->nwords == 0 && v->report_len == 0) {
		v->kind = v->stats.seen ? VERDICT_TAKEN : VERDICT_UNKNOWN;
		return;
	}
	v->kind = v->row || v->stats.seen || v->report_len ? VERDICT_REFUSED
							   : VERDICT_UNKNOWN;
	v->insn = v->last;
	if (v->nwords == 0)
		return;
	named = named_insn(v->words[v->main]);
	if (named >= 0)
		v->insn = named;
	for (unsigned i = v->main; i < v->nwords && v->reg < 0; i++)
		v->reg = named_reg(v->words[i]);
}
