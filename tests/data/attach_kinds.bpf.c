/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One program a kind of hook, each of which counts its hits in `hits` at its
 * own place: 0 tracepoint, 1 raw tracepoint, 2 BTF tracepoint.
 */
#include "bpf/rawbpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} hits SEC(".maps");

static inline int hit(__u32 place)
{
	__u64 *n = bpf_map_lookup_elem(&hits, &place);

	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_enter")
int by_tracepoint(void *ctx)
{
	return hit(0);
}

SEC("raw_tp/sys_enter")
int by_raw(void *ctx)
{
	return hit(1);
}

SEC("tp_btf/sys_enter")
int by_btf(void *ctx)
{
	return hit(2);
}

LICENSE("GPL");
