/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object for Android 14 and later with a value in every field of its
 * definitions; what is wanted here, and what is not for one reason each.
 */
#define RAWBPF_ANDROID	  'U'
#define BPFLOADER_MIN_VER 41
#include "bpf/android.h"

#define HERE                                                                   \
	.bpfloader_min_ver = 41, .bpfloader_max_ver = 48,                      \
	.min_kver = KVER(4, 9, 0), .max_kver = KVER(99, 0, 0)
#define MAP(name, ...)                                                         \
	SEC("maps")                                                            \
	const struct bpf_map_def name = { .type = BPF_MAP_TYPE_HASH,           \
					  .key_size = 4,                       \
					  .value_size = 8,                     \
					  .max_entries = 16,                   \
					  .map_flags = BPF_F_NO_PREALLOC,      \
					  .zero = 0,                           \
					  __VA_ARGS__ };
#define PROG(section, func, ...)                                               \
	SEC("progs")                                                           \
	const struct bpf_prog_def func##_def = { __VA_ARGS__ };                \
	SEC(section)                                                           \
	int func(struct __sk_buff *skb)

MAP(everything, HERE, .uid = AID_SYSTEM, .gid = AID_SHELL, .mode = 0640,
    .selinux_context = "fs_bpf_loader", .pin_subdir = "loader/", .shared = 1,
    .not_on = { .eng = 1, .userdebug = 1 })
MAP(not_user, HERE, .not_on = { .user = 1 })
MAP(not_here, HERE,
    .not_on = {
	    .arm32 = 1, .aarch64 = 1, .x86_32 = 1, .x86_64 = 1, .riscv64 = 1 })
MAP(later_kernel, .bpfloader_max_ver = 0x10000, .min_kver = KVER(99, 0, 0),
    .max_kver = KVER_INF)
MAP(older_loader, .bpfloader_max_ver = 41, .max_kver = KVER_INF)

PROG("skfilter/everything", with_everything, HERE, .uid = AID_SYSTEM,
     .gid = AID_SHELL, .optional = 1, .selinux_context = "fs_bpf_loader",
     .pin_subdir = "loader/", .not_on = { .eng = 1 })
{
	__u32 key = skb->len;
	__u64 *value = bpf_map_lookup_elem(&everything, &key);

	return value ? *value : 0;
}

PROG("skfilter/length$99", length_99, .bpfloader_max_ver = 0x10000,
     .min_kver = KVER(99, 0, 0), .max_kver = KVER_INF)
{
	return skb->len;
}

PROG("skfilter/length$here", length_here, HERE)
{
	return skb->len + 1;
}

PROG("skfilter/length$stub", length_stub, HERE, .optional = 1)
{
	return 0;
}

PROG("skfilter/unused_map", unused_map, HERE, .optional = 1)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&later_kernel, &key) != 0;
}

PROG("skfilter/not_here", not_here_prog, HERE,
     .not_on = {
	     .arm32 = 1, .aarch64 = 1, .x86_32 = 1, .x86_64 = 1, .riscv64 = 1 })
{
	return 0;
}

PROG("fuse/media", media, HERE)
{
	return 0;
}

CRITICAL("every field");
LICENSE("GPL");
