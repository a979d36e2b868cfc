/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Maps as the kernel's old samples declared them: structs of 16, 20 and 28
 * bytes in one section, a map of maps that names its template by number, a
 * static map, which code reaches by its place alone, and a program that goes
 * into a prog array by the name of its section.
 */
#include "bpf/base.h"
#include "bpf/helpers.h"

struct old_def {
	__u32 type, key_size, value_size, max_entries;
};

struct def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};

struct long_def {
	struct def def;
	__u32 inner_map_idx, numa_node;
};

struct def SEC("maps") counts = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 100,
	.map_flags = BPF_F_NO_PREALLOC,
};

static struct def SEC("maps") hidden = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 16,
	.max_entries = 3,
};

struct def SEC("maps") jumps = {
	.type = BPF_MAP_TYPE_PROG_ARRAY,
	.key_size = 4,
	.value_size = 4,
	.max_entries = 8,
};

struct long_def SEC("maps") outer = {
	.def = {
		.type = BPF_MAP_TYPE_ARRAY_OF_MAPS,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 2,
	},
	.inner_map_idx = 1,
};

struct long_def SEC("maps") near = {
	.def = {
		.type = BPF_MAP_TYPE_HASH,
		.key_size = 8,
		.value_size = 8,
		.max_entries = 10,
		.map_flags = BPF_F_NUMA_NODE,
	},
	.numa_node = 0,
};

struct old_def SEC("maps") last = {
	.type = BPF_MAP_TYPE_ARRAY,
	.key_size = 4,
	.value_size = 4,
	.max_entries = 1,
};

SEC("socket1")
int entry(struct __sk_buff *skb)
{
	__u32 key = 1;
	long *n = bpf_map_lookup_elem(&counts, &key);

	if (n)
		return *n;
	n = bpf_map_lookup_elem(&hidden, &key);
	if (n)
		return n[1];
	bpf_tail_call(skb, &jumps, 3);
	return bpf_map_lookup_elem(&outer, &key) ||
	       bpf_map_lookup_elem(&last, &key);
}

SEC("socket/3")
int parse(struct __sk_buff *skb)
{
	return skb->len;
}

char _license[] SEC("license") = "GPL";
__u32 _version SEC("version") = 0xfffffffe;
