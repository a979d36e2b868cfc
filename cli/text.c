// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Widths follow Unicode's East Asian Width in coarse ranges: a rare emoji may
 * be counted one column short, which misaligns a line and nothing more. Tables
 * keep only the column widths, never the rows.
 */
#include "cli/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

struct range {
	uint32_t first, last;
};

/* Invisible, or able to reorder what stands around them. */
static const struct range unsafe[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f },	  { 0x00ad, 0x00ad },
	{ 0x061c, 0x061c }, { 0x180e, 0x180e },	  { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f },	  { 0xfeff, 0xfeff },
	{ 0xfff0, 0xfffb }, { 0xe0000, 0xe00ff }, { 0, 0 },
};

static const struct range zero_width[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 },	  { 0x0591, 0x05bd },
	{ 0x064b, 0x065f }, { 0x1ab0, 0x1aff },	  { 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff }, { 0x3099, 0x309a },	  { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0xe0100, 0xe01ef }, { 0, 0 },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x2329, 0x232a },
	{ 0x2e80, 0x303e },
	{ 0x3041, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1f9ff },
	{ 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd },
	{ 0, 0 },
};

static bool in_ranges(const struct range *r, uint32_t cp)
{
	for (; r->last != 0; r++)
		if (cp >= r->first && cp <= r->last)
			return true;
	return false;
}

