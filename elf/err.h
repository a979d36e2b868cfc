/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The error that every fallible function of the project fills. It lives on the
 * caller's stack, owns nothing, and is passed last. A function that can fail
 * returns 0 or -errno and, when it fails, has filled the struct; its callers
 * only add the place. It is shown once, by cli/.
 */
#ifndef ELF_ERR_H
#define ELF_ERR_H

struct err {
	int code; /* positive errno, 0: no error */
	char msg[512]; /* what, on which object, where; no trailing dot */
	char hint[256]; /* what to do about it, may be empty */
};

/* Sets code and message, clears the hint. Returns -code. code may be given
 * with either sign. */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "PLACE: " before the message; keeps code and hint. Returns -e->code. */
int err_wrap(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Sets the hint; a hint that is already there is kept, since the innermost
 * function knows most. Returns -e->code. */
int err_hint(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Shorthand for -ENOMEM with the usual words. Returns -ENOMEM. */
int err_nomem(struct err *e);

/* "ENOENT" for 2 or -2; "errno 4711" (in a static buffer) for unknown ones.
 * Knows the kernel-internal ENOTSUPP (524) that bpf(2) leaks. */
const char *errno_name(int code);

#endif
