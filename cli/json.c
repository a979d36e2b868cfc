// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Dumps of a million map entries pass through here, so text is staged in the
 * struct and numbers are formatted by hand: no printf on any path.
 */
#include "cli/json.h"

#include <assert.h>
#include <string.h>

#include "cli/text.h"

#define INDENT 4

static void flush(struct json *j)
{
	fwrite(j->stage, 1, j->staged, j->f);
	j->staged = 0;
}

/* Inlined it is what dumps are made of */
static inline __attribute__((always_inline)) void put(struct json *j, char c)
{
	if (j->staged == sizeof(j->stage))
		flush(j);
	j->stage[j->staged++] = c;
}

static void put_n(struct json *j, const char *s, size_t n)
{
	if (n > sizeof(j->stage) - j->staged)
		flush(j);
	if (n > sizeof(j->stage)) {
		fwrite(s, 1, n, j->f);
		return;
	}
	memcpy(j->stage + j->staged, s, n);
	j->staged += n;
}

static void newline(struct json *j)
{
	if (!j->pretty)
		return;
	put(j, '\n');
	for (unsigned int i = 0; i < j->depth * INDENT; i++)
		put(j, ' ');
}

/* What stands between two members, before the second. */
static void separate(struct json *j)
{
	if (j->level[j->depth].filled)
		put(j, ',');
	j->level[j->depth].filled = true;
	if (j->depth > 0)
		newline(j);
}

static void value_begins(struct json *j)
{
	if (j->depth > 0 && j->level[j->depth].object) {
		assert(j->keyed);
		j->keyed = false;
		return;
	}
	separate(j);
}

static void value_ended(struct json *j)
{
	if (j->depth > 0)
		return;
	put(j, '\n');
	flush(j);
	j->level[0].filled = false;
}

void json_init(struct json *j, FILE *f, bool pretty)
{
	j->f = f;
	j->pretty = pretty;
	j->keyed = false;
	j->depth = 0;
	j->level[0].object = false;
	j->level[0].filled = false;
	j->staged = 0;
}

static void nest(struct json *j, bool object)
{
	value_begins(j);
	assert(j->depth < JSON_DEPTH_MAX);
	put(j, object ? '{' : '[');
	j->depth++;
	j->level[j->depth].object = object;
	j->level[j->depth].filled = false;
}

static void unnest(struct json *j, bool object)
{
	bool filled;

	assert(j->depth > 0 && j->level[j->depth].object == object);
	assert(!j->keyed);
	filled = j->level[j->depth].filled;
	j->depth--;
	if (filled)
		newline(j);
	put(j, object ? '}' : ']');
	value_ended(j);
}

void json_object(struct json *j)
{
	nest(j, true);
}

void json_object_end(struct json *j)
{
	unnest(j, true);
}

void json_array(struct json *j)
{
	nest(j, false);
}

void json_array_end(struct json *j)
{
	unnest(j, false);
}

static const char hex_digits[] = "0123456789abcdef";

static void escape_char(struct json *j, uint32_t cp)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = cp ? strchr(from, (int)cp) : NULL;

	if (at) {
		put(j, '\\');
		put(j, to[at - from]);
		return;
	}
	put_n(j, "\\u00", 4);
	put(j, hex_digits[cp >> 4]);
	put(j, hex_digits[cp & 15]);
}

/* A bit for each character: from blank to ~, but neither " nor \ */
static bool is_plain(char c)
{
	static const uint32_t plain[8] = { 0, ~(1u << 2), ~(1u << 28),
					   ~(1u << 31) };
	uint8_t u = (uint8_t)c;

	return plain[u / 32] >> u % 32 & 1;
}

/* Stages what needs no escape, as far as there is room. Returns how much. */
static size_t put_plain(struct json *j, const char *s, size_t n)
{
	size_t room = sizeof(j->stage) - j->staged, i;
	char *to = j->stage + j->staged;

	if (n > room)
		n = room;
	for (i = 0; i < n && is_plain(s[i]); i++)
		to[i] = s[i];
	j->staged += i;
	return i;
}

