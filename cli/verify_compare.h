/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Two reports of `rawbpf verify -j` against each other: of two builds, or of
 * two kernels. verify_compare.c reads and pairs them and finds what exceeds a
 * limit; verify_compare_show.c shows that. Loads nothing.
 */
#ifndef CLI_VERIFY_COMPARE_H
#define CLI_VERIFY_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct global;
struct json_doc;
struct json_node;

/* The operands of --compare, and those of each --max: KEY=N, KEY=+N or
 * KEY=+N%. Returns the exit status: 1 when a limit is exceeded or a verdict
 * is worse than it was; or -errno, or USAGE_ERROR. */
int verify_compare_run(struct global *g, char *const paths[2],
		       const char *const *limits, size_t n, struct err *e);

/* Between the two files */
enum compare_stat {
	COMPARE_INSNS,
	COMPARE_STATES,
	COMPARE_STACK,
	COMPARE_TIME,
	COMPARE_XLATED,
	COMPARE_JITED,
	COMPARE__COUNT
};

/* A program in one report */
struct compare_prog {
	const char *path, *object, *section, *name;
	const char *verdict; /* NULL: it is not in that report */
	uint64_t stats[COMPARE__COUNT];
	bool has[COMPARE__COUNT];
};

struct compare_row {
	struct compare_prog a, b;
	bool worse; /* the verdict */
	bool both; /* accepted both times: the numbers compare */
	uint32_t exceeded; /* bit per enum compare_stat */
};

struct comparison {
	const char *paths[2], *kernels[2];
	struct compare_row *rows; /* owned */
	size_t n, failed; /* rows that are worse or exceed something */
	uint32_t limited; /* bit per statistic that has a limit */
};

extern const char *const compare_names[COMPARE__COUNT];

void verify_compare_text(const struct comparison *c);
void verify_compare_json(const struct comparison *c, bool pretty);

#endif
