// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reading JSON into nodes. Strings are decoded in place: no escape is shorter
 * than what it stands for, and the closing quote makes room for a NUL.
 */
#include "cli/json_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"

struct reader {
	struct json_doc doc;
	size_t at, len, room;
	struct view original; /* for the place of an error */
	const char *name;
	unsigned depth;
	uint32_t open[JSON_READ_DEPTH];
	struct err *e;
};

static int fail(struct reader *r, const char *what)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < r->at; i++) {
		uint8_t c = r->original.p[i];

		column += (c & 0xc0) != 0x80;
		if (c == '\n') {
			line++;
			column = 1;
		}
	}
	return err_set(r->e, EINVAL, "%s:%zu:%zu: %s", r->name, line, column,
		       r->at >= r->len ? "the document ends too early" : what);
}

/* The text ends with a NUL, which no rule of the grammar takes */
static char peek(const struct reader *r)
{
	return r->doc.text[r->at];
}

static void blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\n' || peek(r) == '\t' ||
	       peek(r) == '\r')
		r->at++;
}

static bool take(struct reader *r, char c)
{
	if (r->at >= r->len || peek(r) != c)
		return false;
	r->at++;
	return true;
}

static int digits(struct reader *r)
{
	if (peek(r) < '0' || peek(r) > '9')
		return fail(r, "a digit is missing");
	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return 0;
}

static int number(struct reader *r)
{
	take(r, '-');
	if (!take(r, '0') && digits(r) < 0)
		return -EINVAL;
	if (take(r, '.') && digits(r) < 0)
		return -EINVAL;
	if (!take(r, 'e') && !take(r, 'E'))
		return 0;
	if (!take(r, '+'))
		take(r, '-');
	return digits(r);
}

/* Four hexadecimal digits, or -1 */
static int32_t hex4(struct reader *r)
{
	static const char all[] = "0123456789abcdefABCDEF";
	int32_t v = 0;

	for (int i = 0; i < 4; i++, r->at++) {
		const char *p = strchr(all, peek(r));

		if (p == NULL || *p == '\0')
			return -1;
		v = v * 16 + (int32_t)(p - all) - (p >= all + 16 ? 6 : 0);
	}
	return v;
}

static size_t utf8_put(char *to, uint32_t c)
{
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const uint8_t lead[] = { 0, 0xc0, 0xe0, 0xf0 };

	to[0] = (char)(lead[more] | c >> 6 * more);
	for (unsigned i = 1; i <= more; i++)
		to[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3f));
	return more + 1;
}

/* What follows "\u"; half of a pair must have its other half */
static int escape_u(struct reader *r, char **to)
{
	int32_t c = hex4(r), low = -1;

	if (c < 0)
		return fail(r, "four hexadecimal digits must follow \\u");
	if (c >= 0xd800 && c < 0xe000) {
		if (c < 0xdc00 && take(r, '\\') && take(r, 'u'))
			low = hex4(r);
		if (low < 0xdc00 || low >= 0xe000)
			return fail(r, "half a surrogate pair");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	*to += utf8_put(*to, (uint32_t)c);
	return 0;
}

static int escape(struct reader *r, char **to)
{
	static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const char *p;

	if (take(r, 'u'))
		return escape_u(r, to);
	p = strchr(from, peek(r));
	if (p == NULL || *p == '\0')
		return fail(r, "no such escape");
	*(*to)++ = is[p - from];
	r->at++;
	return 0;
}

/* The opening quote is taken */
static int string(struct reader *r, uint32_t *text, uint32_t *len)
{
	char *from = r->doc.text + r->at, *to = from;

	while (!take(r, '"')) {
		const char *p = r->doc.text + r->at;
		uint32_t c;
		size_t n;

		if (take(r, '\\')) {
			if (escape(r, &to) < 0)
				return -EINVAL;
			continue;
		}
		n = utf8_seq(p, r->len - r->at, &c);
		if (n == 0 || c < 0x20)
			return fail(r, n ? "a control character in a string"
					 : "invalid UTF-8");
		memmove(to, p, n);
		to += n;
		r->at += n;
	}
	*to = '\0';
	*text = (uint32_t)(from - r->doc.text);
	*len = (uint32_t)(to - from);
	return 0;
}

static struct json_node *add(struct reader *r)
{
	size_t room = r->room ? r->room * 2 : 64;
	struct json_node *v;

	if (r->doc.n == r->room) {
		v = realloc(r->doc.nodes, room * sizeof(*v));
		if (v == NULL)
			return NULL;
		r->doc.nodes = v;
		r->room = room;
	}
	v = &r->doc.nodes[r->doc.n];
	*v = (struct json_node){ .end = ++r->doc.n };
	return v;
}

static int scalar(struct reader *r, struct json_node *v)
{
	static const char words[][6] = { "null", "false", "true" };

	if (take(r, '"')) {
		v->type = JSON_STRING;
		return string(r, &v->text, &v->len);
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i]);

		if (strncmp(r->doc.text + r->at, words[i], n) == 0) {
			v->type = (enum json_type)i;
			r->at += n;
			return 0;
		}
	}
	if (peek(r) != '-' && (peek(r) < '0' || peek(r) > '9'))
		return fail(r, "no value");
	v->type = JSON_NUMBER;
	v->text = (uint32_t)r->at;
	if (number(r) < 0)
		return -EINVAL;
	v->len = (uint32_t)r->at - v->text;
	return 0;
}

