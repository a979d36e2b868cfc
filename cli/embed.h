/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The BPF objects this executable carries: one row for each bpf/NAME.bpf.c,
 * bytes as clang made them, 8-aligned. The row after the last has no name.
 */
#ifndef CLI_EMBED_H
#define CLI_EMBED_H

#include <stdint.h>

struct embed_object {
	const char *name;
	const uint8_t *start;
	const uint8_t *end;
};

extern const struct embed_object embed_table[];

#endif
