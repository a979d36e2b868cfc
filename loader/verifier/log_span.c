// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Small steps through a line. */
#include "loader/verifier/log_priv.h"

void span_ltrim(struct log_span *s)
{
	while (s->len && span_is_blank(*s->p))
		span_skip(s, 1);
}

void span_rtrim(struct log_span *s)
{
	while (s->len && span_is_blank(s->p[s->len - 1]))
		s->len--;
}

bool span_eat(struct log_span *s, const char *with)
{
	struct log_span t = *s;

	for (; *with; with++, span_skip(&t, 1))
		if (t.len == 0 || *t.p != *with)
			return false;
	*s = t;
	return true;
}

bool span_starts(struct log_span s, const char *with)
{
	return span_eat(&s, with);
}

const char *span_find(struct log_span s, const char *what)
{
	return s.len ? memmem(s.p, s.len, what, strlen(what)) : NULL;
}

bool span_past(struct log_span *s, const char *what)
{
	const char *at = span_find(*s, what);

	if (at)
		*s = span_from(*s, at + strlen(what));
	return at != NULL;
}

size_t span_digits(struct log_span s)
{
	size_t n = 0;

	while (span_is_digit(span_at(s, n)))
		n++;
	return n;
}

struct log_span span_until(struct log_span s, const char *p)
{
	s.len = (size_t)(p - s.p);
	return s;
}

struct log_span span_from(struct log_span s, const char *p)
{
	s.len -= (size_t)(p - s.p);
	s.p = p;
	return s;
}

int32_t log_number(struct log_span *s)
{
	size_t n = span_digits(*s);
	int64_t v = 0;

	if (n == 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		v = v * 10 + (s->p[i] - '0');
		if (v > INT32_MAX)
			return -1;
	}
	span_skip(s, n);
	return (int32_t)v;
}
