/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A value that is set before loading. */
#include "bpf/rawbpf.h"

const volatile __u32 factor = 7;

SEC("socket")
int scale(struct __sk_buff *skb)
{
	return (int)(skb->len * factor);
}

LICENSE("GPL");
