/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the main of a test program does. */
#ifndef TESTS_UNIT_RUN_H
#define TESTS_UNIT_RUN_H

#include <check.h>

/* Runs one case in one suite, both of that name. Returns the exit status. */
int run_tests(const char *name, void (*add)(TCase *t));

#endif
