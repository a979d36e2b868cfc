/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A pseudo-terminal with a small shell on the slave's end: the leader of the
 * session, which runs one job, hands the terminal to it and takes it back as
 * shells do. The test holds the master's end and types, reads and looks.
 */
#ifndef TESTS_UNIT_CLI_SESSION_H
#define TESTS_UNIT_CLI_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct term;

#define SESSION_ENTERED "\033[?1049h\033[?25l\033[?7l"
#define SESSION_LEFT	"\033[?7h\033[?25h\033[?1049l"

struct session {
	int master;
	pid_t leader;
	int states; /* the leader tells: 'S' stopped, 'x' exited, 'k' killed */
	int orders; /* and takes: 'f' fg, 'b' bg */
	pid_t job;
	struct termios before;
	char seen[1 << 16];
	size_t len;
};

/* Runs body as the job of a new session, in the foreground or not. */
void session_start(struct session *s, void (*body)(void), bool background);

/* Reads what was shown; false when nothing came for ms. */
bool session_pump(struct session *s, int ms);

/* Waits for text on the screen, and forgets what came up to it. */
void session_await(struct session *s, const char *text);
void session_await_state(struct session *s, char what, int value);

void session_type(struct session *s, const char *keys);
void session_order(struct session *s, const char *what);

/* The terminal's modes are those from before the job. */
bool session_is_clean(const struct session *s);

/* The job ends, and the terminal must be what it was. */
void session_finish(struct session *s, char what, int value);

/* A job: opens the screen, shows its size and each key, as "size=10x40" and
 * "key=97.". q ends it with 0, a vanished terminal with 3, a refused screen
 * with the errno. The parts of it are for jobs that differ. */
void session_job(void);
void session_open_screen(void);
void session_draw(int key);
void session_loop(void);
extern struct term session_screen;

#endif
