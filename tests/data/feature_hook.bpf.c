/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A hook that is told by its expected attach type (4.17). */
#include "bpf/rawbpf.h"

SEC("cgroup/bind4")
int bind4(void *ctx)
{
	return 1;
}

LICENSE("GPL");
