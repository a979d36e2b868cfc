/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the counter in the kernel and `rawbpf count` outside agree on: the
 * layout of keys and slots. Fields that --by did not choose stay zero; the
 * loader cuts keys and slots off behind the last chosen one, which is why the
 * most wanted come first.
 */
#ifndef BPF_COUNT_H
#define BPF_COUNT_H

#include <linux/types.h>

#define COUNT_COMM_LEN 16 /* TASK_COMM_LEN */

struct count_key {
	__u32 pid; /* of the process: the kernel's tgid */
	__u32 syscall;
	__u32 tid; /* of the thread: the kernel's pid */
	__u32 uid;
	__u32 cpu;
	__u32 event; /* number of the tracepoint, when there are several */
	__u64 cgroup;
	char comm[COUNT_COMM_LEN];
};

/* One CPU's hits of one key. The same key has another slot on each CPU. */
struct count_slot {
	__u64 hits;
	__u64 named; /* ktime when comm was read; the latest one is right */
	char comm[COUNT_COMM_LEN];
	struct count_key key; /* last: may be cut off */
};

/* One CPU's own state */
struct count_cpu {
	__u32 slot; /* of the latest hit, 0: none */
	__u32 used; /* slots 1 to used are taken */
	__u64 lost; /* hits that found no room */
	__u32 tgid, epoch; /* with --follow: of the latest hit */
	struct count_key key; /* of the latest hit */
};

/* What becomes of a process that is followed */
#define COUNT_WAITS  1 /* for its exec */
#define COUNT_COUNTS 2

struct count_shared {
	__u32 epoch; /* changes when a followed process id is reused */
	__u32 unfollowed; /* children that found no room */
};

#endif
