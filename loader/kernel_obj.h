/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Programs, maps, links and BTF that live in the kernel, whoever made them:
 * found by id or pin, and what the kernel tells about them. Changes nothing.
 */
#ifndef LOADER_KERNEL_OBJ_H
#define LOADER_KERNEL_OBJ_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/btf.h"

struct err;

enum kernel_obj_kind {
	KERNEL_PROG,
	KERNEL_MAP,
	KERNEL_LINK,
	KERNEL_BTF,
	KERNEL_OBJ__COUNT /* something else */
};

/* "program", "map", "link", "BTF" */
const char *kernel_obj_noun(enum kernel_obj_kind kind);

/* Moves *id on to the next higher one: 1, or 0 at the end, or -errno. */
int kernel_obj_next(enum kernel_obj_kind kind, uint32_t *id, struct err *e);

/* A descriptor, or -errno: ENOENT when there is none (any more). A map that
 * may only be read is opened for that. */
int kernel_obj_open(enum kernel_obj_kind kind, uint32_t id, struct err *e);

/* The same for what is pinned at a path, of whatever kind. */
int kernel_obj_pinned(const char *path, struct err *e);

/* Of a descriptor; KERNEL_OBJ__COUNT for what is none of them, and without
 * /proc. */
enum kernel_obj_kind kernel_obj_kind(int fd);

/* Fills info, whose pointers and counts may be set before, with what this
 * kernel knows of it; what it does not know stays. */
int kernel_obj_info(int fd, void *info, uint32_t size, struct err *e);

/* The same for a map, and before 4.13 from /proc, as far as that goes. */
int kernel_obj_map_info(int fd, struct bpf_map_info *info, struct err *e);

/* Types that a map or program brought along */
struct kernel_obj_btf {
	struct btf btf;
	void *bytes; /* owned */
};

int kernel_obj_btf_open(uint32_t id, struct kernel_obj_btf *out, struct err *e);
void kernel_obj_btf_close(struct kernel_obj_btf *b);

#endif
