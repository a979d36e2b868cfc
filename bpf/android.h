/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects in the format that Android's bpfloader takes: maps as structs in
 * the section "maps", programs described in "progs", and a few sections of
 * numbers. The layouts grew from release to release; which one is made is
 * said before the include (or with -D), as a character:
 *
 *	#define RAWBPF_ANDROID 'Q'
 *
 * Q is Android 10, R 11, S 12, T 13, U 14, which is the default and the
 * layout of those after it. Macros have Android's names and arguments and
 * exist from the release that has the fields for them.
 */
#ifndef BPF_ANDROID_H
#define BPF_ANDROID_H

#include "bpf/rawbpf.h"

#ifndef RAWBPF_ANDROID
#define RAWBPF_ANDROID 'U'
#endif

#if RAWBPF_ANDROID < 'Q' || RAWBPF_ANDROID > 'U'
#error "RAWBPF_ANDROID is one of 'Q', 'R', 'S', 'T', 'U'"
#endif

/* Android calls it so since T. */
#define SECTION(name) SEC(name)

#include "bpf/android_def.h"

#undef DEFINE_BPF_MAP_NO_ACCESSORS
#undef DEFINE_BPF_MAP
#undef DEFINE_BPF_MAP_FLAGS
#undef DEFINE_BPF_RINGBUF

/* A map that only root may use. */
#define DEFINE_BPF_MAP_NO_ACCESSORS(name, TYPE, Key, Value, n)                 \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_##TYPE, sizeof(Key),             \
			   sizeof(Value), n,                                   \
			   RAWBPF_OWNED_MAP(AID_ROOT, AID_ROOT, 0600))         \
	RAWBPF_ANDROID_TYPES(name, Key, Value)

#define DEFINE_BPF_MAP(name, TYPE, Key, Value, n)                              \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_##TYPE, sizeof(Key),             \
			   sizeof(Value), n,                                   \
			   RAWBPF_OWNED_MAP(AID_ROOT, AID_ROOT, 0600))         \
	RAWBPF_ANDROID_TYPES(name, Key, Value)                                 \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)

#if RAWBPF_ANDROID >= 'R'

/* Owner and mode of the file that the map is pinned as. */
#define DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, user, group, perm)       \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_##TYPE, sizeof(Key),             \
			   sizeof(Value), n,                                   \
			   RAWBPF_OWNED_MAP(user, group, perm))                \
	RAWBPF_ANDROID_TYPES(name, Key, Value)                                 \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)

/* What a group may do beside root: read for _RO, _GRO, write for _WO, _GWO,
 * both for _GRW. With _RO and _WO root's file has no other right either. */
#define DEFINE_BPF_MAP_RO(name, TYPE, Key, Value, n, group)                    \
	DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, AID_ROOT, group, 0440)
#define DEFINE_BPF_MAP_WO(name, TYPE, Key, Value, n, group)                    \
	DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, AID_ROOT, group, 0220)
#define DEFINE_BPF_MAP_GRO(name, TYPE, Key, Value, n, group)                   \
	DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, AID_ROOT, group, 0640)
#define DEFINE_BPF_MAP_GWO(name, TYPE, Key, Value, n, group)                   \
	DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, AID_ROOT, group, 0620)
#define DEFINE_BPF_MAP_GRW(name, TYPE, Key, Value, n, group)                   \
	DEFINE_BPF_MAP_UGM(name, TYPE, Key, Value, n, AID_ROOT, group, 0660)

/* A program, its owner, the kernels [min, max) that it is for, and whether
 * the loader may go on without it. Followed by "(arguments) { body }". */
#define DEFINE_BPF_PROG_KVER_RANGE_OPT(section, user, group, func, min, max,   \
				       may_fail)                               \
	RAWBPF_ANDROID_PROG(section, user, group, func, min, max, may_fail,    \
			    RAWBPF_PROG_LOADERS)

#define DEFINE_BPF_PROG_KVER_RANGE(section, user, group, func, min, max)       \
	DEFINE_BPF_PROG_KVER_RANGE_OPT(section, user, group, func, min, max, 0)
#define DEFINE_OPTIONAL_BPF_PROG_KVER_RANGE(section, user, group, func, min,   \
					    max)                               \
	DEFINE_BPF_PROG_KVER_RANGE_OPT(section, user, group, func, min, max, 1)

#define DEFINE_BPF_PROG_KVER(section, user, group, func, min)                  \
	DEFINE_BPF_PROG_KVER_RANGE(section, user, group, func, min, KVER_INF)
#define DEFINE_OPTIONAL_BPF_PROG_KVER(section, user, group, func, min)         \
	DEFINE_OPTIONAL_BPF_PROG_KVER_RANGE(section, user, group, func, min,   \
					    KVER_INF)

#define DEFINE_BPF_PROG(section, user, group, func)                            \
	DEFINE_BPF_PROG_KVER(section, user, group, func, KVER_NONE)
#define DEFINE_OPTIONAL_BPF_PROG(section, user, group, func)                   \
	DEFINE_OPTIONAL_BPF_PROG_KVER(section, user, group, func, KVER_NONE)

