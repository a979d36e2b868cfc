/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Ten thousand instructions for tests/bench: through which the verifier goes
 * again and again, for what `verify` adds to that; or once, for a report.
 */
#include "bpf/rawbpf.h"

/* Not more: 8192 branches in a row are too many for the kernel */
#define ONE                                                                    \
	asm volatile("" : "+r"(mark));                                         \
	if (mark & 4)                                                          \
		sum += mark;                                                   \
	else                                                                   \
		sum ^= mark;                                                   \
	sum = (sum ^ sum >> 3) * 5;                                            \
	asm volatile("" : "+r"(sum));
#define TEN	ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

SEC("socket")
int long_way(struct __sk_buff *skb)
{
	__u32 mark = skb->mark, sum = 0;

#pragma clang loop unroll(disable)
	for (int i = 0; i < 9; i++) {
		HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
			HUNDRED
	}
	return sum;
}

SEC("xdp")
int once(struct xdp_md *ctx)
{
	__u32 mark = ctx->ingress_ifindex, sum = 0;

	HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
			HUNDRED return sum &
		3;
}

char _license[] SEC("license") = "GPL";
