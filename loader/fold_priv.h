/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files that fold constants; nobody else includes it. */
#ifndef LOADER_FOLD_PRIV_H
#define LOADER_FOLD_PRIV_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "elf/view.h"
#include "loader/image.h"

#define FOLD_REGS 11
#define FOLD_VARS 64 /* copied to the stack, a function */

struct obj_func;
struct obj_rel;

/* What a register holds: nothing known, or map's address + off. A map is
 * numbered from 1, so that zeroed means unknown; FOLD_FRAME is r10. base is
 * the offset that the instruction had with which it came. */
struct fold_value {
	uint32_t map;
	int32_t off, base;
};

#define FOLD_FRAME UINT32_MAX

struct fold_state {
	bool seen, queued;
	struct fold_value r[FOLD_REGS];
};

/* A constant whose address goes somewhere that the map's cannot */
struct fold_var {
	uint32_t map, start, size; /* map numbered from 1 */
	uint64_t clash; /* those that it may not share its place with */
	bool sticky; /* its address is where it cannot be followed */
	uint32_t depth; /* it begins so far below r10 */
};

struct fold {
	struct image *image;
	const struct view *data;
	bool *needed;
	const struct obj_func *func;
	struct bpf_insn *insns; /* this function's */
	uint32_t start, n; /* its place in the image */
	struct fold_state *before; /* per instruction */
	uint32_t *todo; /* stack of instructions to visit again */
	uint32_t ntodo;
	uint16_t *live; /* registers still used, per instruction */
	bool rewrite; /* the last round: states are final */
	uint32_t frame; /* bytes of stack that the function uses */
	bool frame_lost; /* or maybe more */
	struct fold_var vars[FOLD_VARS];
	uint32_t nvars;
	int error; /* of an insertion */
};

/* Marks the constant that an address is in for the stack. False if there is
 * no telling which bytes that takes. */
bool fold_to_stack(struct fold *f, const struct fold_value *v, bool sticky);

/* Finds room for what is marked and writes the copies. */
int fold_stack(struct fold *f, struct err *e);

/* The data that an instruction of the function loads the address of, or 0 */
struct fold_value fold_address(const struct fold *f, uint32_t at);

#endif
