/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One program of an object, all the way: linked, fitted to this kernel, its
 * constants folded in, its maps filled in, loaded. An object may be loaded
 * many times over with other constants.
 */
#ifndef LOADER_LOAD_H
#define LOADER_LOAD_H

#include <stdint.h>

#include "elf/view.h"

struct core;
struct err;
struct obj;
struct trace_btf;

struct load {
	const struct obj *obj;
	uint32_t func; /* entry: index in obj->funcs */
	uint32_t type; /* BPF_PROG_TYPE_* */
	const struct view *data; /* per map: read-only data to fold, see
				  * image_fold */
	const int *fds; /* per map: descriptor, or -1 where data is folded */
	struct core *core;
	const struct trace_btf *event; /* NULL: none */
	const char *event_name;
};

/* A program descriptor or -errno. */
int load_prog(const struct load *l, struct err *e);

#endif
