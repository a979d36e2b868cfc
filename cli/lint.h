/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What `rawbpf lint` found in one object, and showing it. */
#ifndef CLI_LINT_H
#define CLI_LINT_H

#include <stddef.h>

#include "elf/lint/lint.h"

struct color;
struct json;
struct obj;

struct lint_report {
	const char *path;
	const struct obj *obj;
	uint16_t kernel; /* asked for; 0: all */
	struct lint_finding *findings; /* owned, with their messages */
	size_t n, room;
	uint16_t first; /* the first kernel that takes it; 0: none does */
};

/* The finding is about the kernel that was asked for. */
bool lint_report_has(const struct lint_report *r, const struct lint_finding *f);

void lint_show_json(const struct lint_report *r, struct json *j);
void lint_show_text(const struct lint_report *r, const struct color *c);

#endif
