// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which objects of a directory are taken, in which order, and which refused. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/err.h"
#include "loader/boot_dir.h"
#include "tests/unit/run.h"

static char top[64], dir[96];

static const char *in(const char *folder, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *path, mode_t mode)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs("object", f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void make(void)
{
	strcpy(top, "/tmp/rawbpf-boot.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(dir, sizeof(dir), "%s/bpf", top);
	ck_assert_int_eq(mkdir(dir, 0755), 0);
}

static void unmake(void)
{
	char cmd[128];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", top);
	ck_assert_int_eq(system(cmd), 0);
}

static int open_dir(struct boot_dir *d, struct err *e)
{
	return boot_dir_open(dir, d, e);
}

/* What opening one object gives */
static int open_object(const char *name, struct err *e)
{
	struct file file = { NULL, 0 };
	struct boot_dir d;
	int err;

	ck_assert_int_eq(open_dir(&d, e), 0);
	err = boot_dir_file(&d, name, &file, e);
	if (err == 0)
		ck_assert_uint_eq(file.len, strlen("object"));
	file_close(&file);
	boot_dir_close(&d);
	return err;
}

START_TEST(objects_come_sorted_and_others_not_at_all)
{
	static const char *const names[] = { "b.o",   "a.o",   "B.o",
					     "a@x.o", "a.bpf", ".hidden.o",
					     ".o",    "o" };
	static const char *const want[] = { "B.o", "a.o", "a@x.o", "b.o" };
	struct boot_dir d;
	struct err e;

	for (size_t i = 0; i < 8; i++)
		put(in(dir, names[i]), 0644);
	ck_assert_int_eq(open_dir(&d, &e), 0);
	ck_assert_uint_eq(d.n, 4);
	for (size_t i = 0; i < 4; i++)
		ck_assert_str_eq(d.names[i], want[i]);
	boot_dir_close(&d);
	ck_assert_int_eq(d.fd, -1);
}
END_TEST

START_TEST(missing_directory_is_told_apart)
{
	struct boot_dir d;
	struct err e;

	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(open_dir(&d, &e), -ENOENT);
	ck_assert_ptr_nonnull(strstr(e.msg, dir));
}
END_TEST

static const mode_t bad_modes[] = { 0775, 0757, 0777, 01777 };

START_TEST(directory_that_others_write_is_refused)
{
	struct boot_dir d;
	struct err e;

	ck_assert_int_eq(chmod(dir, bad_modes[_i]), 0);
	ck_assert_int_eq(open_dir(&d, &e), -EPERM);
	ck_assert_str_eq(e.hint, "chmod go-w");
}
END_TEST

START_TEST(directory_that_others_can_move_away_is_refused)
{
	struct boot_dir d;
	struct err e;

	ck_assert_int_eq(chmod(top, 0777), 0);
	ck_assert_int_eq(open_dir(&d, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.msg, "1 above"));
	ck_assert_int_eq(chmod(top, 01777), 0);
	ck_assert_int_eq(open_dir(&d, &e), 0);
	boot_dir_close(&d);
}
END_TEST

START_TEST(directory_of_somebody_else_is_refused)
{
	struct boot_dir d;
	struct err e;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(dir, 1234, 0), 0);
	ck_assert_int_eq(open_dir(&d, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.msg, "1234"));
}
END_TEST

START_TEST(object_that_others_write_is_refused)
{
	struct err e;

	put(in(dir, "a.o"), 0664);
	ck_assert_int_eq(open_object("a.o", &e), -EPERM);
	put(in(dir, "b.o"), 0646);
	ck_assert_int_eq(open_object("b.o", &e), -EPERM);
	put(in(dir, "c.o"), 0644);
	ck_assert_int_eq(open_object("c.o", &e), 0);
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(in(dir, "c.o"), 1234, 0), 0);
	ck_assert_int_eq(open_object("c.o", &e), -EPERM);
}
END_TEST

START_TEST(links_are_followed_within_the_directory)
{
	struct err e;

	put(in(dir, "a.o"), 0644);
	put(in(top, "out.o"), 0644);
	ck_assert_int_eq(symlink("a.o", in(dir, "in.o")), 0);
	ck_assert_int_eq(symlink("../out.o", in(dir, "out.o")), 0);
	ck_assert_int_eq(symlink("/etc/passwd", in(dir, "abs.o")), 0);
	ck_assert_int_eq(symlink("loop.o", in(dir, "loop.o")), 0);
	ck_assert_int_eq(symlink("none", in(dir, "none.o")), 0);
	ck_assert_int_eq(open_object("in.o", &e), 0);
	ck_assert_int_eq(open_object("out.o", &e), -EXDEV);
	ck_assert_int_eq(open_object("abs.o", &e), -EXDEV);
	ck_assert_int_eq(open_object("loop.o", &e), -ELOOP);
	ck_assert_int_eq(open_object("none.o", &e), -ENOENT);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	struct err e;

	ck_assert_int_eq(mkfifo(in(dir, "fifo.o"), 0600), 0);
	ck_assert_int_eq(mkdir(in(dir, "dir.o"), 0755), 0);
	ck_assert_int_eq(open_object("fifo.o", &e), -EINVAL);
	ck_assert_int_eq(open_object("dir.o", &e), -EINVAL);
	ck_assert_str_eq(e.msg, "not a regular file");
	if (mknod(in(dir, "null.o"), S_IFCHR | 0600, 1 << 8 | 3) == 0)
		ck_assert_int_eq(open_object("null.o", &e), -EINVAL);
}
END_TEST

START_TEST(huge_object_is_refused)
{
	struct err e;

	put(in(dir, "a.o"), 0644);
	ck_assert_int_eq(truncate(in(dir, "a.o"), BOOT_OBJECT_MAX + 1), 0);
	ck_assert_int_eq(open_object("a.o", &e), -EFBIG);
	ck_assert_str_eq(e.msg, "larger than 64 MiB");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, make, unmake);
	tcase_add_test(t, objects_come_sorted_and_others_not_at_all);
	tcase_add_test(t, missing_directory_is_told_apart);
	tcase_add_loop_test(t, directory_that_others_write_is_refused, 0, 4);
	tcase_add_test(t, directory_that_others_can_move_away_is_refused);
	tcase_add_test(t, directory_of_somebody_else_is_refused);
	tcase_add_test(t, object_that_others_write_is_refused);
	tcase_add_test(t, links_are_followed_within_the_directory);
	tcase_add_test(t, what_is_no_file_is_refused);
	tcase_add_test(t, huge_object_is_refused);
}

int main(void)
{
	return run_tests("boot_dir", add);
}
