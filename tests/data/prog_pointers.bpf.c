/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A table of strings, which is a table of addresses: no map can hold it. */
#include "bpf/rawbpf.h"

static const char *table[] = { "zero", "one", "two" };

SEC("socket")
int use(struct __sk_buff *skb)
{
	const char *s = table[skb->mark & 1];

	table[skb->hash & 1] = s;
	return s[0];
}

LICENSE("GPL");
