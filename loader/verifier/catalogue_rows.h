/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the rows of the catalogue are written, for catalogue_*.c only. A row:
 * ROW(id, since, until, errno, class, patterns, meaning, cause, fix). Patterns
 * are what catalogue.c says; the three texts may name the pattern's fields,
 * %1 being the first, when every pattern of the row has them.
 */
#ifndef LOADER_VERIFIER_CATALOGUE_ROWS_H
#define LOADER_VERIFIER_CATALOGUE_ROWS_H

#include <errno.h>

#include "loader/verifier/catalogue.h"

#define K(major, minor) CATALOGUE_KERNEL(major, minor)
#define ANY		0
#define OR		"\n"
#define ROW(id, since, until, code, class, patterns, meaning, cause, fix)      \
	{                                                                      \
		id "\0" patterns "\0" meaning "\0" cause "\0" fix, since,      \
			until, code, CATALOGUE_##class                         \
	}
/* 524, which the kernel lets slip to user space */
#define KERNEL_ENOTSUPP 524
#define END                                                                    \
	{                                                                      \
		NULL, 0, 0, 0, 0                                               \
	}

/* Each ends with END */
extern const struct verifier_message catalogue_memory[]; /* loads and stores */
extern const struct verifier_message catalogue_values[]; /* registers, sums */
extern const struct verifier_message catalogue_calls[]; /* what is called */
extern const struct verifier_message catalogue_objects[]; /* what is held */
extern const struct verifier_message catalogue_code[]; /* shape and limits */
extern const struct verifier_message catalogue_setup[]; /* around the code */

#endif
