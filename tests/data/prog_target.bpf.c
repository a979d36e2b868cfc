/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A program with a function that another one can replace or trace. */
#include "bpf/rawbpf.h"

__attribute__((noinline)) int verdict(struct xdp_md *ctx)
{
	volatile int pass = 2;

	return ctx ? pass : 0;
}

SEC("xdp")
int entry(struct xdp_md *ctx)
{
	return verdict(ctx);
}

LICENSE("GPL");
