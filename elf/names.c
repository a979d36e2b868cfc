// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One list an enumeration, in its order. In memory each is one string, a name
 * after the other, since pointers would take more room than the names.
 */
#include "elf/names.h"

#include <assert.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>

// clang-format off
#define MAP_TYPES(X) \
	X(unspec) X(hash) X(array) X(prog_array) X(perf_event_array) \
	X(percpu_hash) X(percpu_array) X(stack_trace) X(cgroup_array) \
	X(lru_hash) X(lru_percpu_hash) X(lpm_trie) X(array_of_maps) \
	X(hash_of_maps) X(devmap) X(sockmap) X(cpumap) X(xskmap) \
	X(sockhash) X(cgroup_storage) X(reuseport_sockarray) \
	X(percpu_cgroup_storage) X(queue) X(stack) X(sk_storage) \
	X(devmap_hash) X(struct_ops) X(ringbuf) X(inode_storage) \
	X(task_storage) X(bloom_filter) X(user_ringbuf) X(cgrp_storage) \
	X(arena) X(insn_array) X(rhash)

#define PROG_TYPES(X) \
	X(unspec) X(socket_filter) X(kprobe) X(sched_cls) X(sched_act) \
	X(tracepoint) X(xdp) X(perf_event) X(cgroup_skb) X(cgroup_sock) \
	X(lwt_in) X(lwt_out) X(lwt_xmit) X(sock_ops) X(sk_skb) \
	X(cgroup_device) X(sk_msg) X(raw_tracepoint) X(cgroup_sock_addr) \
	X(lwt_seg6local) X(lirc_mode2) X(sk_reuseport) X(flow_dissector) \
	X(cgroup_sysctl) X(raw_tracepoint_writable) X(cgroup_sockopt) \
	X(tracing) X(struct_ops) X(ext) X(lsm) X(sk_lookup) X(syscall) \
	X(netfilter)

#define ATTACH_TYPES(X) \
	X(cgroup_inet_ingress) X(cgroup_inet_egress) \
	X(cgroup_inet_sock_create) X(cgroup_sock_ops) \
	X(sk_skb_stream_parser) X(sk_skb_stream_verdict) X(cgroup_device) \
	X(sk_msg_verdict) X(cgroup_inet4_bind) X(cgroup_inet6_bind) \
	X(cgroup_inet4_connect) X(cgroup_inet6_connect) \
	X(cgroup_inet4_post_bind) X(cgroup_inet6_post_bind) \
	X(cgroup_udp4_sendmsg) X(cgroup_udp6_sendmsg) X(lirc_mode2) \
	X(flow_dissector) X(cgroup_sysctl) X(cgroup_udp4_recvmsg) \
	X(cgroup_udp6_recvmsg) X(cgroup_getsockopt) X(cgroup_setsockopt) \
	X(trace_raw_tp) X(trace_fentry) X(trace_fexit) X(modify_return) \
	X(lsm_mac) X(trace_iter) X(cgroup_inet4_getpeername) \
	X(cgroup_inet6_getpeername) X(cgroup_inet4_getsockname) \
	X(cgroup_inet6_getsockname) X(xdp_devmap) \
	X(cgroup_inet_sock_release) X(xdp_cpumap) X(sk_lookup) X(xdp) \
	X(sk_skb_verdict) X(sk_reuseport_select) \
	X(sk_reuseport_select_or_migrate) X(perf_event) \
	X(trace_kprobe_multi) X(lsm_cgroup) X(struct_ops) X(netfilter) \
	X(tcx_ingress) X(tcx_egress) X(trace_uprobe_multi) \
	X(cgroup_unix_connect) X(cgroup_unix_sendmsg) \
	X(cgroup_unix_recvmsg) X(cgroup_unix_getpeername) \
	X(cgroup_unix_getsockname) X(netkit_primary) X(netkit_peer) \
	X(trace_kprobe_session) X(trace_uprobe_session) X(trace_fsession) \
	X(trace_fentry_multi) X(trace_fexit_multi) \
	X(trace_fsession_multi)
// clang-format on

#define STRING(name) #name "\0"
#define ONE(name)    +1

static const char map_types[] = MAP_TYPES(STRING);
static const char prog_types[] = PROG_TYPES(STRING);
static const char attach_types[] = ATTACH_TYPES(STRING);

static_assert(MAP_TYPES(ONE) == MAP_TYPE__COUNT, "a name each");
static_assert(PROG_TYPES(ONE) == PROG_TYPE__COUNT, "a name each");
static_assert(ATTACH_TYPES(ONE) == ATTACH__COUNT, "a name each");
static_assert((int)MAP_TYPE__COUNT > (int)BPF_MAP_TYPE_USER_RINGBUF &&
		      (int)PROG_TYPE__COUNT > (int)BPF_PROG_TYPE_SYSCALL &&
		      (int)ATTACH__COUNT > (int)BPF_TRACE_KPROBE_MULTI,
	      "none is left out");

/* The lists end with an empty name */
static const char *name_of(const char *names, uint32_t type)
{
	static char unknown[24];
	uint32_t i = 0;

	for (; *names; names += strlen(names) + 1)
		if (i++ == type)
			return names;
	snprintf(unknown, sizeof(unknown), "type %u", type);
	return unknown;
}

static int find(const char *names, const char *name)
{
	for (int i = 0; *names; names += strlen(names) + 1, i++)
		if (strcmp(names, name) == 0)
			return i;
	return -1;
}

const char *map_type_name(uint32_t type)
{
	return name_of(map_types, type);
}

const char *prog_type_name(uint32_t type)
{
	return name_of(prog_types, type);
}

const char *attach_type_name(uint32_t type)
{
	return name_of(attach_types, type);
}

int map_type_find(const char *name)
{
	return find(map_types, name);
}

int prog_type_find(const char *name)
{
	return find(prog_types, name);
}

int attach_type_find(const char *name)
{
	return find(attach_types, name);
}
