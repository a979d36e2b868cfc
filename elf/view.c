// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bounds checks and byte order, in one place. */
#include "elf/view.h"

#include <byteswap.h>
#include <string.h>

bool view_sub(const struct view *v, uint64_t off, uint64_t len,
	      struct view *out)
{
	if (off > v->len || len > v->len - off)
		return false;
	*out = (struct view){ v->p + off, (size_t)len, v->swap };
	return true;
}

/* Inline, so that n is known: this is most of what reading an object takes */
static inline __attribute__((always_inline)) bool read_at(const struct view *v,
							  uint64_t off,
							  void *out, size_t n)
{
	if (off > v->len || n > v->len - off)
		return false;
	memcpy(out, v->p + off, n);
	return true;
}

bool view_u8(const struct view *v, uint64_t off, uint8_t *out)
{
	return read_at(v, off, out, sizeof(*out));
}

bool view_u16(const struct view *v, uint64_t off, uint16_t *out)
{
	if (!read_at(v, off, out, sizeof(*out)))
		return false;
	if (v->swap)
		*out = bswap_16(*out);
	return true;
}

bool view_u32(const struct view *v, uint64_t off, uint32_t *out)
{
	if (!read_at(v, off, out, sizeof(*out)))
		return false;
	if (v->swap)
		*out = bswap_32(*out);
	return true;
}

bool view_u64(const struct view *v, uint64_t off, uint64_t *out)
{
	if (!read_at(v, off, out, sizeof(*out)))
		return false;
	if (v->swap)
		*out = bswap_64(*out);
	return true;
}

const char *view_str(const struct view *v, uint64_t off)
{
	if (off >= v->len || memchr(v->p + off, 0, v->len - off) == NULL)
		return NULL;
	return (const char *)v->p + off;
}
