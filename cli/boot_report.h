/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What came of a boot, for people, for programs, for the kernel's log and for
 * whoever waits for the marker. Decides nothing.
 */
#ifndef CLI_BOOT_REPORT_H
#define CLI_BOOT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct boot;
struct boot_object;
struct boot_opts;
struct global;

void boot_report(const struct global *g, const struct boot_opts *opts,
		 const struct boot *b);

/* "3 loaded, 1 failed" */
void boot_summary(const struct boot *b, bool dry_run, char *buf, size_t len);

/* Lines that a shell can read: "outcome=ok", "loaded=3" */
void boot_marker(FILE *f, const struct boot *b);

/* Why an object failed or was skipped: message, errno's name, hint */
void boot_why(const struct boot_object *o, char *buf, size_t len);

#endif
