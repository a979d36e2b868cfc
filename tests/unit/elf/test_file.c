// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which files are mapped, and what is said of the others. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "tests/unit/run.h"

static char dir[] = "/tmp/rawbpf-file-XXXXXX";
static char path[64];

static void set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/f", dir);
}

static void tear_down(void)
{
	unlink(path);
	rmdir(dir);
}

static void make_file(const char *text, off_t size)
{
	FILE *f = fopen(path, "we");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
	if (size)
		ck_assert_int_eq(truncate(path, size), 0);
}

START_TEST(a_file_is_its_bytes)
{
	struct file file;
	struct view v;
	struct err e;

	make_file("hello", 0);
	ck_assert_int_eq(file_open(path, &file, &e), 0);
	v = file_view(&file);
	ck_assert_mem_eq(v.p, "hello", 5);
	ck_assert_uint_eq(v.len, 5);
	file_close(&file);
	file_close(&file);
	ck_assert_uint_eq(file_view(&file).len, 0);
}
END_TEST

START_TEST(an_empty_file_has_none)
{
	struct file file;
	struct err e;

	make_file("", 0);
	ck_assert_int_eq(file_open(path, &file, &e), 0);
	ck_assert_uint_eq(file_view(&file).len, 0);
	file_close(&file);
}
END_TEST

static void expect(const char *name, int code, const char *text)
{
	struct file file;
	struct err e;

	ck_assert_int_eq(file_open(name, &file, &e), -code);
	ck_assert_ptr_nonnull(strstr(e.msg, text));
	ck_assert_ptr_nonnull(strstr(e.msg, name));
}

START_TEST(what_is_no_file_is_refused)
{
	expect(path, ENOENT, "No such file");
	expect(dir, EINVAL, "not a regular file");
	expect("/dev/null", EINVAL, "not a regular file");
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	expect(path, EINVAL, "not a regular file"); /* and does not block */
}
END_TEST

START_TEST(a_giant_is_refused)
{
	make_file("", (off_t)FILE_MAX_SIZE + 1);
	expect(path, EFBIG, "larger than 1 GiB");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_file_is_its_bytes);
	tcase_add_test(t, an_empty_file_has_none);
	tcase_add_test(t, what_is_no_file_is_refused);
	tcase_add_test(t, a_giant_is_refused);
}

int main(void)
{
	return run_tests("file", add);
}
