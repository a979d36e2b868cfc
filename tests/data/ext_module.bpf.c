// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What only a module of the kernel has, nf_conntrack: where a field of one of
 * its types is, and two functions of its own.
 */
#include "bpf/core.h"
#include "bpf/rawbpf.h"

struct nf_conn;

/* Its members in another order, with others between them */
struct bpf_ct_opts {
	__u8 l4proto;
	int gap[5];
	int netns_id;
	int error;
} __attribute__((preserve_access_index));

/* Never relocated: the same for the function, as the first 12 bytes are */
struct as_it_is {
	int netns_id, error;
	__u32 proto;
};

extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *ctx,
					 struct bpf_sock_tuple *tuple,
					 __u32 tuple_size,
					 struct as_it_is *opts,
					 __u32 opts_size) __ksym;
extern void bpf_ct_release(struct nf_conn *ct) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} facts SEC(".maps");

static inline void tell(__u32 place, __u32 fact)
{
	bpf_map_update_elem(&facts, &place, &fact, BPF_ANY);
}

SEC("raw_tp/sys_enter")
int look(void *ctx)
{
	tell(0, bpf_core_type_exists(struct bpf_ct_opts));
	tell(1, bpf_core_field_offset(struct bpf_ct_opts, error));
	tell(2, bpf_core_field_offset(struct bpf_ct_opts, l4proto));
	tell(3, bpf_core_type_size(struct bpf_ct_opts));
	return 0;
}

SEC("xdp")
int find(struct xdp_md *ctx)
{
	struct as_it_is opts = { -1, 0, 6 };
	struct bpf_sock_tuple tuple = { 0 };
	struct nf_conn *ct = bpf_xdp_ct_lookup(ctx, &tuple, sizeof(tuple.ipv4),
					       &opts, sizeof(opts));

	if (ct)
		bpf_ct_release(ct);
	return 2;
}

LICENSE("GPL");
