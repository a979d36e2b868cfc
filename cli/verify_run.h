/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Between the command `verify` and what it asks: objects and saved logs. */
#ifndef CLI_VERIFY_RUN_H
#define CLI_VERIFY_RUN_H

#include "cli/verify.h"
#include "loader/object.h"

struct verify_run {
	struct object_opts opts;
	enum verify_level level;
	const char *const *names; /* programs wanted; all when there is none */
	size_t nnames;
	char kernel[96];
	const char *path; /* of the object at hand */
	struct study **studies; /* owned: its programs */
	size_t nstudies;
	bool refused; /* some program was not accepted */
	void *ctx; /* for show */
};

/* Shows the studies at hand. */
typedef int verify_show(struct verify_run *r, struct err *e);

/* Verifies the programs of an object and shows them. */
int verify_object(struct verify_run *r, const char *path, verify_show *show,
		  struct err *e);

/* The same for each program of a saved log, "-" for standard input; obj may
 * be NULL. */
int verify_saved(struct verify_run *r, const char *path, const struct obj *obj,
		 verify_show *show, struct err *e);

/* The running kernel's name and release */
void verify_kernel(char *buf, size_t size);

#endif
