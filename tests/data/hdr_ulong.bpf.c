/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A map attribute as the value of an enumerator, which loaders of 2022 do not
 * know. The bits above 31 arrive only from clang 15 on, so this one has none.
 */
#include "bpf/rawbpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, __u32);
	__uint(max_entries, 100);
	__ulong(map_extra, 3);
} seen SEC(".maps");

SEC("raw_tp/sys_enter")
int push(void *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;

	(void)ctx;
	return bpf_map_push_elem(&seen, &pid, BPF_ANY);
}

LICENSE("GPL");
