/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The live screen: a terminal taken over for whole frames, single keys read
 * without waiting, and the terminal given back on every way out. Knows nothing
 * of what is shown. One screen at a time.
 */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>
#include <termios.h>

struct err;

#define TERM_KEYS_MAX 32

struct term {
	unsigned int rows, cols; /* renewed by term_resized() */
	int out;
	int in; /* -1: no keys */
	bool own_in;
	bool open;
	pid_t pid; /* a forked child must leave the terminal alone */
	struct termios saved, raw;
	FILE *frame;
	char *text; /* of the frame */
	size_t text_len;
	size_t nkeys;
	char keys[TERM_KEYS_MAX];
};

/* Takes over the terminal that is stdout: alternate screen, no echo, no line
 * mode, no cursor, no wrapping; Ctrl-C and Ctrl-Z keep their signals. Fails
 * with ENOTTY where a live screen makes no sense: no terminal, a dumb one, a
 * background job. Signals that would kill and whose disposition is the default
 * give the terminal back first; those that the caller handles or blocks are
 * left to it, so its handlers go in before. Ctrl-Z gives the terminal back for
 * the time of the stop. t must stay where it is until term_close(). */
int term_open(struct term *t, struct err *e);

/* Gives the terminal back. Harmless when called twice, or on a t of zeros. */
void term_close(struct term *t);

/* For poll(): readable when there may be a key, -1 while there can be none.
 * Signals that change the screen interrupt poll() with EINTR. */
int term_fd(const struct term *t);

/* True once after each change of size or return from a stop: draw again. */
bool term_resized(struct term *t);

enum {
	TERM_KEY_NONE = 0,
	TERM_KEY_ESC = 27,
	TERM_KEY_UP = 256,
	TERM_KEY_DOWN,
	TERM_KEY_RIGHT,
	TERM_KEY_LEFT,
	TERM_KEY_HOME,
	TERM_KEY_END,
	TERM_KEY_PAGE_UP,
	TERM_KEY_PAGE_DOWN,
	TERM_KEY_OTHER, /* a sequence that is not known */
};

/* The next key without waiting: a byte, one of the above, TERM_KEY_NONE, or
 * -EIO when the terminal is gone. */
int term_key(struct term *t);

/* A new frame to print lines to; NULL when there is no memory. Belongs to t.
 * Colours may be used, other control sequences are shown as text. */
FILE *term_frame(struct term *t);

/* Shows what was printed to the frame, cut at the screen's edges, and ends the
 * frame. */
int term_draw(struct term *t, struct err *e);

/* The bytes that make a screen of rows x cols show text (for term_draw and its
 * tests). */
void term_compose(FILE *out, const char *text, size_t rows, size_t cols);

#endif
