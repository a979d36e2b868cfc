/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A file's bytes, mapped read-only. The one place below loader/ that makes
 * system calls, so that everything else in elf/ is a function of bytes.
 */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include "elf/view.h"

struct err;

struct file {
	void *map; /* owned; NULL when empty or closed */
	size_t len;
};

/* Maps a regular file of at most FILE_MAX_SIZE bytes. */
int file_open(const char *path, struct file *out, struct err *e);

/* The same of one that is open and stays so; path is for messages. */
int file_map(int fd, const char *path, struct file *out, struct err *e);
void file_close(struct file *f);

struct view file_view(const struct file *f);

#define FILE_MAX_SIZE (1u << 30)

#endif
