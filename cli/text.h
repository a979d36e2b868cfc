/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Text for people and for line formats: what a terminal may show of arbitrary
 * bytes and how wide that is, aligned tables, wrapped paragraphs, CSV fields,
 * OpenMetrics labels. Process names are arbitrary bytes: nothing that passes
 * through here can move a cursor. No locale, no colour, no JSON.
 */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* Length of the UTF-8 sequence at s, of which n bytes may be read: 1 to 4 and
 * the character in *cp, or 0 when the bytes are not valid UTF-8. */
size_t utf8_seq(const char *s, size_t n, uint32_t *cp);

/* How a terminal shows one character: as itself, or one byte as \xNN. */
struct text_char {
	char bytes[4]; /* not terminated */
	uint8_t len;
	uint8_t cols; /* 0 to 4 */
};

/* Takes one character off the NUL-terminated *s. Not to be called at the
 * NUL. */
struct text_char text_next(const char **s);

/* Columns that s takes when shown. */
size_t text_width(const char *s);

/* Shows s in at most max columns, cut between characters. Returns the columns
 * used. */
size_t text_put(FILE *f, const char *s, size_t max);

/* The same into a buffer, always terminated: for format strings. */
size_t text_copy(char *buf, size_t buflen, const char *s);

void text_blanks(FILE *f, size_t n);

/* Prints s broken between words, ending with a newline. The cursor is at
 * column indent already; further lines start there. */
void text_wrap(FILE *f, const char *s, size_t indent, size_t width);

enum text_align { TEXT_LEFT, TEXT_RIGHT };

#define TABLE_COLUMNS_MAX 24

struct table_column {
	const char *title;
	enum text_align align;
};

struct table {
	const struct table_column *columns;
	size_t ncolumns; /* up to TABLE_COLUMNS_MAX */
	size_t max_width; /* longer lines are cut there; 0: never */
};

/* Rows are asked for twice, once to measure and once to print, so the answers
 * must not change in between. cell() returns text of its own or fills buf; it
 * is used before the next call. NULL is an empty cell. */
struct table_source {
	size_t rows;
	const char *(*cell)(void *ctx, size_t row, size_t col, char *buf,
			    size_t buflen);
	void *ctx;
};

/* A line of titles, then the rows; two blanks between columns, none at the end
 * of a line. */
void table_print(FILE *f, const struct table *t,
		 const struct table_source *src);

/* One field as RFC 4180 wants it, quoted where needed. Bytes that it has no
 * place for (control characters but tab, CR and LF; invalid UTF-8) become
 * U+FFFD. */
void csv_field(FILE *f, const char *s);

/* name="value" with the value escaped for the OpenMetrics text format. */
void om_label(FILE *f, const char *name, const char *value);

#endif
