/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 14: loaders and builds may differ by map and program,
 * ring buffers have functions, and an old loader can be made to fail.
 */
#define RAWBPF_ANDROID	  'U'
#define BPFLOADER_MIN_VER 25
#include "bpf/android.h"

DEFINE_BPF_MAP_RO(counts, HASH, int, int, 1024, AID_SYSTEM)
DEFINE_BPF_MAP_EXT(debug, ARRAY, __u32, __u64, 4, AID_SYSTEM, AID_SHELL, 0440,
		   "", "", 0, 28, 0x10000, 0, 1, 0)
DEFINE_BPF_RINGBUF_EXT(events, __u64, 4096, AID_ROOT, AID_SYSTEM, 0660,
		       "fs_bpf_loader", "loader/", 0, 36, 0x10000, 0, 0, 0)

DEFINE_BPF_PROG("tracepoint/raw_syscalls/sys_enter", AID_ROOT, AID_SYSTEM,
		on_sys_enter)
(void *ctx)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	int first = 1;
	int *count = bpf_counts_lookup_elem(&pid);

	(void)ctx;
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_counts_update_elem(&pid, &first, BPF_ANY);
	return 0;
}

DEFINE_BPF_PROG_EXT("skfilter/tell", AID_ROOT, AID_ROOT, tell, KVER(5, 10, 0),
		    KVER_INF, 36, 0x10000, 0, "fs_bpf_loader", "loader/", 0, 0,
		    0)
(struct __sk_buff *skb)
{
	__u64 *event = bpf_events_reserve();

	if (!event)
		return 0;
	*event = skb->len;
	bpf_events_submit(event);
	return 1;
}

DEFINE_BPF_PROG_EXT("tracepoint/sched/sched_switch", AID_ROOT, AID_ROOT,
		    on_switch, KVER_NONE, KVER_INF, BPFLOADER_MIN_VER,
		    BPFLOADER_MAX_VER, 1, "", "", 0, 1, 0)
(void *ctx)
{
	__u32 index = 3;
	__u64 *n = bpf_debug_lookup_elem(&index);

	(void)ctx;
	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}

BPFLOADER_MIN_REQUIRED_VER(25);
LICENSE("GPL");
