// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One folder a compiler; there is at least one. */
#include "tests/unit/each_clang.h"

#include <check.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/file.h"

static void find(const char *name, glob_t *paths)
{
	const char *dir = getenv("TESTDATA");
	char pattern[512];

	snprintf(pattern, sizeof(pattern), "%s/*/%s.bpf.o",
		 dir ? dir : "build/data", name);
	ck_assert_msg(glob(pattern, 0, NULL, paths) == 0,
		      "nothing is %s: see CLANGS of the Makefile", pattern);
}

static struct view open_file(const char *path, struct file *f)
{
	struct err e;

	ck_assert_msg(file_open(path, f, &e) == 0, "%s: %s", path, e.msg);
	return file_view(f);
}

void each_clang(const char *name, void (*check)(const struct obj *obj))
{
	glob_t paths;

	find(name, &paths);
	for (size_t i = 0; i < paths.gl_pathc; i++) {
		struct file f;
		struct view bytes = open_file(paths.gl_pathv[i], &f);
		struct obj obj;
		struct err e;

		ck_assert_msg(obj_open(&bytes, &obj, &e) == 0, "%s: %s",
			      paths.gl_pathv[i], e.msg);
		check(&obj);
		obj_close(&obj);
		file_close(&f);
	}
	globfree(&paths);
}

void each_clang_refused(const char *name, const char *text)
{
	glob_t paths;

	find(name, &paths);
	for (size_t i = 0; i < paths.gl_pathc; i++) {
		struct file f;
		struct view bytes = open_file(paths.gl_pathv[i], &f);
		struct obj obj;
		struct err e;

		ck_assert_int_lt(obj_open(&bytes, &obj, &e), 0);
		ck_assert_msg(strstr(e.msg, text) != NULL, "%s: %s",
			      paths.gl_pathv[i], e.msg);
		file_close(&f);
	}
	globfree(&paths);
}

const struct obj_map *the_map(const struct obj *obj, const char *name)
{
	const struct obj_map *m = obj_find_map(obj, name);

	ck_assert_msg(m != NULL, "no map '%s'", name);
	return m;
}

const struct obj_func *the_func(const struct obj *obj, const char *name)
{
	const struct obj_func *f = obj_find_func(obj, name);

	ck_assert_msg(f != NULL, "no function '%s'", name);
	return f;
}
