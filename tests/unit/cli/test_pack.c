// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What goes into an archive: names, order, times. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/pack.h"
#include "cli/pid1.h"
#include "elf/bundle.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

static struct pack_item *name(struct pack *p, const char *s, struct err *e)
{
	return pack_bytes(p, s, S_IFREG | 0644, (struct view){ 0 }, e);
}

START_TEST(order_of_arguments_changes_nothing)
{
	static const char *const names[] = { "b/2", "a", "b-1", "b/1" };
	char *out[2];
	size_t len[2];
	struct packed packed[2];
	struct err e;

	for (size_t turn = 0; turn < 2; turn++) {
		FILE *f = open_memstream(&out[turn], &len[turn]);
		struct pack p;

		ck_assert_int_eq(pack_init(&p, &e), 0);
		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			ck_assert_ptr_nonnull(
				name(&p, names[turn ? 3 - i : i], &e));
		packed[turn] = pack_write(&p, f);
		fclose(f);
		pack_close(&p);
	}
	ck_assert_uint_eq(len[0], len[1]);
	ck_assert_mem_eq(out[0], out[1], len[0]);
	ck_assert_uint_eq(packed[0].len, len[0]);
	ck_assert_uint_eq(packed[0].crc, bundle_crc(0, out[0], len[0]));
	free(out[0]);
	free(out[1]);
}
END_TEST

static const char *const wrong[] = { "",     "/",  "..",   "a/../b", "./a",
				     "a//b", "a/", "../a", "a/." };

START_TEST(names_stay_inside)
{
	struct pack p = { 0 };
	struct err e;

	ck_assert_ptr_null(name(&p, wrong[_i], &e));
	ck_assert_ptr_nonnull(name(&p, "/..a/.b/c..", &e));
	ck_assert_str_eq(p.items[p.n - 1].entry.name, "..a/.b/c..");
	pack_close(&p);
}
END_TEST

START_TEST(two_of_a_name_are_an_error)
{
	struct pack p = { 0 };
	struct err e;

	ck_assert_ptr_nonnull(name(&p, "init", &e));
	ck_assert_ptr_null(name(&p, "/init", &e));
	ck_assert_int_eq(e.code, EEXIST);
	pack_close(&p);
}
END_TEST

START_TEST(time_is_that_of_the_environment)
{
	struct pack p;
	struct err e;

	unsetenv("SOURCE_DATE_EPOCH");
	ck_assert_int_eq(pack_init(&p, &e), 0);
	ck_assert_uint_eq(p.mtime, 0);
	setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
	ck_assert_int_eq(pack_init(&p, &e), 0);
	ck_assert_ptr_nonnull(name(&p, "a", &e));
	ck_assert_uint_eq(p.items[0].entry.mtime, 1700000000);
	pack_close(&p);
	setenv("SOURCE_DATE_EPOCH", "today", 1);
	ck_assert_int_eq(pack_init(&p, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.msg, "SOURCE_DATE_EPOCH"));
}
END_TEST

START_TEST(option_like_and_foreign_objects_are_refused)
{
	char *paths[] = { (char *)"/dev/null" };
	struct pack p = { 0 };
	struct err e;

	ck_assert_int_eq(pack_objects(&p, "", paths, 1, &e), -EINVAL);
	paths[0] = (char *)"Makefile";
	ck_assert_int_lt(pack_objects(&p, "", paths, 1, &e), 0);
	ck_assert_ptr_nonnull(strstr(e.msg, "Makefile"));
	ck_assert_uint_eq(p.n, 0);
	pack_close(&p);
}
END_TEST

START_TEST(what_may_follow_the_command)
{
	ck_assert(pid1_then_known("poweroff"));
	ck_assert(pid1_then_known("reboot"));
	ck_assert(pid1_then_known("halt"));
	ck_assert(pid1_then_known("wait"));
	ck_assert(pid1_then_known("/sbin/init"));
	ck_assert(!pid1_then_known(""));
	ck_assert(!pid1_then_known("off"));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, order_of_arguments_changes_nothing);
	tcase_add_loop_test(t, names_stay_inside, 0, (int)ARRAY_SIZE(wrong));
	tcase_add_test(t, two_of_a_name_are_an_error);
	tcase_add_test(t, time_is_that_of_the_environment);
	tcase_add_test(t, option_like_and_foreign_objects_are_refused);
	tcase_add_test(t, what_may_follow_the_command);
}

int main(void)
{
	return run_tests("pack", add);
}
