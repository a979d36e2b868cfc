// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files appear whole or not at all, and what is no file stays what it is. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/out_file.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

static char folder[] = "/tmp/rawbpf-out.XXXXXX";

static void enter(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void leave(void)
{
	DIR *dir = opendir(".");
	struct dirent *d;

	while ((d = readdir(dir)) != NULL)
		unlink(d->d_name);
	closedir(dir);
	rmdir(folder);
}

static unsigned files(void)
{
	DIR *dir = opendir(".");
	unsigned n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
}

static void expect(const char *path, const char *want)
{
	char got[64] = "";
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	(void)!fread(got, 1, sizeof(got) - 1, f);
	fclose(f);
	ck_assert_str_eq(got, want);
}

START_TEST(new_content_replaces_the_old_at_once)
{
	struct out_file o;
	struct err e;

	put("report", "old");
	ck_assert_int_eq(out_file_open(&o, "report", &e), 0);
	fputs("new", o.f);
	fflush(o.f);
	expect("report", "old");
	ck_assert_int_eq(out_file_commit(&o, &e), 0);
	expect("report", "new");
	ck_assert_uint_eq(files(), 1);
	ck_assert_int_eq(out_file_commit(&o, &e), 0);
	out_file_discard(&o);
	expect("report", "new");
}
END_TEST

START_TEST(discarded_content_was_never_there)
{
	struct out_file o;
	struct err e;

	put("report", "old");
	ck_assert_int_eq(out_file_open(&o, "./report", &e), 0);
	fputs("new", o.f);
	ck_assert_uint_eq(files(), 2);
	out_file_discard(&o);
	out_file_discard(&o);
	expect("report", "old");
	ck_assert_uint_eq(files(), 1);
}
END_TEST

START_TEST(mode_is_that_of_an_ordinary_file)
{
	struct out_file o;
	struct stat st;
	struct err e;

	umask(027);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(out_file_open(&o, "report", &e), 0);
		ck_assert_int_eq(out_file_commit(&o, &e), 0);
		ck_assert_int_eq(stat("report", &st), 0);
		ck_assert_uint_eq(st.st_mode & 0777, i ? 0604 : 0640);
		ck_assert_int_eq(chmod("report", 0604), 0);
	}
}
END_TEST

START_TEST(links_are_written_through)
{
	struct out_file o;
	struct stat st;
	struct err e;

	put("target", "something longer");
	ck_assert_int_eq(symlink("target", "link"), 0);
	ck_assert_int_eq(out_file_open(&o, "link", &e), 0);
	fputs("new", o.f);
	ck_assert_int_eq(out_file_commit(&o, &e), 0);
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	expect("target", "new");
	ck_assert_uint_eq(files(), 2);
}
END_TEST

START_TEST(full_device_says_so_however_much_is_written)
{
	struct out_file o;
	struct err e;

	ck_assert_int_eq(out_file_open(&o, "/dev/full", &e), 0);
	for (int i = 0; i < _i; i++)
		fputs("some text\n", o.f);
	ck_assert_int_eq(out_file_commit(&o, &e), -ENOSPC);
	ck_assert_ptr_nonnull(strstr(e.msg, "'/dev/full'"));
}
END_TEST

START_TEST(missing_folder_is_named)
{
	struct out_file o;
	struct err e;

	ck_assert_int_eq(out_file_open(&o, "no/such/file", &e), -ENOENT);
	ck_assert_ptr_nonnull(strstr(e.msg, "'no/such/file'"));
	out_file_discard(&o);
}
END_TEST

START_TEST(overlong_name_is_an_error)
{
	static char path[PATH_MAX];
	struct out_file o;
	struct err e;

	memset(path, 'x', sizeof(path) - 1);
	ck_assert_int_eq(out_file_open(&o, path, &e), -ENAMETOOLONG);
	out_file_discard(&o);
	ck_assert_uint_eq(files(), 0);
}
END_TEST

START_TEST(dash_and_nothing_are_stdout)
{
	struct out_file o;
	struct err e;

	ck_assert_int_eq(out_file_open(&o, _i ? "-" : NULL, &e), 0);
	ck_assert_ptr_eq(o.f, stdout);
	ck_assert_int_eq(out_file_commit(&o, &e), 0);
	out_file_discard(&o);
	ck_assert_int_eq(fflush(stdout), 0);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, enter, leave);
	tcase_add_test(t, new_content_replaces_the_old_at_once);
	tcase_add_test(t, discarded_content_was_never_there);
	tcase_add_test(t, mode_is_that_of_an_ordinary_file);
	tcase_add_test(t, links_are_written_through);
	tcase_add_loop_test(t, full_device_says_so_however_much_is_written, 1,
			    3);
	tcase_add_test(t, missing_folder_is_named);
	tcase_add_test(t, overlong_name_is_an_error);
	tcase_add_loop_test(t, dash_and_nothing_are_stdout, 0, 2);
}

int main(void)
{
	return run_tests("out_file", add);
}
