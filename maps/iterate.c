// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Batches: 5.6 for hashes and arrays, later for others. The kernel resumes a
 * hash by its bucket, so batches miss nothing that stays; steps begin again at
 * the first key when the one they stand on has gone, which is noticed and
 * bounded.
 */
#include "maps/iterate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/names.h"
#include "loader/cpus.h"
#include "loader/sys.h"

#define BUFFER_BYTES (64u << 10)
#define BUFFER_MAX   (256u << 20) /* that one bucket may take */
#define ENOTSUPP_    524 /* the kernel's own, which bpf(2) leaks */

static bool is_per_cpu(uint32_t type)
{
	return type == BPF_MAP_TYPE_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       type == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

int iterate_cpus(int fd, const struct bpf_map_info *info, struct err *e)
{
	return is_per_cpu(info->type) ? cpus_possible(fd, info->value_size, e)
				      : 1;
}

static int allocate(struct iterate *it, uint32_t room, struct err *e)
{
	uint8_t *keys = malloc((size_t)room * it->key_size);
	uint8_t *values = malloc((size_t)room * it->stride);

	if (keys == NULL || values == NULL) {
		free(keys);
		free(values);
		return err_nomem(e);
	}
	free(it->keys);
	free(it->values);
	it->keys = keys;
	it->values = values;
	it->room = room;
	return 0;
}

static int open_buffers(struct iterate *it, const struct bpf_map_info *info,
			struct err *e)
{
	size_t room = BUFFER_BYTES / (it->key_size + it->stride);
	/* The position of a batch is a key, or a number of a bucket */
	size_t place = it->key_size + sizeof(uint64_t);

	if (room > info->max_entries)
		room = info->max_entries;
	it->own = true;
	it->place = calloc(3, place);
	if (it->place == NULL)
		return err_nomem(e);
	return allocate(it, room ? (uint32_t)room : 1, e);
}

/* Batches of arrays of maps came later, and fail at empty places */
static enum iterate_how choose(const struct bpf_map_info *info)
{
	switch (info->type) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return ITERATE_ARRAY;
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_LPM_TRIE:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return ITERATE_BATCH;
	default:
		return ITERATE_STEPS;
	}
}

int iterate_open(struct iterate *it, int fd, const struct bpf_map_info *info,
		 struct err *e)
{
	int cpus, err;

	*it = (struct iterate){ .fd = fd, .key_size = info->key_size };
	if (info->key_size == 0 || info->value_size == 0) {
		err_set(e, EOPNOTSUPP, "a %s has no elements with keys",
			map_type_name(info->type));
		return -e->code;
	}
	cpus = iterate_cpus(fd, info, e);
	if (cpus < 0)
		return cpus;
	it->cpus = (unsigned)cpus;
	it->per_cpu = is_per_cpu(info->type);
	it->each = it->per_cpu ? (info->value_size + 7u) & ~(size_t)7
			       : info->value_size;
	it->stride = it->each * it->cpus;
	it->limit = info->max_entries ? info->max_entries : UINT32_MAX;
	it->how = choose(info);
	/* A per-CPU value is padded even when there is but one CPU */
	err = it->how == ITERATE_ARRAY
		      ? array_open(&it->array, fd, (uint32_t)it->each, it->cpus,
				   e)
		      : open_buffers(it, info, e);
	if (err == 0 && it->how == ITERATE_ARRAY) {
		it->keys = (uint8_t *)it->array.keys;
		it->values = it->array.values;
		return 0;
	}
	it->limit = it->limit * 2 + 64;
	if (err < 0)
		iterate_close(it);
	return err;
}

void iterate_close(struct iterate *it)
{
	if (it->own) {
		free(it->keys);
		free(it->values);
	} else {
		array_close(&it->array);
	}
	free(it->place);
	it->keys = it->values = it->place = NULL;
	it->own = false;
}

int iterate_lookup(struct iterate *it, const void *key)
{
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)it->fd;
	attr.key = sys_ptr(key);
	attr.value = sys_ptr(it->values + it->n * it->stride);
	err = sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, ATTR_SIZE(flags));
	return err == -ENOTSUPP_ ? -EOPNOTSUPP : err; /* which has a text */
}

