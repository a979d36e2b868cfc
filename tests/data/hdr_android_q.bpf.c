/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 10: maps of 28 bytes each in the section "maps" and
 * nothing else that says what it is. The second program and map are there so
 * that the definitions must be told apart by their place.
 */
#define RAWBPF_ANDROID 'Q'
#include "bpf/android.h"
#include "bpf/tracepoints.h"

DEFINE_BPF_MAP(pid_syscall_map, HASH, int, int, 1024)
DEFINE_BPF_MAP(switches, PERCPU_ARRAY, __u32, __u64, 1)

SEC("tracepoint/raw_syscalls/sys_enter")
int on_sys_enter(struct trace_event_raw_sys_enter *ctx)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	int first = 1;
	int *count;

	if (ctx->id < 0)
		return 0;
	count = bpf_pid_syscall_map_lookup_elem(&pid);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_pid_syscall_map_update_elem(&pid, &first, BPF_ANY);
	return 0;
}

SEC("tracepoint/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	__u32 zero = 0;
	__u64 *n = bpf_switches_lookup_elem(&zero);

	if (n && ctx->next_pid != 0)
		*n += 1;
	return 0;
}

LICENSE("GPL");
