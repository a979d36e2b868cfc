/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Constants in all the ways in which a program without global data can have
 * them; each program must return the same with and without.
 */
#include "bpf/rawbpf.h"

const volatile __u64 wide = 0x1122334455667788;
const volatile __u64 negative = -2;
const volatile __u32 small = 7;
static const char words[4][8] = { "zero", "one", "two", "three" };
static const __u32 keys[2] = { 1, 0 };
static const volatile __u32 other_key = 1;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

static __attribute__((noinline)) __u64 spread(__u64 n)
{
	return n * wide + (n >> 3);
}

SEC("socket/wide")
int add(struct __sk_buff *skb)
{
	__u64 sum = wide;

	for (int i = 0; i < 3; i++)
		if (skb->len > (__u32)i)
			sum = sum * 3 + wide;
	if (skb->len == 0)
		return 1;
	sum ^= negative + small;
	return (int)(sum >> 16) ^ (int)spread(sum);
}

static __attribute__((noinline)) int compare(const char *a, const char *b)
{
	for (int i = 0; i < 8; i++)
		if (a[i] != b[i])
			return i * 10 + 1;
	return 0;
}

SEC("socket/address")
int by_address(struct __sk_buff *skb)
{
	__u64 *value = bpf_map_lookup_elem(&numbers, &keys[0]);
	__u64 five = 5;
	int result = compare(words[3], words[2]);

	if (value)
		*value += five;
	value = bpf_map_lookup_elem(&numbers, &keys[1]);
	if (value)
		result += (int)*value + small;
	bpf_map_update_elem(&numbers,
			    skb->len > 5 ? (const void *)&other_key : &keys[1],
			    &five, BPF_ANY);
	if (skb->len > 10)
		result += compare(words[1], words[0]) * 100;
	return result;
}

SEC("socket/printk")
int print(struct __sk_buff *skb)
{
	static const char one[] = "rawbpf folds: the first of %d formats\n";
	static const char two[] = "rawbpf folds: the second, which is longer\n";
	int n;

	n = bpf_trace_printk(one, sizeof(one), skb->len);
	n += bpf_trace_printk(two, sizeof(two));
	return n;
}

LICENSE("GPL");
