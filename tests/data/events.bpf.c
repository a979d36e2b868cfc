/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A record for each system call of one process: into a ring buffer that says
 * of what type its records are, and every other one into one that does not.
 */
#include "bpf/rawbpf.h"

struct event {
	__u32 pid;
	__s32 number;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
	__type(value, struct event);
} typed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 12);
} bare SEC(".maps");

const volatile __u32 pid;
__u64 calls;

SEC("raw_tp/sys_enter")
int on_enter(__u64 *ctx)
{
	struct event *e;
	__u8 *b;

	if (bpf_get_current_pid_tgid() >> 32 != pid)
		return 0;
	e = bpf_ringbuf_reserve(&typed, sizeof(*e), 0);
	if (!e)
		return 0;
	e->pid = pid;
	e->number = -(__s32)ctx[1];
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_ringbuf_submit(e, 0);
	b = bpf_ringbuf_reserve(&bare, 3, 0);
	if (!b)
		return 0;
	b[0] = 0xab;
	b[1] = (__u8)calls;
	b[2] = 0;
	if (calls++ & 1)
		bpf_ringbuf_discard(b, 0);
	else
		bpf_ringbuf_submit(b, 0);
	return 0;
}

LICENSE("GPL");
