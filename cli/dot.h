/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The flow of control of verified programs, for graphviz. */
#ifndef CLI_DOT_H
#define CLI_DOT_H

#include <stdio.h>

struct err;
struct study;

struct dot {
	FILE *f;
	unsigned programs;
};

void dot_begin(struct dot *d, FILE *f);
int dot_study(struct dot *d, const struct study *s, struct err *e);
void dot_end(struct dot *d);

#endif
