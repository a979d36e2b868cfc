/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What goes into an image or a bundle: files, objects and words under the
 * names they get there, written as one archive that depends on nothing else.
 */
#ifndef CLI_PACK_H
#define CLI_PACK_H

#include <stdint.h>
#include <stdio.h>

#include "elf/cpio.h"
#include "elf/file.h"

struct err;

struct pack_item {
	struct cpio_entry entry; /* the name is owned */
	struct file file; /* its bytes, unless they are the caller's */
	char *bytes; /* the same, owned */
};

struct pack {
	struct pack_item *items; /* owned */
	size_t n;
	uint32_t mtime; /* of everything */
};

/* mtime from SOURCE_DATE_EPOCH, or 0. */
int pack_init(struct pack *p, struct err *e);
void pack_close(struct pack *p);

/* Bytes of the caller under a name, whose slashes in front are dropped. A name
 * that is taken or leads out of the archive is an error. Returns the item, or
 * NULL with e filled. */
struct pack_item *pack_bytes(struct pack *p, const char *name, uint32_t mode,
			     struct view data, struct err *e);

/* A file, executable when it is. */
int pack_file(struct pack *p, const char *name, const char *path,
	      struct err *e);

/* Objects under folder and the last part of their paths, once they have been
 * read as such. */
int pack_objects(struct pack *p, const char *folder, char **paths, size_t n,
		 struct err *e);

/* Words, at least one, each with its NUL. */
int pack_words(struct pack *p, const char *name, char **words, size_t n,
	       struct err *e);

struct packed {
	uint64_t len;
	uint32_t crc;
};

/* Sorts and writes. Errors of f stay there, for whoever closes it. */
struct packed pack_write(struct pack *p, FILE *f);

/* What was made, on stderr; base: the executable in it. */
void pack_say(const char *output, const struct view *base, size_t objects);

#endif
