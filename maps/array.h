/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading a stretch of an array map, many elements a system call. */
#ifndef MAPS_ARRAY_H
#define MAPS_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct array_reader {
	int fd; /* borrowed */
	size_t stride; /* bytes of one element, all CPUs together */
	uint32_t batch; /* elements a call */
	bool one_by_one; /* the kernel has no batches for this map */
	uint8_t *values; /* owned: batch * stride bytes */
	uint32_t *keys; /* owned */
};

/* value_size: of one CPU's value; cpus: 1 for a plain array. */
int array_open(struct array_reader *r, int fd, uint32_t value_size,
	       unsigned cpus, struct err *e);
void array_close(struct array_reader *r);

/* Elements first..first+*n, into r->values; *n is at most what was asked, and
 * less than it only at the batch's end. */
int array_read(struct array_reader *r, uint32_t first, uint32_t *n,
	       struct err *e);

#endif
