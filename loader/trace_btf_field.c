// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The text of an event's format file, line by line. The kernel writes it in
 * kernel/trace/trace_events.c, f_show(); type and name are whatever the source
 * of the event says, offset and size are the compiler's. So the numbers are
 * believed and of the words only what they say about the kind.
 */
#include <stdlib.h>
#include <string.h>

#include "loader/trace_btf_priv.h"

/* Records are at most a page, offsets thus far below; keeps bit offsets and
 * sums within 32 bits, whatever the text. */
#define MAX_NUMBER 0xfffffu

bool word_is(struct word w, const char *s)
{
	return w.len == strlen(s) && memcmp(w.p, s, w.len) == 0;
}

bool word_has_prefix(struct word w, const char *prefix)
{
	size_t n = strlen(prefix);

	return w.len >= n && memcmp(w.p, prefix, n) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_ident(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static struct word trim(struct word w)
{
	while (w.len > 0 && is_blank(w.p[0])) {
		w.p++;
		w.len--;
	}
	while (w.len > 0 && is_blank(w.p[w.len - 1]))
		w.len--;
	return w;
}

static void drop(struct word *w, size_t n)
{
	w->p += n;
	w->len -= n;
	*w = trim(*w);
}

/* Takes the keyword off the front, if it is there as a whole word. */
static bool take_keyword(struct word *w, const char *keyword)
{
	size_t n = strlen(keyword);

	if (!word_has_prefix(*w, keyword) || (w->len > n && is_ident(w->p[n])))
		return false;
	drop(w, n);
	return true;
}

/* "KEY:123;" somewhere in the line */
static bool number(struct word line, const char *key, uint32_t *out)
{
	size_t n = strlen(key);
	uint32_t value = 0;

	for (size_t i = 0; i + n < line.len; i++) {
		const char *p = line.p + i + n;
		const char *end = line.p + line.len;

		if (memcmp(line.p + i, key, n) != 0)
			continue;
		for (; p < end && *p >= '0' && *p <= '9'; p++) {
			value = value * 10 + (uint32_t)(*p - '0');
			if (value > MAX_NUMBER)
				return false;
		}
		*out = value;
		return p > line.p + i + n;
	}
	return false;
}

/* Splits "TYPE NAME[COUNT]"; true when there is a name. */
static bool split(struct word decl, struct word *type, struct trace_field *f,
		  struct word *count)
{
	const char *open;

	decl = trim(decl);
	open = decl.len > 0 && decl.p[decl.len - 1] == ']'
		       ? memchr(decl.p, '[', decl.len)
		       : NULL;
	if (open && !word_has_prefix(decl, "__data_loc") &&
	    !word_has_prefix(decl, "__rel_loc")) {
		f->is_array = true;
		*count =
			(struct word){ open + 1,
				       decl.len - 2 - (size_t)(open - decl.p) };
		decl.len = (size_t)(open - decl.p);
		decl = trim(decl);
	}
	*type = decl;
	while (type->len > 0 && is_ident(type->p[type->len - 1]))
		type->len--;
	f->name = (struct word){ type->p + type->len, decl.len - type->len };
	*type = trim(*type);
	return f->name.len > 0 && type->len > 0;
}

static void read_type(struct word type, struct trace_field *f)
{
	f->kind = TRACE_INT;
	if (take_keyword(&type, "__data_loc")) {
		f->kind = TRACE_DATA_LOC;
		return;
	}
	if (take_keyword(&type, "__rel_loc")) {
		f->kind = TRACE_REL_LOC;
		return;
	}
	while (take_keyword(&type, "const") || take_keyword(&type, "volatile"))
		;
	if (type.len > 0 && memchr(type.p, '*', type.len) != NULL)
		f->kind = TRACE_POINTER;
	else if (take_keyword(&type, "enum"))
		f->kind = TRACE_ENUM;
	else if (take_keyword(&type, "struct") || take_keyword(&type, "union"))
		f->kind = TRACE_STRUCT;
	f->tag = type;
}

/* The count is text and may be an expression; then bytes are as good an
 * element as any. */
static void read_count(struct word count, struct trace_field *f)
{
	uint32_t n = 0;

	for (size_t i = 0; i < count.len; i++) {
		if (count.p[i] < '0' || count.p[i] > '9' || n > MAX_NUMBER)
			n = 0;
		else
			n = n * 10 + (uint32_t)(count.p[i] - '0');
	}
	if (f->size == 0) { /* "args[]": room for none, made for many */
		f->nelems = 0;
		f->size =
			f->kind == TRACE_POINTER ||
					word_has_prefix(f->tag, "unsigned long")
				? 8
				: 1;
	} else if (n > 0 && f->size % n == 0) {
		f->nelems = n;
		f->size /= n;
	} else {
		f->nelems = f->size;
		f->size = 1;
		f->kind = TRACE_INT;
	}
}

static bool read_line(struct word line, struct trace_field *f)
{
	struct word type, count = { line.p, 0 };
	const char *semi;
	uint32_t sign = 0;

	line = trim(line);
	*f = (struct trace_field){ .tag = { line.p, 0 } };
	if (!word_has_prefix(line, "field:"))
		return false;
	drop(&line, strlen("field:"));
	semi = memchr(line.p, ';', line.len);
	if (semi == NULL ||
	    !split((struct word){ line.p, (size_t)(semi - line.p) }, &type, f,
		   &count))
		return false;
	drop(&line, (size_t)(semi - line.p));
	if (!number(line, "offset:", &f->offset) ||
	    !number(line, "size:", &f->size))
		return false;
	f->is_signed = number(line, "signed:", &sign) && sign != 0;
	read_type(type, f);
	if (f->is_array)
		read_count(count, f);
	if (f->kind == TRACE_INT &&
	    (f->size > 16 || f->size == 0 || (f->size & (f->size - 1)) != 0)) {
		f->kind = TRACE_STRUCT; /* a typedef of one */
		f->tag.len = 0;
	}
	return true;
}

bool trace_field_next(const char **text, struct trace_field *f)
{
	while (**text != '\0') {
		struct word line = { *text, strcspn(*text, "\n") };

		*text += line.len;
		if (**text == '\n')
			++*text;
		if (word_has_prefix(line, "print fmt:"))
			return false;
		if (read_line(line, f))
			return true;
	}
	return false;
}
