/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The objects of a directory that root may load unseen: none that anybody else
 * could have put, changed or exchanged. What is checked is what is open, so
 * that it cannot change in between. Knows nothing of what is in an object.
 */
#ifndef LOADER_BOOT_DIR_H
#define LOADER_BOOT_DIR_H

#include <stddef.h>

#include "elf/file.h"

#define BOOT_OBJECT_MAX (64u << 20) /* bytes */

struct boot_dir {
	int fd; /* -1: closed */
	char **names; /* owned: "*.o", sorted by byte */
	size_t n;
};

/* -ENOENT when there is none; -EPERM when others could write to it, or move it
 * away. */
int boot_dir_open(const char *path, struct boot_dir *out, struct err *e);
void boot_dir_close(struct boot_dir *d);

/* Symbolic links are followed within the directory, by kernels before 5.6 not
 * at all. */
int boot_dir_file(const struct boot_dir *d, const char *name, struct file *out,
		  struct err *e);

#endif
