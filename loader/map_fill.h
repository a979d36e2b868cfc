/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What maps hold from the start: other maps, and programs to tail-call. */
#ifndef LOADER_MAP_FILL_H
#define LOADER_MAP_FILL_H

#include <stdint.h>

struct err;
struct obj_map;

/* Puts the descriptor of a map or program into a slot. */
int map_fill_slot(const struct obj_map *m, int map_fd, uint32_t slot, int fd,
		  struct err *e);

#endif
