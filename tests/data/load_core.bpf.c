/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Fields of the kernel by CO-RE: the context of sched:sched_switch and the
 * task that runs. `read` holds what the last switch showed.
 */
#include "bpf/core.h"
#include "bpf/rawbpf.h"
#include "bpf/tracepoints.h"

#define RELOCATED __attribute__((preserve_access_index))

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *real_parent;
	char comm[16];
} RELOCATED;

struct seen {
	__u32 switches;
	__u32 prev_pid, next_pid; /* of the context */
	__u32 pid, parent; /* of the task that runs: the previous one */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct seen);
} seen SEC(".maps");

SEC("tracepoint/sched/sched_switch")
int on_switch(struct trace_event_raw_sched_switch *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct *parent = NULL;
	__u32 zero = 0;
	struct seen *s = bpf_map_lookup_elem(&seen, &zero);

	if (!s)
		return 0;
	s->switches++;
	s->prev_pid = ctx->prev_pid;
	s->next_pid = ctx->next_pid;
	bpf_probe_read(&s->pid, sizeof(s->pid), &task->pid);
	bpf_probe_read(&parent, sizeof(parent), &task->real_parent);
	bpf_probe_read(&s->parent, sizeof(s->parent), &parent->tgid);
	return 0;
}

LICENSE("GPL");
