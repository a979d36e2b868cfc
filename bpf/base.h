/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The language part of BPF C: sections, attributes, barriers. Nothing here
 * calls the kernel.
 */
#ifndef BPF_BASE_H
#define BPF_BASE_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/* Puts a program, a map or a constant where the loader looks for it. */
#define SEC(name) __attribute__((section(name), used))

/* The kernel offers its GPL-only helpers to programs that say "GPL". */
#define LICENSE(name) char _license[] SEC("license") = name

/* Values that the loader fills in: CONFIG_* and LINUX_KERNEL_VERSION, and
 * the addresses of kernel symbols and functions. Used on an extern; with
 * __weak it may stay unresolved and be 0. */
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym	  __attribute__((section(".ksyms")))

/* The type of a CONFIG_* that may be y, m or n. Loaders know it by its name. */
enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

/* <linux/stddef.h> makes this a mere "inline", which does not bind clang. */
#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif
/* On a global function: verified with its callers, as a static one is. */
#ifndef __hidden
#define __hidden __attribute__((visibility("hidden")))
#endif
#ifndef __maybe_unused
#define __maybe_unused __attribute__((unused))
#endif
#ifndef __packed
#define __packed __attribute__((packed))
#endif

#ifndef NULL
#define NULL ((void *)0)
#endif
#ifndef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif
#ifndef container_of
#define container_of(ptr, type, member)                                        \
	((type *)((char *)(ptr)-offsetof(type, member)))
#endif

/* One access, no more and no less, whatever the optimiser would like. */
#ifndef READ_ONCE
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#endif
#ifndef WRITE_ONCE
#define WRITE_ONCE(x, val) (*(volatile __typeof__(x) *)&(x) = (val))
#endif

/* Memory as seen by the compiler may have changed. */
#ifndef barrier
#define barrier() __asm__ volatile("" ::: "memory")
#endif

/* Hides where the value came from, so that a bound just checked is not moved
 * or dropped before the verifier sees it. */
#ifndef barrier_var
#define barrier_var(var) __asm__ volatile("" : "+r"(var))
#endif

#endif
