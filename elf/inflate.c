// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Huffman codes are decoded bit by bit from the number of codes of each
 * length, which needs no tables to speak of; a configuration of the kernel's,
 * 200 KB, takes a few milliseconds. Reading past the end gives zeros and sets
 * a mark, and every loop is bounded by the output or looks at the mark.
 */
#include "elf/inflate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"

#define MAX_BITS 15 /* of a code */
#define NLITLEN	 288 /* symbols of the fixed codes, the last of them unused */
#define NDIST	 32
#define MAX_DIST 30
#define END	 256 /* of a block */

/* The best that a block can do is 258 bytes for 2 bits */
#define MAX_RATIO 1032

struct inflate {
	struct view in;
	size_t at;
	uint32_t hold; /* bits that were read but not used: fewer than 8 */
	unsigned nhold;
	uint8_t *out;
	size_t room, len;
	bool bad; /* it is not what gzip makes, or not all of it */
};

struct code {
	uint16_t count[MAX_BITS + 1]; /* codes of each length */
	uint16_t syms[NLITLEN]; /* in the order of their codes */
};

static void next_byte(struct inflate *s)
{
	uint8_t byte = 0;

	if (!view_u8(&s->in, s->at, &byte))
		s->bad = true;
	s->hold |= (uint32_t)byte << s->nhold;
	s->at++;
	s->nhold += 8;
}

static unsigned bits(struct inflate *s, unsigned n)
{
	unsigned v;

	while (s->nhold < n)
		next_byte(s);
	v = s->hold & ((1u << n) - 1);
	s->hold >>= n;
	s->nhold -= n;
	return v;
}

/* Codes are numbered by length, then by symbol */
static void make_code(struct inflate *s, struct code *c, const uint8_t *lens,
		      unsigned n)
{
	uint16_t next[MAX_BITS + 2] = { 0 };
	int left = 1; /* codes of this length that are still free */

	memset(c, 0, sizeof(*c));
	for (unsigned i = 0; i < n; i++)
		c->count[lens[i]]++;
	for (unsigned len = 1; len <= MAX_BITS && left >= 0; len++) {
		left = left * 2 - c->count[len];
		next[len + 1] = (uint16_t)(next[len] + c->count[len]);
	}
	/* Only a lone code of one bit, or none at all, may leave some over */
	if (left < 0 || (left > 0 && c->count[0] + c->count[1] < n)) {
		s->bad = true;
		return;
	}
	for (unsigned i = 0; i < n; i++)
		if (lens[i])
			c->syms[next[lens[i]]++] = (uint16_t)i;
	c->count[0] = 0;
}

static unsigned symbol(struct inflate *s, const struct code *c)
{
	unsigned at = 0, code = 0, first = 0;

	for (unsigned len = 1; len <= MAX_BITS; len++) {
		if (s->nhold == 0)
			next_byte(s);
		code = code << 1 | (s->hold & 1);
		s->hold >>= 1;
		s->nhold--;
		first <<= 1;
		if (code - first < c->count[len])
			return c->syms[at + code - first];
		at += c->count[len];
		first += c->count[len];
	}
	s->bad = true;
	return 0;
}

/* Symbols stand for ranges, 1 << k of each width, which doubles from the
 * third on; more bits say where in the range */
static unsigned number(struct inflate *s, unsigned sym, unsigned k)
{
	unsigned each = 1u << k, extra;

	if (sym < each)
		return sym;
	extra = (sym >> k) - 1;
	return ((each | (sym & (each - 1))) << extra) + bits(s, extra);
}

static void copy(struct inflate *s, size_t dist, size_t len)
{
	if (dist > s->len || len > s->room - s->len)
		s->bad = true;
	else /* byte by byte, for the two may overlap */
		for (; len > 0; len--, s->len++)
			s->out[s->len] = s->out[s->len - dist];
}

static void match(struct inflate *s, unsigned sym, const struct code *dists)
{
	unsigned len = sym == 28 ? 258 : 3 + number(s, sym, 2);
	unsigned dist = symbol(s, dists);

	if (sym > 28 || dist >= MAX_DIST)
		s->bad = true;
	else
		copy(s, 1 + number(s, dist, 1), len);
}

static void coded_block(struct inflate *s, const struct code *litlens,
			const struct code *dists)
{
	while (!s->bad) {
		unsigned sym = symbol(s, litlens);

		if (sym == END)
			return;
		if (sym > END)
			match(s, sym - END - 1, dists);
		else if (s->len == s->room)
			s->bad = true;
		else
			s->out[s->len++] = (uint8_t)sym;
	}
}

static void fixed_block(struct inflate *s)
{
	uint8_t lens[NLITLEN];
	struct code litlens, dists;

	memset(lens, 8, 144);
	memset(lens + 144, 9, 112);
	memset(lens + 256, 7, 24);
	memset(lens + 280, 8, 8);
	make_code(s, &litlens, lens, NLITLEN);
	memset(lens, 5, NDIST);
	make_code(s, &dists, lens, NDIST);
	coded_block(s, &litlens, &dists);
}

