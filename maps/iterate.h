/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * All elements of a map, a buffer full at a time: by batches where the kernel
 * has them, by steps from key to key where not. Memory does not grow with the
 * map. Elements that come or go meanwhile may be seen or not.
 */
#ifndef MAPS_ITERATE_H
#define MAPS_ITERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "maps/array.h"

struct bpf_map_info;
struct err;

struct iterate {
	int fd; /* borrowed */
	uint32_t key_size;
	bool per_cpu;
	unsigned cpus; /* values of an element; 1 unless per-CPU */
	size_t each, stride; /* bytes of one CPU's value, and of all */
	uint8_t *keys, *values; /* n elements */
	uint32_t n;
	bool changed; /* the map did: some may be missing, some twice */
	/* From here on private */
	enum iterate_how { ITERATE_ARRAY, ITERATE_BATCH, ITERATE_STEPS } how;
	uint32_t room; /* elements of the buffers */
	uint64_t seen, limit; /* elements: a map that changes faster than it
			       * is read never ends */
	bool begun, ended;
	bool own; /* keys and values; else those of array */
	struct array_reader array;
	uint8_t *place; /* owned: the key or batch to go on behind; the next;
			 * the first key */
};

/* Values of a per-CPU map's element: all possible CPUs; 1 for other maps. */
int iterate_cpus(int fd, const struct bpf_map_info *info, struct err *e);

/* Buffers for one element, which is iterate_lookup()'s, or for going through
 * the map. -EOPNOTSUPP for a map without keys, or that cannot be read. */
int iterate_open(struct iterate *it, int fd, const struct bpf_map_info *info,
		 struct err *e);
void iterate_close(struct iterate *it);

/* 1 with n > 0 elements, 0 at the end, or -errno. */
int iterate_next(struct iterate *it, struct err *e);

/* The element of that key, into values: 0, or -errno without more words. */
int iterate_lookup(struct iterate *it, const void *key);

#endif
