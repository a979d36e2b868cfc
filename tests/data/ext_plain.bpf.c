/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* clang: -g0 */
/* Without BTF nobody knows what an undefined symbol is meant to be. */
#include "bpf/rawbpf.h"

extern unsigned int LINUX_KERNEL_VERSION __kconfig;

SEC("socket")
int version(void *ctx)
{
	return LINUX_KERNEL_VERSION >> 16;
}

LICENSE("GPL");
