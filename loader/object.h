/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * All of an object in the kernel: its types, its maps with their contents, its
 * programs. First a plan is made, which asks nothing of the kernel but what
 * its configuration values are; then it is carried out.
 */
#ifndef LOADER_OBJECT_H
#define LOADER_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/obj.h"
#include "loader/core.h"
#include "loader/kernel_btf.h"

struct extern_env;
struct section_kind;

/* What the user may say about an object */
struct object_opts {
	const char *btf_path; /* types of the kernel, or NULL: its own */
	const struct section_kind *type; /* for sections of unknown names */
	const char *const *sets; /* "name=value", see var_set */
	unsigned nsets;
};

struct object_prog {
	uint32_t func; /* index in obj->funcs */
	const struct section_kind *kind;
	const char *target; /* what stands behind the kind in the section's
			     * name, "" for nothing */
	int fd; /* -1: not loaded */
};

struct object_map {
	bool used; /* to be created */
	uint8_t *data; /* owned: contents of a data map, or NULL */
	int fd; /* -1: not created, or folded into the programs */
};

struct object {
	const struct obj *obj;
	int btf_fd; /* -1: no types in the kernel */
	bool func_info; /* programs can refer to them */
	struct object_map *maps; /* owned; as obj->maps */
	struct object_prog *progs; /* owned */
	uint32_t nprogs;
	struct kernel_btf kernel;
	struct core core;
	struct extern_env *externs; /* owned; NULL: none */
	char *log; /* owned: the verifier's, of a program it refused */
};

/* Chooses programs and their types, prepares data. obj and opts must outlive
 * *out. Nothing is in the kernel after it. */
int object_plan(const struct obj *obj, const struct object_opts *opts,
		struct object *out, struct err *e);

/* Creates and loads everything; on failure nothing stays. */
int object_load(struct object *o, struct err *e);

/* Closes what is open; maps and programs live on where they are pinned or
 * attached. */
void object_close(struct object *o);

#endif
