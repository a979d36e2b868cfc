/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's enumerations by name, spelt as bpftool spells them: "hash" for
 * BPF_MAP_TYPE_HASH, "sched_cls", "cgroup_inet4_bind". Lists end where the
 * kernel's did in 2026 (7.2), whatever headers this is built with.
 */
#ifndef ELF_NAMES_H
#define ELF_NAMES_H

#include <stdint.h>

/* Newer than some build machine's <linux/bpf.h> */
enum {
	MAP_TYPE_CGRP_STORAGE = 32, /* 6.2 */
	MAP_TYPE_ARENA = 33, /* 6.9 */
	MAP_TYPE_INSN_ARRAY = 34, /* 6.19 */
	MAP_TYPE_RHASH = 35, /* 7.2 */
	MAP_TYPE__COUNT
};

enum {
	PROG_TYPE_NETFILTER = 32, /* 6.4 */
	PROG_TYPE__COUNT
};

enum {
	ATTACH_STRUCT_OPS = 44, /* 6.4 */
	ATTACH_NETFILTER = 45, /* 6.4 */
	ATTACH_TCX_INGRESS = 46, /* 6.6 */
	ATTACH_TCX_EGRESS = 47, /* 6.6 */
	ATTACH_UPROBE_MULTI = 48, /* 6.6 */
	ATTACH_UNIX_CONNECT = 49, /* 6.7, and so the next six */
	ATTACH_UNIX_SENDMSG = 50,
	ATTACH_UNIX_RECVMSG = 51,
	ATTACH_UNIX_GETPEERNAME = 52,
	ATTACH_UNIX_GETSOCKNAME = 53,
	ATTACH_NETKIT_PRIMARY = 54,
	ATTACH_NETKIT_PEER = 55,
	ATTACH_KPROBE_SESSION = 56, /* 6.10 */
	ATTACH_UPROBE_SESSION = 57, /* 6.13 */
	ATTACH_FSESSION = 58, /* 7.0 */
	ATTACH_FENTRY_MULTI = 59, /* 7.2, and so the next two */
	ATTACH_FEXIT_MULTI = 60,
	ATTACH_FSESSION_MULTI = 61,
	ATTACH__COUNT
};

/* "type N" in a static buffer for a number without a name */
const char *map_type_name(uint32_t type);
const char *prog_type_name(uint32_t type);
const char *attach_type_name(uint32_t type);

/* The number of a name, -1 for none */
int map_type_find(const char *name);
int prog_type_find(const char *name);
int attach_type_find(const char *name);

#endif
