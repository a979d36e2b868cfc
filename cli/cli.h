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
struct global;

#define EXIT_FAILED 1 /* the operation failed */
#define EXIT_USAGE  2 /* the command line was wrong */

struct command {
	const char *name; /* with an underscore before it: not for people */
	const char *args; /* for the help: "[EVENT...] [-- CMD...]" */
	const char *summary; /* one line */
	const char *details; /* paragraphs for its own help, or NULL */
	const struct opt_table *options; /* its own, or NULL */
	/* The iterator stands behind the command's name. Returns the exit
	 * status, or -errno or USAGE_ERROR with e filled. */
	int (*run)(struct global *g, struct opt_iter *it, struct err *e);
	/* Of a noun, as map: what can be done with it, up to NULL; the noun
	 * alone is the first of them, and run is NULL. */
	const struct command *const *verbs;
};

struct global {
	bool json, pretty, quiet, debug, dry_run;
	enum color_when color;
	const struct command *noun, *command; /* which runs; or NULL */
};

/* A wrong command line, told apart from EINVAL that a kernel gave */
#define USAGE_ERROR (-4095)

/* Each in the file of its name */
extern const struct command attach_command, boot_command, bundle_command,
	count_command, detach_command, disasm_command, doctor_command,
	image_command, inspect_command, link_command, lint_command,
	load_command, map_command, prog_command, run_command, unload_command,
	verify_command;

/* All commands, up to NULL. */
extern const struct command *const commands[];

/* One of a list by its name, or NULL. */
const struct command *command_find(const struct command *const *list,
				   const char *name);

/* Fills e, with the nearest names of the list; returns USAGE_ERROR. */
int command_unknown(const struct command *const *list, const char *name,
		    struct err *e);

/* For commands that take no operand more: fills e, returns USAGE_ERROR. */
int command_too_many(const struct opt_iter *it, struct err *e);

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

/* Hands all of its own options to take; operands are those behind "--" too. 0
 * or USAGE_ERROR, also when take returns < 0. */
typedef int command_take(void *ctx, const struct opt_iter *it, int id,
			 struct err *e);
int command_options(struct global *g, struct opt_iter *it, command_take *take,
		    void *ctx, struct err *e);

/* For commands that take at least one operand: USAGE_ERROR with that said. */
int command_wants(const struct opt_iter *it, const char *missing,
		  struct err *e);

/* noun: what the command is a verb of, or NULL. */
int help_command(const struct command *noun, const struct command *c);
int help_all(void);

int run_complete(struct global *g, struct opt_iter *it, struct err *e);

#endif
