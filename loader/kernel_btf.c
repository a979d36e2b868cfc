// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Opening the kernel's types when they are first asked for, and keeping them.
 */
#include "loader/kernel_btf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"

void kernel_btf_init(struct kernel_btf *k, const char *path)
{
	*k = (struct kernel_btf){ .path = path, .dir = "/sys/kernel/btf" };
}

static void module_fini(struct kernel_btf_module *m)
{
	btf_close(&m->btf);
	kernel_btf_file_close(&m->file);
	free(m->name);
}

void kernel_btf_fini(struct kernel_btf *k)
{
	for (size_t i = 0; i < k->nmodules; i++)
		module_fini(&k->modules[i]);
	free(k->modules);
	btf_close(&k->btf);
	kernel_btf_file_close(&k->file);
	kernel_btf_init(k, k->path);
}

const char *kernel_btf_name(const struct kernel_btf *k)
{
	return k->path ? k->path : "the kernel";
}

static int open_kernel(struct kernel_btf *k, struct err *e)
{
	auto_fd int dir = -1;
	int err;

	if (k->path) {
		err = kernel_btf_file_open(AT_FDCWD, k->path, &k->file, e);
	} else {
		dir = open(k->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = dir < 0 ? err_set(e, errno, "'%s': %s", k->dir,
					strerror(errno))
			      : kernel_btf_file_open(dir, "vmlinux", &k->file,
						     e);
	}
	if (err == 0 && k->path)
		err = btf_open(&k->file.btf, NULL, &k->btf, e);
	else if (err == 0)
		err = btf_open_trusted(&k->file.btf, NULL, &k->btf, e);
	if (err == 0)
		return 0;
	if (k->path)
		err_wrap(e, "kernel types (--btf)");
	else
		err_wrap(e, "the kernel shows no types of its own (BTF)");
	return err_hint(e, "a kernel with CONFIG_DEBUG_INFO_BTF has them in "
			   "/sys/kernel/btf; for another, name a file that has "
			   "them with --btf");
}

int kernel_btf_get(struct kernel_btf *k, const struct btf **out, struct err *e)
{
	if (!k->tried) {
		k->tried = true;
		if (open_kernel(k, &k->err) < 0)
			kernel_btf_file_close(&k->file);
	}
	if (k->err.code != 0) {
		*e = k->err;
		return -e->code;
	}
	*out = &k->btf;
	return 0;
}

/* Something about one module is no reason to go without the others. */
static void add_module(struct kernel_btf *k, int dir, const char *name)
{
	struct kernel_btf_module m = { 0 };
	struct kernel_btf_module *list;
	struct err ignored;

	list = realloc(k->modules, (k->nmodules + 1) * sizeof(*list));
	if (list == NULL)
		return;
	k->modules = list;
	m.name = strdup(name);
	if (m.name == NULL ||
	    kernel_btf_file_open(dir, name, &m.file, &ignored) < 0 ||
	    btf_open_trusted(&m.file.btf, &k->btf, &m.btf, &ignored) < 0)
		module_fini(&m);
	else
		list[k->nmodules++] = m;
}

static void open_modules(struct kernel_btf *k)
{
	DIR *d = opendir(k->dir);
	const struct dirent *entry;

	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' &&
		    strcmp(entry->d_name, "vmlinux") != 0)
			add_module(k, dirfd(d), entry->d_name);
	closedir(d);
}

size_t kernel_btf_modules(struct kernel_btf *k,
			  const struct kernel_btf_module **out)
{
	const struct btf *kernel;
	struct err ignored;

	if (!k->tried_modules && k->path == NULL &&
	    kernel_btf_get(k, &kernel, &ignored) == 0)
		open_modules(k);
	k->tried_modules = true;
	*out = k->modules;
	return k->nmodules;
}
