/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the name of a section says about the program in it: its type, where it
 * attaches, how. Knows libbpf's names, those of the kernel's old samples and
 * Android's. What stands behind the kind ("kprobe/" do_unlinkat) is left to
 * whoever attaches.
 */
#ifndef ELF_SECTION_H
#define ELF_SECTION_H

#include <stddef.h>
#include <stdint.h>

/* What a program is attached to, and so by which calls */
enum section_hook {
	HOOK_NONE, /* nothing: it is called, or run by hand */
	HOOK_TRACEPOINT,
	HOOK_RAW_TP,
	HOOK_KPROBE,
	HOOK_KRETPROBE,
	HOOK_KPROBE_MULTI,
	HOOK_KRETPROBE_MULTI,
	HOOK_KPROBE_SESSION,
	HOOK_KSYSCALL, /* kprobe of a system call's function, by its name */
	HOOK_KRETSYSCALL,
	HOOK_UPROBE,
	HOOK_URETPROBE,
	HOOK_UPROBE_MULTI,
	HOOK_URETPROBE_MULTI,
	HOOK_UPROBE_SESSION,
	HOOK_USDT,
	HOOK_TRACING, /* tp_btf, fentry, fexit, fmod_ret, fsession */
	HOOK_TRACING_MULTI,
	HOOK_ITER,
	HOOK_LSM,
	HOOK_FREPLACE,
	HOOK_STRUCT_OPS,
	HOOK_PERF_EVENT,
	HOOK_XDP,
	HOOK_TC,
	HOOK_TCX,
	HOOK_NETKIT,
	HOOK_CGROUP,
	HOOK_SOCKET,
	HOOK_SOCKMAP, /* sk_skb, sk_msg */
	HOOK_SK_REUSEPORT,
	HOOK_NETNS, /* flow_dissector, sk_lookup */
	HOOK_LWT,
	HOOK_LIRC,
	HOOK_NETFILTER,
	HOOK_FUSE, /* Android; the type stands in
		    * /sys/fs/fuse/bpf_prog_type_fuse */
};

enum section_flag {
	/* How the name is matched; none: it must be all of it */
	SECTION_PREFIX = 1 << 0, /* or "/" and anything follow */
	SECTION_SLASH = 1 << 1, /* "/" and anything must follow */
	SECTION_LOOSE = 1 << 2, /* anything may follow but a letter, as in
				 * "xdp_prog" and "socket1" */
	/* What the kernel is told */
	SECTION_SLEEPABLE = 1 << 3, /* BPF_F_SLEEPABLE */
	SECTION_FRAGS = 1 << 4, /* BPF_F_XDP_HAS_FRAGS */
	SECTION_BTF_ID = 1 << 5, /* attach_btf_id of the target */
	SECTION_OPTIONAL = 1 << 6, /* older kernels do without attach_type */
	/* What the type's own name means */
	SECTION_DEFAULT = 1 << 7,
};

struct section_kind {
	const char *name;
	uint8_t prog_type; /* BPF_PROG_TYPE_*; 0: HOOK_FUSE */
	uint8_t attach_type; /* expected_attach_type; 0 is also none */
	uint8_t hook; /* enum section_hook */
	uint8_t flags; /* enum section_flag */
};

/* The kind with the longest name that the section's begins with, or NULL. A
 * "?" before it is skipped. *rest, unless rest is NULL, is what stands behind
 * the name and its "/", "" for nothing; it points into section. */
const struct section_kind *section_find(const char *section, const char **rest);

/* What a user may call a kind: a section's name ("kprobe", "cgroup/bind4"),
 * an attach type's ("cgroup_inet4_bind"), or a program type's where that says
 * enough ("sched_cls", but not "tracing"). NULL if nothing has the name. */
const struct section_kind *section_by_type(const char *name);

/* Names of kinds that the section's may be a mistake for, the nearest first;
 * returns how many of at most max. */
size_t section_nearest(const char *section, const char **names, size_t max);

/* All kinds, NULL from the last on. */
const struct section_kind *section_at(size_t i);

#endif
