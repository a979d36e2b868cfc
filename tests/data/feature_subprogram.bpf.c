/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A function that is called. */
#include "bpf/rawbpf.h"

static __attribute__((noinline)) int half(__u32 n)
{
	return (int)(n >> 1);
}

SEC("socket")
int call(struct __sk_buff *skb)
{
	return half(skb->len);
}

LICENSE("GPL");
