// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the kernel demands of a map of each type, and of which nobody gains
 * anything by getting it wrong. One row a type; what is not in the table is
 * the object's own affair.
 */
#include "elf/names.h"
#include "elf/obj.h"

enum quirk {
	KEY_4 = 1 << 0, /* key_size is 4 if it was not said */
	VALUE_4 = 1 << 1,
	FIXED_4 = 1 << 2, /* whatever was said; with KEY_4, VALUE_4 */
	KEY_0 = 1 << 3, /* whatever was said */
	VALUE_0 = 1 << 4,
	ENTRIES_0 = 1 << 5,
	PER_CPU = 1 << 6, /* one entry for each, if it was not said */
	AT_MOST_CPUS = 1 << 7,
	NO_TYPES = 1 << 8, /* BTF ids are refused */
	NO_PREALLOC = 1 << 9, /* BPF_F_NO_PREALLOC is demanded */
	PAGES = 1 << 10, /* max_entries: a power of two, whole pages */
};

#define BOTH_4	(KEY_4 | VALUE_4)
#define STORAGE (KEY_4 | ENTRIES_0 | NO_PREALLOC)
#define RING	(KEY_0 | VALUE_0 | PAGES | NO_TYPES)

static const uint16_t quirks[MAP_TYPE__COUNT] = {
	[BPF_MAP_TYPE_ARRAY] = KEY_4,
	[BPF_MAP_TYPE_PROG_ARRAY] = BOTH_4,
	[BPF_MAP_TYPE_PERF_EVENT_ARRAY] = BOTH_4 | FIXED_4 | PER_CPU | NO_TYPES,
	[BPF_MAP_TYPE_PERCPU_ARRAY] = KEY_4,
	[BPF_MAP_TYPE_STACK_TRACE] = KEY_4 | NO_TYPES,
	[BPF_MAP_TYPE_CGROUP_ARRAY] = BOTH_4 | NO_TYPES,
	[BPF_MAP_TYPE_LPM_TRIE] = NO_PREALLOC,
	[BPF_MAP_TYPE_ARRAY_OF_MAPS] = BOTH_4 | FIXED_4 | NO_TYPES,
	[BPF_MAP_TYPE_HASH_OF_MAPS] = VALUE_4 | FIXED_4 | NO_TYPES,
	[BPF_MAP_TYPE_DEVMAP] = BOTH_4 | NO_TYPES,
	[BPF_MAP_TYPE_SOCKMAP] = BOTH_4 | NO_TYPES,
	[BPF_MAP_TYPE_CPUMAP] = BOTH_4 | PER_CPU | AT_MOST_CPUS | NO_TYPES,
	[BPF_MAP_TYPE_XSKMAP] = BOTH_4 | NO_TYPES,
	[BPF_MAP_TYPE_SOCKHASH] = VALUE_4 | NO_TYPES,
	[BPF_MAP_TYPE_CGROUP_STORAGE] = ENTRIES_0,
	[BPF_MAP_TYPE_REUSEPORT_SOCKARRAY] = BOTH_4,
	[BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE] = ENTRIES_0,
	[BPF_MAP_TYPE_QUEUE] = KEY_0 | NO_TYPES,
	[BPF_MAP_TYPE_STACK] = KEY_0 | NO_TYPES,
	[BPF_MAP_TYPE_SK_STORAGE] = STORAGE,
	[BPF_MAP_TYPE_DEVMAP_HASH] = BOTH_4 | NO_TYPES,
	[BPF_MAP_TYPE_RINGBUF] = RING,
	[BPF_MAP_TYPE_INODE_STORAGE] = STORAGE,
	[BPF_MAP_TYPE_TASK_STORAGE] = STORAGE,
	[BPF_MAP_TYPE_BLOOM_FILTER] = KEY_0,
	[BPF_MAP_TYPE_USER_RINGBUF] = RING,
	[MAP_TYPE_CGRP_STORAGE] = STORAGE,
	[MAP_TYPE_ARENA] = KEY_0 | VALUE_0 | NO_TYPES,
};

/* 0 stays: that nobody said how large is for the kernel to complain about */
static uint32_t round_to_pages(uint32_t size, unsigned page_size)
{
	uint64_t rounded = page_size;

	while (rounded < size)
		rounded *= 2;
	return size == 0 || rounded > UINT32_MAX ? size : (uint32_t)rounded;
}

static void set_sizes(struct obj_map *m, uint16_t q)
{
	if ((q & KEY_4) && (m->key_size == 0 || (q & FIXED_4)))
		m->key_size = 4;
	if ((q & VALUE_4) && (m->value_size == 0 || (q & FIXED_4)))
		m->value_size = 4;
	if (q & KEY_0)
		m->key_size = m->key_type = 0;
	if (q & VALUE_0)
		m->value_size = 0;
	if (q & NO_TYPES)
		m->key_type = m->value_type = 0;
}

bool obj_map_counts_cpus(const struct obj_map *m)
{
	return m->type < MAP_TYPE__COUNT && (quirks[m->type] & PER_CPU);
}

void obj_map_normalise(struct obj_map *m, unsigned ncpus, unsigned page_size)
{
	uint16_t q = m->type < MAP_TYPE__COUNT ? quirks[m->type] : 0;

	set_sizes(m, q);
	if ((q & PER_CPU) && m->max_entries == 0)
		m->max_entries = ncpus;
	if ((q & AT_MOST_CPUS) && m->max_entries > ncpus)
		m->max_entries = ncpus;
	if (q & ENTRIES_0)
		m->max_entries = 0;
	if (q & PAGES)
		m->max_entries = round_to_pages(m->max_entries, page_size);
	if (q & NO_PREALLOC)
		m->flags |= BPF_F_NO_PREALLOC;
}
