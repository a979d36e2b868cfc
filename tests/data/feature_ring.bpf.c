/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A ring buffer (5.8). */
#include "bpf/rawbpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("socket")
int send(void *ctx)
{
	__u64 one = 1;

	return (int)bpf_ringbuf_output(&events, &one, sizeof(one), 0);
}

LICENSE("GPL");
