/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The helper functions for sockets, messages, TCP and network sysctls. The
 * notes after each one are explained in bpf/helpers.h.
 */
#ifndef BPF_HELPERS_SOCK_H
#define BPF_HELPERS_SOCK_H

#ifndef __VMLINUX_H__
#include <linux/bpf.h>
#include <linux/types.h>
#endif

struct __sk_buff;
struct bpf_sock;
struct bpf_sock_addr;
struct bpf_sock_ops;
struct bpf_sock_tuple;
struct bpf_sysctl;
struct bpf_tcp_sock;
struct file;
struct iphdr;
struct ipv6hdr;
struct mptcp_sock;
struct sk_msg_md;
struct sk_reuseport_md;
struct sockaddr;
struct socket;
struct tcp6_sock;
struct tcp_request_sock;
struct tcp_sock;
struct tcp_timewait_sock;
struct tcphdr;
struct udp6_sock;
struct unix_sock;

/* Who owns the socket */

/* 4.12 */
static __u64 (*const bpf_get_socket_cookie)(void *ctx) = (void *)46;
/* 4.12 */
static __u32 (*const bpf_get_socket_uid)(struct __sk_buff *skb) = (void *)47;
/* 5.7 */
static __u64 (*const bpf_get_netns_cookie)(void *ctx) = (void *)122;
/* 5.8 */
static __u64 (*const bpf_sk_cgroup_id)(void *sk) = (void *)128;
/* 5.8 */
static __u64 (*const bpf_sk_ancestor_cgroup_id)(void *sk, int ancestor_level) =
	(void *)129;
/* 5.11 */
static struct socket *(*const bpf_sock_from_file)(struct file *file) =
	(void *)162;

/* Finding sockets */

/* 4.20 */
static struct bpf_sock *(*const bpf_sk_lookup_tcp)(void *ctx,
						   struct bpf_sock_tuple *tuple,
						   __u32 tuple_size,
						   __u64 netns,
						   __u64 flags) = (void *)84;
/* 4.20 */
static struct bpf_sock *(*const bpf_sk_lookup_udp)(void *ctx,
						   struct bpf_sock_tuple *tuple,
						   __u32 tuple_size,
						   __u64 netns,
						   __u64 flags) = (void *)85;
/* 5.2 */
static struct bpf_sock *(*const bpf_skc_lookup_tcp)(
	void *ctx, struct bpf_sock_tuple *tuple, __u32 tuple_size, __u64 netns,
	__u64 flags) = (void *)99;
/* 4.20 */
static long (*const bpf_sk_release)(void *sock) = (void *)86;
/* 5.1 */
static struct bpf_sock *(*const bpf_sk_fullsock)(struct bpf_sock *sk) =
	(void *)95;
/* 5.1 */
static struct bpf_tcp_sock *(*const bpf_tcp_sock)(struct bpf_sock *sk) =
	(void *)96;
/* 5.1 */
static struct bpf_sock *(*const bpf_get_listener_sock)(struct bpf_sock *sk) =
	(void *)98;
/* 5.7 */
static long (*const bpf_sk_assign)(void *ctx, void *sk,
				   __u64 flags) = (void *)124;
/* 4.19 */
static long (*const bpf_sk_select_reuseport)(struct sk_reuseport_md *reuse,
					     const void *map, void *key,
					     __u64 flags) = (void *)82;

/* Casting kernel sockets */

/* 5.9 */
static struct tcp6_sock *(*const bpf_skc_to_tcp6_sock)(void *sk) = (void *)136;
/* 5.9 */
static struct tcp_sock *(*const bpf_skc_to_tcp_sock)(void *sk) = (void *)137;
/* 5.9 */
static struct tcp_timewait_sock *(*const bpf_skc_to_tcp_timewait_sock)(
	void *sk) = (void *)138;
/* 5.9 */
static struct tcp_request_sock *(*const bpf_skc_to_tcp_request_sock)(void *sk) =
	(void *)139;
/* 5.9 */
static struct udp6_sock *(*const bpf_skc_to_udp6_sock)(void *sk) = (void *)140;
/* 5.16 */
static struct unix_sock *(*const bpf_skc_to_unix_sock)(void *sk) = (void *)178;
/* 5.19 */
static struct mptcp_sock *(*const bpf_skc_to_mptcp_sock)(void *sk) =
	(void *)196;

/* Options, storage, binding */

/* 4.13 */
static long (*const bpf_setsockopt)(void *bpf_socket, int level, int optname,
				    void *optval, int optlen) = (void *)49;
/* 4.15 */
static long (*const bpf_getsockopt)(void *bpf_socket, int level, int optname,
				    void *optval, int optlen) = (void *)57;
/* 5.2 */
static void *(*const bpf_sk_storage_get)(const void *map, void *sk, void *value,
					 __u64 flags) = (void *)107;
/* 5.2 */
static long (*const bpf_sk_storage_delete)(const void *map,
					   void *sk) = (void *)108;
