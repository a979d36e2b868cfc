// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What arrives on stderr, byte by byte, and what the last look at stdout says
 * of it. Each test is a process of its own, so its descriptors may be swapped.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static int saved_stderr;
static int reader;

static void capture(void)
{
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	saved_stderr = dup(STDERR_FILENO);
	ck_assert_int_eq(dup2(p[1], STDERR_FILENO), STDERR_FILENO);
	close(p[1]);
	reader = p[0];
}

static void expect(const char *want)
{
	static char got[8192];
	ssize_t n;

	ck_assert_int_eq(dup2(saved_stderr, STDERR_FILENO), STDERR_FILENO);
	close(saved_stderr);
	n = read(reader, got, sizeof(got) - 1);
	got[n > 0 ? n : 0] = '\0';
	ck_assert_str_eq(got, want);
	close(reader);
}

static const struct {
	int usage;
	struct report how;
	struct err e;
	const char *want;
} cases[] = {
	{ 0,
	  { .json = false },
	  { ENOENT, "a.o: no such map", "" },
	  "rawbpf: a.o: no such map (ENOENT)\n" },
	{ 0,
	  { .json = false },
	  { EPERM, "not allowed", "become root" },
	  "rawbpf: not allowed (EPERM)\nhint: become root\n" },
	{ 0,
	  { .json = false },
	  { EINVAL, "bad instruction", "" },
	  "rawbpf: bad instruction (EINVAL)\n" },
	{ 0,
	  { .json = false },
	  { 0, "verdict: refused", "" },
	  "rawbpf: verdict: refused\n" },
	{ 0,
	  { .color = COLOR_ALWAYS },
	  { EPERM, "no", "yes" },
	  "\033[1;31mrawbpf:\033[0m no (EPERM)\n"
	  "\033[36mhint:\033[0m yes\n" },
	{ 0,
	  { .json = false },
	  { ENOENT, "'\x1b[2J\n\xff'", "\x07" },
	  "rawbpf: '\\x1b[2J\\x0a\\xff' (ENOENT)\nhint: \\x07\n" },
	{ 1,
	  { .json = false },
	  { EINVAL, "unknown option '-q'", "" },
	  "rawbpf: unknown option '-q'\ntry 'rawbpf help'\n" },
	{ 1,
	  { .command = "count" },
	  { EINVAL, "'x' is not a time", "" },
	  "rawbpf: 'x' is not a time\ntry 'rawbpf help count'\n" },
	{ 1,
	  { .command = "count" },
	  { EINVAL, "no", "do" },
	  "rawbpf: no\nhint: do\ntry 'rawbpf help count'\n" },
	{ 0,
	  { .json = true },
	  { ENOENT, "no \"map\"", "" },
	  "{\"error\":{\"code\":\"ENOENT\",\"message\":\"no \\\"map\\\"\","
	  "\"hint\":null}}\n" },
	{ 0,
	  { .json = true, .color = COLOR_ALWAYS },
	  { 524, "no", "do" },
	  "{\"error\":{\"code\":\"ENOTSUPP\",\"message\":\"no\","
	  "\"hint\":\"do\"}}\n" },
	{ 0,
	  { .json = true },
	  { 0, "refused", "" },
	  "{\"error\":{\"code\":null,\"message\":\"refused\","
	  "\"hint\":null}}\n" },
	{ 1,
	  { .json = true, .command = "map" },
	  { EINVAL, "no", "" },
	  "{\"error\":{\"code\":\"EINVAL\",\"message\":\"no\","
	  "\"hint\":\"try 'rawbpf help map'\"}}\n" },
	{ 1,
	  { .json = true },
	  { EINVAL, "no", "do" },
	  "{\"error\":{\"code\":\"EINVAL\",\"message\":\"no\","
	  "\"hint\":\"do\"}}\n" },
};

START_TEST(error_is_shown_once_and_completely)
{
	capture();
	if (cases[_i].usage)
		report_usage(&cases[_i].how, &cases[_i].e);
	else
		report_error(&cases[_i].how, &cases[_i].e);
	expect(cases[_i].want);
}
END_TEST