/* n lengths of codes, themselves coded, with runs */
static void read_lens(struct inflate *s, const struct code *c, uint8_t *lens,
		      unsigned n)
{
	for (unsigned i = 0; i < n && !s->bad;) {
		unsigned sym = symbol(s, c), run = 1;
		uint8_t len = 0;

		if (sym < 16)
			len = (uint8_t)sym;
		else if (sym == 16 && i > 0)
			len = lens[i - 1];
		if (sym == 16)
			run = 3 + bits(s, 2);
		else if (sym == 17)
			run = 3 + bits(s, 3);
		else if (sym == 18)
			run = 11 + bits(s, 7);
		if ((sym == 16 && i == 0) || run > n - i)
			s->bad = true;
		else
			memset(lens + i, len, run);
		i += run;
	}
}

static void dynamic_block(struct inflate *s)
{
	static const uint8_t order[19] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
					   11, 4,  12, 3, 13, 2, 14, 1, 15 };
	uint8_t lens[NLITLEN + NDIST] = { 0 };
	unsigned nlitlens = 257 + bits(s, 5), ndists = 1 + bits(s, 5);
	unsigned nlens = 4 + bits(s, 4);
	struct code litlens, dists;

	for (unsigned i = 0; i < nlens; i++)
		lens[order[i]] = (uint8_t)bits(s, 3);
	make_code(s, &litlens, lens, ARRAY_SIZE(order));
	read_lens(s, &litlens, lens, nlitlens + ndists);
	if (nlitlens > 286 || ndists > MAX_DIST || lens[END] == 0) {
		s->bad = true;
		return;
	}
	make_code(s, &litlens, lens, nlitlens);
	make_code(s, &dists, lens + nlitlens, ndists);
	coded_block(s, &litlens, &dists);
}

static void stored_block(struct inflate *s)
{
	unsigned len, check;
	struct view from;

	s->hold = s->nhold = 0; /* begins with a byte */
	len = bits(s, 16);
	check = bits(s, 16);
	if (len != (check ^ 0xffff) || len > s->room - s->len ||
	    !view_sub(&s->in, s->at, len, &from)) {
		s->bad = true;
		return;
	}
	memcpy(s->out + s->len, from.p, len);
	s->at += len;
	s->len += len;
}

static void inflate(struct inflate *s)
{
	unsigned last = 0;

	while (!last && !s->bad) {
		last = bits(s, 1);
		switch (bits(s, 2)) {
		case 0:
			stored_block(s);
			break;
		case 1:
			fixed_block(s);
			break;
		case 2:
			dynamic_block(s);
			break;
		default:
			s->bad = true;
		}
	}
}

/* Four bits at a time */
static uint32_t crc32(const uint8_t *p, size_t n)
{
	uint32_t table[16], crc = ~0u;

	for (uint32_t i = 0; i < 16; i++) {
		table[i] = i;
		for (int bit = 0; bit < 4; bit++)
			table[i] =
				table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

bool gzip_is(const struct view *in)
{
	return in->len > 2 && in->p[0] == 0x1f && in->p[1] == 0x8b;
}

static void skip_string(struct inflate *s)
{
	while (bits(s, 8) != 0 && !s->bad)
		;
}

static void read_header(struct inflate *s)
{
	enum { HCRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16, RESERVED = 0xe0 };
	uint8_t method = 0, flags = 0;

	view_u8(&s->in, 2, &method);
	view_u8(&s->in, 3, &flags);
	if (!gzip_is(&s->in) || method != 8 || (flags & RESERVED))
		s->bad = true;
	s->at = 10;
	if (flags & EXTRA) {
		unsigned skip = bits(s, 8);

		s->at += skip | bits(s, 8) << 8;
	}
	if (flags & NAME)
		skip_string(s);
	if (flags & COMMENT)
		skip_string(s);
	if (flags & HCRC)
		bits(s, 16);
}

/* The length that the last four bytes say, so far as it can be true */
static void read_room(struct inflate *s, size_t max)
{
	uint8_t b[4] = { 0 };

	for (unsigned i = 0; i < 4; i++)
		if (s->in.len < 18 ||
		    !view_u8(&s->in, s->in.len - 4 + i, &b[i]))
			s->bad = true;
	s->room = (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 |
		  (size_t)b[3] << 24;
	if (s->room > max || s->room / MAX_RATIO > s->in.len)
		s->bad = true;
}

static void check_end(struct inflate *s)
{
	uint32_t sum;

	s->hold = s->nhold = 0;
	sum = bits(s, 16);
	sum |= bits(s, 16) << 16;
	if (s->at + 4 != s->in.len || s->len != s->room ||
	    sum != crc32(s->out, s->len))
		s->bad = true;
}

int gzip_unpack(const struct view *in, size_t max, uint8_t **out, size_t *len,
		struct err *e)
{
	struct inflate s = { .in = *in };
	auto_free uint8_t *bytes = NULL;

	read_header(&s);
	read_room(&s, max);
	if (!s.bad) {
		bytes = s.out = calloc(1, s.room + 1);
		if (bytes == NULL)
			return err_nomem(e);
		inflate(&s);
		check_end(&s);
	}
	if (s.bad)
		return err_set(e, EINVAL,
			       "packed data is damaged, cut short "
			       "or longer than %zu bytes",
			       max);
	*len = s.len;
	*out = take_ptr(&bytes);
	return 0;
}
