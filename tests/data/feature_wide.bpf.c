/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A constant of 64 bits. */
#include "bpf/rawbpf.h"

const volatile __u64 limit = 0x123456789abc;

SEC("socket")
int compare(struct __sk_buff *skb)
{
	return skb->len < limit;
}

LICENSE("GPL");
