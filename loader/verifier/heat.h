/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where the verifier spent its time, from a log of level 2: how often it came
 * to each instruction, which ways out of it it went, what it found to be known
 * already, what it never saw. A log of level 1 says so only of one path. Memory
 * grows with the program, not with the log.
 */
#ifndef LOADER_VERIFIER_HEAT_H
#define LOADER_VERIFIER_HEAT_H

#include "loader/verifier/log.h"

struct heat_insn {
	uint32_t visits;
	uint32_t pruned; /* walks that ended here: "safe" */
	uint32_t source; /* see heat_source(); 0: none */
	int32_t target; /* of a jump with a condition; -1: none */
	uint16_t loop; /* strongly connected component (6.17), 0: none */
	uint8_t op; /* 0: not in the log */
	bool on, taken; /* the walk went this way */
};

struct heat {
	struct heat_insn *insns;
	uint32_t count, room; /* count: highest instruction named + 1 */
	char *text;
	size_t text_len, text_room;
	uint64_t visits, pruned, paths; /* paths: beside the first */
	struct log_stats stats;
	bool failed; /* no memory: the rest is not in */
	int32_t last; /* instruction the walk is at, -1: none */
	bool ended; /* well: it goes on elsewhere */
	int32_t *branches; /* not gone the other way yet; a stack */
	uint32_t nbranches;
	uint32_t source; /* of the next instruction */
	/* The same, while it is not known whether it is a new one */
	char line[512];
	size_t line_len, file_len;
	uint32_t line_number;
};

struct heat_source {
	const char *text, *file; /* file may be "" */
	uint32_t line; /* 0: unknown */
};

void heat_init(struct heat *h);
void heat_fini(struct heat *h);
void heat_event(struct heat *h, const struct log_event *ev);

/* False when the log had no source for it. */
bool heat_source(const struct heat *h, const struct heat_insn *i,
		 struct heat_source *out);
/* Both slots of an ld_imm64 are one instruction: false for the second. */
bool heat_is_insn(const struct heat *h, uint32_t insn);

#endif
