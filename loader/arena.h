/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Arenas: memory that programs and processes share, at one address (6.9). */
#ifndef LOADER_ARENA_H
#define LOADER_ARENA_H

struct err;
struct obj;
struct obj_map;

/* Gives a new arena its address, map_extra or one that is free, before which
 * no program that uses it can be loaded, and the object's initial contents. */
int arena_start(const struct obj *obj, const struct obj_map *m, int fd,
		struct err *e);

#endif
