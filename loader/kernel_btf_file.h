/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bytes of a BTF file, wherever it comes from: a file of sysfs, which some
 * kernels can map and others only read, raw BTF, or an ELF file of any type
 * that has a .BTF section.
 */
#ifndef LOADER_KERNEL_BTF_FILE_H
#define LOADER_KERNEL_BTF_FILE_H

#include "elf/view.h"

struct err;

struct kernel_btf_file {
	void *map; /* owned */
	size_t len;
	struct view btf; /* within it */
};

/* -ENOENT, too, when the file is empty. */
int kernel_btf_file_open(int dirfd, const char *path,
			 struct kernel_btf_file *out, struct err *e);
void kernel_btf_file_close(struct kernel_btf_file *f);

#endif
