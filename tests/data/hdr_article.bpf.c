/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The worked example that this project began with: how many system calls has
 * each process made? One map, one handler, the map's own functions. With
 * -DRAWBPF_ANDROID="'Q'" the same source becomes an object for Android 10.
 */
#ifdef RAWBPF_ANDROID
#include "bpf/android.h"
#else
#include "bpf/rawbpf.h"
#endif
#include "bpf/tracepoints.h"

DEFINE_BPF_MAP(pid_syscall_map, HASH, int, int, 1024)

SEC("tracepoint/raw_syscalls/sys_enter")
int on_sys_enter(struct trace_event_raw_sys_enter *ctx)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	int first = 1;
	int *count;

	if (ctx->id < 0) /* a tracer cancelled the call */
		return 0;

	count = bpf_pid_syscall_map_lookup_elem(&pid);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_pid_syscall_map_update_elem(&pid, &first, BPF_ANY);
	return 0;
}

LICENSE("GPL");
