/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bytes of Android's map and program definitions in the release that
 * RAWBPF_ANDROID names, and how to fill them. Included by bpf/android.h only,
 * which has the macros for authors. Little endian, no member wider than four
 * bytes.
 */
#ifndef BPF_ANDROID_DEF_H
#define BPF_ANDROID_DEF_H

/* Of both definitions in U: where the object is not wanted. */
struct rawbpf_not_on {
	_Bool eng : 1, user : 1, userdebug : 1; /* builds */
	_Bool arm32 : 1, aarch64 : 1, x86_32 : 1, x86_64 : 1, riscv64 : 1;
};

struct bpf_map_def {
	__u32 type;
	__u32 key_size;
	__u32 value_size;
	__u32 max_entries;
	__u32 map_flags;
#if RAWBPF_ANDROID == 'Q'
	__u32 pad1;
	__u32 pad2;
#elif RAWBPF_ANDROID < 'U'
	__u32 uid;
	__u32 gid;
	__u32 mode;
#else
	__u32 zero; /* the uid of older loaders, moved to the end */
	__u32 gid;
	__u32 mode;
#endif
#if RAWBPF_ANDROID >= 'S'
	__u32 bpfloader_min_ver; /* inclusive */
	__u32 bpfloader_max_ver; /* exclusive */
	__u32 min_kver; /* inclusive */
	__u32 max_kver; /* exclusive */
#endif
#if RAWBPF_ANDROID >= 'T'
	char selinux_context[32];
	char pin_subdir[32];
	_Bool shared;
#endif
#if RAWBPF_ANDROID == 'T'
	char pad0[3];
#elif RAWBPF_ANDROID >= 'U'
	struct rawbpf_not_on not_on;
	char pad0[2];
	__u32 uid;
#endif
};

#if RAWBPF_ANDROID >= 'R'
struct bpf_prog_def {
	__u32 uid;
	__u32 gid;
	__u32 min_kver; /* inclusive */
	__u32 max_kver; /* exclusive */
	_Bool optional;
#if RAWBPF_ANDROID >= 'U'
	struct rawbpf_not_on not_on;
	char pad0[2];
#else
	char pad0[3];
#endif
#if RAWBPF_ANDROID >= 'S'
	__u32 bpfloader_min_ver; /* inclusive */
	__u32 bpfloader_max_ver; /* exclusive */
#endif
#if RAWBPF_ANDROID >= 'T'
	char selinux_context[32];
	char pin_subdir[32];
#endif
};
#endif

#if RAWBPF_ANDROID == 'Q'
_Static_assert(sizeof(struct bpf_map_def) == 28, "Q");
#elif RAWBPF_ANDROID == 'R'
_Static_assert(sizeof(struct bpf_map_def) == 32, "R");
_Static_assert(sizeof(struct bpf_prog_def) == 20, "R");
#elif RAWBPF_ANDROID == 'S'
_Static_assert(sizeof(struct bpf_map_def) == 48, "S");
_Static_assert(sizeof(struct bpf_prog_def) == 28, "S");
#elif RAWBPF_ANDROID == 'T'
_Static_assert(sizeof(struct bpf_map_def) == 116, "T");
_Static_assert(sizeof(struct bpf_prog_def) == 92, "T");
#else
_Static_assert(sizeof(struct bpf_map_def) == 120, "U");
_Static_assert(offsetof(struct bpf_map_def, uid) == 116, "U");
_Static_assert(sizeof(struct bpf_prog_def) == 92, "U");
#endif

/* The accounts that BPF objects of Android mention. */
#ifndef AID_ROOT
#define AID_ROOT	  0
#define AID_SYSTEM	  1000
#define AID_GRAPHICS	  1003
#define AID_SHELL	  2000
#define AID_INET	  3003
#define AID_NET_RAW	  3004
#define AID_NET_ADMIN	  3005
#define AID_NET_BW_STATS  3006
#define AID_NET_BW_ACCT	  3007
#define AID_NETWORK_STACK 1073
#define AID_EVERYBODY	  9997
#endif

