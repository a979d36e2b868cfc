// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A state, register by register. The dialects differ in names of types and
 * bounds (inv, imm, scalar; min_value, umin_value, umin), in what stands
 * between R1 and = (liveness, 4.16 to 6.17), and in that equal bounds share
 * one value since 6.8: "smin=smin32=0".
 */
#include "loader/verifier/log_state.h"

#include <stdlib.h>

#include "elf/cleanup.h"
#include "loader/verifier/log_priv.h"

#define FIELD(name)                                                            \
	offsetof(struct log_reg, name), sizeof(((struct log_reg *)NULL)->name)

static const struct {
	char key[11];
	uint8_t at, size;
	uint16_t given;
} fields[] = {
	{ "id", FIELD(id), 0 },
	{ "ref_obj_id", FIELD(ref), 0 },
	{ "ref_id", FIELD(ref), 0 },
	{ "off", FIELD(off), 0 },
	{ "imm", FIELD(off), 0 }, /* adds to it; 7.2 has nothing else */
	{ "r", FIELD(range), 0 },
	{ "ks", FIELD(key_size), 0 },
	{ "vs", FIELD(value_size), 0 },
	{ "sz", FIELD(size), 0 },
	{ "mem_size", FIELD(size), 0 },
	{ "smin", FIELD(smin), LOG_SMIN },
	{ "smax", FIELD(smax), LOG_SMAX },
	{ "umin", FIELD(umin), LOG_UMIN },
	{ "umax", FIELD(umax), LOG_UMAX },
	{ "min", FIELD(smin), LOG_SMIN }, /* 4.9 .. 4.13 */
	{ "max", FIELD(umax), LOG_UMAX },
	{ "smin32", FIELD(smin32), LOG_SMIN32 }, /* 6.8 */
	{ "smax32", FIELD(smax32), LOG_SMAX32 },
	{ "umin32", FIELD(umin32), LOG_UMIN32 },
	{ "umax32", FIELD(umax32), LOG_UMAX32 },
	{ "s32_min", FIELD(smin32), LOG_SMIN32 }, /* 5.7 .. 6.7 */
	{ "s32_max", FIELD(smax32), LOG_SMAX32 },
	{ "u32_min", FIELD(umin32), LOG_UMIN32 },
	{ "u32_max", FIELD(umax32), LOG_UMAX32 },
	{ "var_off", FIELD(value), LOG_TNUM },
};

_Static_assert(sizeof(struct log_reg) < 256, "offsets fit a byte");

/* A number, decimal or hexadecimal, at the front of s, which moves on */
static bool number(struct log_span *s, uint64_t *out)
{
	bool minus = span_at(*s, 0) == '-';
	struct log_span t = *s;
	unsigned base = 10, digits = 0;
	uint64_t v = 0;

	if (minus)
		span_skip(&t, 1);
	if (span_eat(&t, "0x"))
		base = 16;
	for (; t.len; digits++, span_skip(&t, 1)) {
		char c = *t.p;

		if (span_is_digit(c))
			v = v * base + (unsigned)(c - '0');
		else if (base == 16 && c >= 'a' && c <= 'f')
			v = v * base + (unsigned)(c - 'a' + 10);
		else
			break;
	}
	if (digits == 0)
		return false;
	*out = minus ? -v : v;
	*s = t;
	return true;
}

static void set(struct log_reg *r, size_t i, uint64_t v)
{
	char *to = (char *)r + fields[i].at;
	uint32_t small = (uint32_t)v;

	if (fields[i].at == offsetof(struct log_reg, off))
		v += (uint64_t)r->off;
	if (fields[i].size == sizeof(v))
		memcpy(to, &v, sizeof(v));
	else
		memcpy(to, &small, sizeof(small));
	r->given |= fields[i].given;
}

/* "umin_value" is "umin" */
static size_t field(struct log_span key)
{
	size_t n = strlen("_value");

	if (key.len > n && memcmp(key.p + key.len - n, "_value", n) == 0)
		key.len -= n;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (strnlen(fields[i].key, sizeof(fields[i].key)) == key.len &&
		    memcmp(fields[i].key, key.p, key.len) == 0)
			return i;
	return ARRAY_SIZE(fields);
}

/* "smin=smin32=0", "id=2+4", "var_off=(0x0; 0xff)", "map=cnt" */
static void entry(struct log_span s, struct log_reg *r)
{
	size_t keys[8], n = 0;
	uint64_t v = 0;

	for (;;) {
		const char *eq = s.len ? memchr(s.p, '=', s.len) : NULL;

		if (eq == NULL || n == ARRAY_SIZE(keys))
			break;
		keys[n++] = field(span_until(s, eq));
		span_skip(&s, (size_t)(eq - s.p) + 1);
	}
	span_eat(&s, "(");
	if (!number(&s, &v))
		return;
	for (size_t i = 0; i < n; i++)
		if (keys[i] < ARRAY_SIZE(fields))
			set(r, keys[i], v);
	if (span_eat(&s, "; "))
		number(&s, &r->mask);
}

/* What is between the parentheses, or (4.9) after the first comma */
static void entries(struct log_span s, struct log_reg *r)
{
	while (s.len) {
		const char *comma = memchr(s.p, ',', s.len);
		struct log_span one = comma ? span_until(s, comma) : s;

		entry(one, r);
		span_skip(&s, one.len + (comma != NULL));
	}
}

