/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Stands in for loader/tracefs.c in tests that use a name of this file: a
 * kernel with a few tracepoints, as formats of Linux 6.1 give them.
 */
#ifndef TESTS_UNIT_CLI_FAKE_TRACEFS_H
#define TESTS_UNIT_CLI_FAKE_TRACEFS_H

/* The errno of opening it, 0: it is there */
extern int fake_tracefs_missing;

/* Leaves one tracepoint out, "system:event"; NULL: none */
extern const char *fake_tracefs_without;

#endif
