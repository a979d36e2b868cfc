/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * This executable as a file: its own bytes, and the objects it carries when it
 * is a bundle. Knows where an executable finds itself, with /proc and without;
 * the format is elf/bundle.h's.
 */
#ifndef CLI_SELF_H
#define CLI_SELF_H

#include <stdbool.h>

#include "elf/file.h"

struct bundle;
struct cpio_entry;
struct err;

/* Members of a bundle's archive */
#define SELF_ARGS    "args" /* default arguments, each with its NUL */
#define SELF_OBJECTS "obj/"

/* In a bundle the command line becomes that of `run` with its objects and
 * default arguments, unless the first word is --rawbpf, which is taken away.
 * Elsewhere nothing happens, without a system call. */
int self_command_line(int *argc, char ***argv, struct err *e);

/* As file_open(), but in a bundle the names of its objects come first. */
int self_object_open(const char *path, struct file *out, struct err *e);

/* The executable to make another one of, this one where path is NULL: without
 * what it carries, its mark set or cleared. Checks that it is a rawbpf. */
int self_base_open(const char *path, bool marked, struct file *file,
		   struct view *base, struct err *e);

/* The executable as it is, taken apart; path as above. */
int self_bundle_open(const char *path, struct file *file, struct bundle *out,
		     struct err *e);

/* The object's name when an archive's entry is one, else NULL. */
const char *self_object_name(const struct cpio_entry *entry);

#endif
