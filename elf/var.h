/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Global variables by name and by type: where "conf.limits[2].max" lies, and
 * what bytes "0x10" stands for there.
 */
#ifndef ELF_VAR_H
#define ELF_VAR_H

#include <stdint.h>

struct btf;
struct err;
struct obj;

struct var {
	uint32_t map; /* index in obj->maps, of a data map */
	uint64_t off, size; /* bytes */
	uint32_t type; /* BTF, 0: unknown, then size bytes of an integer */
};

/* path: the variable, then .member and [index] as in C. */
int var_find(const struct obj *obj, const char *path, struct var *out,
	     struct err *e);

/* Writes value's bytes, of which there are v->size, to out. Integers (decimal,
 * 0x, negative), true and false, 'c', names of enumerators, and for arrays of
 * char a string, which must fit with its NUL. */
int var_parse(const struct btf *btf, const struct var *v, const char *value,
	      uint8_t *out, struct err *e);

#endif