/* The device does not boot without this object; says why. */
#define CRITICAL(reason) char _critical[] SEC("critical") = reason

#endif /* R */

#if RAWBPF_ANDROID >= 'S'

/* The licence, and what lets a loader read an object of another release. */
#undef LICENSE
#define LICENSE(name)                                                          \
	unsigned int _bpfloader_min_ver SEC("bpfloader_min_ver") =             \
		BPFLOADER_MIN_VER;                                             \
	unsigned int _bpfloader_max_ver SEC("bpfloader_max_ver") =             \
		BPFLOADER_MAX_VER;                                             \
	unsigned long _size_of_bpf_map_def SEC("size_of_bpf_map_def") =        \
		sizeof(struct bpf_map_def);                                    \
	unsigned long _size_of_bpf_prog_def SEC("size_of_bpf_prog_def") =      \
		sizeof(struct bpf_prog_def);                                   \
	char _license[] SEC("license") = name

#endif /* S */

#if RAWBPF_ANDROID >= 'T'

/* Loaders and kernels that the types of the maps are for; older ones load
 * the maps without. */
#define BTF_MIN_BPFLOADER_VER(version)                                         \
	unsigned int _btf_min_bpfloader_ver SEC("btf_min_bpfloader_ver") =     \
		version
#define BTF_MIN_KERNEL_VER(version)                                            \
	unsigned int _btf_min_kernel_ver SEC("btf_min_kernel_ver") = version

/* A label, a directory below the pin directory, and for a map whether all
 * objects share it. U adds the loaders that take it and the builds that
 * do not. */
#if RAWBPF_ANDROID == 'T'
#define DEFINE_BPF_MAP_EXT(name, TYPE, Key, Value, n, user, group, perm,       \
			   selinux, pindir, share)                             \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_##TYPE, sizeof(Key),             \
			   sizeof(Value), n,                                   \
			   RAWBPF_OWNED_MAP(user, group, perm)                 \
				   RAWBPF_PLACE(selinux, pindir)               \
					   .shared = (share))                  \
	RAWBPF_ANDROID_TYPES(name, Key, Value)                                 \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)
#define DEFINE_BPF_PROG_EXT(section, user, group, func, min, max, may_fail,    \
			    selinux, pindir)                                   \
	RAWBPF_ANDROID_PROG(section, user, group, func, min, max, may_fail,    \
			    RAWBPF_PROG_LOADERS RAWBPF_PLACE(selinux, pindir))
#endif

#endif /* T */

#if RAWBPF_ANDROID >= 'U'

/* An older loader fails on the object instead of skipping it. */
#define BPFLOADER_MIN_REQUIRED_VER(version)                                    \
	unsigned int _bpfloader_min_required_ver SEC(                          \
		"bpfloader_min_required_ver") = version

#define RAWBPF_U_MAP(user, group, perm, selinux, pindir, share, min_loader,    \
		     max_loader, no_eng, no_user, no_userdebug)                \
	RAWBPF_OWNER(user, group, perm)                                        \
	RAWBPF_LOADERS(min_loader, max_loader)                                 \
	RAWBPF_KERNELS(KVER_NONE, KVER_INF)                                    \
	RAWBPF_PLACE(selinux, pindir)                                          \
	RAWBPF_NOT_ON(no_eng, no_user, no_userdebug).shared = (share),

#define DEFINE_BPF_MAP_EXT(name, TYPE, Key, Value, n, user, group, perm,       \
			   selinux, pindir, share, min_loader, max_loader,     \
			   no_eng, no_user, no_userdebug)                      \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_##TYPE, sizeof(Key),             \
			   sizeof(Value), n,                                   \
			   RAWBPF_U_MAP(user, group, perm, selinux, pindir,    \
					share, min_loader, max_loader, no_eng, \
					no_user, no_userdebug))                \
	RAWBPF_ANDROID_TYPES(name, Key, Value)                                 \
	RAWBPF_MAP_ACCESSORS(name, Key, Value)

#define DEFINE_BPF_RINGBUF_EXT(name, Value, bytes, user, group, perm, selinux, \
			       pindir, share, min_loader, max_loader, no_eng,  \
			       no_user, no_userdebug)                          \
	RAWBPF_ANDROID_MAP(name, BPF_MAP_TYPE_RINGBUF, 0, 0, bytes,            \
			   RAWBPF_U_MAP(user, group, perm, selinux, pindir,    \
					share, min_loader, max_loader, no_eng, \
					no_user, no_userdebug))                \
	RAWBPF_RINGBUF_ACCESSORS(name, Value)

#define DEFINE_BPF_PROG_EXT(section, user, group, func, min, max, min_loader,  \
			    max_loader, may_fail, selinux, pindir, no_eng,     \
			    no_user, no_userdebug)                             \
	RAWBPF_ANDROID_PROG(                                                   \
		section, user, group, func, min, max, may_fail,                \
		RAWBPF_LOADERS(min_loader, max_loader)                         \
			RAWBPF_PLACE(selinux, pindir)                          \
				RAWBPF_NOT_ON(no_eng, no_user, no_userdebug))

#endif /* U */

#endif
