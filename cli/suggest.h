/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * "did you mean": the names nearest to a misspelt one, of commands, options or
 * tracepoints (GROUP:NAME, thousands of them). Knows spelling only.
 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

#define SUGGEST_MAX 3

/* name() returns the i-th candidate, NULL behind the last. The strings must
 * outlive the suggestions. */
struct suggest_source {
	const char *(*name)(void *ctx, size_t i);
	void *ctx;
};

/* Fills best with up to SUGGEST_MAX names, nearest first, and returns how
 * many. Equal but for case comes first, then GROUP:wanted, then few typing
 * mistakes, then names that begin with or contain what was wanted. */
size_t suggest(const char *wanted, const struct suggest_source *from,
	       const char *best[SUGGEST_MAX]);

/* The same for an array. */
size_t suggest_list(const char *wanted, const char *const *names, size_t n,
		    const char *best[SUGGEST_MAX]);

/* "did you mean 'a', 'b' or 'c'?", or "" for none. Returns buf. */
const char *suggest_text(const char *const *best, size_t n, char *buf,
			 size_t buflen);

struct err;
struct section_kind;

/* What the user calls a program type; NULL with e filled, and the nearest. */
const struct section_kind *suggest_type(const char *name, struct err *e);

#endif
