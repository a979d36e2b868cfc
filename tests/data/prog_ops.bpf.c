/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Structs of the kernel's that the object fills in: two that live as long as a
 * link, an old one without, and one that is there only if asked for.
 */
#include "bpf/rawbpf.h"

struct sock;

/* As much of the kernel's as is used; matched by names */
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	void (*set_state)(struct sock *sk, __u8 new_state);
	__u32 (*undo_cwnd)(struct sock *sk);
	__u32 flags;
	char name[16];
};

SEC("struct_ops")
__u32 ssthresh(unsigned long long *ctx)
{
	return 2;
}

SEC("struct_ops/undo")
__u32 undo(unsigned long long *ctx)
{
	return 3;
}

SEC("struct_ops")
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

SEC(".struct_ops.link")
struct tcp_congestion_ops again = {
	.ssthresh = (void *)ssthresh,
	.undo_cwnd = (void *)undo,
	.flags = 1,
	.name = "rawbpf_again",
};

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "rawbpf_plain",
};

SEC("?.struct_ops")
struct tcp_congestion_ops dormant = {
	.ssthresh = (void *)ssthresh,
	.name = "rawbpf_dormant",
};

LICENSE("GPL");
