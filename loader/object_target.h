/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What programs name at load time that they are for: a function or type of the
 * kernel, a function of another program, a member of a struct_ops.
 */
#ifndef LOADER_OBJECT_TARGET_H
#define LOADER_OBJECT_TARGET_H

#include <stdint.h>

struct err;
struct object;
struct object_prog;

struct object_target {
	uint32_t btf_id; /* 0: nothing */
	int fd; /* owned: the module's BTF or the program it is in; 0: none */
	uint32_t attach_type;
};

int object_target_find(struct object *o, const struct object_prog *p,
		       struct object_target *out, struct err *e);

#endif
