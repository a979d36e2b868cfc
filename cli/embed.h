/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The BPF objects this executable carries: one row for each bpf/NAME.bpf.c, as
 * clang made it, packed by gzip. The row after the last has no name.
 */
#ifndef CLI_EMBED_H
#define CLI_EMBED_H

#include <stddef.h>
#include <stdint.h>

struct err;

#define EMBED_MOST (1 << 20) /* bytes of an object */

struct embed_object {
	const char *name;
	const uint8_t *start;
	const uint8_t *end;
};

extern const struct embed_object embed_table[];

/* An object's bytes, malloc'ed. */
int embed_open(const char *name, uint8_t **bytes, size_t *len, struct err *e);
int embed_unpack(const struct embed_object *o, uint8_t **bytes, size_t *len,
		 struct err *e);

#endif
