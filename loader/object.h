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
#include "loader/load.h"

struct extern_env;
struct section_kind;
struct struct_ops;

/* What the user may say about an object */
struct object_opts {
	const char *btf_path; /* types of the kernel, or NULL: its own */
	const struct section_kind *type; /* for sections of unknown names */
	const char *const *sets; /* "name=value", see var_set */
	unsigned nsets;
	/* The program that freplace, fentry, fexit and fmod_ret are for, whose
	 * functions their sections name: a descriptor, or -1 (0 is also none).
	 * Not owned; must stay open until object_load is done. */
	int target_fd;
	bool fold; /* constants become part of the programs, as on kernels
		    * without global data (before 5.2) */
};

struct object_prog {
	uint32_t func; /* index in obj->funcs */
	const struct section_kind *kind;
	const char *target; /* what stands behind the kind in the section's
			     * name, "" for nothing */
	int fd; /* -1: not loaded */
	bool skip; /* not to be loaded; may be set after object_plan */
	bool kept; /* fd is of a program that was there before */
	int error; /* -errno: it was refused, and may be */
};

struct object_map {
	bool used; /* to be created */
	uint8_t *data; /* owned: contents of a data map, or NULL */
	int fd; /* -1: not created, or folded into the programs; a map that
		 * is there may be put here after object_plan */
	bool kept; /* it was */
	struct struct_ops *ops; /* owned: struct_ops: the kernel's layout, with
				 * the value to attach; or NULL */
};

struct object {
	const struct obj *obj;
	int btf_fd; /* -1: no types in the kernel */
	bool no_types; /* it will not have any */
	bool func_info; /* programs can refer to them */
	struct object_map *maps; /* owned; as obj->maps */
	struct object_prog *progs; /* owned */
	uint32_t nprogs;
	struct kernel_btf kernel;
	struct kernel_btf running; /* see object_kernel */
	int target_fd; /* see struct object_opts; not owned */
	bool fold; /* likewise */
	struct core core;
	struct extern_env *externs; /* owned; NULL: none */
	char *log; /* owned: the verifier's, of a program it refused */
	load_find *find; /* or NULL; may be set after object_plan */
	void *find_ctx;
	load_loader *loader; /* likewise */
	void *loader_ctx;
};

/* Chooses programs and their types, prepares data. obj and opts must outlive
 * *out. Nothing is in the kernel after it. */
int object_plan(const struct obj *obj, const struct object_opts *opts,
		struct object *out, struct err *e);

/* Creates and loads everything; on failure nothing stays. */
int object_load(struct object *o, struct err *e);

/* The steps of object_load, for somebody who goes on when a program is refused:
 * everything that programs need, then a program of o->progs at a time. */
int object_prepare(struct object *o, struct err *e);
int object_load_prog(struct object *o, uint32_t i, struct err *e);

/* A map as it is or would be created: its definition put right for the kernel.
 * Points into the object. */
void object_map_shape(const struct object *o, uint32_t i, struct obj_map *out);

/* Creates one of its maps, with its contents; object_load does it for all. */
int object_map_create(struct object *o, uint32_t i, struct err *e);

/* The running kernel's types, even if the user named a file for CO-RE: ids are
 * the kernel's own. */
struct kernel_btf *object_kernel(struct object *o);

/* Closes what is open; maps and programs live on where they are pinned or
 * attached. */
void object_close(struct object *o);

#endif
