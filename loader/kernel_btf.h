/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The types of the kernel that programs are fitted to: its own, from
 * /sys/kernel/btf/vmlinux, and those of its modules, which build on them; or
 * instead those of one file that the user names. Nothing is opened before
 * somebody asks: most objects need none of it.
 */
#ifndef LOADER_KERNEL_BTF_H
#define LOADER_KERNEL_BTF_H

#include "elf/btf.h"
#include "elf/err.h"
#include "loader/kernel_btf_file.h"

struct kernel_btf_module {
	char *name; /* owned: "nf_conntrack" */
	struct btf btf; /* split: what it adds to the kernel's */
	struct kernel_btf_file file;
};

/* Members are for kernel_btf.c; others read through the functions. */
struct kernel_btf {
	const char *path; /* NULL: the running kernel's */
	const char *dir; /* where that shows them: /sys/kernel/btf */
	bool tried, tried_modules;
	struct err err; /* why there is none, once tried */
	struct btf btf;
	struct kernel_btf_file file;
	struct kernel_btf_module *modules; /* owned */
	size_t nmodules;
};

/* path: BTF as it is or within an ELF file; NULL for the running kernel's. It
 * must outlive *k. Opens nothing. */
void kernel_btf_init(struct kernel_btf *k, const char *path);
void kernel_btf_fini(struct kernel_btf *k);

/* The kernel's types, opened by the first call. -ENOENT when there are none:
 * a kernel without them, or an empty file (--btf /dev/null). The answer, good
 * or bad, is remembered. */
int kernel_btf_get(struct kernel_btf *k, const struct btf **out, struct err *e);

/* The types of the modules that are loaded, opened by the first call; none
 * when the user named a file. A module that cannot be read is left out. Valid
 * until kernel_btf_fini. */
size_t kernel_btf_modules(struct kernel_btf *k,
			  const struct kernel_btf_module **out);

/* "the kernel", or the file that the user named; for messages */
const char *kernel_btf_name(const struct kernel_btf *k);

#endif
