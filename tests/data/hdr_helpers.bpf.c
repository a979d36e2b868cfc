/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Every helper that the UAPI header of the build machine lists must be
 * declared, with the header's number. A missing one does not compile; a wrong
 * number leaves a call of wrong_number behind, which is an error where the
 * compiler can say so (clang 14) and an undefined symbol elsewhere. The
 * program itself loads and does nothing.
 */
#include "bpf/rawbpf.h"

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif

#if __has_attribute(error)
#define NEVER __attribute__((error("another number in <linux/bpf.h>")))
#else
#define NEVER
#endif

NEVER extern void wrong_number(void);

static void *const bpf_unspec = (void *)BPF_FUNC_unspec;

#define CHECK(name)                                                            \
	(void *)bpf_##name == (void *)BPF_FUNC_##name ? 0 : (wrong_number(), 0)

SEC("tracepoint/raw_syscalls/sys_enter")
int no_wrong_number(void *ctx)
{
	int checks[] = { __BPF_FUNC_MAPPER(CHECK) };

	(void)ctx;
	return checks[0];
}

/* Younger than the oldest header that is supported for building. */
SEC("tracepoint/raw_syscalls/sys_exit")
int no_wrong_late_number(void *ctx)
{
	(void)ctx;
	if (bpf_user_ringbuf_drain != (void *)209 ||
	    bpf_cgrp_storage_get != (void *)210 ||
	    bpf_cgrp_storage_delete != (void *)211)
		wrong_number();
	return 0;
}

LICENSE("GPL");
