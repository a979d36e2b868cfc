// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What is around a log that somebody saved: the times that dmesg, syslog and
 * journalctl put before a line, and the words of the loaders that print one.
 */
#include "elf/cleanup.h"
#include "loader/verifier/log_priv.h"

enum { STAMP = 48 }; /* more is no time */

/* "<6>", "[   12.345678] ", "[Mon Nov 22 10:00:00 2026] " */
static bool bracketed(struct log_span *line)
{
	char close = *line->p == '<' ? '>' : ']';
	const char *end =
		memchr(line->p, close, line->len < STAMP ? line->len : STAMP);

	if (end == NULL || !span_is_digit(end[-1]))
		return false;
	*line = span_from(*line, end + 1);
	if (close == ']')
		span_eat(line, " ");
	return true;
}

/* Where "10:00:00" begins in the first bytes of a line, or NULL */
static const char *clock_in(struct log_span s)
{
	static const char shape[] = "dd:dd:dd";

	for (size_t i = 4, k; i < 20; i++) {
		for (k = 0; shape[k]; k++) {
			char c = span_at(s, i + k);

			if (shape[k] != (span_is_digit(c) ? 'd' : c))
				break;
		}
		if (shape[k] == '\0')
			return s.p + i;
	}
	return NULL;
}

/* "Nov 22 10:00:00 host kernel: ", "2026-11-22T10:00:00+0000 host app[1]: " */
static bool dated(struct log_span *line)
{
	struct log_span s = *line, rest;
	const char *at;

	if (!(span_at(s, 3) == ' ' && s.p[0] >= 'A' && s.p[0] <= 'Z') &&
	    !(span_at(s, 4) == '-' && span_at(s, 7) == '-'))
		return false;
	at = clock_in(s);
	if (at == NULL)
		return false;
	s = span_from(s, at);
	if (!span_past(&s, " "))
		span_skip(&s, s.len);
	rest = s;
	if (span_past(&rest, " ") && span_past(&rest, " ") && rest.p[-2] == ':')
		s = rest;
	*line = s;
	return true;
}

void log_strip(struct log_span *line)
{
	for (int i = 0; i < 3 && line->len; i++) {
		char c = *line->p;

		if (c == '<' || c == '[') {
			if (!bracketed(line))
				return;
		} else if (!dated(line)) {
			return;
		}
	}
}

static void take_name(struct log *l, struct log_span name)
{
	size_t n = name.len < LOG_NAME - 1 ? name.len : LOG_NAME - 1;

	memcpy(l->name, name.p, n);
	l->name[n] = '\0';
}

static void new_program(struct log *l)
{
	l->begun = false;
	l->reporting = false;
}

static bool note(struct log *l, struct log_span line)
{
	struct log_event ev = {
		.kind = LOG_NOTE,
		.insn = -1,
		.target = -1,
		.text = line,
		.line = line,
	};

	log_emit(l, &ev);
	return true;
}

/* veristat: "PROCESSING file.o/name, DURATION US: 9, ... VERIFIER LOG:" */
static bool veristat(struct log *l, struct log_span line)
{
	const char *end = span_find(line, ", DURATION US: ");
	struct log_span name;

	if (end == NULL)
		return false;
	name = span_until(line, end);
	while (span_past(&name, "/"))
		;
	new_program(l);
	take_name(l, name);
	return note(l, line);
}

/* "-- END PROG LOAD LOG --" follows on the last line when that has no
 * newline, a log cut off */
static bool ended(struct log *l, struct log_span *line)
{
	static const char *const ends[] = { "-- END PROG LOAD LOG --",
					    "-- END LOG --" };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t n = strlen(ends[i]);
		struct log_span whole = *line;

		if (line->len < n ||
		    memcmp(line->p + line->len - n, ends[i], n) != 0)
			continue;
		line->len -= n;
		l->reporting = false;
		span_ltrim(line);
		log_line(l, *line);
		new_program(l);
		return note(l, whole);
	}
	return false;
}

bool log_loader(struct log *l, struct log_span *line)
{
	struct log_span s = *line, name;
	bool libbpf = span_at(s, 0) == 'l' && span_eat(&s, "libbpf: ");
	char c = span_at(s, 0);

	if (c == 'P' && span_starts(s, "PROCESSING "))
		return veristat(l, *line);
	if (c == 'p' || c == '-') {
		bool named = span_eat(&s, "prog '");

		name = s;
		named = named && span_past(&s, "': ");
		libbpf |= span_starts(s, "-- BEGIN ");
		if (span_starts(s, "-- BEGIN ") || span_find(s, "load failed"))
			new_program(l);
		else
			named = false;
		if (named)
			take_name(l, span_until(name, s.p - strlen("': ")));
	}
	if (!libbpf && s.len && s.p[s.len - 1] == '-')
		return ended(l, line);
	return libbpf && note(l, *line);
}
