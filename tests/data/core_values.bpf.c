/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What sched:sched_switch says of each task, and of nothing else, so that the
 * event's format file is enough to relocate it: how often it was switched away
 * from and to, and what it was called and how urgent it was then.
 */
#include "bpf/core.h"
#include "bpf/rawbpf.h"

/* Where no kernel has them: without relocation nothing would be right */
struct trace_event_raw_sched_switch {
	int next_prio, prev_prio;
	char gap[100];
	int next_pid, prev_pid;
	char next_comm[16], prev_comm[16];
} __attribute__((preserve_access_index));

struct side {
	__u64 switches;
	__u32 prio;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, struct side);
} away SEC(".maps"), to SEC(".maps");

static inline void see(void *map, __u32 pid, __u32 prio, const char *comm)
{
	struct side none = {}, *s = bpf_map_lookup_elem(map, &pid);

	if (!s) {
		bpf_map_update_elem(map, &pid, &none, BPF_NOEXIST);
		s = bpf_map_lookup_elem(map, &pid);
	}
	if (!s)
		return;
	__sync_fetch_and_add(&s->switches, 1);
	s->prio = prio;
	bpf_probe_read(s->comm, sizeof(s->comm), comm);
}

SEC("tracepoint/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	see(&away, ctx->prev_pid, ctx->prev_prio, ctx->prev_comm);
	see(&to, ctx->next_pid, ctx->next_prio, ctx->next_comm);
	return 0;
}

LICENSE("GPL");
