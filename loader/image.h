/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A program's instructions on their way into the kernel: an entry function
 * and all it calls in one array, first linked, then patched step by step.
 */
#ifndef LOADER_IMAGE_H
#define LOADER_IMAGE_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/view.h"

struct core_target;
struct err;
struct obj;

/* A function's place in the image */
struct image_part {
	uint32_t func; /* index in obj->funcs */
	uint32_t start; /* its first instruction */
};

/* Instructions to go before another; who jumps to that one jumps to them */
struct image_insert {
	uint32_t at; /* in the image */
	uint32_t first, n; /* in image->extra */
};

struct image {
	const struct obj *obj;
	struct bpf_insn *insns; /* owned */
	uint32_t ninsns;
	struct image_part *parts; /* owned; the entry first */
	uint32_t nparts;
	struct image_insert *inserts; /* owned; see image_expand */
	uint32_t ninserts;
	struct bpf_insn *extra; /* owned: what they insert */
	uint32_t nextra;
};

/* Copies the entry function and everything reachable from it, and resolves
 * calls and function addresses between them. */
int image_link(const struct obj *obj, uint32_t entry, struct image *out,
	       struct err *e);
void image_close(struct image *image);

/* Replaces loads from read-only data at fixed offsets by their values, so
 * that they are constants for the verifier of every kernel and dead code goes
 * away. data[map] are the contents to take, for data maps that may be folded;
 * others have a NULL p. Data whose address is used goes onto the stack; -ENOSPC
 * if there is no room. needed[map] is set for maps that some instruction still
 * refers to: data[] ones must then be created all the same. */
int image_fold(struct image *image, const struct view *data, bool *needed,
	       struct err *e);

/* Writes map descriptors into the instructions that refer to maps. fds[map]
 * is -1 for a map that image_fold made superfluous. */
void image_patch_maps(struct image *image, const int *fds);

/* Has n instructions inserted before one of them by image_expand; -ENOMEM */
int image_insert(struct image *image, uint32_t at, const struct bpf_insn *insns,
		 uint32_t n);

/* What the kernel gets: a copy with all insertions, malloc'ed. Jumps and calls
 * in it are made to fit. */
int image_expand(const struct image *image, struct bpf_insn **out, uint32_t *n,
		 struct err *e);

/* Where in the copy an instruction begins, with what is inserted before it */
uint32_t image_place(const struct image *image, uint32_t insn);

/* The instruction that one of the copy was, or was inserted before */
uint32_t image_origin(const struct image *image, uint32_t insn);

#endif
