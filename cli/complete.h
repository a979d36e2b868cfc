/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What can stand at a place of the command line, for the shell's completion.
 */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include <stddef.h>
#include <stdio.h>

/* What the last of n words behind "rawbpf" could become, one a line. The shell
 * itself knows ":files", and ":command" for a command line of its own. */
void complete_words(FILE *f, char *const *words, size_t n);

#endif
