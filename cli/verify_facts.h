/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers out of a verdict: what was known against what was needed, what cost
 * the most, what it cost in all.
 */
#ifndef CLI_VERIFY_FACTS_H
#define CLI_VERIFY_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct study;

struct verify_facts {
	char knew[96], needs[96], missing[64];
	/* Bytes of the object that is accessed: [known_begin, known_end) exist,
	 * [begin, end) are wanted; end is not above begin when it is not about
	 * bytes */
	int64_t known_begin, known_end, begin, end;
};

/* False when the words are not of a kind with numbers. */
bool verify_facts(const struct study *s, struct verify_facts *f);

/* A drawing of both ranges */
void verify_facts_strip(FILE *out, const struct verify_facts *f);

/* Where the verifier spent its time, by line or instruction */
void verify_facts_hot(FILE *f, const struct study *s);

/* What an accepted program cost, and what came of it */
void verify_facts_cost(FILE *f, const struct study *s);

/* Lines of source that the verifier never reached, and branches that it found
 * to go one way only */
void verify_facts_dead(FILE *f, const struct study *s);

/* Numbers for all of these */
struct verify_cost {
	uint64_t processed, limit, states, peak_states;
	uint32_t stack; /* bytes, all functions */
	uint32_t insns, xlated; /* as given, as made; 0: unknown */
	/* instructions never seen, branches that went one way only */
	uint32_t never, one_way, pruned;
	uint64_t usec;
	bool walked; /* the log tells of every path: these three mean
		      * something */
};
void verify_cost(const struct study *s, struct verify_cost *c);

#endif
