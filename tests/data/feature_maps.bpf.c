/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A map with types. */
#include "bpf/rawbpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("socket")
int count(void *ctx)
{
	__u32 zero = 0;
	__u64 *n = bpf_map_lookup_elem(&counts, &zero);

	return n ? (int)*n : 0;
}

LICENSE("GPL");
