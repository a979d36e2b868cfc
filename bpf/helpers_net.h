/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The helper functions for packets and routes. The notes above each one are
 * explained in bpf/helpers.h.
 */
#ifndef BPF_HELPERS_NET_H
#define BPF_HELPERS_NET_H

#ifndef __VMLINUX_H__
#include <linux/bpf.h>
#include <linux/types.h>
#endif

struct __sk_buff;
struct bpf_fib_lookup;
struct bpf_redir_neigh;
struct bpf_tunnel_key;
struct bpf_xfrm_state;
struct xdp_md;

/* Packet bytes and length */

/* 4.1 */
static long (*const bpf_skb_store_bytes)(struct __sk_buff *skb, __u32 offset,
					 const void *from, __u32 len,
					 __u64 flags) = (void *)9;
/* 4.5 */
static long (*const bpf_skb_load_bytes)(const void *skb, __u32 offset, void *to,
					__u32 len) = (void *)26;
/* 4.18 */
static long (*const bpf_skb_load_bytes_relative)(
	const void *skb, __u32 offset, void *to, __u32 len,
	__u32 start_header) = (void *)68;
/* 4.9 */
static long (*const bpf_skb_pull_data)(struct __sk_buff *skb,
				       __u32 len) = (void *)39;
/* 4.9 */
static long (*const bpf_skb_change_tail)(struct __sk_buff *skb, __u32 len,
					 __u64 flags) = (void *)38;
/* 4.10 */
static long (*const bpf_skb_change_head)(struct __sk_buff *skb, __u32 len,
					 __u64 flags) = (void *)43;
/* 4.13 */
static long (*const bpf_skb_adjust_room)(struct __sk_buff *skb, __s32 len_diff,
					 __u32 mode, __u64 flags) = (void *)50;
/* 4.8 */
static long (*const bpf_skb_change_proto)(struct __sk_buff *skb, __be16 proto,
					  __u64 flags) = (void *)31;
/* 4.8 */
static long (*const bpf_skb_change_type)(struct __sk_buff *skb,
					 __u32 type) = (void *)32;

/* Checksums and hashes */

/* 4.1 */
static long (*const bpf_l3_csum_replace)(struct __sk_buff *skb, __u32 offset,
					 __u64 from, __u64 to,
					 __u64 size) = (void *)10;
/* 4.1 */
static long (*const bpf_l4_csum_replace)(struct __sk_buff *skb, __u32 offset,
					 __u64 from, __u64 to,
					 __u64 flags) = (void *)11;
/* 4.6 */
static __s64 (*const bpf_csum_diff)(__be32 *from, __u32 from_size, __be32 *to,
				    __u32 to_size, __wsum seed) = (void *)28;
/* 4.9 */
static __s64 (*const bpf_csum_update)(struct __sk_buff *skb,
				      __wsum csum) = (void *)40;
/* 5.8 */
static long (*const bpf_csum_level)(struct __sk_buff *skb,
				    __u64 level) = (void *)135;
/* 4.8 */
static __u32 (*const bpf_get_hash_recalc)(struct __sk_buff *skb) = (void *)34;
/* 4.9 */
static void (*const bpf_set_hash_invalid)(struct __sk_buff *skb) = (void *)41;
/* 4.13 */
static long (*const bpf_set_hash)(struct __sk_buff *skb,
				  __u32 hash) = (void *)48;

/* Marks, classes, cgroups of a packet */

/* 4.3 */
static __u32 (*const bpf_get_cgroup_classid)(struct __sk_buff *skb) =
	(void *)17;
/* 5.10 */
static __u64 (*const bpf_skb_cgroup_classid)(struct __sk_buff *skb) =
	(void *)151;
/* 4.4 */
static __u32 (*const bpf_get_route_realm)(struct __sk_buff *skb) = (void *)24;
/* 4.8 */
static long (*const bpf_skb_under_cgroup)(struct __sk_buff *skb,
					  const void *map,
					  __u32 index) = (void *)33;
/* 4.18 */
static __u64 (*const bpf_skb_cgroup_id)(struct __sk_buff *skb) = (void *)79;
/* 4.19 */
static __u64 (*const bpf_skb_ancestor_cgroup_id)(
	struct __sk_buff *skb, int ancestor_level) = (void *)83;
/* 5.1 */
static long (*const bpf_skb_ecn_set_ce)(struct __sk_buff *skb) = (void *)97;
/* 5.18 */
static long (*const bpf_skb_set_tstamp)(struct __sk_buff *skb, __u64 tstamp,
					__u32 tstamp_type) = (void *)192;

