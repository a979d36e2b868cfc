// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* When there is colour. A pseudo-terminal stands for the terminal. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "cli/color.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static int open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master), 0);
	ck_assert_int_eq(unlockpt(master), 0);
	return open(ptsname(master), O_RDWR | O_NOCTTY);
}

static const struct {
	enum color_when when;
	int terminal;
	const char *no_color, *term;
	int wanted;
} cases[] = {
	{ COLOR_AUTO, 1, NULL, "xterm", 1 },
	{ COLOR_AUTO, 1, NULL, NULL, 1 },
	{ COLOR_AUTO, 1, "", "xterm", 1 },
	{ COLOR_AUTO, 1, "1", "xterm", 0 },
	{ COLOR_AUTO, 1, NULL, "dumb", 0 },
	{ COLOR_AUTO, 0, NULL, "xterm", 0 },
	{ COLOR_ALWAYS, 0, "1", "dumb", 1 },
	{ COLOR_NEVER, 1, NULL, "xterm", 0 },
};

START_TEST(color_is_for_terminals_and_for_who_asks)
{
	int fd = cases[_i].terminal ? open_terminal()
				    : open("/dev/null", O_WRONLY);
	struct color c;

	ck_assert_int_ge(fd, 0);
	unsetenv("NO_COLOR");
	unsetenv("TERM");
	if (cases[_i].no_color)
		setenv("NO_COLOR", cases[_i].no_color, 1);
	if (cases[_i].term)
		setenv("TERM", cases[_i].term, 1);
	ck_assert_int_eq(color_wanted(cases[_i].when, fd), cases[_i].wanted);
	color_init(&c, cases[_i].when, fd);
	ck_assert_str_eq(c.error, cases[_i].wanted ? "\033[1;31m" : "");
	ck_assert_str_eq(c.off, cases[_i].wanted ? "\033[0m" : "");
	ck_assert_ptr_nonnull(c.good);
	close(fd);
}
END_TEST

START_TEST(words_are_exact)
{
	enum color_when when = COLOR_NEVER;
	struct err e;

	ck_assert_int_eq(color_parse("auto", &when, &e), 0);
	ck_assert_int_eq(when, COLOR_AUTO);
	ck_assert_int_eq(color_parse("always", &when, &e), 0);
	ck_assert_int_eq(when, COLOR_ALWAYS);
	ck_assert_int_eq(color_parse("never", &when, &e), 0);
	ck_assert_int_eq(when, COLOR_NEVER);
	ck_assert_int_eq(color_parse("Always", &when, &e), -EINVAL);
	ck_assert_str_eq(e.msg, "'Always' is not auto, always or never");
	ck_assert_int_eq(when, COLOR_NEVER);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("color");
	TCase *t = tcase_create("color");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, color_is_for_terminals_and_for_who_asks, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, words_are_exact);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
