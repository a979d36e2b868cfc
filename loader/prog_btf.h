/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The functions of a program that is in the kernel, by the types it has. */
#ifndef LOADER_PROG_BTF_H
#define LOADER_PROG_BTF_H

#include <stdint.h>

struct err;

/* The BTF id of the function of that name, "" for the program's first; this is
 * what programs that replace or trace it are loaded for. -ESRCH when the types
 * have no such function, -ENODATA when the program was loaded without types. */
int prog_btf_func(int prog_fd, const char *name, uint32_t *id, struct err *e);

#endif
