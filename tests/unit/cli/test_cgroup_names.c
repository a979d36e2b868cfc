// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Names of control groups, from a directory that stands for the hierarchy. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cgroup_names.h"
#include "elf/cleanup.h"
#include "tests/unit/run.h"

static char top[] = "/tmp/rawbpf-cgroup-XXXXXX";
static char mounts[64], table[512];

/* The executable's fopen() comes before libc's; check writes its log by it */
FILE *fopen(const char *path, const char *mode)
{
	int fd;

	if (mode[0] == 'w') {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		return fd < 0 ? NULL : fdopen(fd, mode);
	}
	ck_assert_str_eq(path, "/proc/self/mounts");
	ck_assert_str_eq(mode, "re");
	fd = open(mounts, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? NULL : fdopen(fd, "r");
}

static void make_dir(const char *path)
{
	char full[128];

	snprintf(full, sizeof(full), "%s/%s", top, path);
	ck_assert_int_eq(mkdir(full, 0755), 0);
}

static void write_mounts(void)
{
	int fd = open(mounts, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(write(fd, table, strlen(table)), 0);
	close(fd);
}

static void set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(mounts, sizeof(mounts), "%s.mounts", top);
	make_dir("system.slice");
	make_dir("system.slice/cron.service");
	make_dir("user.slice");
	make_dir(".hidden");
	snprintf(table, sizeof(table),
		 "proc /proc proc rw 0 0\n"
		 "cgroup /nonexistent cgroup2 rw 0 0\n"
		 "short\n"
		 "cgroup %s cgroup2 rw,nosuid 0 0\n"
		 "later /tmp cgroup2 rw 0 0\n",
		 top);
	write_mounts();
}

static void tear_down(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -r %s %s", top, mounts);
	ck_assert_int_eq(system(command), 0);
}

static uint64_t id_of(const char *path)
{
	char full[128];
	struct stat st;

	snprintf(full, sizeof(full), "%s/%s", top, path);
	ck_assert_int_eq(stat(full, &st), 0);
	return st.st_ino;
}

START_TEST(groups_are_found_by_their_inodes)
{
	struct cgroup_names names = { 0 };

	cgroup_names_read(&names);
	ck_assert_uint_eq(names.n, 4);
	ck_assert_str_eq(cgroup_name(&names, id_of("")), "/");
	ck_assert_str_eq(cgroup_name(&names, id_of("system.slice")),
			 "/system.slice");
	ck_assert_str_eq(
		cgroup_name(&names, id_of("system.slice/cron.service")),
		"/system.slice/cron.service");
	ck_assert_str_eq(cgroup_name(&names, id_of("user.slice")),
			 "/user.slice");
	ck_assert_ptr_null(cgroup_name(&names, id_of(".hidden")));
	ck_assert_ptr_null(cgroup_name(&names, 0));
	ck_assert_ptr_null(cgroup_name(&names, UINT64_MAX));
	cgroup_names_close(&names);
	cgroup_names_close(&names);
	ck_assert_ptr_null(cgroup_name(&names, id_of("user.slice")));
}
END_TEST

START_TEST(many_groups_are_sorted)
{
	struct cgroup_names names = { 0 };
	char path[32];

	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof(path), "user.slice/%d", i);
		make_dir(path);
	}
	cgroup_names_read(&names);
	ck_assert_uint_eq(names.n, 304);
	for (int i = 0; i < 300; i++) {
		snprintf(path, sizeof(path), "/user.slice/%d", i);
		ck_assert_str_eq(cgroup_name(&names, id_of(path)), path);
	}
	cgroup_names_close(&names);
}
END_TEST

START_TEST(a_depth_without_end_is_cut)
{
	struct cgroup_names names = { 0 };
	int at = open(top, O_RDONLY | O_DIRECTORY);

	for (int i = 0; i < 100; i++) {
		int next;

		ck_assert_int_eq(mkdirat(at, "d", 0755), 0);
		next = openat(at, "d", O_RDONLY | O_DIRECTORY);
		close(at);
		at = next;
	}
	close(at);
	cgroup_names_read(&names);
	ck_assert_uint_gt(names.n, 50);
	ck_assert_uint_lt(names.n, 100);
	cgroup_names_close(&names);
}
END_TEST

static const char *const tables[] = {
	"proc /proc proc rw 0 0\n",
	"cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n",
	"\n",
};

START_TEST(without_a_hierarchy_there_are_no_names)
{
	struct cgroup_names names = { 0 };

	strcpy(table, tables[_i]);
	write_mounts();
	cgroup_names_read(&names);
	ck_assert_uint_eq(names.n, 0);
	ck_assert_ptr_null(cgroup_name(&names, 1));
	cgroup_names_close(&names);
}
END_TEST

START_TEST(without_proc_there_are_no_names)
{
	struct cgroup_names names = { 0 };

	unlink(mounts);
	cgroup_names_read(&names);
	ck_assert_uint_eq(names.n, 0);
	cgroup_names_close(&names);
	write_mounts(); /* to be removed with the rest */
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, groups_are_found_by_their_inodes);
	tcase_add_test(t, many_groups_are_sorted);
	tcase_add_test(t, a_depth_without_end_is_cut);
	tcase_add_loop_test(t, without_a_hierarchy_there_are_no_names, 0,
			    ARRAY_SIZE(tables));
	tcase_add_test(t, without_proc_there_are_no_names);
}

int main(void)
{
	return run_tests("cgroup_names", add);
}
