/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How an error is shown, once, on stderr; and whether stdout got everything.
 * Knows no command. Exits never.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <stdbool.h>

#include "cli/color.h"

struct err;
struct json;

struct report {
	bool json;
	enum color_when color;
	const char *command; /* for "try 'rawbpf help COMMAND'"; or NULL */
};

/* rawbpf: MSG (ENOENT)
 * hint: HINT
 * or, on one line, {"error":{"code":"ENOENT","message":MSG,"hint":HINT}}, the
 * hint being null when there is none. */
void report_error(const struct report *r, const struct err *e);

/* {"code":...,"message":...,"hint":...} as a value inside another document */
void report_error_json(struct json *j, const struct err *e);

/* As report_error(), for a wrong command line: no errno, and the way to the help. */
void report_usage(const struct report *r, const struct err *e);

/* To be called first. Descriptors 0 to 2 that are closed are filled with
 * something that refuses reading and writing, lest a map become stdout; writing
 * to a closed pipe becomes an error instead of a signal (a command that is
 * run for the user must get SIGPIPE's default back). Off a terminal stdout gets
 * a larger buffer: reports that are to arrive one by one need fflush(). */
void out_init(void);

/* To be called last: flushes and closes stdout. A reader that went away is no
 * error: 0 is returned with e->code == EPIPE; else e->code is 0. */
int out_finish(struct err *e);

#endif
