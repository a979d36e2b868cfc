/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bpf_printk with none to three arguments and with a format of 200 bytes. The
 * object must not refer to .rodata: the formats are built on the stack.
 */
#include "bpf/rawbpf.h"
#include "bpf/tracepoints.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

SEC("tracepoint/raw_syscalls/sys_enter")
int say(struct trace_event_raw_sys_enter *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	long written;

	if (ctx->id != 110 && ctx->id != 173) /* getppid */
		return 0;
	bpf_printk("rawbpf says hello\n");
	bpf_printk("rawbpf: system call %ld\n", ctx->id);
	written = bpf_printk("rawbpf: pid %u tid %u first %lx\n",
			     (__u32)(id >> 32), (__u32)id, ctx->args[0]);
	bpf_printk("%d " FIFTY FIFTY FIFTY TEN TEN TEN TEN "\n", (int)written);
	return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int say_exec(struct trace_event_raw_sched_process_exec *ctx)
{
	char name[32];

	bpf_probe_read_str(name, sizeof(name), TRACE_STR(ctx, filename));
	bpf_printk("rawbpf: pid %d runs %s\n", ctx->pid, name);
	return 0;
}

LICENSE("GPL");
