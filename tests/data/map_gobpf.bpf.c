/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps as gobpf declared them: one to a section, which has its name. */
#include "bpf/base.h"
#include "bpf/helpers.h"

struct bpf_map_def {
	__u32 type, key_size, value_size, max_entries, map_flags, pinning;
	char namespace[256];
};

struct bpf_map_def SEC("maps/events") events_map = {
	.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY,
	.key_size = 4,
	.value_size = 4,
	.max_entries = 0,
};

struct bpf_map_def SEC("maps/shared") shared = {
	.type = BPF_MAP_TYPE_HASH,
	.key_size = 4,
	.value_size = 8,
	.max_entries = 1024,
	.pinning = 3,
	.namespace = "tracer",
};

SEC("kprobe/do_unlinkat")
int on_unlink(void *ctx)
{
	__u64 n = 1;
	__u32 key = 0;

	bpf_map_update_elem(&shared, &key, &n, BPF_ANY);
	return bpf_perf_event_output(ctx, &events_map, 0, &n, sizeof(n));
}

char _license[] SEC("license") = "GPL";