static size_t utf8_claimed_len(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

size_t utf8_seq(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = n == 0 ? 0 : utf8_claimed_len((uint8_t)s[0]);
	uint32_t c;

	if (len == 0 || len > n)
		return 0;
	c = len == 1 ? (uint8_t)s[0] : (uint8_t)s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (((uint8_t)s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((uint8_t)s[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

static struct text_char escaped_byte(uint8_t byte)
{
	static const char hex[] = "0123456789abcdef";

	return (struct text_char){
		.bytes = { '\\', 'x', hex[byte >> 4], hex[byte & 15] },
		.len = 4,
		.cols = 4,
	};
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

struct text_char text_next(const char **s)
{
	struct text_char c = { .len = 1, .cols = 1 };
	const char *p = *s;
	uint32_t cp;

	c.bytes[0] = p[0];
	if (is_plain(p[0])) {
		*s = p + 1;
		return c;
	}
	/* A NUL is no continuation byte: nothing behind the end is read. Of an
	 * unsafe character the later bytes come next and are invalid there. */
	c.len = (uint8_t)utf8_seq(p, sizeof(c.bytes), &cp);
	if (c.len == 0 || in_ranges(unsafe, cp)) {
		*s = p + 1;
		return escaped_byte((uint8_t)p[0]);
	}
	memcpy(c.bytes, p, c.len);
	c.cols = in_ranges(zero_width, cp) ? 0 : in_ranges(wide, cp) ? 2 : 1;
	*s = p + c.len;
	return c;
}

/* How much of s, up to max, is shown as it is: nearly always all. */
static size_t plain_run(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && is_plain(s[n]))
		n++;
	return n;
}

size_t text_width(const char *s)
{
	size_t cols = plain_run(s, SIZE_MAX);

	for (s += cols; *s != '\0';)
		cols += text_next(&s).cols;
	return cols;
}

size_t text_put(FILE *f, const char *s, size_t max)
{
	size_t cols = plain_run(s, max);

	fwrite(s, 1, cols, f);
	for (s += cols; *s != '\0';) {
		struct text_char c = text_next(&s);

		if (c.cols > max - cols)
			break;
		fwrite(c.bytes, 1, c.len, f);
		cols += c.cols;
	}
	return cols;
}

size_t text_copy(char *buf, size_t buflen, const char *s)
{
	size_t cols = 0;

	while (*s != '\0') {
		struct text_char c = text_next(&s);

		if (c.len >= buflen)
			break;
		memcpy(buf, c.bytes, c.len);
		buf += c.len;
		buflen -= c.len;
		cols += c.cols;
	}
	*buf = '\0';
	return cols;
}

void text_blanks(FILE *f, size_t n)
{
	static const char blanks[] = "                                ";

	for (; n >= sizeof(blanks); n -= sizeof(blanks) - 1)
		fwrite(blanks, 1, sizeof(blanks) - 1, f);
	fwrite(blanks, 1, n, f);
}

void text_wrap(FILE *f, const char *s, size_t indent, size_t width)
{
	size_t col = indent;

	s += strspn(s, " ");
	while (*s != '\0') {
		size_t len = strcspn(s, " ");

		if (col > indent && col + 1 + len > width) {
			putc('\n', f);
			text_blanks(f, indent);
			col = indent;
		} else if (col > indent) {
			putc(' ', f);
			col++;
		}
		fwrite(s, 1, len, f);
		col += len;
		s += len;
		s += strspn(s, " ");
	}
	putc('\n', f);
}

struct line {
	FILE *f;
	size_t room; /* columns left */
	size_t due; /* blanks owed to the next text */
};

static void line_cell(struct line *l, const struct table_column *column,
		      size_t width, const char *s)
{
	size_t len = text_width(s), shown;
	size_t pad = width > len ? width - len : 0;

	if (column->align == TEXT_RIGHT)
		l->due += pad;
	if (len > 0 && l->due < l->room) {
		text_blanks(l->f, l->due);
		l->room -= l->due;
		shown = text_put(l->f, s, l->room);
		l->room = shown < len ? 0 : l->room - shown;
		l->due = 0;
	}
	l->due += 2;
	if (column->align == TEXT_LEFT)
		l->due += pad;
}

static struct line line_start(FILE *f, const struct table *t)
{
	return (struct line){ .f = f,
			      .room = t->max_width ? t->max_width : SIZE_MAX };
}

static const char *source_cell(const struct table_source *src, size_t row,
			       size_t col, char buf[256])
{
	const char *s = src->cell(src->ctx, row, col, buf, 256);

	return s ? s : "";
}

static void measure(const struct table *t, const struct table_source *src,
		    size_t width[])
{
	char buf[256];

	for (size_t c = 0; c < t->ncolumns; c++)
		width[c] = text_width(t->columns[c].title);
	for (size_t r = 0; r < src->rows; r++) {
		for (size_t c = 0; c < t->ncolumns; c++) {
			size_t w = text_width(source_cell(src, r, c, buf));

			if (w > width[c])
				width[c] = w;
		}
	}
}

void table_print(FILE *f, const struct table *t, const struct table_source *src)
{
	size_t width[TABLE_COLUMNS_MAX];
	struct line l = line_start(f, t);
	char buf[256];

	assert(t->ncolumns <= TABLE_COLUMNS_MAX);
	measure(t, src, width);
	for (size_t c = 0; c < t->ncolumns; c++)
		line_cell(&l, &t->columns[c], width[c], t->columns[c].title);
	putc('\n', f);
	for (size_t r = 0; r < src->rows; r++) {
		l = line_start(f, t);
		for (size_t c = 0; c < t->ncolumns; c++)
			line_cell(&l, &t->columns[c], width[c],
				  source_cell(src, r, c, buf));
		putc('\n', f);
	}
}

void csv_field(FILE *f, const char *s)
{
	bool quote = s[strcspn(s, ",\"\r\n")] != '\0';
	uint32_t cp;
	size_t len;

	if (quote)
		putc('"', f);
	for (; *s != '\0'; s += len ? len : 1) {
		len = utf8_seq(s, 4, &cp);
		if (len == 1 && (cp == '\t' || cp == '\r' || cp == '\n'))
			putc((int)cp, f);
		else if (len == 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			fputs(UTF8_REPLACEMENT, f);
		else
			fwrite(s, 1, len, f);
		if (len == 1 && cp == '"')
			putc('"', f);
	}
	if (quote)
		putc('"', f);
}

void om_label(FILE *f, const char *name, const char *value)
{
	uint32_t cp;
	size_t len;

	fprintf(f, "%s=\"", name);
	for (; *value != '\0'; value += len ? len : 1) {
		len = utf8_seq(value, 4, &cp);
		if (len == 0)
			fputs(UTF8_REPLACEMENT, f);
		else if (cp == '\n')
			fputs("\\n", f);
		else if (cp == '"' || cp == '\\')
			fprintf(f, "\\%c", (int)cp);
		else
			fwrite(value, 1, len, f);
	}
	putc('"', f);
}
