// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Text to lines, lines to events. The first character of a line says nearly
 * all; what no rule knows is a message. The kernel removes the newline of an
 * instruction when it appends its state, so that what should follow on a line
 * of its own may be glued to it.
 */
#include "loader/verifier/log.h"

#include "elf/cleanup.h"
#include "loader/verifier/log_priv.h"

/* How a line of each kind begins, where that is enough to know it */
static const struct {
	char start[24];
	enum log_kind kind;
} starts[] = {
	{ "mark_precise: ", LOG_PRECISION }, /* 6.4 */
	{ "regs=", LOG_PRECISION }, /* 5.3 .. 6.4 */
	{ "last_idx ", LOG_PRECISION },
	{ "parent didn't have regs", LOG_PRECISION },
	{ "parent already had regs", LOG_PRECISION },
	{ "propagating ", LOG_PRECISION },
	{ "frame 0: propagating ", LOG_PRECISION },
	{ "caller:", LOG_CALL },
	{ "callee:", LOG_CALL },
	{ "returning from callee:", LOG_CALL },
	{ "to caller at ", LOG_CALL },
	{ "Validating ", LOG_GLOBAL },
	{ "Live regs before insn", LOG_LIVENESS },
	{ "SCC ", LOG_LIVENESS }, /* 6.17 */
	{ "topo_order[", LOG_LIVENESS }, /* 7.2 */
	{ "subprog#", LOG_LIVENESS },
	{ "stack use/def subprog#", LOG_LIVENESS },
};

bool log_is_state(struct log_span s)
{
	size_t n;

	if (span_at(s, 0) == 'R') {
		span_skip(&s, 1);
		n = span_digits(s);
		return n && (span_at(s, n) == '=' || span_at(s, n) == '_');
	}
	if (span_eat(&s, "frame")) {
		n = span_digits(s);
		return n && span_at(s, n) == ':';
	}
	return span_eat(&s, "fp-") && span_digits(s) > 0;
}

static void begin(struct log *l)
{
	struct log_event first = {
		.kind = LOG_PROGRAM,
		.insn = -1,
		.target = -1,
		.text = { l->name, strlen(l->name) },
		.stats = &l->stats,
	};

	memset(&l->stats, 0, sizeof(l->stats));
	l->begun = true;
	l->walked = false;
	l->program++;
	l->fn(&first, l->arg);
	l->name[0] = '\0';
}

void log_emit(struct log *l, struct log_event *ev)
{
	/* some kernels before 5.2 leave no statistics of a refusal */
	bool another = l->walked && l->last == LOG_MESSAGE && ev->insn == 0;

	if ((!l->begun || another) && ev->kind != LOG_NOTE)
		begin(l);
	ev->stats = &l->stats;
	l->last = ev->kind;
	l->walked |= ev->kind == LOG_INSN;
	l->fn(ev, l->arg);
}

/* "; text @ file.c:12" (6.9), before that "; text" */
static void source(struct log_event *ev, struct log_span line)
{
	struct log_span rest, file = line;
	const char *colon;

	span_skip(&line, 1);
	rest = ev->text = line;
	span_ltrim(&ev->text);
	ev->kind = LOG_SOURCE;
	while (span_past(&rest, " @ "))
		file = rest;
	if (rest.p == line.p)
		return;
	colon = memrchr(file.p, ':', file.len);
	if (colon == NULL)
		return;
	rest = span_from(file, colon + 1);
	if (rest.len == 0 || span_digits(rest) != rest.len)
		return;
	ev->number = (uint32_t)log_number(&rest);
	ev->file = span_until(file, colon);
	ev->text = span_until(line, file.p - strlen(" @ "));
	span_ltrim(&ev->text);
}

/* "from 12 to 15 (speculative execution): safe" */
static bool from(struct log_event *ev, struct log_span line)
{
	if (!span_eat(&line, "from "))
		return false;
	ev->insn = log_number(&line);
	if (ev->insn < 0 || !span_eat(&line, " to "))
		return false;
	ev->target = log_number(&line);
	ev->speculative = span_eat(&line, " (speculative execution)");
	if (ev->target < 0 || !span_eat(&line, ":"))
		return false;
	span_ltrim(&line);
	ev->kind = LOG_FROM;
	if (!span_starts(line, "safe"))
		ev->state = line;
	return true;
}

/* "func#1 @12", "Func#1 ('x') is safe for any args ..." */
static bool func(struct log_event *ev, struct log_span line)
{
	bool global = span_at(line, 0) == 'F';
	int32_t number;

	if (!span_eat(&line, global ? "Func#" : "func#"))
		return false;
	number = log_number(&line);
	if (number < 0)
		return false;
	ev->number = (uint32_t)number;
	ev->kind = global ? LOG_GLOBAL : LOG_FUNC;
	if (!global && span_eat(&line, " @"))
		ev->insn = log_number(&line);
	if (!global)
		return ev->insn >= 0;
	/* an error is told in the same words */
	return span_find(line, " is safe for any args") ||
	       span_find(line, " is global and assumed ");
}

static bool loop(struct log_event *ev, struct log_span line)
{
	struct log_span rest = line;

	if (!span_eat(&rest, "cur state:") && !span_eat(&rest, "old state:"))
		return false;
	ev->kind = LOG_LOOP;
	ev->text.len = strlen("cur state");
	span_ltrim(&rest);
	ev->state = rest;
	return true;
}

