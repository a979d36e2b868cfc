/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 11: owners and modes of maps, program definitions,
 * kernel versions in the old encoding, variants of one program after "$".
 */
#define RAWBPF_ANDROID 'R'
#include "bpf/android.h"

DEFINE_BPF_MAP(counts, HASH, int, int, 1024)
DEFINE_BPF_MAP_UGM(owned, ARRAY, __u32, __u64, 2, AID_SYSTEM, AID_SHELL, 0644)
DEFINE_BPF_MAP_RO(group_ro, HASH, __u32, __u32, 16, AID_NET_ADMIN)
DEFINE_BPF_MAP_WO(group_wo, HASH, __u32, __u32, 16, AID_NET_ADMIN)
DEFINE_BPF_MAP_GRO(root_rw_group_ro, HASH, __u32, __u32, 16, AID_GRAPHICS)
DEFINE_BPF_MAP_GWO(root_rw_group_wo, HASH, __u32, __u32, 16, AID_GRAPHICS)
DEFINE_BPF_MAP_GRW(root_rw_group_rw, HASH, __u32, __u32, 16, AID_GRAPHICS)

DEFINE_BPF_PROG("tracepoint/raw_syscalls/sys_enter", AID_ROOT, AID_NET_ADMIN,
		on_sys_enter)
(void *ctx)
{
	int pid = bpf_get_current_pid_tgid() >> 32;
	int first = 1;
	int *count = bpf_counts_lookup_elem(&pid);
	__u32 index = 1;
	__u64 *total = bpf_owned_lookup_elem(&index);

	(void)ctx;
	if (total)
		__sync_fetch_and_add(total, 1);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_counts_update_elem(&pid, &first, BPF_ANY);
	return 0;
}

DEFINE_BPF_PROG_KVER("skfilter/length$5_4", AID_ROOT, AID_ROOT, length_5_4,
		     KVER(5, 4, 0))
(struct __sk_buff *skb)
{
	return skb->len;
}

DEFINE_OPTIONAL_BPF_PROG_KVER_RANGE("skfilter/length$4_9", AID_ROOT, AID_ROOT,
				    length_4_9, KVER(4, 9, 0), KVER(5, 4, 0))
(struct __sk_buff *skb)
{
	return skb->len;
}

CRITICAL("system call counts");
LICENSE("GPL");
