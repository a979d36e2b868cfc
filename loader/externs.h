/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Externs of .ksyms: the kernel's variables and functions, put into the
 * instructions that name them. Nothing is looked up before some program needs
 * it, and then all of that kind at once.
 */
#ifndef LOADER_EXTERNS_H
#define LOADER_EXTERNS_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct extern_env;
struct image;
struct kernel_btf;
struct obj;
struct obj_extern;

/* What the programs of one object share. obj and kernel must outlive it. Ids
 * come from the running kernel, even if kernel is a file that the user named
 * for CO-RE. */
int externs_open(const struct obj *obj, struct kernel_btf *kernel,
		 struct extern_env **out, struct err *e);
void externs_close(struct extern_env *env); /* NULL: nothing to do */

/* Patches a linked image. A weak symbol that is missing becomes address 0,
 * and a call of it one that the verifier refuses, unless it finds that it is
 * never made. */
int externs_patch(struct image *image, struct extern_env *env, struct err *e);

/* For PROG_LOAD: descriptors of the modules whose functions were patched in,
 * NULL when there are none. Valid until externs_close. */
const int *externs_fd_array(const struct extern_env *env);

/* The missing function whose call the verifier came upon, to judge by its
 * words ("invalid func unknown#2002000001"), or NULL. */
const struct obj_extern *externs_blame(const struct obj *obj,
				       const char *words);

/* Whether the kernel has one of that name, but of another type */
bool externs_is_other(const struct extern_env *env, const struct obj_extern *x);

#endif
