/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A report that goes to a file: an ordinary file appears or changes as a
 * whole, so that whoever scrapes it never sees half of it, and stays as it was
 * when there is no report. Devices and pipes are written to as they are.
 */
#ifndef CLI_OUT_FILE_H
#define CLI_OUT_FILE_H

#include <limits.h>
#include <stdio.h>

struct err;

struct out_file {
	FILE *f; /* owned, but for stdout; NULL: closed */
	const char *path; /* NULL: stdout */
	char tmp[PATH_MAX]; /* becomes path at the end; "": nothing does */
};

/* path may be NULL or "-" for stdout. */
int out_file_open(struct out_file *o, const char *path, struct err *e);

/* What was written is there when this returns 0. Harmless when closed. */
int out_file_commit(struct out_file *o, struct err *e);

/* Nothing was worth keeping. Harmless when closed. */
void out_file_discard(struct out_file *o);

#endif
