/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Maps as tc of iproute2 knows them: numbers that maps and sections refer to,
 * pinning, a map that is in another one from the start, programs that are in
 * prog arrays.
 */
#include "bpf/base.h"
#include "bpf/helpers.h"

struct bpf_elf_map {
	__u32 type, size_key, size_value, max_elem, flags;
	__u32 id, pinning, inner_id, inner_idx;
};

struct bpf_elf_map SEC("maps") inner = {
	.type = BPF_MAP_TYPE_ARRAY,
	.size_key = 4,
	.size_value = 8,
	.max_elem = 5,
	.id = 42,
	.pinning = 2,
	.inner_idx = 1,
};

struct bpf_elf_map SEC("maps") outer = {
	.type = BPF_MAP_TYPE_HASH_OF_MAPS,
	.size_key = 4,
	.size_value = 4,
	.max_elem = 3,
	.pinning = 1,
	.inner_id = 42,
};

struct bpf_elf_map SEC("maps") jumps = {
	.type = BPF_MAP_TYPE_PROG_ARRAY,
	.id = 0x7,
	.size_key = 4,
	.size_value = 4,
	.max_elem = 4,
	.inner_idx = -1,
};

SEC("0x7/2")
int second(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("7/1")
int first(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &jumps, 2);
	return 1;
}

SEC("classifier")
int entry(struct __sk_buff *skb)
{
	__u32 key = 1;
	void *map = bpf_map_lookup_elem(&outer, &key);

	if (map && bpf_map_lookup_elem(map, &key))
		return 0;
	if (bpf_map_lookup_elem(&inner, &key))
		return 2;
	bpf_tail_call(skb, &jumps, 1);
	return -1;
}

char _license[] SEC("license") = "GPL";
