/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Shared by the files of `rawbpf inspect`: what an object says, prepared for
 * showing, and the two ways of showing it. Everything comes from the spec; the
 * kernel is not asked.
 */
#ifndef CLI_INSPECT_H
#define CLI_INSPECT_H

#include "elf/obj.h"

struct err;
struct sheet;

enum inspect_part {
	PART_SECTIONS = 1 << 0,
	PART_MAPS = 1 << 1, /* with the variables in them */
	PART_PROGRAMS = 1 << 2, /* with other functions and externs */
	PART_RELOCATIONS = 1 << 3,
	PART_BTF = 1 << 4, /* each type; how many is always said */
	PART_TEXT = PART_SECTIONS | PART_MAPS | PART_PROGRAMS, /* by default */
	PART_JSON = PART_TEXT | PART_RELOCATIONS,
};

/* The kernel's BPF_MAX_SUBPROGS, less the program itself */
#define INSPECT_CALLEES 255

/* A variable in a data section */
struct inspect_var {
	const char *name;
	uint32_t map; /* index in obj->maps */
	uint32_t type; /* BTF, 0: unknown */
	uint64_t off, size;
};

/* Its initial value */
struct inspect_value {
	enum inspect_value_kind {
		VALUE_NONE, /* a struct, bytes that are no string, ... */
		VALUE_UNSIGNED,
		VALUE_SIGNED,
		VALUE_BOOL,
		VALUE_STRING,
	} kind;
	uint64_t number;
	const char *text; /* of a string */
};

struct inspect {
	const char *path;
	const struct obj *obj;
	unsigned parts;
	struct inspect_var *vars; /* owned; by map, then offset */
	size_t nvars;
	uint32_t *order; /* owned: indexes in obj->funcs, programs first */
	uint32_t nprogs;
	uint32_t *seen; /* owned; for inspect_callees */
	uint32_t found[INSPECT_CALLEES], nfound, stamp, steps;
	/* What is just being shown */
	const uint32_t *funcs;
	const struct obj_map *map;
	const struct obj_func *func;
	/* What .BTF.ext says about func */
	const struct core_relo *relos;
	size_t nrelos, nlines;
	uint32_t prototype; /* BTF, 0: unknown */
	struct inspect_value value;
	char buf[512];
};

/* obj must outlive *in. */
int inspect_init(struct inspect *in, const struct obj *obj, struct err *e);
void inspect_fini(struct inspect *in);

/* In JSON members of an object that is open already */
void inspect_show(struct inspect *in, struct sheet *s);

/* Appends to the string in buf. */
void inspect_say(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* inspect_type.c: a type as C declares a variable of it, or by itself when
 * name is "". Cut where the buffer ends. Returns buf. */
const char *inspect_decl(const struct btf *btf, uint32_t id, const char *name,
			 char *buf, size_t size);

/* The definition of a type, on one line; for the caller to free. NULL when out
 * of memory. */
char *inspect_definition(const struct btf *btf, uint32_t id);

/* inspect_value.c */
void inspect_value(const struct obj *obj, const struct inspect_var *v,
		   struct inspect_value *out);

/* inspect_query.c */

/* Indexes of the functions that are loaded with it, itself not among them, in
 * in->found until the next call; at most as many as a kernel takes. Returns
 * how many. */
uint32_t inspect_callees(struct inspect *in, uint32_t func);

/* Sets in->func and what belongs to it. */
void inspect_func(struct inspect *in, const struct obj_func *f);

/* The variable at an offset of a data map, or NULL */
const struct inspect_var *inspect_var_at(const struct inspect *in, uint32_t map,
					 int64_t off);

/* "map", "data", ... */
const char *inspect_rel_kind(const struct obj_rel *rel);

/* "byte_off" and so on, as libbpf's log has it */
const char *inspect_core_kind(uint32_t kind);

/* "struct task_struct.comm[0]" */
void inspect_core_access(const struct btf *btf, const struct core_relo *relo,
			 char *buf, size_t size);

const char *inspect_map_origin(const struct obj_map *m);
const char *inspect_extern_kind(const struct obj_extern *x);

/* As readelf has it: "PROGBITS", "AX". A number that has no name is written
 * to buf. */
const char *inspect_section_type(uint32_t type, char buf[16]);
const char *inspect_section_flags(uint64_t flags, char buf[16]);

#endif
