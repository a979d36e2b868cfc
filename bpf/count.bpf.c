// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The counter behind `rawbpf count`: hits of a tracepoint by key.
 *
 * Every CPU counts for itself, in slots that no other CPU touches, so there
 * are no atomics and no shared cache lines. The slot of the latest key is
 * remembered: while the same process goes on, a hit costs two array look-ups.
 * Only another key is looked up in the hash, and only a new one takes a slot.
 *
 * The constants below are set before the load and become immediate values;
 * what they rule out is gone from the program that runs.
 */
#include "bpf/count.h"
#include "bpf/rawbpf.h"
#include "bpf/tracepoints.h"

const volatile __u8 by_pid, by_tid, by_uid, by_cpu, by_syscall, by_event,
	by_cgroup, by_comm;
const volatile __u8 names; /* record the command name of a new key */
const volatile __u8 follow; /* count followed processes only */
const volatile __u32 only_pid; /* not 0: count this process only */
const volatile __u32 event; /* number of this tracepoint */
const volatile __u32 mark[4]; /* command name that marks the forking parent */

/* A tracepoint program that returns 0 hides the hit from everybody else who
 * listens through perf, such as perf stat */
#define PASS_ON 1

/* key -> this CPU's slot, 0: none yet */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1);
	__type(key, struct count_key);
	__type(value, __u32);
} places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct count_slot);
} slots SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct count_cpu);
} cpus SEC(".maps");

/* process -> COUNT_WAITS or COUNT_COUNTS */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} followed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct count_shared);
} shared SEC(".maps");

static __always_inline void copy_key(struct count_key *to,
				     const struct count_key *from)
{
	if (by_pid)
		to->pid = from->pid;
	if (by_syscall)
		to->syscall = from->syscall;
	if (by_tid)
		to->tid = from->tid;
	if (by_uid)
		to->uid = from->uid;
	if (by_cpu)
		to->cpu = from->cpu;
	if (by_event)
		to->event = from->event;
	if (by_cgroup)
		to->cgroup = from->cgroup;
	if (by_comm)
		__builtin_memcpy(to->comm, from->comm, COUNT_COMM_LEN);
}

static __always_inline int same_comm(const char *a, const char *b)
{
	const __u64 *x = (const __u64 *)a, *y = (const __u64 *)b;

	return x[0] == y[0] && x[1] == y[1];
}

static __always_inline int same_key(const struct count_key *a,
				    const struct count_key *b)
{
	if (by_pid && a->pid != b->pid)
		return 0;
	if (by_syscall && a->syscall != b->syscall)
		return 0;
	if (by_tid && a->tid != b->tid)
		return 0;
	if (by_uid && a->uid != b->uid)
		return 0;
	if (by_cpu && a->cpu != b->cpu)
		return 0;
	if (by_event && a->event != b->event)
		return 0;
	if (by_cgroup && a->cgroup != b->cgroup)
		return 0;
	if (by_comm && !same_comm(a->comm, b->comm))
		return 0;
	return 1;
}

/* Helpers of 4.9 write to the stack only, not into a map's value */
static __always_inline void name_slot(struct count_slot *slot)
{
	char comm[COUNT_COMM_LEN] __attribute__((aligned(8))) = {};

	bpf_get_current_comm(comm, sizeof(comm));
	__builtin_memcpy(slot->comm, comm, sizeof(comm));
	slot->named = bpf_ktime_get_ns();
}

/* A slot for a key that has none on this CPU; 0 when the map is full. known
 * is the key's entry, if another CPU has made it already. */
static __always_inline __u32 new_slot(struct count_cpu *cpu,
				      struct count_key *key, __u32 *known)
{
	__u32 n = cpu->used + 1;
	struct count_slot *slot = bpf_map_lookup_elem(&slots, &n);

	if (!slot)
		return 0;
	if (known)
		*known = n;
	else if (bpf_map_update_elem(&places, key, &n, BPF_ANY))
		return 0;
	cpu->used = n;
	copy_key(&slot->key, key);
	if (names)
		name_slot(slot);
	return n;
}

static __always_inline __u32 find_slot(struct count_cpu *cpu,
				       struct count_key *key)
{
	__u32 *known = bpf_map_lookup_elem(&places, key);

	return known && *known ? *known : new_slot(cpu, key, known);
}

static __always_inline int is_followed(__u32 tgid)
{
	__u32 *state = bpf_map_lookup_elem(&followed, &tgid);

	return state && *state == COUNT_COUNTS;
}

