/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What gzip packed (RFC 1951, RFC 1952). Bytes in, bytes out; sizes are
 * checked before anything is allocated, and the sum after.
 */
#ifndef ELF_INFLATE_H
#define ELF_INFLATE_H

#include "elf/view.h"

struct err;

/* Whether the bytes begin as gzip's do. */
bool gzip_is(const struct view *in);

/* Unpacks a file of one member. *out is malloc'ed, ends in a NUL that is not
 * counted, and has at most max bytes. */
int gzip_unpack(const struct view *in, size_t max, uint8_t **out, size_t *len,
		struct err *e);

#endif
