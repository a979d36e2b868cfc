/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Global variables: maps with one element that is a section's contents. */
#ifndef LOADER_DATA_MAP_H
#define LOADER_DATA_MAP_H

#include <stdint.h>

struct err;
struct map_refs;
struct obj_map;

/* A copy of a section's contents, zeros for .bss; malloc'ed, NULL without
 * memory. */
uint8_t *data_map_contents(const struct obj_map *m);

/* Creates the map with these contents, read-only sections frozen, so that the
 * verifier takes them for constants. A descriptor or -errno; -EINVAL from a
 * kernel without global data (before 5.2) for read-only ones. */
int data_map_create(const struct obj_map *m, const uint8_t *contents,
		    const struct map_refs *refs, struct err *e);

#endif