static __always_inline int count(__u32 syscall)
{
	struct count_key key = {};
	struct count_slot *slot;
	struct count_cpu *cpu;
	__u32 zero = 0, n, tgid = 0, epoch = 0;
	__u64 id = 0;
	int same;

	if (by_pid || by_tid || follow || only_pid)
		id = bpf_get_current_pid_tgid();
	tgid = id >> 32;
	if (only_pid && tgid != only_pid)
		return PASS_ON;
	cpu = bpf_map_lookup_elem(&cpus, &zero);
	if (!cpu)
		return PASS_ON;
	if (by_pid)
		key.pid = tgid;
	if (by_syscall)
		key.syscall = syscall;
	if (by_tid)
		key.tid = id;
	if (by_uid)
		key.uid = bpf_get_current_uid_gid();
	if (by_cpu)
		key.cpu = bpf_get_smp_processor_id();
	if (by_event)
		key.event = event;
	if (by_cgroup)
		key.cgroup = bpf_get_current_cgroup_id();
	if (by_comm)
		bpf_get_current_comm(key.comm, sizeof(key.comm));

	n = cpu->slot;
	same = n && same_key(&cpu->key, &key);
	if (follow) {
		struct count_shared *s = bpf_map_lookup_elem(&shared, &zero);

		epoch = s ? s->epoch : 0;
		same = same && cpu->tgid == tgid && cpu->epoch == epoch;
	}
	if (!same) {
		if (follow && !is_followed(tgid))
			return PASS_ON;
		n = find_slot(cpu, &key);
		copy_key(&cpu->key, &key);
		cpu->slot = n;
		if (follow) {
			cpu->tgid = tgid;
			cpu->epoch = epoch;
		}
	}
	slot = n ? bpf_map_lookup_elem(&slots, &n) : NULL;
	if (slot)
		slot->hits++;
	else
		cpu->lost++;
	return PASS_ON;
}

/* Any tracepoint; that it has a system call number only matters when
 * by_syscall asks for it. Loaded as raw tracepoint too, with the place of id
 * relocated to the argument that holds it. */
SEC("tracepoint")
int count_event(struct trace_event_raw_sys_enter *ctx)
{
	return count(by_syscall ? (__u32)ctx->id : 0);
}

/* task:task_newtask, in the parent, before the child runs */
struct trace_event_raw_task_newtask {
	int pid;
	char comm[16];
	unsigned long clone_flags;
} RAWBPF_RELOCATED;

#define CLONE_THREAD 0x00010000

static __always_inline int is_marked(void)
{
	__u32 comm[4] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	return comm[0] == mark[0] && comm[1] == mark[1] && comm[2] == mark[2] &&
	       comm[3] == mark[3];
}

static __always_inline void forget(__u32 pid)
{
	__u32 zero = 0;
	struct count_shared *s = bpf_map_lookup_elem(&shared, &zero);

	if (s && !bpf_map_delete_elem(&followed, &pid))
		__sync_fetch_and_add(&s->epoch, 1);
}

static __always_inline void follow_child(__u32 pid, __u32 state)
{
	__u32 zero = 0;
	struct count_shared *s;

	if (!bpf_map_update_elem(&followed, &pid, &state, BPF_ANY))
		return;
	s = bpf_map_lookup_elem(&shared, &zero);
	if (s)
		__sync_fetch_and_add(&s->unfollowed, 1);
}

static __always_inline int forked(__u32 child, __u64 clone_flags)
{
	__u32 parent = bpf_get_current_pid_tgid() >> 32;

	if (clone_flags & CLONE_THREAD)
		return PASS_ON;
	if (is_marked())
		follow_child(child, COUNT_WAITS);
	else if (is_followed(parent))
		follow_child(child, COUNT_COUNTS);
	else
		forget(child); /* a process id that was one of ours is reused */
	return PASS_ON;
}

SEC("tracepoint")
int follow_fork(struct trace_event_raw_task_newtask *ctx)
{
	return forked(ctx->pid, ctx->clone_flags);
}

struct task_struct {
	int pid;
} RAWBPF_RELOCATED;

SEC("raw_tp")
int follow_fork_raw(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)ctx->args[0];
	__u32 child = 0;

	bpf_probe_read(&child, sizeof(child), &task->pid);
	return forked(child, ctx->args[1]);
}

/* sched:sched_process_exec, in the new program: it counts from here on, and
 * its old name is not its name any more */
SEC("tracepoint")
int follow_exec(void *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct count_key key = {};
	struct count_slot *slot;
	struct count_cpu *cpu;
	__u32 tgid = id >> 32, zero = 0, n, *state, *known;

	if (follow) {
		state = bpf_map_lookup_elem(&followed, &tgid);
		if (!state)
			return PASS_ON;
		*state = COUNT_COUNTS;
	}
	if (!names)
		return PASS_ON;
	if (by_pid)
		key.pid = tgid;
	if (by_tid)
		key.tid = id;
	known = bpf_map_lookup_elem(&places, &key);
	cpu = bpf_map_lookup_elem(&cpus, &zero);
	if (!known || !cpu)
		return PASS_ON;
	n = *known ? *known : new_slot(cpu, &key, known);
	slot = n ? bpf_map_lookup_elem(&slots, &n) : NULL;
	if (slot)
		name_slot(slot);
	return PASS_ON;
}

LICENSE("Dual BSD/GPL");
