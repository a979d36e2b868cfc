// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The live screen and what shells do to jobs: stop, fg, bg, hang up. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/term.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/cli/session.h"

static void forking_job(void)
{
	int status;
	pid_t child;

	session_open_screen();
	session_draw(0);
	child = fork();
	if (child == 0) {
		raise(SIGTERM);
		_exit(1);
	}
	waitpid(child, &status, 0);
	session_draw(WTERMSIG(status));
	session_loop();
}

START_TEST(death_of_a_forked_child_leaves_the_screen_alone)
{
	struct session s;

	session_start(&s, forking_job, false);
	session_await(&s, "key=0.");
	session_await(&s, "key=15.");
	ck_assert_ptr_null(strstr(s.seen, SESSION_LEFT));
	ck_assert(!session_is_clean(&s));
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(stop_gives_the_terminal_back_and_fg_takes_it_again)
{
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	for (int i = 0; i < 3; i++) {
		session_type(&s, "\x1a");
		session_await(&s, SESSION_LEFT);
		session_await_state(&s, 'S', SIGTSTP);
		ck_assert(session_is_clean(&s));
		session_order(&s, "f");
		session_await(&s, SESSION_ENTERED);
		session_await(&s, "size=10x40");
		ck_assert(!session_is_clean(&s));
	}
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(fg_after_an_uncatchable_stop_takes_it_again)
{
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	kill(s.job, SIGSTOP);
	session_await_state(&s, 'S', SIGSTOP);
	tcsetattr(s.master, TCSANOW, &s.before); /* as shells do */
	session_order(&s, "f");
	session_await(&s, SESSION_ENTERED);
	session_await(&s, "size=10x40");
	ck_assert(!session_is_clean(&s));
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

/* In the background nothing is drawn and nothing stops; when the terminal
 * comes back the next frame takes it. */
static void drawing_job(void)
{
	session_open_screen();
	for (;;) {
		term_resized(&session_screen);
		session_draw(0);
		poll(NULL, 0, 20);
		if (term_key(&session_screen) == 'q') {
			term_close(&session_screen);
			exit(0);
		}
	}
}

START_TEST(bg_goes_on_without_the_screen)
{
	struct session s;

	session_start(&s, drawing_job, false);
	session_await(&s, "key=0.");
	session_type(&s, "\x1a");
	session_await_state(&s, 'S', SIGTSTP);
	session_await(&s, SESSION_LEFT);
	session_order(&s, "b");
	ck_assert_msg(!session_pump(&s, 300), "drawn: '%s'", s.seen);
	ck_assert(session_is_clean(&s));
	kill(s.job, SIGTERM);
	session_await_state(&s, 'k', SIGTERM);
	ck_assert(session_is_clean(&s));
	session_order(&s, "e");
	waitpid(s.leader, NULL, 0);
}
END_TEST

static void hangup_job(void)
{
	signal(SIGHUP, SIG_IGN);
	session_open_screen();
	session_loop();
}

START_TEST(vanished_terminal_is_an_error_and_no_endless_loop)
{
	struct session s;

	session_start(&s, hangup_job, false);
	session_await(&s, "key=0.");
	close(s.master);
	session_await_state(&s, 'x', 3);
	session_order(&s, "e");
	waitpid(s.leader, NULL, 0);
}
END_TEST

static void dumb_job(void)
{
	setenv("TERM", "dumb", 1);
	session_job();
}

static const struct {
	void (*body)(void);
	bool background;
} refusals[] = {
	{ dumb_job, false },
	{ session_job, true },
};

START_TEST(screen_that_makes_no_sense_is_refused)
{
	struct session s;

	session_start(&s, refusals[_i].body, refusals[_i].background);
	session_await_state(&s, 'x', ENOTTY);
	ck_assert(session_is_clean(&s));
	ck_assert_uint_eq(s.len, 0);
	session_order(&s, "e");
	waitpid(s.leader, NULL, 0);
	close(s.master);
}
END_TEST

static Suite *term_suite(void)
{
	Suite *s = suite_create("term_jobs");
	TCase *t = tcase_create("term_jobs");

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, death_of_a_forked_child_leaves_the_screen_alone);
	tcase_add_test(t, stop_gives_the_terminal_back_and_fg_takes_it_again);
	tcase_add_test(t, fg_after_an_uncatchable_stop_takes_it_again);
	tcase_add_test(t, bg_goes_on_without_the_screen);
	tcase_add_test(t, vanished_terminal_is_an_error_and_no_endless_loop);
	tcase_add_loop_test(t, screen_that_makes_no_sense_is_refused, 0,
			    ARRAY_SIZE(refusals));
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(term_suite());
	int failed;

	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
