/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The bytes of keys and values, read by their BTF type: a walk that calls a
 * visitor for each number or string and around each struct and array. Without
 * a type, bytes that can be one number are that. Prints nothing.
 */
#ifndef MAPS_VALUE_H
#define MAPS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct err;

struct value_type {
	const struct btf *btf; /* NULL: not known */
	uint32_t id;
	uint32_t size; /* bytes */
};

enum leaf_kind {
	LEAF_UNSIGNED,
	LEAF_SIGNED,
	LEAF_BOOL,
	LEAF_POINTER,
	LEAF_FLOAT,
	LEAF_NAME, /* of an enumerator */
	LEAF_STRING, /* printable characters */
	LEAF_BYTES, /* nothing better is known */
};

struct leaf {
	enum leaf_kind kind;
	const char *name; /* of the member, or NULL */
	uint64_t number;
	double real;
	const char *text; /* of a name or string, len characters; or bytes */
	size_t len;
};

struct visitor {
	void (*leaf)(void *ctx, const struct leaf *l);
	/* A struct or array; name: of the member, or NULL */
	void (*begin)(void *ctx, const char *name, bool array);
	void (*end)(void *ctx, bool array);
};

/* Nesting never is deeper than this: what lies below is a leaf of bytes. */
#define VALUE_DEPTH 20

/* p: t->size bytes. A data section is {"NAME": [{VARIABLE: ...}, ...]}, as
 * bpftool has it; members of nameless members are members of the outer one. */
void value_walk(const struct value_type *t, const uint8_t *p,
		const struct visitor *v, void *ctx);

/* What n CPUs have, stride bytes apart */
struct value_cpus {
	const uint8_t *p;
	size_t stride;
	unsigned n;
};

/* The sum, number by number. Only for types for which value_is_sum() is true:
 * integers, and structs and arrays of nothing else. */
bool value_is_sum(const struct value_type *t);
void value_walk_sum(const struct value_type *t, const struct value_cpus *cpus,
		    const struct visitor *v, void *ctx);

/* One number, name or string, if that is all there is */
bool value_is_leaf(const struct value_type *t);
/* A data section: its only element is the variables of a program */
bool value_is_section(const struct value_type *t);

/* Words of a command line as bytes: "hex" and t->size bytes; t->size bytes; or
 * one word for all: a number, an enumerator, characters (in quotes, or where
 * the type is an array of them). */
int value_parse(const struct value_type *t, char *const *words, size_t n,
		uint8_t *out, struct err *e);

#endif
