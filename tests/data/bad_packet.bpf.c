// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Refused: only the Ethernet header is compared with the packet's end, and then
 * the IP header is read. */
#include <linux/if_ether.h>
#include <linux/ip.h>

#include "bpf/rawbpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *data_end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = data + sizeof(*eth);
	__u32 key;
	__u64 *n;

	if (data + sizeof(*eth) > data_end)
		return XDP_PASS;
	if (eth->h_proto != 0x0008)
		return XDP_PASS;
	key = ip->saddr;
	n = bpf_map_lookup_elem(&packets, &key);
	if (n)
		__sync_fetch_and_add(n, 1);
	return XDP_PASS;
}

LICENSE("GPL");
