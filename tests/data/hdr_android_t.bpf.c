/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 13: labels, pin directories, a map shared by objects,
 * and the types of maps in sections ".maps.NAME", which hold no maps.
 */
#define RAWBPF_ANDROID	  'T'
#define BPFLOADER_MIN_VER 13
#include "bpf/android.h"

struct network {
	__u32 prefixlen;
	__be32 address;
};

DEFINE_BPF_MAP_GRW(counts, HASH, int, int, 1024, AID_SYSTEM)
DEFINE_BPF_MAP_EXT(blocked, LPM_TRIE, struct network, __u32, 32, AID_ROOT,
		   AID_NET_BW_ACCT, 0660, "fs_bpf_net_shared", "net_shared/", 1)

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

DEFINE_BPF_PROG_EXT("bind4/block_port", AID_ROOT, AID_ROOT, block_port,
		    KVER(5, 4, 0), KVER_INF, 0, "fs_bpf_net_shared",
		    "net_shared/")
(struct bpf_sock_addr *ctx)
{
	struct network key = { 32, ctx->user_ip4 };

	return !bpf_blocked_lookup_elem(&key);
}

BTF_MIN_BPFLOADER_VER(13);
BTF_MIN_KERNEL_VER(KVER(5, 10, 0));
LICENSE("Apache 2.0");
