/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The path through the program that a log ends with: each instruction, the
 * branch taken, the state there; and how one register came to be what it is.
 * A level 2 log tells of every path: those that ended well are taken back as
 * the kernel takes them back. Memory is bounded: of a path that is longer the
 * oldest steps are forgotten.
 */
#ifndef LOADER_VERIFIER_PATH_H
#define LOADER_VERIFIER_PATH_H

#include "loader/verifier/log_state.h"

enum path_taken { PATH_ON, PATH_TAKEN, PATH_NOT_TAKEN };

struct path_step {
	uint64_t at; /* where its text is */
	int32_t insn;
	uint32_t source; /* length of the line of source, 0: none */
	uint32_t file; /* of the name of its file */
	uint32_t line; /* in that file, 0: unknown */
	uint32_t text, before, after; /* lengths: disassembly, states */
	uint8_t op;
	uint8_t frame;
	uint8_t taken; /* enum path_taken; PATH_ON: no condition */
	bool forked; /* the other way has been walked before */
};

/* Text of a step, see path_span() */
enum path_part {
	PATH_SOURCE,
	PATH_FILE,
	PATH_TEXT,
	PATH_BEFORE, /* empty: see path_reg() */
	PATH_AFTER,
};

struct path {
	struct path_step *steps; /* a ring */
	char *text; /* another */
	size_t room, text_room;
	uint64_t first, end; /* steps [first, end), by number */
	uint64_t text_end;
	uint8_t frame; /* the walk is in */
	bool ended; /* well: it goes on elsewhere */
	struct path_step next; /* lengths of what the step to come has */
	char *pending; /* and what they are of: source and file, state */
};

/* Room for this many steps and bytes of text; 0: 16384 and 4 MiB. 0 or
 * -errno. */
int path_init(struct path *p, size_t steps, size_t text);
void path_fini(struct path *p);
void path_event(struct path *p, const struct log_event *ev);

/* Steps are numbered from the start of the path; those before p->first are
 * forgotten. NULL outside [first, end). */
const struct path_step *path_at(const struct path *p, uint64_t n);
/* The last step at this instruction; false when it is not on the path. */
bool path_find(const struct path *p, int32_t insn, uint64_t *n);
struct log_span path_span(const struct path *p, const struct path_step *s,
			  enum path_part part);
/* What was known before step n; false when nothing was said of it. r points
 * into the path. */
bool path_reg(const struct path *p, uint64_t n, enum log_place place,
	      int32_t at, struct log_reg *r);

enum path_why {
	PATH_USE, /* the step that the question is about */
	PATH_MOVE, /* copied from another register */
	PATH_CONST, /* set to a constant or an address */
	PATH_CHANGE, /* arithmetic */
	PATH_LOAD, /* read from memory that is not tracked */
	PATH_FILL, /* read back from the stack */
	PATH_SPILL, /* written there */
	PATH_RETURN, /* result of a helper or subprogram */
	PATH_CLOBBER, /* lost in a call */
	PATH_ARG, /* passed to a subprogram */
	PATH_REFINE, /* a branch told more of it */
	PATH_ENTRY, /* there from the start */
	PATH_LOST, /* before what was remembered */
};

struct path_link {
	uint64_t step;
	enum path_why why;
	enum log_place place; /* what is looked at, after this step */
	int32_t at;
	uint8_t frame;
};

/* How a register, as it is before step n, came about, from the first step to
 * n. -1: the one that the step most depends on, the address of a memory
 * access, what is added. Of two operands both are followed. Returns the number of links, at most
 * max; with more, the oldest are left out. */
size_t path_slice(const struct path *p, uint64_t n, int32_t reg,
		  struct path_link *links, size_t max);

#endif
