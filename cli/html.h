/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A report of `rawbpf verify` to look at: one file of HTML that needs nothing
 * else, neither scripts nor a network. Programs come one after the other;
 * begin and end go around them.
 */
#ifndef CLI_HTML_H
#define CLI_HTML_H

#include <stdio.h>

struct err;
struct study;

struct html {
	FILE *f;
	unsigned programs;
	FILE *index; /* owned: rows of the list of programs */
	char *rows; /* owned */
	size_t rows_len;
};

int html_begin(struct html *h, FILE *f, struct err *e);
int html_study(struct html *h, const struct study *s, struct err *e);
int html_end(struct html *h, struct err *e);
/* Also of a report that came to no end, or of zeros. */
void html_close(struct html *h);

#endif