static void constant(struct log_reg *r, uint64_t v)
{
	r->constant = true;
	r->type = (struct log_span){ "scalar", strlen("scalar") };
	r->smin = r->smax = (int64_t)v;
	r->umin = r->umax = r->value = v;
	r->smin32 = r->smax32 = (int32_t)v;
	r->umin32 = r->umax32 = (uint32_t)v;
	r->given = LOG_TNUM * 2 - 1;
}

/* 4.9 to 4.13 mean by inv48 that the 48 highest bits are zero; they are told
 * by the frame pointer, which they call fp and not fp0. rest: of the state */
static bool zero_bits(struct log_span rest)
{
	return span_past(&rest, "R10=fp") && !span_is_digit(span_at(rest, 0));
}

/* "inv", "inv5", "invP5", "imm5", "Pscalar", "5", "P-1": what is behind the
 * name; false: no scalar */
static bool scalar(struct log_span *s, struct log_reg *r, struct log_span rest)
{
	bool inv = span_eat(s, "inv");
	bool named = inv || span_eat(s, "imm");
	uint64_t v;

	r->precise = span_eat(s, "P");
	if (span_eat(s, "scalar"))
		inv = true;
	if (number(s, &v)) {
		constant(r, v);
		if (inv && zero_bits(rest)) {
			r->constant = false;
			r->given = LOG_UMAX;
			r->umin = 0;
			r->umax = v < 64 ? UINT64_MAX >> v : 0;
		}
		return true;
	}
	if (!inv && !named)
		return false;
	r->type = (struct log_span){ "scalar", strlen("scalar") };
	return true;
}

/* "fp", "fp0", "fp-8", "fp[1]-8" */
static void frame_pointer(struct log_span *s, struct log_reg *r)
{
	uint64_t v;

	if (span_eat(s, "[") && number(s, &v)) {
		r->frame = (uint32_t)v;
		span_eat(s, "]");
	}
	if (number(s, &v))
		r->off = (int64_t)v;
}

static void value(struct log_span s, struct log_reg *r, struct log_span rest)
{
	size_t n = 0;

	if (!scalar(&s, r, rest)) {
		r->precise = false;
		s = r->text;
		span_skip(&s, r->place == LOG_STACK ? s.len - r->type.len : 0);
		while (n < s.len && strchr("(,[-", s.p[n]) == NULL &&
		       !(n == 2 && span_is_digit(s.p[n])))
			n++;
		r->type = span_until(s, s.p + n);
		span_skip(&s, n);
		if (r->type.len == 2 && memcmp(r->type.p, "fp", 2) == 0)
			frame_pointer(&s, r);
	}
	if (span_eat(&s, "(") && s.len && s.p[s.len - 1] == ')')
		s.len--;
	entries(s, r);
}

/* "mmmm????", "mmmmscalar()", "ctx()" */
static void slot(struct log_reg *r, struct log_span rest)
{
	struct log_span s = r->text;
	size_t n = 0;

	while (n < s.len && n < 8 && strchr("?rm0dif", s.p[n]))
		n++;
	if (n != 8 && ((n != 4 && n != 6 && n != 7) || n == s.len))
		n = 0;
	memset(r->slot, 'r', sizeof(r->slot));
	memcpy(r->slot, s.p, n);
	if (n == 8)
		return;
	span_skip(&s, n);
	r->type = s; /* where it begins */
	value(s, r, rest);
}

/* "R10_w", "fp-8_rw", "*(R11-8)", "refs" */
static bool place(struct log_span key, struct log_reg *r)
{
	uint64_t at = 0;

	r->place = LOG_REFS;
	if (span_starts(key, "refs"))
		return true;
	if (span_eat(&key, "*(R11")) {
		r->place = LOG_STACK_ARG;
	} else if (span_eat(&key, "fp")) {
		r->place = LOG_STACK;
	} else if (span_eat(&key, "R")) {
		r->place = LOG_REG;
	} else {
		return false;
	}
	if (!number(&key, &at))
		return false;
	r->at = (int32_t)at;
	return true;
}

/* Up to the blank that is in no parentheses */
static struct log_span token(struct log_span *state)
{
	struct log_span t = *state;
	unsigned depth = 0;
	size_t n = 0;

	for (; n < t.len; n++) {
		char c = t.p[n];

		if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (c == ' ' && depth == 0)
			break;
	}
	t.len = n;
	span_skip(state, n);
	return t;
}

uint32_t log_state_frame(struct log_span *state)
{
	struct log_span s = *state;
	int32_t n;

	span_ltrim(&s);
	if (!span_eat(&s, "frame"))
		return 0;
	n = log_number(&s);
	if (n < 0 || !span_eat(&s, ":"))
		return 0;
	*state = s;
	return (uint32_t)n;
}

bool log_state_next(struct log_span *state, struct log_reg *r)
{
	log_state_frame(state);
	for (;;) {
		struct log_span t;
		const char *eq;

		span_ltrim(state);
		if (state->len == 0)
			return false;
		t = token(state);
		memset(r, 0, sizeof(*r));
		r->text = t;
		r->place = LOG_FLAG;
		eq = memchr(t.p, '=', t.len);
		if (eq == NULL)
			return true;
		if (!place(span_until(t, eq), r))
			continue;
		span_skip(&r->text, (size_t)(eq - t.p) + 1);
		if (r->place == LOG_STACK || r->place == LOG_STACK_ARG)
			slot(r, *state);
		else if (r->place == LOG_REG)
			value(r->text, r, *state);
		return true;
	}
}

bool log_state_find(struct log_span state, enum log_place where, int32_t at,
		    struct log_reg *r)
{
	while (log_state_next(&state, r))
		if (r->place == where && r->at == at)
			return true;
	return false;
}
