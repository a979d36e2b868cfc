// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Typical mistakes with the stack, registers and loops. Each program is refused
 * by itself, for the reason that tests/kernel/refused.sh names. */
#include "bpf/rawbpf.h"

static __attribute__((noinline)) int large_callee(void *ctx)
{
	__u64 room[50] = {};

	asm volatile("" : : "r"(room) : "memory");
	return (int)room[49];
}

SEC("?tc/chain_too_large")
int chain_too_large(void *ctx)
{
	__u64 room[50] = {};

	asm volatile("" : : "r"(room) : "memory");
	return large_callee(ctx) + (int)room[49];
}

SEC("?tp/bad/index_unbounded")
int index_unbounded(void *ctx)
{
	volatile char room[16] = {};
	__u32 i = bpf_get_prandom_u32();

	room[i & 31] = 1;
	return room[0];
}

SEC("?tp/bad/size_unchecked")
int size_unchecked(void *ctx)
{
	char room[16];
	__u32 n = bpf_get_prandom_u32();

	bpf_probe_read(room, n, ctx);
	return room[0];
}

SEC("?tp/bad/kernel_pointer_followed")
int kernel_pointer_followed(void *ctx)
{
	__u64 *task = (__u64 *)bpf_get_current_task();

	return (int)*task;
}

SEC("?tp/bad/loop_without_end")
int loop_without_end(void *ctx)
{
	__u32 i = 1;

	do
		asm volatile("" : "+r"(i));
	while (i);
	return 0;
}

SEC("?tp/bad/loop_too_long")
int loop_too_long(void *ctx)
{
	__u64 sum = 0;

	for (__u32 i = 0; i < 10000000; i++)
		sum += bpf_get_prandom_u32();
	return (int)sum;
}

LICENSE("GPL");
