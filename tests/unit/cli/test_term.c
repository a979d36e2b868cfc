// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The live screen on a pseudo-terminal: frames, keys, sizes, and that the
 * terminal is given back on every way out.
 */
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

static const struct {
	const char *text;
	size_t rows, cols;
	const char *want;
} frames[] = {
	{ "", 3, 10, "\033[H\033[0m\033[J" },
	{ "a\nb\n", 3, 10, "\033[Ha\033[K\r\nb\033[K\033[0m\r\n\033[J" },
	{ "a\nb", 2, 10, "\033[Ha\033[K\r\nb\033[K\033[0m" },
	{ "a\nb\nc\n", 2, 10, "\033[Ha\033[K\r\nb\033[K\033[0m" },
	{ "\n\nc\n", 3, 10, "\033[H\033[K\r\n\033[K\r\nc\033[K\033[0m" },
	/* a full line must not be cleared from its last character on */
	{ "abc\n", 1, 3, "\033[Habc\033[0m" },
	{ "abcdef\n", 1, 3, "\033[Habc\033[0m" },
	{ "ab\xe4\xb8\xad"
	  "c\n",
	  1, 3, "\033[Hab\033[K\033[0m" },
	/* colours take no room and are kept beyond the edge */
	{ "\033[1;31mabc\033[0md\n", 1, 3,
	  "\033[H\033[1;31mabc\033[0m\033[0m" },
	{ "abcd\033[0m\n", 1, 3, "\033[Habc\033[0m\033[0m" },
	/* anything else is text */
	{ "\033[2Jx\n", 1, 20, "\033[H\\x1b[2Jx\033[K\033[0m" },
	{ "\033]0;t\a\n", 1, 20, "\033[H\\x1b]0;t\\x07\033[K\033[0m" },
	{ "\033[1\n", 1, 20, "\033[H\\x1b[1\033[K\033[0m" },
};

START_TEST(frame_covers_the_old_one_and_stays_inside)
{
	char *bytes;
	size_t n;
	FILE *f = open_memstream(&bytes, &n);

	term_compose(f, frames[_i].text, frames[_i].rows, frames[_i].cols);
	fclose(f);
	ck_assert_str_eq(bytes, frames[_i].want);
	free(bytes);
}
END_TEST

