/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A struct of functions that the kernel calls, as this kernel lays it out: the
 * value of a struct_ops map, made from the object's variable member by member.
 * Making the map registers nothing; that is attach_struct_ops.c's.
 */
#ifndef LOADER_STRUCT_OPS_H
#define LOADER_STRUCT_OPS_H

#include <stdint.h>

struct err;
struct kernel_btf;
struct obj;
struct obj_map;

/* Where a function stands in it */
struct struct_ops_slot {
	uint32_t member; /* of the kernel's struct */
	uint32_t off; /* in the value */
};

struct struct_ops {
	uint32_t type; /* the kernel's struct, by BTF id */
	uint32_t wrapper; /* what the map holds: struct bpf_struct_ops_NAME */
	uint32_t size; /* of that */
	int btf_fd; /* owned: BTF of the module that has it; 0: the kernel */
	uint8_t *value; /* owned */
	struct struct_ops_slot *slots; /* owned; as the map's inits */
};

/* Finds the kernel's struct and converts the variable's contents. *out is
 * closed by struct_ops_close whatever this returns. */
int struct_ops_open(const struct obj *obj, const struct obj_map *m,
		    struct kernel_btf *k, struct struct_ops *out,
		    struct err *e);
void struct_ops_close(struct struct_ops *s);

/* The map, still without a value (5.6), of an object with these types: a
 * descriptor or -errno. */
int struct_ops_create(const struct struct_ops *s, const struct obj_map *m,
		      int btf_fd, struct err *e);

/* Puts the program of the map's init i in its place. */
void struct_ops_set(struct struct_ops *s, uint32_t i, int prog_fd);

#endif
