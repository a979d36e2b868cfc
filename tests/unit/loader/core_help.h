/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * For the tests of CO-RE: objects of tests/data, as each clang on the machine
 * made them, and a kernel whose types come from one of them.
 */
#ifndef TESTS_UNIT_LOADER_CORE_HELP_H
#define TESTS_UNIT_LOADER_CORE_HELP_H

#include "elf/btfext.h"
#include "elf/elf.h"
#include "elf/err.h"
#include "elf/file.h"
#include "loader/core.h"
#include "loader/kernel_btf.h"

struct core_object {
	struct file file;
	struct elf elf;
	struct btf btf;
	struct btfext btfext;
};

/* How many clangs there are to loop over, and the i-th one's folder. */
int nclangs(void);
const char *clang(int i);

void core_object_open(struct core_object *o, int i, const char *name);
void core_object_close(struct core_object *o);

/* The instructions of a section, to be freed, and their count; NULL when
 * there is no such section. */
struct bpf_insn *object_insns(const struct core_object *o, const char *section,
			      size_t *n);

/* A kernel with these types; it owns nothing. */
void kernel_of(struct kernel_btf *k, const struct btf *btf);

/* One relocation of one instruction */
struct one {
	struct core core;
	struct core_relo relo;
	struct bpf_insn insns[2];
	struct core_failures failures;
	struct err err;
	char why[512];
};

/* Applies o->relo to o->insns; the failure, if any, is explained. */
int one_apply(struct one *o, const struct btf *local, struct kernel_btf *k);
void one_fini(struct one *o);

#endif
