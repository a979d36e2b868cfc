/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A configuration value that no kernel has and that is not weak. */
#include "bpf/rawbpf.h"

extern int CONFIG_NO_SUCH_THING __kconfig;

SEC("socket")
int config(void *ctx)
{
	return CONFIG_NO_SUCH_THING;
}

LICENSE("GPL");
