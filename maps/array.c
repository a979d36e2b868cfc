// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Batched look-ups (5.6; 5.13 for per-CPU arrays) with single ones in their
 * place where the kernel has none. Elements of an array cannot vanish.
 */
#include "maps/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "loader/sys.h"

#define BATCH_BYTES (64u << 10)

int array_open(struct array_reader *r, int fd, uint32_t value_size,
	       unsigned cpus, struct err *e)
{
	size_t each = cpus > 1 ? (value_size + 7u) & ~(size_t)7 : value_size;

	*r = (struct array_reader){ .fd = fd, .stride = each * cpus };
	r->batch = (uint32_t)(BATCH_BYTES / r->stride);
	if (r->batch == 0)
		r->batch = 1;
	r->values = malloc(r->batch * r->stride);
	r->keys = malloc(r->batch * sizeof(*r->keys));
	if (r->values == NULL || r->keys == NULL) {
		array_close(r);
		return err_nomem(e);
	}
	return 0;
}

void array_close(struct array_reader *r)
{
	free(r->values);
	free(r->keys);
	r->values = NULL;
	r->keys = NULL;
}

/* The kernel goes on behind in_batch, so that the element before the first
 * one is named; for the very first there is none. */
static int read_batch(struct array_reader *r, uint32_t first, uint32_t *n)
{
	uint32_t before = first - 1, next;
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.batch.in_batch = first ? sys_ptr(&before) : 0;
	attr.batch.out_batch = sys_ptr(&next);
	attr.batch.keys = sys_ptr(r->keys);
	attr.batch.values = sys_ptr(r->values);
	attr.batch.count = *n;
	attr.batch.map_fd = (uint32_t)r->fd;
	err = sys_bpf(BPF_MAP_LOOKUP_BATCH, &attr, ATTR_SIZE(batch));
	/* ENOENT: the map ended, with count elements before that */
	if (err < 0 && err != -ENOENT)
		return err;
	*n = attr.batch.count;
	return 0;
}

static int read_one(struct array_reader *r, uint32_t key, uint8_t *value)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)r->fd;
	attr.key = sys_ptr(&key);
	attr.value = sys_ptr(value);
	return sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, ATTR_SIZE(flags));
}

int array_read(struct array_reader *r, uint32_t first, uint32_t *n,
	       struct err *e)
{
	int err = 0;

	if (*n > r->batch)
		*n = r->batch;
	if (!r->one_by_one && *n > 1) {
		err = read_batch(r, first, n);
		if (err == 0)
			return 0;
		/* EINVAL: no such command; ENOTSUPP: not for this map */
		if (err != -EINVAL && err != -524)
			return err_set(e, err, "reading the map: %s",
				       strerror(-err));
		r->one_by_one = true;
	}
	for (uint32_t i = 0; i < *n; i++) {
		err = read_one(r, first + i, r->values + i * r->stride);
		if (err < 0)
			return err_set(e, err, "reading the map: %s",
				       strerror(-err));
	}
	return 0;
}
