/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The verifier's log, of any kernel from 4.4 on, as events: text in, in pieces
 * of any size, one call a thing that a line says. What others put around it in
 * a saved file (dmesg's times, libbpf's banners, carriage returns) is taken
 * off; several programs in one file are told apart. Nothing is allocated.
 * State is only found here; log_state.h reads it.
 */
#ifndef LOADER_VERIFIER_LOG_H
#define LOADER_VERIFIER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text inside a line; not terminated. Lives as long as the callback. */
struct log_span {
	const char *p;
	size_t len;
};

enum log_kind {
	LOG_PROGRAM, /* another program begins; text: its name or empty */
	LOG_INSN, /* insn, op, text: disassembly; state: after it, or empty */
	LOG_STATE, /* insn or -1; state */
	LOG_FROM, /* the walk goes on at target, from insn; state or empty: a
		   * state seen before, pruned */
	LOG_SAFE, /* insn: a state seen before, pruned */
	LOG_SOURCE, /* text, file, number: where the next instruction is from */
	LOG_CALL, /* text: "caller:" "callee:" "returning from callee:" "to
		   * caller at N:"; a state follows */
	LOG_FUNC, /* number: subprogram, insn: where it starts */
	LOG_GLOBAL, /* text: about a function verified by itself */
	LOG_PRECISION, /* text: which values had to be exact */
	LOG_LIVE, /* insn, op, text; number: its loop (6.17), state: the live
		   * registers */
	LOG_LIVENESS, /* text: of the stack (6.18), of the program before the
		       * walk (7.2) */
	LOG_LOOP, /* text: "cur state" or "old state"; state */
	LOG_MESSAGE, /* text: what is left, the error among it */
	LOG_REPORT, /* text: a line of the report of 7.3, which begins with
		     * "Verification failed: " */
	LOG_STATS, /* see struct log_stats; the last of a program has .seen */
	LOG_NOTE, /* text: a loader's words, not the kernel's */
	LOG__COUNT
};

enum { LOG_CHAIN = 16 };

/* Everything 0 that the log does not say */
struct log_stats {
	bool seen; /* the line "processed ..." was there */
	uint32_t insns, limit, max_states, states, peak_states, mark_read;
	uint64_t usec;
	uint32_t stack[LOG_CHAIN]; /* of each subprogram */
	uint32_t nstack;
};

struct log_event {
	enum log_kind kind;
	int32_t insn, target; /* -1: none */
	uint32_t number;
	uint8_t op; /* opcode byte */
	bool speculative; /* LOG_FROM */
	struct log_span text, state, file;
	struct log_span line; /* all of it, undecorated */
	const struct log_stats *stats; /* of the program up to here */
};

typedef void log_fn(const struct log_event *ev, void *arg);

/* Longer lines are cut; no kernel's state is as long */
enum { LOG_LINE = 16384, LOG_NAME = 128 };

struct log {
	log_fn *fn;
	void *arg;
	struct log_stats stats;
	uint32_t program; /* LOG_PROGRAMs so far */
	bool begun; /* the current program has said something */
	bool reporting; /* inside a report of 7.3 */
	enum log_kind last; /* of the last event */
	bool walked; /* an instruction of the program was there */
	bool indented; /* the line begins with a blank */
	char name[LOG_NAME]; /* of the program to come, as libbpf gives it */
	size_t carried;
	char carry[LOG_LINE]; /* a line that is not complete yet */
};

void log_init(struct log *l, log_fn *fn, void *arg);
void log_feed(struct log *l, const char *text, size_t len);
/* The text is at its end, perhaps without a newline. */
void log_end(struct log *l);

/* The number at the front of s, which moves on; -1 and s as it was when there
 * is none that fits. */
int32_t log_number(struct log_span *s);

#endif
