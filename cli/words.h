/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Command lines that no shell has read: words from text, and parameters of the
 * kernel's command line. Knows no option and no command.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stddef.h>

/* Cuts text into words at blanks, in place: 'single quotes' keep blanks, a
 * backslash keeps the next character. Returns how many, at most max - 1; NULL
 * follows the last. */
size_t words_split(char *text, char **words, size_t max);

/* The value of the last NAME=VALUE on the kernel's command line, from which it
 * is cut out; NULL when there is none. As the kernel reads it, double quotes
 * around the value or around all of it keep blanks. */
char *words_parameter(char *line, const char *name);

#endif
