/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What all commands share: the global options and the table of commands. One
 * row a command; help, completion and dispatch walk the table.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>

#include "cli/color.h"
#include "cli/opt.h"
#include "cli/report.h"

struct err;

#define EXIT_FAILED 1 /* the operation failed */
#define EXIT_USAGE  2 /* the command line was wrong */

struct global {
	bool json, pretty, quiet, debug, dry_run;
	enum color_when color;
};

struct command {
	const char *name; /* with an underscore before it: not for people */
	const char *args; /* for the help: "[EVENT...] [-- CMD...]" */
	const char *summary; /* one line */
	const char *details; /* paragraphs for its own help, or NULL */
	const struct opt_table *options; /* its own */
	/* The iterator stands behind the command's name. Returns the exit
	 * status; errors are reported by the caller when it returns -errno
	 * with e filled: usage when -EINVAL_USAGE. */
	int (*run)(struct global *g, struct opt_iter *it, struct err *e);
};

/* A wrong command line, told apart from EINVAL that a kernel gave */
#define USAGE_ERROR (-4095)

extern const struct command commands[];
extern const unsigned ncommands;

const struct command *command_find(const char *name);

/* Fills e, with the nearest names; returns USAGE_ERROR. */
int command_unknown(const char *name, struct err *e);

/* Handles an option that any command takes; 0, or -EINVAL with e filled, or
 * GLOBAL_HELP and GLOBAL_VERSION. */
int global_option(struct global *g, const struct opt_iter *it, int id,
		  struct err *e);
extern const struct opt_table global_options;

#define GLOBAL_FIRST   1000 /* ids of global options begin here */
#define GLOBAL_HELP    1
#define GLOBAL_VERSION 2

/* The next option or operand that is the command's own. */
int command_next(struct global *g, struct opt_iter *it, struct err *e);

int help_command(const struct command *c);
int help_all(void);

int run_complete(struct global *g, struct opt_iter *it, struct err *e);
extern const struct opt_table load_options;
int run_load(struct global *g, struct opt_iter *it, struct err *e);
int run_count(struct global *g, struct opt_iter *it, struct err *e);
int run_inspect(struct global *g, struct opt_iter *it, struct err *e);

#endif
