/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Maps of many types, declared in every form that bpf/maps.h has: a struct
 * with types, a struct with sizes, one line with functions, with flags, with
 * values that are maps or programs.
 */
#include "bpf/rawbpf.h"

struct address {
	__u32 prefixlen;
	__u8 bytes[4];
};

struct event {
	__u64 when;
	char comm[16];
};

/* With types, by hand. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 128);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct event);
	__type(value, __u64);
} by_event SEC(".maps");

/* With sizes. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(int));
	__uint(value_size, sizeof(int));
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127 * sizeof(__u64));
	__uint(max_entries, 16);
} stacks SEC(".maps");

/* Without a key. */
struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__type(value, __u32);
	__uint(max_entries, 100);
	__uint(map_extra, 3);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, __u32);
	__uint(max_entries, 32);
} waiting SEC(".maps");

/* In one line. */
DEFINE_BPF_MAP(hits, HASH, int, long, 1024)
DEFINE_BPF_MAP(last, LRU_HASH, __u64, struct event, 64);
DEFINE_BPF_MAP(totals, PERCPU_ARRAY, __u32, __u64, 4)
DEFINE_BPF_MAP(routes, LPM_TRIE, struct address, int, 8)
DEFINE_BPF_MAP(per_task, TASK_STORAGE, int, __u64, 0)
DEFINE_BPF_MAP_NO_ACCESSORS(spare, LRU_PERCPU_HASH, struct address, long, 32)
DEFINE_BPF_MAP_FLAGS(settings, ARRAY, __u32, __u32, 2, BPF_F_RDONLY_PROG)
DEFINE_BPF_RINGBUF(events, struct event, 4096)

/* Maps in a map, programs in a map, both filled by the loader. */
struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} left SEC(".maps"), right SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} sides SEC(".maps") = { .values = { &left, &right } };

int next_program(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} programs SEC(".maps") = { .values = { [1] = &next_program } };

SEC("raw_tp/sched_switch")
int next_program(void *ctx)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 side = 1, zero = 0;
	struct event *event = bpf_events_reserve();
	void *map = bpf_map_lookup_elem(&sides, &side);
	__u32 *value;

	(void)ctx;
	if (event) {
		event->when = now;
		bpf_get_current_comm(event->comm, sizeof(event->comm));
		bpf_last_update_elem(&now, event, BPF_ANY);
		bpf_map_update_elem(&by_event, event, &now, BPF_ANY);
		bpf_events_submit(event);
	}
	if (!map)
		return 0;
	value = bpf_map_lookup_elem(map, &zero);
	return value ? (int)*value : 0;
}

SEC("raw_tp/sys_enter")
int use_all(void *ctx)
{
	struct address there = { 32, { 127, 0, 0, 1 } };
	int pid = bpf_get_current_pid_tgid() >> 32;
	__u32 index = 0;
	__u64 *total = bpf_totals_lookup_elem(&index);
	__u32 *setting = bpf_settings_lookup_elem(&index);
	long one = 1, *count = bpf_hits_lookup_elem(&pid);

	if (total)
		*total += 1;
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_hits_update_elem(&pid, &one, BPF_NOEXIST);
	if (bpf_routes_lookup_elem(&there))
		bpf_hits_delete_elem(&pid);
	if (setting && *setting) {
		bpf_map_push_elem(&seen, &index, 0);
		bpf_map_push_elem(&waiting, &index, BPF_EXIST);
		bpf_perf_event_output(ctx, &samples, BPF_F_CURRENT_CPU, &pid,
				      sizeof(pid));
		bpf_get_stackid(ctx, &stacks, 0);
		bpf_task_storage_get(&per_task, bpf_get_current_task_btf(),
				     NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	}
	bpf_tail_call(ctx, &programs, 1);
	return 0;
}

LICENSE("GPL");
