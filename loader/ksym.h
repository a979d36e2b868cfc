/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel calls by a name: addresses from /proc/kallsyms, for symbols
 * of which no more is wanted, and BTF ids for those that have a type. Knows
 * names and nothing of instructions.
 */
#ifndef LOADER_KSYM_H
#define LOADER_KSYM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct btf;
struct err;
struct kernel_btf;

#define KSYM_PATH "/proc/kallsyms"

enum ksym_state {
	KSYM_MISSING,
	KSYM_FOUND,
	KSYM_HIDDEN, /* it exists, but we may not know where */
	KSYM_AMBIGUOUS, /* several of that name */
	KSYM_MISMATCH, /* one of that name, but of another type */
};

struct ksym {
	const char *name;
	uint32_t tag; /* the caller's */
	enum ksym_state state;
	uint64_t addr;
};

/* Fills in state and addr of all n, in one go through the file; sorts them.
 * path: KSYM_PATH but in tests. */
int ksym_find(const char *path, struct ksym *v, size_t n, struct err *e);

struct ksym_typed {
	const char *name; /* for a function without its flavour: the first */
	size_t len; /* bytes of it, "bpf_foo" of "bpf_foo___v2" */
	unsigned kind; /* BTF_VAR or BTF_FUNC */
	uint32_t type; /* what local has for it: a function's prototype */
	uint32_t tag;
	enum ksym_state state;
	uint32_t id; /* in the kernel's types */
	uint32_t module; /* 0: the kernel itself, else 1 + which module */
};

/* Fills in state, id and module of all n; sorts them. -ENOENT when the kernel
 * shows no types. Modules are only opened for what the kernel lacks. */
int ksym_find_typed(struct kernel_btf *k, const struct btf *local,
		    struct ksym_typed *v, size_t n, struct err *e);

#endif
