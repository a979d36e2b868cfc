// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Prefixes and mutants. */
#include "tests/unit/hostile.h"

#include "elf/cleanup.h"
#include "tests/unit/use_obj.h"

unsigned hostile_prefixes(const struct view *good)
{
	unsigned made = 0;

	for (size_t len = 0; len <= good->len; len++)
		made += use_obj_copy(good->p, len);
	return made;
}

/* xorshift64: the same numbers everywhere */
static uint64_t next(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Values that parsers fear */
static const uint64_t feared[] = {
	0,
	1,
	2,
	7,
	8,
	0x7f,
	0x80,
	0xff,
	0x7fff,
	0xff00,
	0xffff,
	0x7fffffff,
	0x80000000,
	0xffffffff,
	1ull << 32,
	INT64_MAX,
	1ull << 63,
	UINT64_MAX,
	UINT64_MAX - 7,
	UINT64_MAX / 24,
};

static void change(uint8_t *p, size_t len, uint64_t *x)
{
	uint64_t value = feared[next(x) % ARRAY_SIZE(feared)];
	size_t size = (size_t)1 << next(x) % 4;
	size_t at = next(x) % len;

	switch (next(x) % 4) {
	case 0:
		p[at] = (uint8_t)next(x);
		return;
	case 1:
		p[at] ^= (uint8_t)(1u << next(x) % 8);
		return;
	case 2: /* a number from elsewhere in the file */
		at -= at % size;
		if (at + size <= len)
			memmove(p + at, p + next(x) % (len - size + 1), size);
		return;
	default:
		at -= at % size;
		if (at + size <= len)
			memcpy(p + at, &value, size);
	}
}

unsigned hostile_mutants(const struct view *good, unsigned n, uint64_t seed)
{
	uint8_t *copy = malloc(good->len);
	unsigned made = 0;

	promise(copy != NULL);
	for (unsigned i = 0; i < n; i++) {
		memcpy(copy, good->p, good->len);
		for (uint64_t k = next(&seed) % 6 + 1; k > 0; k--)
			change(copy, good->len, &seed);
		made += use_obj(copy, good->len);
	}
	free(copy);
	return made;
}
