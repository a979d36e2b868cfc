/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An object that is good without the program that the verifier refuses. */
#define RAWBPF_ANDROID 'S'
#include "bpf/android.h"

DEFINE_OPTIONAL_BPF_PROG("skfilter/outside", AID_ROOT, AID_ROOT, outside)
(struct __sk_buff *skb)
{
	return ((volatile int *)skb)[1000];
}

DEFINE_BPF_PROG("skfilter/length", AID_ROOT, AID_ROOT, length)
(struct __sk_buff *skb)
{
	return skb->len;
}

LICENSE("GPL");
