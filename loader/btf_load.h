/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * An object's types into the kernel: completed where the compiler leaves
 * blanks, and made plainer for kernels that do not know all of them. Type ids
 * stay what they are.
 */
#ifndef LOADER_BTF_LOAD_H
#define LOADER_BTF_LOAD_H

struct err;
struct obj;

/* How much had to be taken out for the kernel to accept the types */
enum btf_level {
	BTF_LEVEL_FULL,
	BTF_LEVEL_OLD_KINDS, /* no float, tags, enum64, signed enums */
	BTF_LEVEL_STATIC_FUNCS, /* no global functions */
	BTF_LEVEL_PLAIN, /* no functions and variables at all (before 5.0) */
	BTF_LEVEL__COUNT
};

/* A descriptor or -errno; -ENODATA when the object has no types. *level says
 * what the kernel got: with BTF_LEVEL_PLAIN programs cannot refer to it. */
int btf_load(const struct obj *obj, enum btf_level *level, struct err *e);

#endif
