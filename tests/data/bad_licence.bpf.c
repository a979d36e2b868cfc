// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Refused: a helper for GPL-compatible programs, and another licence. */
#include "bpf/rawbpf.h"

SEC("tracepoint/syscalls/sys_enter_write")
int helper_for_gpl(void *ctx)
{
	char c = 0;

	bpf_probe_read(&c, 1, ctx);
	return c;
}

LICENSE("Proprietary");
