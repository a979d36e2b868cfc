// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Job control as bash does it, as far as one job goes. */
#include "tests/unit/cli/session.h"

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
#include "elf/err.h"

struct shell {
	int states, orders;
	bool background;
	void (*body)(void);
};

static void tell(const struct shell *sh, char what, int value)
{
	char word[2] = { what, (char)value };

	if (write(sh->states, word, 2) != 2)
		_exit(99);
}

static void run_job(const struct shell *sh)
{
	pid_t job = fork();
	char order;
	int status;

	if (job == 0) {
		for (int sig = 1; sig < 32; sig++) /* check has its own */
			signal(sig, SIG_DFL);
		signal(SIGTTOU, SIG_IGN);
		setpgid(0, 0);
		if (!sh->background)
			tcsetpgrp(STDOUT_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		sh->body();
		exit(98);
	}
	if (write(sh->states, &job, sizeof(job)) != sizeof(job))
		_exit(99);
	while (waitpid(job, &status, WUNTRACED) == job) {
		if (WIFEXITED(status)) {
			tell(sh, 'x', WEXITSTATUS(status));
			break;
		}
		if (WIFSIGNALED(status)) {
			tell(sh, 'k', WTERMSIG(status));
			break;
		}
		tcsetpgrp(STDOUT_FILENO, getpgrp());
		tell(sh, 'S', WSTOPSIG(status));
		if (read(sh->orders, &order, 1) != 1)
			_exit(99);
		if (order == 'f')
			tcsetpgrp(STDOUT_FILENO, job);
		kill(job, SIGCONT);
	}
}

static void lead(const struct shell *sh, int master)
{
	int slave;
	char end;

	setsid();
	slave = open(ptsname(master), O_RDWR);
	close(master);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	dup2(slave, STDIN_FILENO);
	dup2(slave, STDOUT_FILENO);
	close(slave);
	run_job(sh);
	/* The terminal lives until the test has looked at it. */
	(void)!read(sh->orders, &end, 1);
	_exit(0);
}

void session_start(struct session *s, void (*body)(void), bool background)
{
	struct winsize size = { .ws_row = 10, .ws_col = 40 };
	int states[2], orders[2];

	memset(s, 0, sizeof(*s));
	setenv("TERM", "xterm", 1);
	s->master = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(s->master, 0);
	ck_assert_int_eq(grantpt(s->master), 0);
	ck_assert_int_eq(unlockpt(s->master), 0);
	ioctl(s->master, TIOCSWINSZ, &size);
	ck_assert_int_eq(pipe(states), 0);
	ck_assert_int_eq(pipe(orders), 0);
	tcgetattr(s->master, &s->before);
	s->leader = fork();
	if (s->leader == 0) {
		struct shell sh = { states[1], orders[0], background, body };

		close(states[0]);
		close(orders[1]);
		lead(&sh, s->master);
	}
	close(states[1]);
	close(orders[0]);
	s->states = states[0];
	s->orders = orders[1];
	ck_assert_int_eq(read(s->states, &s->job, sizeof(s->job)),
			 sizeof(s->job));
}

bool session_pump(struct session *s, int ms)
{
	struct pollfd p = { .fd = s->master, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, ms) != 1 || !(p.revents & POLLIN))
		return false;
	n = read(s->master, s->seen + s->len, sizeof(s->seen) - 1 - s->len);
	if (n <= 0)
		return false;
	s->len += (size_t)n;
	s->seen[s->len] = '\0';
	return true;
}

void session_await(struct session *s, const char *text)
{
	const char *at;

	while ((at = strstr(s->seen, text)) == NULL)
		ck_assert_msg(session_pump(s, 5000), "no '%s' in '%s'", text,
			      s->seen);
	at += strlen(text);
	s->len -= (size_t)(at - s->seen);
	memmove(s->seen, at, s->len + 1);
}

void session_await_state(struct session *s, char what, int value)
{
	struct pollfd p = { .fd = s->states, .events = POLLIN };
	char word[2] = "";

	ck_assert_int_eq(poll(&p, 1, 10000), 1);
	ck_assert_int_eq(read(s->states, word, 2), 2);
	ck_assert_int_eq(word[0], what);
	ck_assert_int_eq(word[1], value);
}

void session_type(struct session *s, const char *keys)
{
	ck_assert_int_eq(write(s->master, keys, strlen(keys)),
			 (ssize_t)strlen(keys));
}

void session_order(struct session *s, const char *what)
{
	ck_assert_int_eq(write(s->orders, what, 1), 1);
}

bool session_is_clean(const struct session *s)
{
	struct termios now;

	tcgetattr(s->master, &now);
	return now.c_lflag == s->before.c_lflag &&
	       now.c_iflag == s->before.c_iflag &&
	       now.c_oflag == s->before.c_oflag &&
	       !memcmp(now.c_cc, s->before.c_cc, sizeof(now.c_cc));
}

void session_finish(struct session *s, char what, int value)
{
	session_await_state(s, what, value);
	session_await(s, SESSION_LEFT);
	ck_assert(session_is_clean(s));
	session_order(s, "e");
	ck_assert_int_eq(waitpid(s->leader, NULL, 0), s->leader);
	close(s->master);
}

struct term session_screen;

void session_draw(int key)
{
	struct err e;
	FILE *f = term_frame(&session_screen);

	fprintf(f, "size=%ux%u\nkey=%d.\n", session_screen.rows,
		session_screen.cols, key);
	if (term_draw(&session_screen, &e) < 0)
		exit(e.code == EIO ? 3 : 90);
}

void session_open_screen(void)
{
	struct err e;

	if (term_open(&session_screen, &e) < 0)
		exit(e.code);
}

/* Draws after each key and change; q ends it with 0, a vanished terminal with
 * 3. */
void session_loop(void)
{
	struct pollfd p;
	int key = 0;

	session_draw(0);
	for (;;) {
		p = (struct pollfd){ .fd = term_fd(&session_screen),
				     .events = POLLIN };
		poll(&p, 1, 200);
		if (term_resized(&session_screen))
			session_draw(key);
		while ((key = term_key(&session_screen)) > 0) {
			if (key == 'q') {
				term_close(&session_screen);
				term_close(&session_screen);
				exit(0);
			}
			session_draw(key);
		}
		if (key == -EIO)
			exit(3);
	}
}

void session_job(void)
{
	session_open_screen();
	session_loop();
}
