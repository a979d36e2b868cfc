/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A map of the section maps. */
#include "bpf/rawbpf.h"

struct def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};

struct def SEC("maps") counts = { BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0 };

SEC("socket")
int count(void *ctx)
{
	__u32 zero = 0;
	__u64 *n = bpf_map_lookup_elem(&counts, &zero);

	return n ? (int)*n : 0;
}

LICENSE("GPL");