/* VLAN, tunnels, IPsec */

/* 4.3 */
static long (*const bpf_skb_vlan_push)(struct __sk_buff *skb, __be16 vlan_proto,
				       __u16 vlan_tci) = (void *)18;
/* 4.3 */
static long (*const bpf_skb_vlan_pop)(struct __sk_buff *skb) = (void *)19;
/* 4.3 */
static long (*const bpf_skb_get_tunnel_key)(struct __sk_buff *skb,
					    struct bpf_tunnel_key *key,
					    __u32 size,
					    __u64 flags) = (void *)20;
/* 4.3 */
static long (*const bpf_skb_set_tunnel_key)(struct __sk_buff *skb,
					    struct bpf_tunnel_key *key,
					    __u32 size,
					    __u64 flags) = (void *)21;
/* 4.6 */
static long (*const bpf_skb_get_tunnel_opt)(struct __sk_buff *skb, void *opt,
					    __u32 size) = (void *)29;
/* 4.6 */
static long (*const bpf_skb_set_tunnel_opt)(struct __sk_buff *skb, void *opt,
					    __u32 size) = (void *)30;
/* 4.18 */
static long (*const bpf_skb_get_xfrm_state)(struct __sk_buff *skb, __u32 index,
					    struct bpf_xfrm_state *xfrm_state,
					    __u32 size,
					    __u64 flags) = (void *)66;

/* XDP */

/* 4.10 */
static long (*const bpf_xdp_adjust_head)(struct xdp_md *xdp_md,
					 int delta) = (void *)44;
/* 4.15 */
static long (*const bpf_xdp_adjust_meta)(struct xdp_md *xdp_md,
					 int delta) = (void *)54;
/* 4.18 */
static long (*const bpf_xdp_adjust_tail)(struct xdp_md *xdp_md,
					 int delta) = (void *)65;
/* 5.18 */
static __u64 (*const bpf_xdp_get_buff_len)(struct xdp_md *xdp_md) = (void *)188;
/* 5.18 */
static long (*const bpf_xdp_load_bytes)(struct xdp_md *xdp_md, __u32 offset,
					void *buf, __u32 len) = (void *)189;
/* 5.18 */
static long (*const bpf_xdp_store_bytes)(struct xdp_md *xdp_md, __u32 offset,
					 void *buf, __u32 len) = (void *)190;

/* Where the packet goes */

/* 4.2 */
static long (*const bpf_clone_redirect)(struct __sk_buff *skb, __u32 ifindex,
					__u64 flags) = (void *)13;
/* 4.4 */
static long (*const bpf_redirect)(__u32 ifindex, __u64 flags) = (void *)23;
/* 4.14 */
static long (*const bpf_redirect_map)(const void *map, __u32 key,
				      __u64 flags) = (void *)51;
/* 5.10 */
static long (*const bpf_redirect_neigh)(__u32 ifindex,
					struct bpf_redir_neigh *params,
					int plen, __u64 flags) = (void *)152;
/* 5.10 */
static long (*const bpf_redirect_peer)(__u32 ifindex,
				       __u64 flags) = (void *)155;
/* 4.18, GPL */
static long (*const bpf_fib_lookup)(void *ctx, struct bpf_fib_lookup *params,
				    int plen, __u32 flags) = (void *)69;
/* 5.12, GPL */
static long (*const bpf_check_mtu)(void *ctx, __u32 ifindex, __u32 *mtu_len,
				   __s32 len_diff, __u64 flags) = (void *)163;

/* Lightweight tunnels */

/* 4.18 */
static long (*const bpf_lwt_push_encap)(struct __sk_buff *skb, __u32 type,
					void *hdr, __u32 len) = (void *)73;
/* 4.18 */
static long (*const bpf_lwt_seg6_store_bytes)(struct __sk_buff *skb,
					      __u32 offset, const void *from,
					      __u32 len) = (void *)74;
/* 4.18 */
static long (*const bpf_lwt_seg6_adjust_srh)(struct __sk_buff *skb,
					     __u32 offset,
					     __s32 delta) = (void *)75;
/* 4.18 */
static long (*const bpf_lwt_seg6_action)(struct __sk_buff *skb, __u32 action,
					 void *param,
					 __u32 param_len) = (void *)76;

/* Packets to user space */

/* 5.5, GPL */
static long (*const bpf_skb_output)(void *ctx, const void *map, __u64 flags,
				    void *data, __u64 size) = (void *)111;
/* 5.7, GPL */
static long (*const bpf_xdp_output)(void *ctx, const void *map, __u64 flags,
				    void *data, __u64 size) = (void *)121;

#endif
