// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The table, and the longest match in it. Names without a slash of which
 * libbpf has the cgroup/ form are Android's; those that may be followed by
 * anything were so up to libbpf 0.8 and in samples/bpf's bpf_load.c.
 */
#include "elf/section.h"

#include <ctype.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/names.h"

enum {
	P = SECTION_PREFIX,
	X = SECTION_SLASH,
	L = SECTION_LOOSE,
	S = SECTION_SLEEPABLE,
	F = SECTION_FRAGS,
	B = SECTION_BTF_ID,
	O = SECTION_OPTIONAL,
	D = SECTION_DEFAULT,
};

#define BPF_PROG_TYPE_NETFILTER PROG_TYPE_NETFILTER
#define ROW(name, type, attach, hook, flags)                                   \
	{                                                                      \
		name, BPF_PROG_TYPE_##type, attach, HOOK_##hook, flags         \
	}

static const struct section_kind kinds[] = {
	/* sockets */
	ROW("socket", SOCKET_FILTER, 0, SOCKET, L | D),
	ROW("skfilter", SOCKET_FILTER, 0, SOCKET, P),
	ROW("sk_reuseport", SK_REUSEPORT, BPF_SK_REUSEPORT_SELECT, SK_REUSEPORT,
	    L | D),
	ROW("sk_reuseport/migrate", SK_REUSEPORT,
	    BPF_SK_REUSEPORT_SELECT_OR_MIGRATE, SK_REUSEPORT, 0),
	ROW("sk_lookup", SK_LOOKUP, BPF_SK_LOOKUP, NETNS, L | D),
	ROW("sk_skb", SK_SKB, 0, SOCKMAP, L | D),
	ROW("sk_skb/stream_parser", SK_SKB, BPF_SK_SKB_STREAM_PARSER, SOCKMAP,
	    L | O),
	ROW("sk_skb/stream_verdict", SK_SKB, BPF_SK_SKB_STREAM_VERDICT, SOCKMAP,
	    L | O),
	ROW("sk_skb/verdict", SK_SKB, BPF_SK_SKB_VERDICT, SOCKMAP, L | O),
	ROW("sk_msg", SK_MSG, BPF_SK_MSG_VERDICT, SOCKMAP, L | O | D),
	ROW("flow_dissector", FLOW_DISSECTOR, BPF_FLOW_DISSECTOR, NETNS,
	    L | O | D),
	/* tracing by name */
	ROW("kprobe", KPROBE, 0, KPROBE, P | D),
	ROW("kretprobe", KPROBE, 0, KRETPROBE, P),
	ROW("ksyscall", KPROBE, 0, KSYSCALL, P),
	ROW("kretsyscall", KPROBE, 0, KRETSYSCALL, P),
	ROW("kprobe.multi", KPROBE, BPF_TRACE_KPROBE_MULTI, KPROBE_MULTI, P),
	ROW("kretprobe.multi", KPROBE, BPF_TRACE_KPROBE_MULTI, KRETPROBE_MULTI,
	    P),
	ROW("kprobe.session", KPROBE, ATTACH_KPROBE_SESSION, KPROBE_SESSION, P),
	ROW("uprobe", KPROBE, 0, UPROBE, P),
	ROW("uprobe.s", KPROBE, 0, UPROBE, P | S),
	ROW("uretprobe", KPROBE, 0, URETPROBE, P),
	ROW("uretprobe.s", KPROBE, 0, URETPROBE, P | S),
	ROW("uprobe.multi", KPROBE, ATTACH_UPROBE_MULTI, UPROBE_MULTI, P),
	ROW("uprobe.multi.s", KPROBE, ATTACH_UPROBE_MULTI, UPROBE_MULTI, P | S),
	ROW("uretprobe.multi", KPROBE, ATTACH_UPROBE_MULTI, URETPROBE_MULTI, P),
	ROW("uretprobe.multi.s", KPROBE, ATTACH_UPROBE_MULTI, URETPROBE_MULTI,
	    P | S),
	ROW("uprobe.session", KPROBE, ATTACH_UPROBE_SESSION, UPROBE_SESSION, P),
	ROW("uprobe.session.s", KPROBE, ATTACH_UPROBE_SESSION, UPROBE_SESSION,
	    P | S),
	ROW("usdt", KPROBE, 0, USDT, P),
	ROW("usdt.s", KPROBE, 0, USDT, P | S),
	ROW("tracepoint", TRACEPOINT, 0, TRACEPOINT, P | D),
	ROW("tracepoint.s", TRACEPOINT, 0, TRACEPOINT, P | S),
	ROW("tp", TRACEPOINT, 0, TRACEPOINT, P),
	ROW("tp.s", TRACEPOINT, 0, TRACEPOINT, P | S),
	ROW("raw_tracepoint", RAW_TRACEPOINT, 0, RAW_TP, P | D),
	ROW("raw_tracepoint.s", RAW_TRACEPOINT, 0, RAW_TP, P | S),
	ROW("raw_tp", RAW_TRACEPOINT, 0, RAW_TP, P),
	ROW("raw_tp.s", RAW_TRACEPOINT, 0, RAW_TP, P | S),
	ROW("raw_tracepoint.w", RAW_TRACEPOINT_WRITABLE, 0, RAW_TP, P | D),
	ROW("raw_tp.w", RAW_TRACEPOINT_WRITABLE, 0, RAW_TP, P),
	ROW("perf_event", PERF_EVENT, 0, PERF_EVENT, L | D),
	/* tracing by BTF */
	ROW("tp_btf", TRACING, BPF_TRACE_RAW_TP, TRACING, P | B),
	ROW("tp_btf.s", TRACING, BPF_TRACE_RAW_TP, TRACING, P | B | S),
	ROW("fentry", TRACING, BPF_TRACE_FENTRY, TRACING, P | B),
	ROW("fentry.s", TRACING, BPF_TRACE_FENTRY, TRACING, P | B | S),
	ROW("fexit", TRACING, BPF_TRACE_FEXIT, TRACING, P | B),
	ROW("fexit.s", TRACING, BPF_TRACE_FEXIT, TRACING, P | B | S),
	ROW("fmod_ret", TRACING, BPF_MODIFY_RETURN, TRACING, P | B),
	ROW("fmod_ret.s", TRACING, BPF_MODIFY_RETURN, TRACING, P | B | S),
	ROW("fsession", TRACING, ATTACH_FSESSION, TRACING, P | B),
	ROW("fsession.s", TRACING, ATTACH_FSESSION, TRACING, P | B | S),
	ROW("fentry.multi", TRACING, ATTACH_FENTRY_MULTI, TRACING_MULTI, P),
	ROW("fentry.multi.s", TRACING, ATTACH_FENTRY_MULTI, TRACING_MULTI,
	    P | S),
	ROW("fexit.multi", TRACING, ATTACH_FEXIT_MULTI, TRACING_MULTI, P),
	ROW("fexit.multi.s", TRACING, ATTACH_FEXIT_MULTI, TRACING_MULTI, P | S),
	ROW("fsession.multi", TRACING, ATTACH_FSESSION_MULTI, TRACING_MULTI, P),
	ROW("fsession.multi.s", TRACING, ATTACH_FSESSION_MULTI, TRACING_MULTI,
	    P | S),
	ROW("iter", TRACING, BPF_TRACE_ITER, ITER, P | B),
	ROW("iter.s", TRACING, BPF_TRACE_ITER, ITER, P | B | S),
	ROW("freplace", EXT, 0, FREPLACE, P | B | D),
	ROW("lsm", LSM, BPF_LSM_MAC, LSM, P | B | D),
	ROW("lsm.s", LSM, BPF_LSM_MAC, LSM, P | B | S),
	ROW("lsm_cgroup", LSM, BPF_LSM_CGROUP, CGROUP, P | B),
	ROW("struct_ops", STRUCT_OPS, 0, STRUCT_OPS, P | D),
	ROW("struct_ops.s", STRUCT_OPS, 0, STRUCT_OPS, P | S),
	ROW("syscall", SYSCALL, 0, NONE, S | D),
	/* networks */
	ROW("xdp", XDP, BPF_XDP, XDP, L | O | D),
	ROW("xdp.frags", XDP, BPF_XDP, XDP, L | O | F),
	ROW("xdp/devmap", XDP, BPF_XDP_DEVMAP, NONE, L),
	ROW("xdp.frags/devmap", XDP, BPF_XDP_DEVMAP, NONE, L | F),
	ROW("xdp_devmap", XDP, BPF_XDP_DEVMAP, NONE, P),
	ROW("xdp/cpumap", XDP, BPF_XDP_CPUMAP, NONE, L),
	ROW("xdp.frags/cpumap", XDP, BPF_XDP_CPUMAP, NONE, L | F),
	ROW("xdp_cpumap", XDP, BPF_XDP_CPUMAP, NONE, P),
	ROW("tc", SCHED_CLS, 0, TC, L | D),
	ROW("classifier", SCHED_CLS, 0, TC, L),
	ROW("schedcls", SCHED_CLS, 0, TC, P),
	ROW("tc/ingress", SCHED_CLS, ATTACH_TCX_INGRESS, TCX, L | O),
	ROW("tc/egress", SCHED_CLS, ATTACH_TCX_EGRESS, TCX, L | O),
	ROW("tcx/ingress", SCHED_CLS, ATTACH_TCX_INGRESS, TCX, 0),
	ROW("tcx/egress", SCHED_CLS, ATTACH_TCX_EGRESS, TCX, 0),
	ROW("netkit/primary", SCHED_CLS, ATTACH_NETKIT_PRIMARY, NETKIT, 0),
	ROW("netkit/peer", SCHED_CLS, ATTACH_NETKIT_PEER, NETKIT, 0),
	ROW("action", SCHED_ACT, 0, TC, L | D),
	ROW("tc_act", SCHED_ACT, 0, TC, L),
	ROW("schedact", SCHED_ACT, 0, TC, P),
	ROW("lwt_in", LWT_IN, 0, LWT, L | D),
	ROW("lwt_out", LWT_OUT, 0, LWT, L | D),
	ROW("lwt_xmit", LWT_XMIT, 0, LWT, L | D),
	ROW("lwt_seg6local", LWT_SEG6LOCAL, 0, LWT, L | D),
	ROW("lirc_mode2", LIRC_MODE2, BPF_LIRC_MODE2, LIRC, L | O | D),
	ROW("netfilter", NETFILTER, ATTACH_NETFILTER, NETFILTER, D),
	/* cgroups */
	ROW("cgroup/skb", CGROUP_SKB, 0, CGROUP, L | D),
	ROW("cgroupskb", CGROUP_SKB, 0, CGROUP, P),
	ROW("cgroup_skb/ingress", CGROUP_SKB, BPF_CGROUP_INET_INGRESS, CGROUP,
	    L | O),
	ROW("cgroup_skb/egress", CGROUP_SKB, BPF_CGROUP_INET_EGRESS, CGROUP,
	    L | O),
	ROW("ingress", CGROUP_SKB, BPF_CGROUP_INET_INGRESS, CGROUP, X | O),
	ROW("egress", CGROUP_SKB, BPF_CGROUP_INET_EGRESS, CGROUP, X | O),
	ROW("cgroup/sock", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, CGROUP,
	    L | O | D),
	ROW("cgroupsock", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, CGROUP,
	    P | O),
	ROW("cgroup/sock_create", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE,
	    CGROUP, L | O),
	ROW("cgroupsockcreate", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE,
	    CGROUP, P | O),
	ROW("cgroup/sock_release", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE,
	    CGROUP, L),
	ROW("cgroupsockrelease", CGROUP_SOCK, BPF_CGROUP_INET_SOCK_RELEASE,
	    CGROUP, P),
	ROW("cgroup/post_bind4", CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND,
	    CGROUP, L),
	ROW("cgroup/post_bind6", CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND,
	    CGROUP, L),
	ROW("postbind4", CGROUP_SOCK, BPF_CGROUP_INET4_POST_BIND, CGROUP, P),
	ROW("postbind6", CGROUP_SOCK, BPF_CGROUP_INET6_POST_BIND, CGROUP, P),
	ROW("cgroup/bind4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, CGROUP, L),
	ROW("cgroup/bind6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND, CGROUP, L),
	ROW("bind4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_BIND, CGROUP, P),
	ROW("bind6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_BIND, CGROUP, P),
	ROW("cgroup/connect4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT,
	    CGROUP, L),
	ROW("cgroup/connect6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT,
	    CGROUP, L),
	ROW("cgroup/connect_unix", CGROUP_SOCK_ADDR, ATTACH_UNIX_CONNECT,
	    CGROUP, 0),
	ROW("connect4", CGROUP_SOCK_ADDR, BPF_CGROUP_INET4_CONNECT, CGROUP, P),
	ROW("connect6", CGROUP_SOCK_ADDR, BPF_CGROUP_INET6_CONNECT, CGROUP, P),
	ROW("cgroup/sendmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG,
	    CGROUP, L),
	ROW("cgroup/sendmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG,
	    CGROUP, L),
	ROW("cgroup/sendmsg_unix", CGROUP_SOCK_ADDR, ATTACH_UNIX_SENDMSG,
	    CGROUP, 0),
	ROW("sendmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_SENDMSG, CGROUP, P),
	ROW("sendmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_SENDMSG, CGROUP, P),
	ROW("cgroup/recvmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG,
	    CGROUP, L),
	ROW("cgroup/recvmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG,
	    CGROUP, L),
	ROW("cgroup/recvmsg_unix", CGROUP_SOCK_ADDR, ATTACH_UNIX_RECVMSG,
	    CGROUP, 0),
	ROW("recvmsg4", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP4_RECVMSG, CGROUP, P),
	ROW("recvmsg6", CGROUP_SOCK_ADDR, BPF_CGROUP_UDP6_RECVMSG, CGROUP, P),
	ROW("cgroup/getpeername4", CGROUP_SOCK_ADDR,
	    BPF_CGROUP_INET4_GETPEERNAME, CGROUP, L),
	ROW("cgroup/getpeername6", CGROUP_SOCK_ADDR,
	    BPF_CGROUP_INET6_GETPEERNAME, CGROUP, L),
	ROW("cgroup/getpeername_unix", CGROUP_SOCK_ADDR,
	    ATTACH_UNIX_GETPEERNAME, CGROUP, 0),
	ROW("cgroup/getsockname4", CGROUP_SOCK_ADDR,
	    BPF_CGROUP_INET4_GETSOCKNAME, CGROUP, L),
	ROW("cgroup/getsockname6", CGROUP_SOCK_ADDR,
	    BPF_CGROUP_INET6_GETSOCKNAME, CGROUP, L),
	ROW("cgroup/getsockname_unix", CGROUP_SOCK_ADDR,
	    ATTACH_UNIX_GETSOCKNAME, CGROUP, 0),
	ROW("cgroup/getsockopt", CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, CGROUP,
	    L),
	ROW("cgroup/setsockopt", CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, CGROUP,
	    L),
	ROW("getsockopt", CGROUP_SOCKOPT, BPF_CGROUP_GETSOCKOPT, CGROUP, P),
	ROW("setsockopt", CGROUP_SOCKOPT, BPF_CGROUP_SETSOCKOPT, CGROUP, P),
	ROW("cgroup/dev", CGROUP_DEVICE, BPF_CGROUP_DEVICE, CGROUP, L | O | D),
	ROW("cgroup/sysctl", CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, CGROUP, L | D),
	ROW("sysctl", CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, CGROUP, P),
	ROW("sockops", SOCK_OPS, BPF_CGROUP_SOCK_OPS, CGROUP, L | O | D),
	{ "fuse", BPF_PROG_TYPE_UNSPEC, 0, HOOK_FUSE, X },
};

#undef ROW

const struct section_kind *section_at(size_t i)
{
	return i < ARRAY_SIZE(kinds) ? &kinds[i] : NULL;
}

static const char *skip_mark(const char *section)
{
	return section[0] == '?' ? section + 1 : section;
}

static bool matches(const struct section_kind *k, const char *section,
		    size_t len)
{
	char next;

	if (strncmp(section, k->name, len) != 0)
		return false;
	next = section[len];
	if (next == '/')
		return k->flags & (P | X | L);
	if (next == '\0')
		return !(k->flags & X);
	return (k->flags & L) && !isalpha((unsigned char)next);
}

const struct section_kind *section_find(const char *section, const char **rest)
{
	const struct section_kind *best = NULL;
	size_t longest = 0;

	section = skip_mark(section);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t len;

		if (kinds[i].name[0] != section[0])
			continue;
		len = strlen(kinds[i].name);
		if (len <= longest || !matches(&kinds[i], section, len))
			continue;
		best = &kinds[i];
		longest = len;
	}
	if (best && rest)
		*rest = section + longest + (section[longest] == '/');
	return best;
}

const struct section_kind *section_by_type(const char *name)
{
	const struct section_kind *k = section_find(name, NULL);
	int attach = attach_type_find(name), type = prog_type_find(name);

	if (k)
		return k;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		k = &kinds[i];
		if ((k->flags & D) && k->prog_type == type)
			return k;
		if (attach > 0 && k->attach_type == attach)
			return k;
	}
	return NULL;
}

#define LEN_MAX 32

/* Typing mistakes between a and the first n characters of b (Levenshtein) */
static unsigned distance(const char *a, const char *b, size_t n)
{
	uint8_t row[LEN_MAX + 1];

	for (size_t j = 0; j <= n; j++)
		row[j] = (uint8_t)j;
	for (size_t i = 0; a[i]; i++) {
		uint8_t corner = row[0];

		row[0] = (uint8_t)(i + 1);
		for (size_t j = 0; j < n; j++) {
			unsigned d = corner + (unsigned)(a[i] != b[j]);

			if (d > row[j] + 1u)
				d = row[j] + 1u;
			corner = row[j + 1];
			if (d > corner + 1u)
				d = corner + 1u;
			row[j + 1] = (uint8_t)d;
		}
	}
	return row[n];
}

/* Of the section's name as many components as the kind's has */
static unsigned mistakes(const struct section_kind *k, const char *section)
{
	size_t n = strcspn(section, "/");

	if (strchr(k->name, '/') && section[n] == '/')
		n += 1 + strcspn(section + n + 1, "/");
	return distance(k->name, section, n < LEN_MAX ? n : LEN_MAX);
}

size_t section_nearest(const char *section, const char **names, size_t max)
{
	size_t n = 0;

	section = skip_mark(section);
	/* Few mistakes first; more than a third of the name is another name */
	for (size_t d = 0; d < 5; d++)
		for (size_t i = 0; i < ARRAY_SIZE(kinds) && n < max; i++)
			if (mistakes(&kinds[i], section) == d &&
			    d * 3 <= strlen(kinds[i].name))
				names[n++] = kinds[i].name;
	return n;
}
