// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Opening and closing; what does not work ends the test. */
#include "tests/unit/loader/core_help.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folders[16][300];
static int nfolders = -1;

static const char *testdata(void)
{
	const char *dir = getenv("TESTDATA");

	return dir ? dir : "build/data";
}

int nclangs(void)
{
	DIR *d = nfolders < 0 ? opendir(testdata()) : NULL;
	const struct dirent *entry;

	if (nfolders < 0)
		nfolders = 0;
	while (d && nfolders < 16 && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.')
			snprintf(folders[nfolders++], sizeof(folders[0]), "%s",
				 entry->d_name);
	if (d)
		closedir(d);
	return nfolders;
}

const char *clang(int i)
{
	ck_assert_int_lt(i, nclangs());
	return folders[i];
}

void core_object_open(struct core_object *o, int i, const char *name)
{
	const struct elf_section *btf, *ext;
	struct err e = { 0 };
	char path[700];
	struct view v;

	memset(o, 0, sizeof(*o));
	snprintf(path, sizeof(path), "%s/%s/%s.bpf.o", testdata(), clang(i),
		 name);
	ck_assert_msg(file_open(path, &o->file, &e) == 0, "%s", e.msg);
	v = file_view(&o->file);
	ck_assert_msg(elf_open(&v, &o->elf, &e) == 0, "%s", e.msg);
	btf = elf_find_section(&o->elf, ".BTF");
	ext = elf_find_section(&o->elf, ".BTF.ext");
	ck_assert(btf && ext);
	ck_assert_msg(btf_open(&btf->data, NULL, &o->btf, &e) == 0, "%s",
		      e.msg);
	ck_assert_msg(btfext_open(&ext->data, &o->btf, &o->btfext, &e) == 0,
		      "%s", e.msg);
}

void core_object_close(struct core_object *o)
{
	btfext_close(&o->btfext);
	btf_close(&o->btf);
	elf_close(&o->elf);
	file_close(&o->file);
}

struct bpf_insn *object_insns(const struct core_object *o, const char *section,
			      size_t *n)
{
	const struct elf_section *s = elf_find_section(&o->elf, section);
	struct bpf_insn *insns;

	if (s == NULL)
		return NULL;
	insns = malloc(s->data.len + 1);
	ck_assert_ptr_nonnull(insns);
	memcpy(insns, s->data.p, s->data.len);
	*n = s->data.len / sizeof(*insns);
	return insns;
}

void kernel_of(struct kernel_btf *k, const struct btf *btf)
{
	kernel_btf_init(k, NULL);
	k->tried = true;
	k->tried_modules = true;
	k->btf = *btf;
}

int one_apply(struct one *o, const struct btf *local, struct kernel_btf *k)
{
	struct btfext_relos relos = { &o->relo, 1 };
	struct core_job job = { .relos = relos,
				.insns = o->insns,
				.ninsns = 2,
				.failures = &o->failures };
	int err;

	core_init(&o->core, local, relos, k);
	err = core_apply(&o->core, &job, &o->err);
	o->why[0] = '\0';
	if (o->failures.n != 0)
		core_explain(&o->core, &job, &o->failures.v[0], o->why,
			     sizeof(o->why));
	return err;
}

void one_fini(struct one *o)
{
	core_failures_fini(&o->failures);
	core_fini(&o->core);
}
