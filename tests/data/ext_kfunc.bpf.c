/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kernel functions: called, called if they exist, declared in several ways of
 * which the kernel knows one, and called from a subprogram.
 */
#include "bpf/rawbpf.h"

struct task_struct;

extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
/* The kernel's has one parameter */
extern struct task_struct *bpf_task_from_pid___two(int pid,
						   int x) __ksym __weak;
extern struct task_struct *bpf_task_from_pid___one(int pid) __ksym __weak;
extern int bpf_no_such_function(void *p) __ksym __weak;

static __noinline int exists(int pid)
{
	struct task_struct *p;

	if (bpf_task_from_pid___two)
		p = bpf_task_from_pid___two(pid, 0);
	else if (bpf_task_from_pid___one)
		p = bpf_task_from_pid___one(pid);
	else
		return -1;
	if (p == NULL)
		return 0;
	bpf_task_release(p);
	return 1;
}

SEC("syscall")
int call(void *ctx)
{
	struct task_struct *p = bpf_task_from_pid(1);

	if (p)
		bpf_task_release(p);
	if (bpf_no_such_function)
		return bpf_no_such_function(ctx);
	return exists(1);
}

/* Refused: nothing keeps this from being called */
SEC("?syscall")
int call_untested(void *ctx)
{
	return bpf_no_such_function(ctx);
}

LICENSE("GPL");
