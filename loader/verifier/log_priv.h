/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Small steps through a line, and the parts that log.c is made of. */
#ifndef LOADER_VERIFIER_LOG_PRIV_H
#define LOADER_VERIFIER_LOG_PRIV_H

#include <string.h>

#include "loader/verifier/log.h"

static inline void span_skip(struct log_span *s, size_t n)
{
	s->p += n;
	s->len -= n;
}

static inline bool span_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool span_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The n-th character, NUL where there is none */
static inline char span_at(struct log_span s, size_t n)
{
	return n < s.len ? s.p[n] : '\0';
}

/* log_span.c: not inline, since they are called from everywhere */
void span_ltrim(struct log_span *s);
void span_rtrim(struct log_span *s);
bool span_starts(struct log_span s, const char *with);
/* Skips what s starts with; false when it does not. */
bool span_eat(struct log_span *s, const char *with);
const char *span_find(struct log_span s, const char *what);
/* Skips all up to and including what; false and s as it was when there is
 * none. */
bool span_past(struct log_span *s, const char *what);
/* Characters before the first of s that is not a decimal digit */
size_t span_digits(struct log_span s);
/* The part of s before p, and s from p on */
struct log_span span_until(struct log_span s, const char *p);
struct log_span span_from(struct log_span s, const char *p);

/* R or R1= R10_w= frame1: fp-8= refs=: how a state begins */
bool log_is_state(struct log_span s);

/* log_strip.c: takes the times of dmesg and syslog off */
void log_strip(struct log_span *line);
/* A loader's words: a name for the program to come, a program's log that
 * begins or ends. False: the line is the kernel's, perhaps shortened. */
bool log_loader(struct log *l, struct log_span *line);

/* log_stats.c: the lines at a log's end. False: this is none. */
bool log_stats_read(struct log_stats *st, struct log_span line);
/* Where in a line that another message has glued itself to they begin */
const char *log_stats_find(struct log_span line);

/* log_trace.c: lines that begin with a digit. False: not of the trace. */
bool log_trace(struct log *l, struct log_event *ev, struct log_span line);

/* log.c */
void log_emit(struct log *l, struct log_event *ev);
void log_line(struct log *l, struct log_span line);

#endif
