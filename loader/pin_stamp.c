// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Marks in the times of pins: making them and knowing them again. */
#include <string.h>
#include <time.h>

#include "loader/pin_priv.h"

#define NSEC 1000000000
#define LOW  ((1u << PIN_STAMP_BITS) - 1)

/* FNV-1a, of an instruction at once where there are so many bytes */
uint64_t pin_hash(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;
	uint64_t word;

	for (; len >= sizeof(word); len -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		hash = (hash ^ word) * 0x100000001b3;
		/* Products carry upwards only */
		hash ^= hash >> 32;
	}
	while (len--)
		hash = (hash ^ *p++) * 0x100000001b3;
	return hash;
}

/* A link has the mark of its program: kinds do not count */
static const char *without_kind(const char *base)
{
	static const char kinds[3][6] = { "map_", "prog_", "link_" };

	for (size_t i = 0; i < 3; i++)
		if (strncmp(base, kinds[i], strlen(kinds[i])) == 0)
			return base + strlen(kinds[i]);
	return base;
}

uint64_t pin_owner(const char *object, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path, *rest = without_kind(base);
	uint64_t h = pin_hash(PIN_HASH, object, strlen(object) + 1);

	h = pin_hash(h, path, (size_t)(base - path));
	h = pin_hash(h, rest, strlen(rest));
	return h ^ h >> 32;
}

static long nanoseconds(uint64_t owner, uint64_t code)
{
	return (long)((code ? code : owner >> PIN_STAMP_BITS) % NSEC);
}

struct timespec pin_stamp(uint64_t owner, uint64_t code)
{
	struct timespec t;
	uint64_t window;

	clock_gettime(CLOCK_REALTIME, &t);
	/* Not in the future, and not before 1970 where there is no clock */
	window = (uint64_t)t.tv_sec >> PIN_STAMP_BITS;
	window = window > 1 ? window - 1 : 1;
	t.tv_sec = (time_t)(window << PIN_STAMP_BITS | (owner & LOW));
	t.tv_nsec = nanoseconds(owner, code);
	return t;
}

bool pin_stamp_has_owner(const struct timespec *t, uint64_t owner, bool code)
{
	return ((uint64_t)t->tv_sec & LOW) == (owner & LOW) &&
	       (code || t->tv_nsec == nanoseconds(owner, 0));
}
