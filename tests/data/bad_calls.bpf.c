// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Typical mistakes with contexts, helpers and packets. Each program is refused
 * by itself, for the reason that tests/kernel/refused.sh names. */
#include "bpf/rawbpf.h"

SEC("?xdp/helper_of_another_type")
int helper_of_another_type(struct xdp_md *ctx)
{
	return bpf_skb_pull_data((void *)ctx, 0) ? XDP_DROP : XDP_PASS;
}

SEC("?xdp/context_of_another_type")
int context_of_another_type(struct __sk_buff *ctx)
{
	return ctx->cb[4] ? XDP_DROP : XDP_PASS;
}

SEC("?tc/packet_kept_over_helper")
int packet_kept_over_helper(struct __sk_buff *ctx)
{
	__u8 *data = (__u8 *)(long)ctx->data;

	if (data + 1 > (__u8 *)(long)ctx->data_end)
		return 0;
	bpf_skb_pull_data(ctx, 0);
	return *data;
}

SEC("?tc/packet_pointer_masked")
int packet_pointer_masked(struct __sk_buff *ctx)
{
	__u64 data = (__u64)ctx->data;

	asm volatile("%0 &= -16" : "+r"(data));
	return *(__u8 *)data;
}

SEC("?kprobe/sleeping_helper")
int sleeping_helper(void *ctx)
{
	char c = 0;

	bpf_copy_from_user(&c, 1, ctx);
	return c;
}

SEC("?sk_lookup/return_out_of_range")
int return_out_of_range(struct bpf_sk_lookup *ctx)
{
	return 7;
}

LICENSE("GPL");