static int next_elements(struct iterate *it, struct err *e)
{
	uint32_t first = (uint32_t)it->seen, left = (uint32_t)it->limit - first;
	int err;

	it->n = left;
	err = left ? array_read(&it->array, first, &it->n, e) : 0;
	for (uint32_t i = 0; err == 0 && i < it->n; i++)
		it->array.keys[i] = first + i;
	return err;
}

static uint8_t *place(const struct iterate *it, unsigned i)
{
	return it->place + i * (it->key_size + sizeof(uint64_t));
}

static int next_batch(struct iterate *it, struct err *e)
{
	union bpf_attr attr;
	int err;

	for (;;) {
		memset(&attr, 0, sizeof(attr));
		attr.batch.in_batch = it->begun ? sys_ptr(place(it, 0)) : 0;
		attr.batch.out_batch = sys_ptr(place(it, 1));
		attr.batch.keys = sys_ptr(it->keys);
		attr.batch.values = sys_ptr(it->values);
		attr.batch.count = it->room;
		attr.batch.map_fd = (uint32_t)it->fd;
		err = sys_bpf(BPF_MAP_LOOKUP_BATCH, &attr, ATTR_SIZE(batch));
		/* One bucket holds more than the buffer */
		if (err != -ENOSPC || it->room > BUFFER_MAX / it->stride / 2)
			break;
		if (allocate(it, it->room * 2, e) < 0)
			return -e->code;
	}
	if (err < 0 && err != -ENOENT)
		return err;
	it->ended = err == -ENOENT;
	it->n = attr.batch.count;
	memcpy(place(it, 0), place(it, 1), it->key_size + sizeof(uint64_t));
	it->begun = true;
	return 0;
}

static int next_key(struct iterate *it)
{
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)it->fd;
	attr.key = it->begun ? sys_ptr(place(it, 0)) : 0;
	attr.next_key = sys_ptr(place(it, 1));
	err = sys_bpf(BPF_MAP_GET_NEXT_KEY, &attr, ATTR_SIZE(next_key));
	/* Before 4.12 no key is EFAULT, and one that is not there is the way
	 * to ask for the first */
	if (err == -EFAULT && !it->begun) {
		memset(place(it, 0), 0xff, it->key_size);
		attr.key = sys_ptr(place(it, 0));
		err = sys_bpf(BPF_MAP_GET_NEXT_KEY, &attr, ATTR_SIZE(next_key));
	}
	if (err < 0)
		return err;
	memcpy(place(it, 0), place(it, 1), it->key_size);
	if (!it->begun)
		memcpy(place(it, 2), place(it, 0), it->key_size);
	else if (memcmp(place(it, 2), place(it, 0), it->key_size) == 0)
		it->changed = true;
	it->begun = true;
	return 0;
}

static int next_steps(struct iterate *it, struct err *e)
{
	uint64_t left = it->limit - it->seen;
	int err;

	while (it->n < it->room && left-- > 0) {
		err = next_key(it);
		if (err == -ENOENT) {
			it->ended = true;
			return 0;
		}
		if (err == 0)
			err = iterate_lookup(it, place(it, 0));
		/* It went meanwhile, or nothing is at this place */
		if (err == -ENOENT) {
			it->seen++;
			continue;
		}
		if (err < 0)
			return err_set(e, err, "reading the map: %s",
				       strerror(-err));
		memcpy(it->keys + (size_t)it->n++ * it->key_size, place(it, 0),
		       it->key_size);
	}
	return 0;
}

static int next(struct iterate *it, struct err *e)
{
	int err;

	if (it->how == ITERATE_ARRAY)
		return next_elements(it, e);
	if (it->how == ITERATE_BATCH) {
		err = next_batch(it, e);
		if (err == 0 || err == -ENOMEM)
			return err;
		/* EINVAL: no such command; ENOTSUPP: not for this map */
		if (it->begun || (err != -EINVAL && err != -ENOTSUPP_))
			return err_set(e, err, "reading the map: %s",
				       strerror(-err));
		it->how = ITERATE_STEPS;
	}
	return next_steps(it, e);
}

int iterate_next(struct iterate *it, struct err *e)
{
	int err;

	do {
		it->n = 0;
		if (it->seen >= it->limit && it->how != ITERATE_ARRAY)
			it->changed = it->ended = true;
		if (it->ended)
			return 0;
		err = next(it, e);
		if (err < 0)
			return err;
		it->seen += it->n;
	} while (it->n == 0 && it->how != ITERATE_ARRAY);
	return it->n > 0;
}