START_TEST(screen_is_taken_and_given_back)
{
	struct session s;
	struct termios now;

	session_start(&s, session_job, false);
	session_await(&s, SESSION_ENTERED);
	session_await(&s, "size=10x40\033[K\r");
	session_await(&s, "key=0.\033[K");
	tcgetattr(s.master, &now);
	ck_assert_uint_eq(now.c_lflag & (ECHO | ICANON), 0);
	ck_assert_uint_ne(now.c_lflag & ISIG, 0);
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

static const struct {
	const char *typed;
	int key;
} keys[] = {
	{ "x", 'x' },
	{ "\r", '\n' },
	{ "\x13", 19 }, /* Ctrl-S must not freeze the screen */
	{ "\xc3", 0xc3 },
	{ "\033", TERM_KEY_ESC },
	{ "\033[A", TERM_KEY_UP },
	{ "\033OB", TERM_KEY_DOWN },
	{ "\033[C", TERM_KEY_RIGHT },
	{ "\033[D", TERM_KEY_LEFT },
	{ "\033[1~", TERM_KEY_HOME },
	{ "\033[F", TERM_KEY_END },
	{ "\033[5~", TERM_KEY_PAGE_UP },
	{ "\033[6~", TERM_KEY_PAGE_DOWN },
	{ "\033[15;2~", TERM_KEY_OTHER },
	{ "\033[Z", TERM_KEY_OTHER },
};

START_TEST(key_is_read_at_once_and_decoded)
{
	char want[32];
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	session_type(&s, keys[_i].typed);
	snprintf(want, sizeof(want), "key=%d.", keys[_i].key);
	session_await(&s, want);
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(keys_typed_together_are_all_read)
{
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	session_type(&s, "a\033[Bb\033q");
	session_await(&s, "key=97.");
	session_await(&s, "key=257.");
	session_await(&s, "key=98.");
	session_await(&s, "key=27.");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(sequence_that_comes_in_pieces_is_one_key)
{
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	for (const char *p = "\033[5~"; *p != '\0'; p++) {
		ck_assert_int_eq(write(s.master, p, 1), 1);
		poll(NULL, 0, 2);
	}
	session_await(&s, "key=262.");
	session_type(&s, "x");
	session_await(&s, "key=120.");
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(resize_is_followed)
{
	struct winsize size = { .ws_row = 33, .ws_col = 99 };
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "size=10x40");
	ioctl(s.master, TIOCSWINSZ, &size);
	session_await(&s, "size=33x99");
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

static const struct {
	int sig;
	const char *typed; /* or sent by kill(2) */
} deaths[] = {
	{ SIGINT, "\x03" }, { SIGQUIT, "\x1c" }, { SIGINT, NULL },
	{ SIGTERM, NULL },  { SIGHUP, NULL },	 { SIGABRT, NULL },
	{ SIGSEGV, NULL },
};

START_TEST(death_by_signal_gives_the_terminal_back_first)
{
	struct session s;

	session_start(&s, session_job, false);
	session_await(&s, "key=0.");
	if (deaths[_i].typed)
		session_type(&s, deaths[_i].typed);
	else
		kill(s.job, deaths[_i].sig);
	session_finish(&s, 'k', deaths[_i].sig);
}
END_TEST

static void exiting_job(void)
{
	session_open_screen();
	session_draw(0);
	exit(7);
}

START_TEST(exit_gives_the_terminal_back)
{
	struct session s;

	session_start(&s, exiting_job, false);
	session_finish(&s, 'x', 7);
}
END_TEST

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

static void handling_job(void)
{
	struct sigaction act = { .sa_handler = on_interrupt }, now;

	sigaction(SIGINT, &act, NULL);
	session_open_screen();
	session_draw(0);
	for (int i = 0; i < 50 && !interrupted; i++)
		poll(NULL, 0, 100);
	term_close(&session_screen);
	sigaction(SIGINT, NULL, &now);
	exit(interrupted && now.sa_handler == on_interrupt ? 5 : 6);
}

START_TEST(handlers_of_the_caller_stay)
{
	struct session s;

	session_start(&s, handling_job, false);
	session_await(&s, "key=0.");
	session_type(&s, "\x03");
	session_finish(&s, 'x', 5);
}
END_TEST

static void detached_input_job(void)
{
	int fd = open("/dev/null", O_RDONLY);

	dup2(fd, STDIN_FILENO);
	close(fd);
	session_job();
}

START_TEST(keys_come_from_the_terminal_when_stdin_is_none)
{
	struct session s;

	session_start(&s, detached_input_job, false);
	session_await(&s, "key=0.");
	session_type(&s, "x");
	session_await(&s, "key=120.");
	session_type(&s, "q");
	session_finish(&s, 'x', 0);
}
END_TEST

START_TEST(output_that_is_no_terminal_is_refused)
{
	struct err e;
	int fd = open("/dev/null", O_WRONLY);

	dup2(fd, STDOUT_FILENO);
	close(fd);
	ck_assert_int_eq(term_open(&session_screen, &e), -ENOTTY);
	ck_assert_str_eq(e.msg, "standard output is not a terminal");
	ck_assert_int_eq(term_fd(&session_screen), -1);
	ck_assert_int_eq(term_key(&session_screen), TERM_KEY_NONE);
	term_close(&session_screen);
}
END_TEST

START_TEST(close_of_what_was_never_open_is_harmless)
{
	struct term t;

	memset(&t, 0, sizeof(t));
	term_close(&t);
	ck_assert_int_eq(fcntl(STDIN_FILENO, F_GETFD) < 0, 0);
}
END_TEST

static Suite *term_suite(void)
{
	Suite *s = suite_create("term");
	TCase *t = tcase_create("term");

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, frame_covers_the_old_one_and_stays_inside, 0,
			    ARRAY_SIZE(frames));
	tcase_add_test(t, screen_is_taken_and_given_back);
	tcase_add_loop_test(t, key_is_read_at_once_and_decoded, 0,
			    ARRAY_SIZE(keys));
	tcase_add_test(t, keys_typed_together_are_all_read);
	tcase_add_test(t, sequence_that_comes_in_pieces_is_one_key);
	tcase_add_test(t, resize_is_followed);
	tcase_add_loop_test(t, death_by_signal_gives_the_terminal_back_first, 0,
			    ARRAY_SIZE(deaths));
	tcase_add_test(t, exit_gives_the_terminal_back);
	tcase_add_test(t, handlers_of_the_caller_stay);
	tcase_add_test(t, keys_come_from_the_terminal_when_stdin_is_none);
	tcase_add_test(t, output_that_is_no_terminal_is_refused);
	tcase_add_test(t, close_of_what_was_never_open_is_harmless);
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
