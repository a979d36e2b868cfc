/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Addresses of kernel symbols: with a type, without one, and missing ones,
 * which may be called for only because they are weak.
 */
#include "bpf/rawbpf.h"

struct rq;

extern const int bpf_prog_active __ksym; /* per-CPU */
extern const struct rq runqueues __ksym;
extern const struct rq no_such_variable __ksym __weak;
extern const void schedule __ksym;
extern const void no_such_symbol __ksym __weak;

SEC("raw_tp/sys_enter")
int typed(void *ctx)
{
	const int *active = bpf_this_cpu_ptr(&bpf_prog_active);
	const void *rq = bpf_per_cpu_ptr(&runqueues, 0);

	if (&no_such_variable)
		return -1;
	return rq ? *active : 0;
}

SEC("raw_tp/sys_exit")
int typeless(void *ctx)
{
	__u64 address = (__u64)&schedule;

	if (&no_such_symbol)
		return -1;
	return address >> 63;
}

LICENSE("GPL");