START_TEST(longest_message_of_odd_bytes_fits)
{
	static char want[8192] = "rawbpf: ";
	struct report how = { .json = false };
	struct err e = { .code = EIO };

	memset(e.msg, '\xff', sizeof(e.msg) - 1);
	for (size_t i = 0; i < sizeof(e.msg) - 1; i++)
		strcat(want, "\\xff");
	strcat(want, " (EIO)\n");
	capture();
	report_error(&how, &e);
	expect(want);
}
END_TEST

static void stdout_to(int fd)
{
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	close(fd);
}

static int broken_pipe(void)
{
	int p[2];

	ck_assert_int_eq(pipe(p), 0);
	close(p[0]);
	return p[1];
}

START_TEST(all_written_is_success)
{
	struct err e = { .code = 1 };

	stdout_to(open("/dev/null", O_WRONLY));
	puts("data");
	ck_assert_int_eq(out_finish(&e), 0);
	ck_assert_int_eq(e.code, 0);
}
END_TEST

START_TEST(full_disk_is_an_error)
{
	struct err e;

	stdout_to(open("/dev/full", O_WRONLY));
	for (int i = 0; i < _i; i++)
		putchar('x');
	ck_assert_int_eq(out_finish(&e), -ENOSPC);
	ck_assert_str_ne(e.msg, "");
}
END_TEST

START_TEST(full_disk_with_nothing_to_write_is_none)
{
	struct err e;

	stdout_to(open("/dev/full", O_WRONLY));
	ck_assert_int_eq(out_finish(&e), 0);
}
END_TEST

START_TEST(reader_that_went_away_is_quiet)
{
	struct err e;

	out_init();
	stdout_to(broken_pipe());
	puts("data");
	ck_assert_int_eq(out_finish(&e), 0);
	ck_assert_int_eq(e.code, EPIPE);
}
END_TEST

START_TEST(reader_that_went_away_long_ago_is_quiet)
{
	struct err e;

	out_init();
	stdout_to(broken_pipe());
	puts("data");
	fflush(stdout);
	ck_assert_int_eq(out_finish(&e), 0);
	ck_assert_int_eq(e.code, EPIPE);
}
END_TEST

START_TEST(closed_stdout_is_an_error_for_who_writes)
{
	struct err e;

	close(STDOUT_FILENO);
	out_init();
	puts("data");
	ck_assert_int_eq(out_finish(&e), -EBADF);
}
END_TEST

START_TEST(closed_stdout_is_no_error_for_who_does_not)
{
	struct err e;

	close(STDOUT_FILENO);
	ck_assert_int_eq(out_finish(&e), 0);
}
END_TEST

START_TEST(closed_descriptors_are_taken_by_what_refuses)
{
	char c = 'x';

	for (int fd = 0; fd < 3; fd++)
		close(fd);
	out_init();
	for (int fd = 0; fd < 3; fd++) {
		ck_assert_int_ge(fcntl(fd, F_GETFD), 0);
		ck_assert_int_eq(write(fd, &c, 1), -1);
		ck_assert_int_eq(read(fd, &c, 1), -1);
	}
	ck_assert_int_ge(open("/dev/null", O_RDONLY), 3);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("report");
	TCase *t = tcase_create("report");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, error_is_shown_once_and_completely, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, longest_message_of_odd_bytes_fits);
	tcase_add_test(t, all_written_is_success);
	tcase_add_loop_test(t, full_disk_is_an_error, 1, 3);
	tcase_add_test(t, full_disk_with_nothing_to_write_is_none);
	tcase_add_test(t, reader_that_went_away_is_quiet);
	tcase_add_test(t, reader_that_went_away_long_ago_is_quiet);
	tcase_add_test(t, closed_stdout_is_an_error_for_who_writes);
	tcase_add_test(t, closed_stdout_is_no_error_for_who_does_not);
	tcase_add_test(t, closed_descriptors_are_taken_by_what_refuses);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
