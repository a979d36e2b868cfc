/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Contexts of common tracepoints, as Linux 6.1 lays them out. The layout is
 * only a draft: each access is recorded by name, and the loader puts in the
 * offset that the running kernel has, from its BTF or from the event's format
 * file. A field that the kernel does not have stops the load; what is known
 * to come and go is said below.
 */
#ifndef BPF_TRACEPOINTS_H
#define BPF_TRACEPOINTS_H

#include "bpf/base.h"

/* Where a string of variable length lies, for bpf_probe_read_str:
 * TRACE_STR(ctx, filename). */
#define TRACE_STR(ctx, field)                                                  \
	((const char *)(ctx) + ((ctx)->__data_loc_##field & 0xffff))

#ifndef __VMLINUX_H__ /* which has them all, as its own kernel lays them out \
		       */

#define RAWBPF_RELOCATED __attribute__((preserve_access_index))

/* At the head of each; common_type and so on in the format files. Longer on
 * real-time kernels. */
struct trace_entry {
	unsigned short type;
	unsigned char flags;
	unsigned char preempt_count;
	int pid;
} RAWBPF_RELOCATED;

/* raw_syscalls:sys_enter */
struct trace_event_raw_sys_enter {
	struct trace_entry ent;
	long id;
	unsigned long args[6];
} RAWBPF_RELOCATED;

/* raw_syscalls:sys_exit */
struct trace_event_raw_sys_exit {
	struct trace_entry ent;
	long id;
	long ret;
} RAWBPF_RELOCATED;

/* sched:sched_process_fork. The names are strings of variable length on newer
 * kernels (seen in 6.18): there is no way to read them that suits both. */
struct trace_event_raw_sched_process_fork {
	struct trace_entry ent;
	char parent_comm[16];
	int parent_pid;
	char child_comm[16];
	int child_pid;
} RAWBPF_RELOCATED;

/* sched:sched_process_exec */
struct trace_event_raw_sched_process_exec {
	struct trace_entry ent;
	unsigned int __data_loc_filename;
	int pid;
	int old_pid;
} RAWBPF_RELOCATED;

/* sched:sched_process_exit, with sched_process_free and sched_process_wait.
 * On newer kernels (seen in 6.18) sched_process_exit has the struct below and
 * the name is of variable length here; pid is in all of them. */
struct trace_event_raw_sched_process_template {
	struct trace_entry ent;
	char comm[16];
	int pid;
	int prio;
} RAWBPF_RELOCATED;

/* sched:sched_process_exit of those newer kernels */
struct trace_event_raw_sched_process_exit {
	struct trace_entry ent;
	char comm[16];
	int pid;
	int prio;
	_Bool group_dead;
} RAWBPF_RELOCATED;

/* sched:sched_switch */
struct trace_event_raw_sched_switch {
	struct trace_entry ent;
	char prev_comm[16];
	int prev_pid;
	int prev_prio;
	long prev_state;
	char next_comm[16];
	int next_pid;
	int next_prio;
} RAWBPF_RELOCATED;

/* irq:irq_handler_entry */
struct trace_event_raw_irq_handler_entry {
	struct trace_entry ent;
	int irq;
	unsigned int __data_loc_name;
} RAWBPF_RELOCATED;

#endif

#endif
