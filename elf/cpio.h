/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The archive format that Linux unpacks into its first root file system: newc,
 * headers of hexadecimal digits, four-byte alignment. Written to a function,
 * read from bytes. Knows no file, no compression, no owner but root.
 */
#ifndef ELF_CPIO_H
#define ELF_CPIO_H

#include <stdint.h>

#include "elf/view.h"

struct err;

struct cpio_entry {
	const char *name; /* without a slash in front */
	uint32_t mode; /* kind and permissions, as in struct stat */
	uint32_t mtime;
	uint32_t major, minor; /* of a device */
	struct view data; /* of a file; where a link leads */
};

/* Takes bytes of the archive; 0, or a negative number, which ends it. */
typedef int cpio_put(void *ctx, const void *p, size_t n);

struct cpio {
	cpio_put *put;
	void *ctx;
	uint32_t inode; /* of the last entry: they are numbered from 1 */
	const char *last; /* its name, or NULL */
};

/* Folders on the way to it that the entry before did not need go first; so
 * names in order give each folder once. Names must live until the end. Returns
 * what put() did, or -EFBIG. */
int cpio_add(struct cpio *c, const struct cpio_entry *entry);

/* What marks the end. */
int cpio_end(struct cpio *c);

/* 1 with the entry at *off, which moves on to the next; 0 at the end; -EBADMSG.
 * Name and data point into v. */
int cpio_next(const struct view *v, uint64_t *off, struct cpio_entry *out,
	      struct err *e);

#endif
