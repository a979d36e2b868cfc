/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether to colour, and with what: each role is an escape sequence or the
 * empty string, so that text is printed the same way in both cases. Colour
 * only repeats what the words say.
 */
#ifndef CLI_COLOR_H
#define CLI_COLOR_H

#include <stdbool.h>

struct err;

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct color {
	const char *error; /* bold red */
	const char *warning; /* yellow */
	const char *good; /* green */
	const char *hint; /* cyan */
	const char *title; /* bold */
	const char *off;
};

/* auto, always or never. */
int color_parse(const char *word, enum color_when *out, struct err *e);

/* COLOR_AUTO colours a terminal that is not "dumb", unless NO_COLOR is set and
 * not empty. */
bool color_wanted(enum color_when when, int fd);

void color_init(struct color *c, enum color_when when, int fd);

#endif
