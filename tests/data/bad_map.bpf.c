// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Typical mistakes with values of maps. Each program is refused by itself, for
 * the reason that tests/kernel/refused.sh names. */
#include "bpf/rawbpf.h"

struct record {
	__u64 bytes;
	__u32 counts[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

const volatile __u32 limit = 3;

SEC("?xdp/null_unchecked")
int null_unchecked(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct record *r = bpf_map_lookup_elem(&records, &key);

	r->bytes += 1;
	return XDP_PASS;
}

SEC("?xdp/index_unbounded")
int index_unbounded(struct xdp_md *ctx)
{
	__u32 key = 0, i = ctx->rx_queue_index;
	struct record *r = bpf_map_lookup_elem(&records, &key);

	if (!r)
		return XDP_PASS;
	r->counts[i]++;
	return XDP_PASS;
}

SEC("?xdp/index_off_by_one")
int index_off_by_one(struct xdp_md *ctx)
{
	__u32 key = 0, i = ctx->rx_queue_index;
	struct record *r = bpf_map_lookup_elem(&records, &key);

	if (!r || i > 4)
		return XDP_PASS;
	r->counts[i]++;
	return XDP_PASS;
}

SEC("?xdp/value_too_short")
int value_too_short(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	__u64 *r = bpf_map_lookup_elem(&records, &key);

	if (r)
		r[3] = 1;
	return XDP_PASS;
}

SEC("?xdp/constant_written")
int constant_written(struct xdp_md *ctx)
{
	*(volatile __u32 *)&limit = ctx->rx_queue_index;
	return XDP_PASS;
}

SEC("?tp/bad/record_not_submitted")
int record_not_submitted(void *ctx)
{
	__u64 *e = bpf_ringbuf_reserve(&events, 8, 0);

	if (!e)
		return 0;
	*e = bpf_ktime_get_ns();
	if (*e & 1)
		return 0;
	bpf_ringbuf_submit(e, 0);
	return 0;
}

LICENSE("GPL");
