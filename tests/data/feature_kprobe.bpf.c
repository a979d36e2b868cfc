/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A kprobe, which names the kernel it was made for before 5.0. */
#include "bpf/rawbpf.h"

SEC("kprobe/do_exit")
int probe(void *ctx)
{
	return 0;
}

LICENSE("GPL");
