// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A map of each type, as small as the type allows. Local storage wants types
 * for its values, so a BTF of one integer is made for it.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/names.h"
#include "loader/probe.h"
#include "loader/sys.h"

enum { BTF = 1, INNER = 2, PAGES = 4 };

#ifndef BPF_F_MMAPABLE
#define BPF_F_MMAPABLE (1U << 10)
#endif

static const struct shape {
	uint32_t type, key, value, entries, flags;
	unsigned needs;
} shapes[] = {
	{ BPF_MAP_TYPE_STACK_TRACE, 4, 8, 1, 0, 0 },
	{ BPF_MAP_TYPE_LPM_TRIE, 8, 4, 1, BPF_F_NO_PREALLOC, 0 },
	{ BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 1, 0, INNER },
	{ BPF_MAP_TYPE_HASH_OF_MAPS, 4, 4, 1, 0, INNER },
	{ BPF_MAP_TYPE_CGROUP_STORAGE, 16, 8, 0, 0, 0 },
	{ BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 16, 8, 0, 0, 0 },
	{ BPF_MAP_TYPE_QUEUE, 0, 4, 1, 0, 0 },
	{ BPF_MAP_TYPE_STACK, 0, 4, 1, 0, 0 },
	{ BPF_MAP_TYPE_SK_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, BTF },
	{ BPF_MAP_TYPE_INODE_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, BTF },
	{ BPF_MAP_TYPE_TASK_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, BTF },
	{ MAP_TYPE_CGRP_STORAGE, 4, 4, 0, BPF_F_NO_PREALLOC, BTF },
	{ BPF_MAP_TYPE_RINGBUF, 0, 0, 1, 0, PAGES },
	{ BPF_MAP_TYPE_USER_RINGBUF, 0, 0, 1, 0, PAGES },
	{ BPF_MAP_TYPE_BLOOM_FILTER, 0, 4, 1, 0, 0 },
	{ MAP_TYPE_ARENA, 0, 0, 1, BPF_F_MMAPABLE, 0 },
	{ MAP_TYPE_INSN_ARRAY, 4, 16, 1, 0, 0 },
	{ MAP_TYPE_RHASH, 4, 4, 1, BPF_F_NO_PREALLOC, 0 },
};

static struct shape shape_of(uint32_t type)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		if (shapes[i].type == type)
			return shapes[i];
	return (struct shape){ type, 4, 4, 1, 0, 0 };
}

static int load_integer(void)
{
	static const struct {
		struct btf_header header;
		struct btf_type type;
		uint32_t encoding;
		char names[8];
	} blob = {
		{ BTF_MAGIC, 1, 0, sizeof(blob.header), 0, 16, 16, 8 },
		{ 1, BTF_KIND_INT << 24, { 4 } },
		BTF_INT_SIGNED << 24 | 32,
		"\0int",
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.btf = sys_ptr(&blob);
	attr.btf_size = sizeof(blob);
	return sys_bpf(BPF_BTF_LOAD, &attr, ATTR_SIZE(btf_log_level));
}

static int create(const struct shape *s, int btf, int inner)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = s->type;
	attr.key_size = s->key;
	attr.value_size = s->value;
	attr.max_entries = s->entries;
	attr.map_flags = s->flags;
	if (s->needs & PAGES)
		attr.max_entries = (uint32_t)sysconf(_SC_PAGESIZE);
	if (inner >= 0)
		attr.inner_map_fd = (uint32_t)inner;
	if (btf >= 0) {
		attr.btf_fd = (uint32_t)btf;
		attr.btf_key_type_id = 1;
		attr.btf_value_type_id = 1;
	}
	return sys_bpf(BPF_MAP_CREATE, &attr,
		       btf >= 0	    ? ATTR_SIZE(btf_value_type_id)
		       : inner >= 0 ? ATTR_SIZE(inner_map_fd)
				    : ATTR_SIZE(map_flags));
}

/* A type that is known refuses a value that is no type of the kernel with an
 * errno of its own (ENOTSUPP); one that is not known is EINVAL as ever */
static enum probe probe_struct_ops(void)
{
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_STRUCT_OPS;
	attr.key_size = 4;
	attr.value_size = 4;
	attr.max_entries = 1;
	attr.btf_vmlinux_value_type_id = 1;
	err = sys_bpf(BPF_MAP_CREATE, &attr,
		      ATTR_SIZE(btf_vmlinux_value_type_id));
	if (err == -524)
		return PROBE_YES;
	return err == -EPERM || err == -ENOSYS ? PROBE_UNKNOWN : PROBE_NO;
}

enum probe probe_map_type(uint32_t type)
{
	const struct shape array = { BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0, 0 };
	struct shape s = shape_of(type);
	auto_fd int btf = -1, inner = -1, map = -1;

	if (type == BPF_MAP_TYPE_STRUCT_OPS)
		return probe_struct_ops();
	if (s.needs & BTF)
		btf = load_integer();
	if (s.needs & INNER)
		inner = create(&array, -1, -1);
	map = create(&s, btf, inner);
	if (map >= 0)
		return PROBE_YES;
	return map == -EPERM || map == -EACCES || map == -ENOSYS ? PROBE_UNKNOWN
								 : PROBE_NO;
}
