/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* clang: -fcommon */
/*
 * Global data of all kinds: sections by every name, strings that only bpf_printk
 * sees, variables without a place of their own.
 */
#include "bpf/rawbpf.h"

const volatile int limit = 5;
int counter = 3;
static int hidden = 4;
int zeroes[100];
int mine SEC(".data.mine") = 6;
long hot SEC(".data..read_mostly") = 7;
const int fixed SEC(".rodata.fixed") = 8;
char buffer[32] SEC(".bss.buffer");
/* Common: the linker would place them */
int tentative;
long long aligned;
char byte;

SEC("socket")
int use(struct __sk_buff *skb)
{
	static const char names[][8] = { "zero", "one", "two" };

	bpf_printk("length %d", skb->len);
	if (skb->len > limit)
		return names[skb->mark & 1][skb->hash & 3];
	hidden += skb->len;
	tentative += counter + mine;
	aligned += hot + fixed;
	byte = 1;
	buffer[skb->mark & 31] = zeroes[skb->mark & 63];
	return hidden;
}

LICENSE("GPL");
