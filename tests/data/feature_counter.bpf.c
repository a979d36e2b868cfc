/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A variable that the program writes. */
#include "bpf/rawbpf.h"

__u64 seen;

SEC("socket")
int count(void *ctx)
{
	__sync_fetch_and_add(&seen, 1);
	return 0;
}

LICENSE("GPL");
