/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Two congestion controls, one with a link and one without. */
#include "bpf/rawbpf.h"

struct sock;

/* As much of the kernel's as is used; matched by names */
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

const volatile __u32 threshold = 2;

SEC("struct_ops/ssthresh")
__u32 ssthresh(unsigned long long *ctx)
{
	return threshold;
}

SEC("struct_ops/undo")
__u32 undo(unsigned long long *ctx)
{
	return 3;
}

SEC("struct_ops/avoid")
void avoid(unsigned long long *ctx)
{
}

SEC(".struct_ops.link")
struct tcp_congestion_ops linked = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "rawbpf_linked",
};

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "rawbpf_plain",
};

LICENSE("GPL");