static bool liveness(struct log_span line)
{
	span_skip(&line, 1);
	if (log_number(&line) < 0 || !span_eat(&line, ") "))
		return false;
	return span_starts(line, "frame ") || span_starts(line, "live stack");
}

static bool by_start(struct log_event *ev, struct log_span line)
{
	for (size_t i = 0; i < ARRAY_SIZE(starts); i++) {
		if (*line.p != *starts[i].start ||
		    !span_starts(line, starts[i].start))
			continue;
		ev->kind = starts[i].kind;
		return true;
	}
	return span_starts(line, "frame ") && span_find(line, ": propagating ");
}

/* What a line that is not of the trace says */
static void classify(const struct log *l, struct log_event *ev,
		     struct log_span line)
{
	char c = *line.p;

	ev->text = line;
	if (c == ';') {
		source(ev, line);
		if (!log_is_state(ev->text))
			return;
		/* the end of a line that has lost its beginning */
		ev->state = ev->text;
		ev->kind = LOG_STATE;
		return;
	}
	if (log_is_state(line)) {
		/* 5.3 .. 6.4 print the parent's, changed */
		ev->kind = l->last == LOG_PRECISION ? LOG_PRECISION : LOG_STATE;
		ev->state = line;
		return;
	}
	if ((c == 'f' && (from(ev, line) || func(ev, line))) ||
	    (c == 'F' && func(ev, line)) || loop(ev, line))
		return;
	ev->insn = ev->target = -1;
	ev->number = 0;
	ev->kind = LOG_PRECISION;
	if (by_start(ev, line))
		return;
	ev->kind = c == '(' && liveness(line) ? LOG_LIVENESS : LOG_MESSAGE;
}

static bool stats(struct log *l, struct log_event *ev, struct log_span line)
{
	struct log_stats st = { .seen = false };

	if (!log_stats_read(&st, line))
		return false;
	if (!l->begun)
		begin(l);
	log_stats_read(&l->stats, line);
	ev->kind = LOG_STATS;
	ev->text = line;
	log_emit(l, ev);
	return true;
}

/* A line of 7.3's report goes as it is, indented. Its end is what comes after:
 * the statistics, or a trace. */
static bool report(struct log *l, struct log_event *ev, struct log_span line)
{
	if (!l->reporting && !span_starts(line, "Verification failed: "))
		return false;
	l->reporting = true;
	ev->kind = LOG_REPORT;
	ev->text = line;
	log_emit(l, ev);
	return true;
}

/* A line without decoration and blanks around it */
void log_line(struct log *l, struct log_span line)
{
	struct log_event ev = { .insn = -1, .target = -1, .line = line };
	const char *glued = NULL;

	if (line.len == 0)
		return;
	if (span_is_digit(*line.p) && log_trace(l, &ev, line))
		return;
	if (stats(l, &ev, line))
		return;
	classify(l, &ev, line);
	if (ev.kind == LOG_MESSAGE)
		glued = log_stats_find(line);
	if (glued)
		ev.text = span_until(line, glued);
	log_emit(l, &ev);
	if (glued)
		log_line(l, span_from(line, glued));
}

static bool ends_report(struct log_span line)
{
	struct log_stats st;
	struct log_span rest = line;

	if (log_stats_read(&st, line))
		return true;
	return log_number(&rest) >= 0 && span_starts(rest, ": (");
}

static void raw_line(struct log *l, const char *p, size_t len)
{
	struct log_span line = { p, len };
	struct log_event ev = { .insn = -1, .target = -1 };

	if (len && p[len - 1] == '\r')
		line.len--;
	log_strip(&line);
	if (log_loader(l, &line))
		return;
	if (l->reporting && !ends_report(line)) {
		ev.line = line;
		report(l, &ev, line);
		return;
	}
	l->reporting = false;
	l->indented = span_is_blank(span_at(line, 0));
	span_ltrim(&line);
	span_rtrim(&line);
	ev.line = line;
	if (!report(l, &ev, line))
		log_line(l, line);
	if (l->stats.seen)
		l->begun = false;
}

void log_init(struct log *l, log_fn *fn, void *arg)
{
	memset(l, 0, offsetof(struct log, carry));
	l->fn = fn;
	l->arg = arg;
}

static void carry(struct log *l, const char *p, size_t len)
{
	size_t room = sizeof(l->carry) - l->carried;

	if (len > room)
		len = room;
	memcpy(l->carry + l->carried, p, len);
	l->carried += len;
}

void log_feed(struct log *l, const char *text, size_t len)
{
	while (len) {
		const char *nl = memchr(text, '\n', len);
		size_t n = nl ? (size_t)(nl - text) : len;

		if (l->carried || nl == NULL)
			carry(l, text, n);
		if (nl == NULL)
			return;
		if (l->carried)
			raw_line(l, l->carry, l->carried);
		else
			raw_line(l, text, n < LOG_LINE ? n : LOG_LINE);
		l->carried = 0;
		text += n + 1;
		len -= n + 1;
	}
}

void log_end(struct log *l)
{
	if (l->carried)
		raw_line(l, l->carry, l->carried);
	l->carried = 0;
}
