/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An object that the machine is said to need, and that cannot be loaded. */
#define RAWBPF_ANDROID 'R'
#include "bpf/android.h"

DEFINE_BPF_MAP(lengths, ARRAY, int, int, 4)

DEFINE_BPF_PROG("skfilter/length", AID_ROOT, AID_ROOT, length)
(struct __sk_buff *skb)
{
	int key = 0;
	int *value = bpf_lengths_lookup_elem(&key);

	return value ? *value : 0;
}

DEFINE_BPF_PROG("skfilter/outside", AID_ROOT, AID_ROOT, outside)
(struct __sk_buff *skb)
{
	return ((volatile int *)skb)[1000];
}

CRITICAL("network accounting");
LICENSE("GPL");
