/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Maps with keys and values of every kind, which a run of the program fills:
 * what `rawbpf map dump` shows of them is known.
 */
#include "bpf/rawbpf.h"

enum color { RED, GREEN = 5, BLUE = -3 };

struct key {
	__u32 pid;
	char comm[8];
};

struct value {
	__s64 minus;
	__u8 byte;
	_Bool yes;
	enum color color;
	__u16 three[3];
	char name[16], raw[4];
	struct {
		__u32 x, y;
	} in;
	union {
		__u32 whole;
		__u8 bytes[4];
	};
	__u32 low : 3, high : 5;
	int minus_two : 4;
	void *pointer;
	signed char last;
};

struct traffic {
	__u64 packets;
	__u32 bytes;
};

struct prefix {
	__u32 len;
	__u8 ip[4];
};

#define MAP(kind, key_type, value_type)                                        \
	struct {                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                             \
		__uint(max_entries, 4);                                        \
		__type(key, key_type);                                         \
		__type(value, value_type);                                     \
	}
#define PLAIN_MAP(kind, bytes_key, bytes_value)                                \
	struct {                                                               \
		__uint(type, BPF_MAP_TYPE_##kind);                             \
		__uint(max_entries, 4);                                        \
		__uint(key_size, bytes_key);                                   \
		__uint(value_size, bytes_value);                               \
	}

MAP(HASH, struct key, struct value) all SEC(".maps");
MAP(HASH, __u32, __u64) numbers SEC(".maps");
PLAIN_MAP(HASH, 4, 8) plain SEC(".maps");
PLAIN_MAP(HASH, 12, 5) bytes SEC(".maps");
MAP(PERCPU_HASH, __u32, __u64) cpu_numbers SEC(".maps");
MAP(PERCPU_HASH, __u32, struct traffic) cpu_structs SEC(".maps");
PLAIN_MAP(PERCPU_ARRAY, 4, 8) cpu_plain SEC(".maps");
MAP(ARRAY, __u32, enum color) colors SEC(".maps");
PLAIN_MAP(PROG_ARRAY, 4, 4) programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, __u32);
} prefixes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 4);
	__type(value, __u64);
} queue SEC(".maps");

__u64 runs = 7;
int minus = -4;
char text[8] = "hello";
struct traffic both = { 1, 2 };
__u64 zero;

static __always_inline void fill_all(void)
{
	struct key key = { 42, "bash" };
	struct value v;

	__builtin_memset(&v, 0, sizeof(v));
	v.minus = -5;
	v.byte = 200;
	v.yes = 1;
	v.color = GREEN;
	v.three[1] = 2;
	v.name[0] = 'n';
	v.raw[0] = 1;
	v.in.y = 8;
	v.whole = 0x01020304;
	v.low = 5;
	v.high = 17;
	v.minus_two = -2;
	v.pointer = (void *)0xffff1234;
	v.last = -1;
	bpf_map_update_elem(&all, &key, &v, BPF_ANY);
}

SEC("socket")
int a_program_with_a_long_name(struct __sk_buff *skb)
{
	__u32 key = 1234;
	__u64 value = 55;
	enum color color = BLUE;
	__u32 wide[3] = { 1, 2, 3 };
	struct traffic traffic;
	struct prefix prefix = { 8, { 10, 0, 0, 0 } };

	__builtin_memset(&traffic, 0, sizeof(traffic));
	traffic.packets = 3;
	traffic.bytes = 4;
	fill_all();
	bpf_map_update_elem(&numbers, &key, &value, BPF_ANY);
	bpf_map_update_elem(&plain, &key, &value, BPF_ANY);
	bpf_map_update_elem(&bytes, wide, &traffic, BPF_ANY);
	bpf_map_update_elem(&cpu_numbers, &key, &value, BPF_ANY);
	bpf_map_update_elem(&cpu_structs, &key, &traffic, BPF_ANY);
	bpf_map_update_elem(&prefixes, &prefix, &key, BPF_ANY);
	key = 1;
	bpf_map_update_elem(&cpu_plain, &key, &value, BPF_ANY);
	bpf_map_update_elem(&colors, &key, &color, BPF_ANY);
	bpf_map_push_elem(&queue, &value, BPF_ANY);
	bpf_tail_call(skb, &programs, 3);
	runs++;
	zero++;
	both.packets += (__u64)-minus;
	text[0] = 'H';
	return 0;
}

/* For links */
SEC("raw_tp/sys_enter")
int on_raw(void *ctx)
{
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_enter")
int on_tracepoint(void *ctx)
{
	return 0;
}

LICENSE("GPL");
