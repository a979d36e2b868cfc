/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The logs of tests/data/logs: one file a kernel, made of parts that begin
 * with "===== NAME-LEVEL RESULT". Those of 5.10, 6.1, 6.12, 6.18 and 7.2 are
 * what these kernels say to the same programs; the others are written by hand,
 * in what these kernels say.
 */
#ifndef TESTS_UNIT_LOADER_VERIFIER_LOGS_H
#define TESTS_UNIT_LOADER_VERIFIER_LOGS_H

#include "loader/verifier/heat.h"
#include "loader/verifier/path.h"
#include "loader/verifier/verdict.h"

/* A whole file, terminated; to be freed */
char *logs_file(const char *name, size_t *len);
/* A part of it, "" when that kernel has none of this name; to be freed */
char *logs_part(const char *kernel, const char *name);

/* What there is to know of one part */
struct reading {
	struct path path;
	struct heat heat;
	struct verdict verdict;
	unsigned kinds[LOG__COUNT]; /* events */
	unsigned programs;
};

/* In pieces of this size, 0: all at once */
void reading_init(struct reading *r, const char *text, size_t len,
		  size_t piece);
void reading_fini(struct reading *r);

#endif
