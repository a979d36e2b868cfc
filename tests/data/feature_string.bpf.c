/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A string whose address a helper takes. */
#include "bpf/rawbpf.h"

static const char format[] = "seen %d\n";

SEC("socket")
int say(struct __sk_buff *skb)
{
	bpf_trace_printk(format, sizeof(format), skb->len);
	return 0;
}

LICENSE("GPL");
