// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reading events, from a directory that looks like the kernel's. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/tracefs.h"
#include "tests/unit/run.h"

static char top[] = "/tmp/rawbpf-tracefs-XXXXXX";
static struct tracefs t;
static struct err e;

static void make_file(const char *path, const char *text)
{
	char full[128], *slash;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", top, path);
	for (slash = full + strlen(top) + 1; (slash = strchr(slash, '/'));
	     slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	f = fopen(full, "we");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void set_up(void)
{
	char path[128];

	ck_assert_ptr_nonnull(mkdtemp(top));
	make_file("id", "99\n");
	make_file("secret/id", "98\n");
	make_file("events/enable", "0\n");
	make_file("events/sched/filter", "none\n");
	make_file("events/sched/id", "97\n"); /* of "sched//id" */
	make_file("events/sched/sched_switch/id", "314\n");
	make_file("events/sched/sched_switch/format", "name: sched_switch\n");
	make_file("events/raw_syscalls/sys_enter/id", "21\n");
	make_file("events/.hidden/event/id", "5\n");
	snprintf(path, sizeof(path), "%s/events", top);
	t.events = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(t.events, 0);
}

static void tear_down(void)
{
	char command[128];

	tracefs_close(&t);
	ck_assert_int_eq(t.events, -1);
	tracefs_close(&t);
	snprintf(command, sizeof(command), "rm -r %s", top);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(an_event_has_an_id)
{
	ck_assert_int_eq(tracefs_event_id(&t, "sched", "sched_switch", &e),
			 314);
	ck_assert_int_eq(tracefs_event_id(&t, "raw_syscalls", "sys_enter", &e),
			 21);
}
END_TEST

static const char *const bad_ids[] = { "",     "\n", "0\n",
				       "-3\n", "x",  "99999999999\n" };

START_TEST(an_id_is_a_positive_number)
{
	make_file("events/sched/sched_switch/id", bad_ids[_i]);
	ck_assert_int_eq(tracefs_event_id(&t, "sched", "sched_switch", &e),
			 -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.msg, "'sched:sched_switch' has the id"));
}
END_TEST

/* Neither what is not there nor a way out of the tree */
static const char *const missing[][2] = {
	{ "sched", "nope" },
	{ "nope", "sched_switch" },
	{ "sched", "filter" },
	{ "sched", "" },
	{ "", "sched" },
	{ "", "tmp" },
	{ "", "" },
	{ "..", "secret" },
	{ "sched", ".." },
	{ ".", "sched" },
	{ ".hidden", "event" },
	{ "sched/sched_switch", "" },
	{ "sched/..", "raw_syscalls" },
	{ "sched", "../../../secret" },
};

START_TEST(what_is_no_event_is_not_found)
{
	char want[128];
	char *format;

	snprintf(want, sizeof(want), "no tracepoint '%s:%s'", missing[_i][0],
		 missing[_i][1]);
	ck_assert_int_eq(
		tracefs_event_id(&t, missing[_i][0], missing[_i][1], &e),
		-ENOENT);
	ck_assert_str_eq(e.msg, want);
	ck_assert_int_eq(
		tracefs_format(&t, missing[_i][0], missing[_i][1], &format, &e),
		-ENOENT);
	ck_assert_str_eq(e.msg, want);
}
END_TEST

START_TEST(a_long_name_is_not_found)
{
	char name[1000];

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_lt(tracefs_event_id(&t, "sched", name, &e), 0);
}
END_TEST

static const size_t lengths[] = { 0, 1, 4094, 4095, 4096, 4097, 20000 };

START_TEST(a_format_of_any_length_is_read_whole)
{
	size_t len = lengths[_i];
	char *text = malloc(len + 1), *format = NULL;

	memset(text, 'f', len);
	text[len] = '\0';
	make_file("events/sched/sched_switch/format", text);
	ck_assert_int_eq(
		tracefs_format(&t, "sched", "sched_switch", &format, &e), 0);
	ck_assert_str_eq(format, text);
	free(format);
	free(text);
}
END_TEST

START_TEST(reading_may_fail)
{
	char *format = NULL;

	/* a directory opens, and cannot be read */
	make_file("events/odd/event/format/x", "");
	make_file("events/odd/event/id/x", "");
	ck_assert_int_eq(tracefs_format(&t, "odd", "event", &format, &e),
			 -EISDIR);
	ck_assert_ptr_nonnull(strstr(e.msg, "tracepoint 'odd:event': "));
	ck_assert_int_eq(tracefs_event_id(&t, "odd", "event", &e), -EISDIR);
	ck_assert_ptr_null(format);
}
END_TEST

static char walked[256];

static int note(void *ctx, const char *system, const char *event)
{
	int *left = ctx;
	size_t at = strlen(walked);

	snprintf(walked + at, sizeof(walked) - at, "%s:%s ", system, event);
	return --*left == 0 ? 77 : 0;
}

START_TEST(the_walk_finds_events_only)
{
	int left = 100;

	ck_assert_int_eq(tracefs_walk(&t, note, &left), 0);
	ck_assert_int_eq(left, 98);
	ck_assert_ptr_nonnull(strstr(walked, "sched:sched_switch "));
	ck_assert_ptr_nonnull(strstr(walked, "raw_syscalls:sys_enter "));
	/* and again: the directory is not at its end */
	ck_assert_int_eq(tracefs_walk(&t, note, &left), 0);
	ck_assert_int_eq(left, 96);
}
END_TEST

START_TEST(the_walk_ends_when_told)
{
	int left = 1;

	ck_assert_int_eq(tracefs_walk(&t, note, &left), 77);
	ck_assert_int_eq(left, 0);
}
END_TEST

static void add(TCase *c)
{
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, an_event_has_an_id);
	tcase_add_loop_test(c, an_id_is_a_positive_number, 0,
			    ARRAY_SIZE(bad_ids));
	tcase_add_loop_test(c, what_is_no_event_is_not_found, 0,
			    ARRAY_SIZE(missing));
	tcase_add_test(c, a_long_name_is_not_found);
	tcase_add_loop_test(c, a_format_of_any_length_is_read_whole, 0,
			    ARRAY_SIZE(lengths));
	tcase_add_test(c, reading_may_fail);
	tcase_add_test(c, the_walk_finds_events_only);
	tcase_add_test(c, the_walk_ends_when_told);
}

int main(void)
{
	return run_tests("tracefs", add);
}
