/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A bounded window on untrusted bytes, and the only way into file content.
 * Knows lengths and byte order; knows nothing of any format. Every read that
 * does not fit says so instead of happening.
 */
#ifndef ELF_VIEW_H
#define ELF_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
	const uint8_t *p;
	size_t len;
	bool swap; /* the bytes are in the other byte order than this machine's */
};

/* The bytes off..off+len of v; false, with *out untouched, unless they all
 * lie inside. v and out may be the same. */
bool view_sub(const struct view *v, uint64_t off, uint64_t len,
	      struct view *out);

/* Integers at off, in host order; false and *out untouched if outside. */
bool view_u8(const struct view *v, uint64_t off, uint8_t *out);
bool view_u16(const struct view *v, uint64_t off, uint16_t *out);
bool view_u32(const struct view *v, uint64_t off, uint32_t *out);
bool view_u64(const struct view *v, uint64_t off, uint64_t *out);

/* The NUL-terminated string at off, or NULL when off or the NUL lies outside.
 * Points into the view. */
const char *view_str(const struct view *v, uint64_t off);

#endif
