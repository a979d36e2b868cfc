/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps that hold maps and programs from the start. */
#include "bpf/rawbpf.h"

int leaf(struct __sk_buff *skb);
int other(struct __sk_buff *skb);

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
};

struct inner first SEC(".maps");
static struct inner second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = { [1] = &first, [3] = &second },
};

/* Its template is spelt out, and it is empty */
struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, int);
	__array(
		values, struct {
			__uint(type, BPF_MAP_TYPE_HASH);
			__uint(max_entries, 16);
			__uint(map_flags, BPF_F_NO_PREALLOC);
			__type(key, int);
			__type(value, int);
		});
} anonymous SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 6);
	__uint(key_size, 4);
	__array(values, int(void *));
} jumps SEC(".maps") = {
	.values = { [0] = (void *)&leaf, [5] = (void *)&other },
};

SEC("socket")
int leaf(struct __sk_buff *skb)
{
	return 7;
}

SEC("socket")
int other(struct __sk_buff *skb)
{
	return 9;
}

SEC("socket")
int entry(struct __sk_buff *skb)
{
	int key = 1;
	void *map = bpf_map_lookup_elem(&outer, &key);

	if (map && bpf_map_lookup_elem(map, &key))
		bpf_tail_call(skb, &jumps, 5);
	map = bpf_map_lookup_elem(&anonymous, &key);
	return map && bpf_map_lookup_elem(map, &key);
}

LICENSE("GPL");
