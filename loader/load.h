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
#include "loader/prog.h"

struct core;
struct err;
struct extern_env;
struct obj;
struct trace_btf;

struct load;

/* Asked before a program is loaded: a descriptor of one that is there already
 * and is the same, or -1. May change its types (btf_fd). */
typedef int load_find(void *ctx, const struct load *l, struct prog_spec *spec);

/* Loads in place of prog_load and gives what that gives, for somebody who wants
 * to hear more of the verifier. */
typedef int load_loader(void *ctx, const struct prog_spec *spec, char **log,
			struct err *e);

struct load {
	const struct obj *obj;
	uint32_t func; /* entry: index in obj->funcs */
	/* Type, attach type, flags and what it attaches to; the rest is
	 * filled in here. Types of functions and lines go along when btf_fd
	 * is not -1. */
	struct prog_spec spec;
	const struct view *data; /* per map: read-only data to fold, see
				  * image_fold */
	const int *fds; /* per map: descriptor, or -1 where data is folded */
	struct core *core;
	const struct trace_btf *event; /* NULL: none */
	const char *event_name;
	struct extern_env *externs; /* NULL: the object has none */
	load_find *find; /* or NULL */
	void *find_ctx;
	load_loader *loader; /* NULL: prog_load */
	void *loader_ctx;
};

/* A program descriptor or -errno; log as in prog_load. */
int load_prog(const struct load *l, char **log, struct err *e);

#endif