/* Stages one character that is no plain one. Returns its length in s. */
static size_t put_odd(struct json *j, const char *s, size_t n)
{
	uint32_t cp;
	size_t len = utf8_seq(s, n, &cp);

	if (len == 0)
		put_n(j, UTF8_REPLACEMENT, 3);
	else if (cp < 0xa0) /* with C1 and DEL, for terminals' sake */
		escape_char(j, cp);
	else
		put_n(j, s, len);
	return len ? len : 1;
}

static void quoted(struct json *j, const char *s, size_t n)
{
	size_t i = 0;

	put(j, '"');
	for (;;) {
		i += put_plain(j, s + i, n - i);
		if (i == n)
			break;
		if (j->staged == sizeof(j->stage))
			flush(j);
		if (!is_plain(s[i]))
			i += put_odd(j, s + i, n - i);
	}
	put(j, '"');
}

struct json *json_key(struct json *j, const char *key)
{
	assert(j->depth > 0 && j->level[j->depth].object && !j->keyed);
	separate(j);
	quoted(j, key, strlen(key));
	put(j, ':');
	if (j->pretty)
		put(j, ' ');
	j->keyed = true;
	return j;
}

void json_string_n(struct json *j, const char *s, size_t n)
{
	value_begins(j);
	quoted(j, s, n);
	value_ended(j);
}

void json_string(struct json *j, const char *s)
{
	if (s)
		json_string_n(j, s, strlen(s));
	else
		json_null(j);
}

static void literal(struct json *j, const char *s)
{
	value_begins(j);
	put_n(j, s, strlen(s));
	value_ended(j);
}

void json_number(struct json *j, const char *number)
{
	literal(j, number);
}

void json_bool(struct json *j, bool v)
{
	literal(j, v ? "true" : "false");
}

void json_null(struct json *j)
{
	literal(j, "null");
}

/* Built for size, a division is one, which takes ten times as long */
static uint64_t tenth(uint64_t v)
{
	return v <= UINT32_MAX ? v * 0xcccccccd >> 35 : v / 10;
}

/* The digits of v at the end of buf, at least min of them, with a point before
 * the last `decimals`. Returns the first. */
static char *digits(char *end, uint64_t v, unsigned int decimals)
{
	unsigned int n = 0;

	do {
		uint64_t rest = tenth(v);

		if (n == decimals && n > 0)
			*--end = '.';
		*--end = (char)('0' + (v - rest * 10));
		v = rest;
		n++;
	} while (v > 0 || n <= decimals);
	return end;
}

void json_fixed(struct json *j, uint64_t v, unsigned int decimals)
{
	char buf[24], *end = buf + sizeof(buf), *p;

	assert(decimals < 20);
	p = digits(end, v, decimals);
	value_begins(j);
	put_n(j, p, (size_t)(end - p));
	value_ended(j);
}

void json_uint(struct json *j, uint64_t v)
{
	json_fixed(j, v, 0);
}

void json_int(struct json *j, int64_t v)
{
	char buf[24], *end = buf + sizeof(buf), *p;

	p = digits(end, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 0);
	if (v < 0)
		*--p = '-';
	value_begins(j);
	put_n(j, p, (size_t)(end - p));
	value_ended(j);
}

void json_hex_string(struct json *j, uint64_t v)
{
	char buf[20], *end = buf + sizeof(buf), *p = end;

	*--p = '"';
	do {
		*--p = hex_digits[v & 15];
		v >>= 4;
	} while (v > 0);
	*--p = 'x';
	*--p = '0';
	*--p = '"';
	value_begins(j);
	put_n(j, p, (size_t)(end - p));
	value_ended(j);
}

/* On one line even when pretty, and in one go: most of a large dump is this */
void json_bytes(struct json *j, const void *p, size_t n)
{
	const uint8_t *byte = p;

	value_begins(j);
	put(j, '[');
	for (size_t i = 0; i < n; i++) {
		char *to;

		if (sizeof(j->stage) - j->staged < 7)
			flush(j);
		to = j->stage + j->staged;
		*to = ',';
		to += i > 0;
		*to++ = '"';
		*to++ = '0';
		*to++ = 'x';
		*to++ = hex_digits[byte[i] >> 4];
		*to++ = hex_digits[byte[i] & 15];
		*to++ = '"';
		j->staged = (size_t)(to - j->stage);
	}
	put(j, ']');
	value_ended(j);
}
