/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs for functions of prog_target.bpf.c. */
#include "bpf/rawbpf.h"

__u64 entries;

SEC("freplace/verdict")
int other_verdict(struct xdp_md *ctx)
{
	return 1;
}

SEC("fentry/entry")
int before(unsigned long long *ctx)
{
	entries++;
	return 0;
}

SEC("fexit/verdict")
int after(unsigned long long *ctx)
{
	return 0;
}

LICENSE("GPL");
