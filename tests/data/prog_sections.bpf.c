/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* clang: -ffunction-sections */
/*
 * Programs and subprograms in sections of all kinds: several programs in one,
 * one that is not loaded by itself, one of an unknown name, subprograms each
 * in a section of its own, in a section with a name, in a group, a callback,
 * an alias, and a function that is program and subprogram at once.
 */
#include "bpf/rawbpf.h"

#define NOINLINE __attribute__((noinline))

static NOINLINE int in_its_own(int x)
{
	return x * 3;
}

NOINLINE int seen_by_all(int x)
{
	return x * 5;
}

SEC("helpers") NOINLINE int in_a_name(int x)
{
	return x * 7 + in_its_own(x);
}

static long each(__u32 i, void *ctx)
{
	return i > 3;
}

/* What C++ makes of inline functions */
asm(".section .text._Z1fi,\"axG\",@progbits,_Z1fi,comdat\n"
    ".weak _Z1fi\n"
    ".type _Z1fi,@function\n"
    "_Z1fi:\n"
    "r0 = r1\n"
    "exit\n"
    ".size _Z1fi, 16\n"
    ".text\n");
int grouped(int x) asm("_Z1fi");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return in_its_own(ctx->data_end - ctx->data) + grouped(1);
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return seen_by_all(ctx->rx_queue_index) + in_a_name(2);
}

int second_alias(struct xdp_md *ctx) __attribute__((alias("second")));

SEC("?tracepoint/sched/sched_switch")
int dormant(void *ctx)
{
	return bpf_loop(5, each, &ctx, 0);
}

SEC("from-container")
int of_unknown_type(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("tc") NOINLINE int both(struct __sk_buff *skb)
{
	return skb->len + seen_by_all(1);
}

SEC("tc")
int caller(struct __sk_buff *skb)
{
	return both(skb) + 1;
}

LICENSE("GPL");
