/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Variants of one program, the first of which no kernel takes, and one that
 * may be missing */
#define RAWBPF_ANDROID 'T'
#include "bpf/android.h"

DEFINE_BPF_MAP_GRW(one, HASH, int, int, 10, AID_SYSTEM)

DEFINE_OPTIONAL_BPF_PROG("skfilter/pick$best", AID_ROOT, AID_ROOT, best)
(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 100000);
}

DEFINE_BPF_PROG("skfilter/pick$good", AID_ROOT, AID_ROOT, good)
(struct __sk_buff *skb)
{
	int key = 1;

	(void)skb;
	return bpf_one_lookup_elem(&key) != 0;
}

DEFINE_BPF_PROG("skfilter/pick$stub", AID_ROOT, AID_ROOT, stub)
(struct __sk_buff *skb)
{
	(void)skb;
	return 0;
}

DEFINE_OPTIONAL_BPF_PROG("skfilter/extra", AID_ROOT, AID_ROOT, extra)
(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + 100000);
}

LICENSE("GPL");