static bool in_object(const struct reader *r)
{
	return r->depth &&
	       r->doc.nodes[r->open[r->depth - 1]].type == JSON_OBJECT;
}

static int member_key(struct reader *r, uint32_t *key)
{
	uint32_t len;

	blanks(r);
	if (!take(r, '"'))
		return fail(r, "no key");
	if (string(r, key, &len) < 0)
		return -EINVAL;
	blanks(r);
	return take(r, ':') ? 0 : fail(r, "no ':' behind the key");
}

/* A value, or the beginning of one that holds others */
static int value(struct reader *r)
{
	bool keyed = in_object(r);
	struct json_node *v = add(r);

	if (v == NULL)
		return err_nomem(r->e);
	if (keyed && member_key(r, &v->key) < 0)
		return -EINVAL;
	blanks(r);
	if (peek(r) != '{' && peek(r) != '[')
		return scalar(r, v);
	v->type = peek(r) == '{' ? JSON_OBJECT : JSON_ARRAY;
	if (r->depth == JSON_READ_DEPTH)
		return fail(r, "nested too deep");
	r->open[r->depth++] = (uint32_t)(v - r->doc.nodes);
	r->at++;
	return 0;
}

/* Behind a value: ends what ends here. Returns whether another value must
 * follow, or -errno. */
static int behind(struct reader *r)
{
	uint32_t last = r->doc.n - 1;

	while (r->depth) {
		uint32_t i = r->open[r->depth - 1];

		blanks(r);
		if (take(r, in_object(r) ? '}' : ']')) {
			r->doc.nodes[i].end = r->doc.n;
			r->depth--;
		} else if (i == last || take(r, ',')) {
			return 1; /* just opened, or there is more */
		} else {
			return fail(r, "no ',' and no end");
		}
		last = UINT32_MAX;
	}
	return 0;
}

static int read_all(struct reader *r)
{
	int err;

	do {
		err = value(r);
		if (err == 0)
			err = behind(r);
	} while (err > 0);
	if (err < 0)
		return err;
	blanks(r);
	return r->at < r->len ? fail(r, "something behind the document") : 0;
}

int json_read(struct view text, const char *name, struct json_doc *out,
	      struct err *e)
{
	struct reader r = {
		.original = text, .len = text.len, .name = name, .e = e
	};
	int err;

	if (text.len > JSON_READ_MAX)
		return err_set(e, EFBIG, "%s: %zu bytes of JSON, more than %u",
			       name, text.len, JSON_READ_MAX);
	r.doc.text = malloc(text.len + 1);
	if (r.doc.text == NULL)
		return err_nomem(e);
	if (text.len)
		memcpy(r.doc.text, text.p, text.len);
	r.doc.text[text.len] = '\0';
	err = read_all(&r);
	if (err < 0)
		json_doc_close(&r.doc);
	else
		*out = r.doc;
	return err;
}

void json_doc_close(struct json_doc *d)
{
	free(d->text);
	free(d->nodes);
	*d = (struct json_doc){ 0 };
}

const struct json_node *json_next(const struct json_doc *d,
				  const struct json_node *in,
				  const struct json_node *prev)
{
	const struct json_node *v;

	if (in == NULL)
		return NULL;
	v = prev ? d->nodes + prev->end : in + 1;
	return v < d->nodes + in->end ? v : NULL;
}

const struct json_node *json_get(const struct json_doc *d,
				 const struct json_node *in, const char *key,
				 enum json_type type)
{
	const struct json_node *v = NULL;

	if (in == NULL || in->type != JSON_OBJECT)
		return NULL;
	while ((v = json_next(d, in, v)))
		if (v->type == type && strcmp(d->text + v->key, key) == 0)
			return v;
	return NULL;
}

const char *json_get_string(const struct json_doc *d,
			    const struct json_node *in, const char *key)
{
	const struct json_node *v = json_get(d, in, key, JSON_STRING);

	return v ? d->text + v->text : "";
}

bool json_get_uint(const struct json_doc *d, const struct json_node *in,
		   const char *key, uint64_t *out)
{
	const struct json_node *v = json_get(d, in, key, JSON_NUMBER);
	uint64_t sum = 0;

	for (uint32_t i = 0; v && i < v->len; i++) {
		char c = d->text[v->text + i];

		if (c < '0' || c > '9' ||
		    __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(c - '0'), &sum))
			return false;
	}
	*out = sum;
	return v != NULL;
}
