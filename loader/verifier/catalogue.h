/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the verifier's messages mean, of every kernel from 4.4 on: a table with
 * a row a message, in catalogue_*.c, and one engine that finds the row a line
 * of a log belongs to. It knows single lines only; which lines of a log are
 * messages is the log's affair.
 */
#ifndef LOADER_VERIFIER_CATALOGUE_H
#define LOADER_VERIFIER_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

/* What has to change for the program to be taken */
enum catalogue_class {
	CATALOGUE_SOURCE, /* the program's source */
	CATALOGUE_COMPILER, /* what the compiler made of a correct source */
	CATALOGUE_OLD_KERNEL, /* the kernel, which does not know this yet */
	CATALOGUE_PERMISSION, /* the caller's capabilities, or the licence */
	CATALOGUE_LIMIT, /* the program's size or the paths through it */
	CATALOGUE_ENVIRONMENT, /* loader, kernel configuration, kernel bug */
	CATALOGUE_CLASS__COUNT,
};

enum catalogue_part {
	CATALOGUE_ID, /* stable name: "packet-bounds" */
	CATALOGUE_PATTERNS, /* see catalogue.c; one a line */
	CATALOGUE_MEANING,
	CATALOGUE_CAUSE, /* may be empty */
	CATALOGUE_FIX,
	CATALOGUE_PART__COUNT,
};

struct verifier_message {
	const char *parts; /* each with its NUL, in the order of the enum */
	uint16_t since, until; /* kernels that say it, CATALOGUE_KERNEL();
				* 0: no bound known */
	int16_t code; /* the errno that comes with it */
	uint8_t class; /* enum catalogue_class */
};

#define CATALOGUE_KERNEL(major, minor) ((major) << 8 | (minor))

enum { CATALOGUE_FIELDS = 8 };

/* What a pattern's fields stood for; points into the line */
struct catalogue_match {
	size_t count;
	struct {
		const char *text;
		size_t len;
	} field[CATALOGUE_FIELDS];
};

/* The row whose most specific pattern fits the line (blanks at its end do not
 * count), or NULL. m may be NULL. */
const struct verifier_message *catalogue_find(const char *line, size_t len,
					      struct catalogue_match *m);

/* The row for a load that failed with this errno and left no log, or NULL. */
const struct verifier_message *catalogue_errno(int code);

/* A part of a row as text about this match (NULL: fields read "?"). Returns
 * buf, always terminated. */
const char *catalogue_text(const struct verifier_message *row,
			   const struct catalogue_match *m,
			   enum catalogue_part part, char *buf, size_t size);

/* "source", "kernel too old" ... */
const char *catalogue_class_name(unsigned class);

/* The n-th row of all, NULL after the last. */
const struct verifier_message *catalogue_row(size_t n);

/* The characters of the pattern that matched, fields not counted: of two
 * patterns that fit a line the higher wins. -1: does not fit. pattern ends
 * with a newline or NUL. */
int catalogue_fit(const char *pattern, const char *line, size_t len,
		  struct catalogue_match *m);

#endif
