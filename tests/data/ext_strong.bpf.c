/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What no kernel has and the programs cannot do without. */
#include "bpf/rawbpf.h"

extern const void no_such_symbol __ksym;
extern const int no_such_variable __ksym;
extern int bpf_no_such_function(void *p) __ksym;
extern const int bpf_task_release __ksym; /* a function */
extern void bpf_task_from_pid(void) __ksym; /* has a parameter */

SEC("?syscall")
int symbol(void *ctx)
{
	return (long)&no_such_symbol >> 63;
}

SEC("?syscall")
int variable(void *ctx)
{
	return *(const int *)bpf_this_cpu_ptr(&no_such_variable);
}

SEC("?syscall")
int function(void *ctx)
{
	return bpf_no_such_function(ctx);
}

SEC("?syscall")
int of_another_kind(void *ctx)
{
	return *(const int *)bpf_this_cpu_ptr(&bpf_task_release);
}

SEC("?syscall")
int of_another_type(void *ctx)
{
	bpf_task_from_pid();
	return 0;
}

LICENSE("GPL");
