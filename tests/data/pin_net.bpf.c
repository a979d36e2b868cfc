/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What there is to pin: maps of all conventions, two programs in one section.
 * Others include it, to be the same but for one thing. */
#include "bpf/rawbpf.h"

#ifndef ENTRIES
#define ENTRIES 128
#endif
#ifndef SECOND
#define SECOND 0
#endif
#ifndef RESULT
#define RESULT 0
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, ENTRIES);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 4);
	__uint(pinning, 1);
} everybodys SEC(".maps");

/* The kernel adds flags of its own */
struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} ports SEC(".maps");

const volatile int limit = 5;
int seen[2];

SEC("tracepoint/raw_syscalls/sys_enter")
int enter(void *ctx)
{
	__u32 key = 0;

	(void)ctx;
	if (bpf_map_lookup_elem(&counts, &key) ||
	    bpf_map_lookup_elem(&everybodys, &key))
		bpf_map_delete_elem(
			SECOND ? (void *)&everybodys : (void *)&counts, &key);
	if (seen[0] < limit)
		seen[0]++;
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit")
int leave(void *ctx)
{
	(void)ctx;
	return RESULT;
}

SEC("tracepoint/raw_syscalls/sys_exit")
int leave_too(void *ctx)
{
	(void)ctx;
	return seen[0];
}

LICENSE("GPL");

#ifdef BAD
SEC("tracepoint/sched/sched_switch")
int bad(void *ctx)
{
	return *(volatile int *)((char *)ctx + 100000);
}
#endif
