/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 12: the sizes of the definitions and the loaders it is
 * for are in sections of their own; kernel versions in the new encoding.
 */
#define RAWBPF_ANDROID	  'S'
#define BPFLOADER_MIN_VER 2
#include "bpf/android.h"

DEFINE_BPF_MAP_GRW(counts, HASH, int, int, 1024, AID_SYSTEM)
DEFINE_BPF_MAP(targets, DEVMAP_HASH, __u32, struct bpf_devmap_val, 64)

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

DEFINE_BPF_PROG_KVER_RANGE("xdp/forward$5_9", AID_ROOT, AID_NETWORK_STACK,
			   forward_5_9, KVER(5, 9, 0), KVER_INF)
(struct xdp_md *ctx)
{
	return bpf_redirect_map(&targets, ctx->ingress_ifindex, 0);
}

DEFINE_OPTIONAL_BPF_PROG("xdp/forward$stub", AID_ROOT, AID_NETWORK_STACK,
			 forward_stub)
(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

LICENSE("GPL");
