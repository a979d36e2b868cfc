/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What tests/bench boots two hundred of: a map and two programs of a size that
 * is usual. Without types, so that the bare system calls are few.
 */
/* clang: -g0 */
#define RAWBPF_ANDROID 'R'
#include "bpf/android.h"

DEFINE_BPF_MAP(lengths, HASH, __u32, __u64, 64)

#define COUNT(n)                                                               \
	key = skb->len + (n);                                                  \
	value = bpf_lengths_lookup_elem(&key);                                 \
	if (value)                                                             \
		*value += n;                                                   \
	else                                                                   \
		bpf_lengths_update_elem(&key, &one, BPF_ANY);

DEFINE_BPF_PROG("skfilter/first", AID_ROOT, AID_ROOT, first)
(struct __sk_buff *skb)
{
	__u64 one = 1, *value;
	__u32 key;

	COUNT(1)
	COUNT(2)
	COUNT(3) COUNT(4) COUNT(5) COUNT(6) COUNT(7) COUNT(8) return skb->len;
}

DEFINE_BPF_PROG("skfilter/second", AID_ROOT, AID_ROOT, second)
(struct __sk_buff *skb)
{
	__u64 one = 1, *value;
	__u32 key;

	COUNT(1)
	COUNT(3) COUNT(5) COUNT(7) COUNT(9) COUNT(11) COUNT(13) return 0;
}

LICENSE("GPL");
