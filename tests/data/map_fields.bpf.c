/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every field of a map in ".maps", and every way to write the struct down:
 * anonymous, by tag, by typedef, static. Beside them one of the old
 * convention.
 */
#include "bpf/rawbpf.h"

struct pair {
	__u32 a, b;
};
struct unseen;

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, struct pair);
	__type(value, __u64);
	__uint(max_entries, 100);
	__uint(map_flags, BPF_F_NO_COMMON_LRU);
	__uint(numa_node, 1);
	__uint(pinning, 1);
} full SEC(".maps");

struct tagged {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 12);
	__uint(max_entries, 2);
};
struct tagged by_tag SEC(".maps");

typedef struct tagged tagged_t;
typedef volatile tagged_t more_t;
more_t by_typedef SEC(".maps");

static struct tagged alone SEC(".maps");
static struct tagged other SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, struct unseen);
	__uint(value_size, 20);
	__uint(max_entries, 1);
} forward SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__type(value, struct pair);
	__uint(max_entries, 5000);
} ring SEC(".maps");

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags;
};
struct bpf_map_def SEC("maps") old = { BPF_MAP_TYPE_HASH, 4, 4, 9 };

SEC("socket")
int use(struct __sk_buff *skb)
{
	struct pair pair = { skb->len, 2 };
	__u32 key = 1;

	if (bpf_map_lookup_elem(&full, &pair) ||
	    bpf_map_lookup_elem((void *)&by_typedef, &key) ||
	    bpf_map_lookup_elem(&old, &key))
		return 1;
	if (bpf_map_lookup_elem(&alone, &key))
		return 2;
	return bpf_map_lookup_elem(&other, &key) ? 3 : 4;
}

LICENSE("GPL");
