// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * BPF_MAP_CREATE. The full request goes out first; what an older kernel does
 * not know is dropped only when it says so.
 */
#include "loader/map_create.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/privilege.h"
#include "loader/sys.h"

static const char *const type_names[] = {
	"unspec", "hash", "array", "prog_array", "perf_event_array",
	"percpu_hash", "percpu_array", "stack_trace", "cgroup_array",
	"lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps",
	"hash_of_maps", "devmap", "sockmap", "cpumap", "xskmap", "sockhash",
	"cgroup_storage", "reuseport_sockarray", "percpu_cgroup_storage",
	"queue", "stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf",
	"inode_storage", "task_storage", "bloom_filter", "user_ringbuf",
	"cgrp_storage", "arena", "insn_array",
};

const char *map_type_name(unsigned type)
{
	static char unknown[24];

	if (type < ARRAY_SIZE(type_names))
		return type_names[type];
	snprintf(unknown, sizeof(unknown), "type %u", type);
	return unknown;
}

void kernel_name(char *name, const char *from, int dots)
{
	size_t i;

	for (i = 0; i < BPF_OBJ_NAME_LEN - 1 && from[i]; i++) {
		bool ok = isalnum((unsigned char)from[i]) || from[i] == '_' ||
			  (dots && from[i] == '.');

		name[i] = ok ? from[i] : '_';
	}
	memset(name + i, 0, BPF_OBJ_NAME_LEN - i);
}

static void fill(union bpf_attr *attr, const struct obj_map *m)
{
	memset(attr, 0, sizeof(*attr));
	attr->map_type = m->type;
	attr->key_size = m->key_size;
	attr->value_size = m->value_size;
	attr->max_entries = m->max_entries;
	attr->map_flags = m->flags;
	attr->numa_node = m->numa_node;
	kernel_name(attr->map_name, m->name, 0);
	attr->map_extra = m->map_extra;
}

static uint32_t attr_size(const struct obj_map *m)
{
	return m->map_extra ? ATTR_SIZE(map_extra) : ATTR_SIZE(map_name);
}

/* Before 4.15 there is no name. Its place is inside what 4.9 to 4.14 know of
 * other commands, so that they call it EINVAL; others might call it E2BIG. */
static int create(union bpf_attr *attr, uint32_t size)
{
	int fd = sys_bpf(BPF_MAP_CREATE, attr, size);

	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_MAP_CREATE, attr, size);
	if ((fd == -EINVAL || fd == -E2BIG) && size == ATTR_SIZE(map_name)) {
		memset(attr->map_name, 0, sizeof(attr->map_name));
		fd = create(attr, ATTR_SIZE(numa_node));
	}
	return fd;
}

int map_create(const struct obj_map *m, struct err *e)
{
	union bpf_attr attr;
	int fd;

	fill(&attr, m);
	fd = create(&attr, attr_size(m));
	if (fd >= 0)
		return fd;
	err_set(e, fd, "map '%s' (%s, key %u, value %u, %u entries): the "
		"kernel refuses it: %s", m->name, map_type_name(m->type),
		m->key_size, m->value_size, m->max_entries, strerror(-fd));
	if (fd == -ENOMEM || fd == -E2BIG)
		return err_hint(e, "ask for fewer entries");
	return privilege_hint(e, USE_BPF);
}