/* Kernel versions; the encoding changed between R and S. */
#define KVER_NONE 0
#define KVER_INF  0xffffffff
#if RAWBPF_ANDROID <= 'R'
#define KVER(a, b, c) (((a) << 16) | ((b) << 8) | (c))
#else
#define KVER(a, b, c) (((a) << 24) + ((b) << 16) + (c))
#endif

/* The loaders that an object is for: [min, max). */
#ifndef BPFLOADER_MIN_VER
#define BPFLOADER_MIN_VER 0
#endif
#ifndef BPFLOADER_MAX_VER
#define BPFLOADER_MAX_VER 0x10000
#endif

/* Parts of an initialiser, each ending in a comma. What is not named is 0. */
#define RAWBPF_OWNER(user, group, perm)                                        \
	.uid = (user), .gid = (group), .mode = (perm),
#define RAWBPF_LOADERS(min, max)                                               \
	.bpfloader_min_ver = (min), .bpfloader_max_ver = (max),
#define RAWBPF_KERNELS(min, max) .min_kver = (min), .max_kver = (max),
#define RAWBPF_PLACE(selinux, pindir)                                          \
	.selinux_context = selinux, .pin_subdir = pindir,
#define RAWBPF_NOT_ON(no_eng, no_user, no_userdebug)                           \
	.not_on = { .eng = (no_eng),                                           \
		    .user = (no_user),                                         \
		    .userdebug = (no_userdebug) },

/* The maps and programs that only name their owner. */
#if RAWBPF_ANDROID == 'Q'
#define RAWBPF_OWNED_MAP(user, group, perm)
#elif RAWBPF_ANDROID == 'R'
#define RAWBPF_OWNED_MAP(user, group, perm) RAWBPF_OWNER(user, group, perm)
#define RAWBPF_PROG_LOADERS
#else
#define RAWBPF_OWNED_MAP(user, group, perm)                                    \
	RAWBPF_OWNER(user, group, perm)                                        \
	RAWBPF_PROG_LOADERS                                                    \
	RAWBPF_KERNELS(KVER_NONE, KVER_INF)
#define RAWBPF_PROG_LOADERS RAWBPF_LOADERS(BPFLOADER_MIN_VER, BPFLOADER_MAX_VER)
#endif

#if RAWBPF_ANDROID == 'Q'
#define RAWBPF_ANDROID_CONST
#else
#define RAWBPF_ANDROID_CONST const
#endif

#define RAWBPF_ANDROID_MAP(name, map_type, ksize, vsize, n, more)              \
	SEC("maps")                                                            \
	RAWBPF_ANDROID_CONST struct bpf_map_def name = {                       \
		.type = map_type,                                              \
		.key_size = (ksize),                                           \
		.value_size = (vsize),                                         \
		.max_entries = (n),                                            \
		.map_flags = RAWBPF_MAP_FLAGS(map_type),                       \
		more                                                           \
	};

#define RAWBPF_ANDROID_PROG(section, user, group, func, min, max, may_fail,    \
			    more)                                              \
	SEC("progs")                                                           \
	const struct bpf_prog_def func##_def = { .uid = (user),                \
						 .gid = (group),               \
						 .optional = (may_fail),       \
						 RAWBPF_KERNELS(min, max)      \
							 more };               \
	SEC(section)                                                           \
	int func

/* Carries the types of a map into BTF; not a map itself. */
#if RAWBPF_ANDROID >= 'T'
#define RAWBPF_ANDROID_TYPES(name, Key, Value)                                 \
	struct ____btf_map_##name {                                            \
		__typeof__(Key) key;                                           \
		__typeof__(Value) value;                                       \
	} ____btf_map_##name SEC(".maps." #name) = {};
#else
#define RAWBPF_ANDROID_TYPES(name, Key, Value)
#endif

#endif
