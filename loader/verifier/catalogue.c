/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The engine of the catalogue. A pattern is a message as the kernel prints it,
 * with fields for what varies:
 *	%r	a register or argument: R1, arg#0, arg2, *(R11-8)
 *	%d	a number, decimal or 0x
 *	%x	a hexadecimal number without 0x
 *	%s	characters or none, no blank among them
 *	%t	one or more characters
 *	*	any characters or none; not a field
 */
#include "loader/verifier/catalogue.h"

#include <stdbool.h>
#include <string.h>

#include "loader/verifier/catalogue_rows.h"

/* Where a field of a fixed shape ends in [s, end), s when there is none */
typedef const char *field_end(const char *s, const char *end);

static bool is_digit(char c, bool hex)
{
	return (c >= '0' && c <= '9') || (hex && c >= 'a' && c <= 'f');
}

static const char *digits_end(const char *s, const char *end, bool hex)
{
	while (s < end && is_digit(*s, hex))
		s++;
	return s;
}

static const char *number_end(const char *s, const char *end)
{
	const char *p = s < end && *s == '-' ? s + 1 : s, *q;

	if (end - p > 2 && p[0] == '0' && p[1] == 'x')
		q = digits_end(p + 2, end, true);
	else
		q = digits_end(p, end, false);
	return q == p ? s : q;
}

static const char *register_end(const char *s, const char *end)
{
	static const char start[][8] = { "arg#", "arg", "R", "*(R11-" };

	for (size_t i = 0; i < sizeof(start) / sizeof(*start); i++) {
		size_t n = strlen(start[i]);
		const char *q;

		if ((size_t)(end - s) <= n || memcmp(s, start[i], n) != 0)
			continue;
		q = digits_end(s + n, end, false);
		if (q > s + n)
			return *s == '*' && q < end ? q + 1 : q;
	}
	return s;
}

struct cursor {
	const char *pattern, *line, *end;
	struct catalogue_match *m;
};

static bool fit(struct cursor at);

/* The line up to end is the next field: does the rest fit? */
static bool take(struct cursor at, const char *end)
{
	struct catalogue_match *m = at.m;

	if (m->count == CATALOGUE_FIELDS)
		return false;
	m->field[m->count].text = at.line;
	m->field[m->count++].len = (size_t)(end - at.line);
	at.line = end;
	if (fit(at))
		return true;
	m->count--;
	return false;
}

/* %s, %t and *: the shortest text after which the rest fits */
static bool fit_text(struct cursor at, char kind)
{
	for (const char *p = at.line + (kind == 't'); p <= at.end; p++) {
		struct cursor rest = at;

		if (kind == 's' && p > at.line && p[-1] == ' ')
			return false;
		rest.line = p;
		if (kind == '*' ? fit(rest) : take(at, p))
			return true;
	}
	return false;
}

static bool fit_field(struct cursor at, char kind)
{
	const char *end;

	switch (kind) {
	case 'r':
		end = register_end(at.line, at.end);
		break;
	case 'd':
		end = number_end(at.line, at.end);
		break;
	case 'x':
		end = digits_end(at.line, at.end, true);
		break;
	default:
		return fit_text(at, kind);
	}
	return end > at.line && take(at, end);
}

static bool fit(struct cursor at)
{
	for (;; at.pattern++, at.line++) {
		char c = *at.pattern;

		if (c == '\0' || c == '\n')
			return at.line == at.end;
		if (c == '*' || c == '%') {
			char kind = c == '*' ? c : at.pattern[1];

			at.pattern += c == '*' ? 1 : 2;
			return fit_field(at, kind);
		}
		if (at.line == at.end || *at.line != c)
			return false;
	}
}

int catalogue_fit(const char *pattern, const char *line, size_t len,
		  struct catalogue_match *m)
{
	struct cursor at = { pattern, line, line + len, m };
	int literal = 0;

	m->count = 0;
	if (!fit(at))
		return -1;
	for (const char *p = pattern; *p && *p != '\n'; p++) {
		if (*p == '%')
			p++;
		else if (*p != '*')
			literal++;
	}
	return literal;
}

const struct verifier_message *catalogue_row(size_t n)
{
	static const struct verifier_message *const groups[] = {
		catalogue_memory,  catalogue_values, catalogue_calls,
		catalogue_objects, catalogue_code,   catalogue_setup,
	};

	for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); g++) {
		for (const struct verifier_message *r = groups[g]; r->parts;
		     r++) {
			if (n-- == 0)
				return r;
		}
	}
	return NULL;
}

static const char *row_part(const struct verifier_message *row, unsigned part)
{
	const char *p = row->parts;

	while (part-- > 0)
		p += strlen(p) + 1;
	return p;
}

/* The best of a row's patterns; -1 when none fits */
static int row_fit(const struct verifier_message *row, const char *line,
		   size_t len, struct catalogue_match *best)
{
	const char *p = row_part(row, CATALOGUE_PATTERNS);
	int score = -1;

	for (; *p; p = strchrnul(p, '\n'), p += *p == '\n') {
		struct catalogue_match m = { 0 };
		int now = catalogue_fit(p, line, len, &m);

		if (now > score) {
			score = now;
			*best = m;
		}
	}
	return score;
}

const struct verifier_message *catalogue_find(const char *line, size_t len,
					      struct catalogue_match *m)
{
	const struct verifier_message *row, *found = NULL;
	int score = -1;

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\n'))
		len--;
	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		struct catalogue_match now;
		int fits = row_fit(row, line, len, &now);

		if (fits <= score)
			continue;
		score = fits;
		found = row;
		if (m)
			*m = now;
	}
	return found;
}

const struct verifier_message *catalogue_errno(int code)
{
	const struct verifier_message *row;

	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		if (row->code == code && !*row_part(row, CATALOGUE_PATTERNS))
			return row;
	}
	return NULL;
}

const char *catalogue_text(const struct verifier_message *row,
			   const struct catalogue_match *m,
			   enum catalogue_part part, char *buf, size_t size)
{
	const char *p = row_part(row, part);
	size_t n = 0;

	for (; *p && n + 1 < size; p++) {
		size_t field = (size_t)(p[1] - '1');
		const char *text = p;
		size_t len = 1;

		if (*p == '%' && part >= CATALOGUE_MEANING && field < 8) {
			bool there = m && field < m->count;

			text = there ? m->field[field].text : "?";
			len = there ? m->field[field].len : 1;
			p++;
		}
		if (len > size - 1 - n)
			len = size - 1 - n;
		memcpy(buf + n, text, len);
		n += len;
	}
	buf[n] = '\0';
	return buf;
}

const char *catalogue_class_name(unsigned class)
{
	static const char *const names[] = {
		[CATALOGUE_SOURCE] = "source",
		[CATALOGUE_COMPILER] = "compiler",
		[CATALOGUE_OLD_KERNEL] = "kernel too old",
		[CATALOGUE_PERMISSION] = "permission",
		[CATALOGUE_LIMIT] = "limit",
		[CATALOGUE_ENVIRONMENT] = "environment",
	};

	_Static_assert(sizeof(names) / sizeof(*names) == CATALOGUE_CLASS__COUNT,
		       "a name for each class");
	return class < CATALOGUE_CLASS__COUNT ? names[class] : "?";
}