/* 4.17 */
static long (*const bpf_bind)(struct bpf_sock_addr *ctx, struct sockaddr *addr,
			      int addr_len) = (void *)64;

/* Socket maps */

/* 4.14 */
static long (*const bpf_sk_redirect_map)(struct __sk_buff *skb, const void *map,
					 __u32 key, __u64 flags) = (void *)52;
/* 4.14 */
static long (*const bpf_sock_map_update)(struct bpf_sock_ops *skops,
					 const void *map, void *key,
					 __u64 flags) = (void *)53;
/* 4.18 */
static long (*const bpf_sock_hash_update)(struct bpf_sock_ops *skops,
					  const void *map, void *key,
					  __u64 flags) = (void *)70;
/* 4.18 */
static long (*const bpf_msg_redirect_hash)(struct sk_msg_md *msg,
					   const void *map, void *key,
					   __u64 flags) = (void *)71;
/* 4.18 */
static long (*const bpf_sk_redirect_hash)(struct __sk_buff *skb,
					  const void *map, void *key,
					  __u64 flags) = (void *)72;
/* 4.17 */
static long (*const bpf_msg_redirect_map)(struct sk_msg_md *msg,
					  const void *map, __u32 key,
					  __u64 flags) = (void *)60;

/* Messages */

/* 4.17 */
static long (*const bpf_msg_apply_bytes)(struct sk_msg_md *msg,
					 __u32 bytes) = (void *)61;
/* 4.17 */
static long (*const bpf_msg_cork_bytes)(struct sk_msg_md *msg,
					__u32 bytes) = (void *)62;
/* 4.17 */
static long (*const bpf_msg_pull_data)(struct sk_msg_md *msg, __u32 start,
				       __u32 end, __u64 flags) = (void *)63;
/* 4.20 */
static long (*const bpf_msg_push_data)(struct sk_msg_md *msg, __u32 start,
				       __u32 len, __u64 flags) = (void *)90;
/* 5.0 */
static long (*const bpf_msg_pop_data)(struct sk_msg_md *msg, __u32 start,
				      __u32 len, __u64 flags) = (void *)91;

/* TCP */

/* 4.16 */
static long (*const bpf_sock_ops_cb_flags_set)(struct bpf_sock_ops *bpf_sock,
					       int argval) = (void *)59;
/* 5.6 */
static long (*const bpf_tcp_send_ack)(void *tp, __u32 rcv_nxt) = (void *)116;
/* 5.10 */
static long (*const bpf_load_hdr_opt)(struct bpf_sock_ops *skops,
				      void *searchby_res, __u32 len,
				      __u64 flags) = (void *)142;
/* 5.10 */
static long (*const bpf_store_hdr_opt)(struct bpf_sock_ops *skops,
				       const void *from, __u32 len,
				       __u64 flags) = (void *)143;
/* 5.10 */
static long (*const bpf_reserve_hdr_opt)(struct bpf_sock_ops *skops, __u32 len,
					 __u64 flags) = (void *)144;
/* 5.2, GPL */
static long (*const bpf_tcp_check_syncookie)(void *sk, void *iph, __u32 iph_len,
					     struct tcphdr *th,
					     __u32 th_len) = (void *)100;
/* 5.4, GPL */
static __s64 (*const bpf_tcp_gen_syncookie)(void *sk, void *iph, __u32 iph_len,
					    struct tcphdr *th,
					    __u32 th_len) = (void *)110;
/* 6.0, GPL */
static __s64 (*const bpf_tcp_raw_gen_syncookie_ipv4)(
	struct iphdr *iph, struct tcphdr *th, __u32 th_len) = (void *)204;
/* 6.0, GPL */
static __s64 (*const bpf_tcp_raw_gen_syncookie_ipv6)(
	struct ipv6hdr *iph, struct tcphdr *th, __u32 th_len) = (void *)205;
/* 6.0, GPL */
static long (*const bpf_tcp_raw_check_syncookie_ipv4)(
	struct iphdr *iph, struct tcphdr *th) = (void *)206;
/* 6.0, GPL */
static long (*const bpf_tcp_raw_check_syncookie_ipv6)(
	struct ipv6hdr *iph, struct tcphdr *th) = (void *)207;

/* Sysctls of a cgroup */

/* 5.2 */
static long (*const bpf_sysctl_get_name)(struct bpf_sysctl *ctx, char *buf,
					 unsigned long buf_len,
					 __u64 flags) = (void *)101;
/* 5.2 */
static long (*const bpf_sysctl_get_current_value)(
	struct bpf_sysctl *ctx, char *buf, unsigned long buf_len) = (void *)102;
/* 5.2 */
static long (*const bpf_sysctl_get_new_value)(
	struct bpf_sysctl *ctx, char *buf, unsigned long buf_len) = (void *)103;
/* 5.2 */
static long (*const bpf_sysctl_set_new_value)(
	struct bpf_sysctl *ctx, const char *buf,
	unsigned long buf_len) = (void *)104;

#endif
