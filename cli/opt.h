/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Options described by tables: walking the command line, the help text, and
 * the arguments that are numbers, times and sizes. Knows no particular option.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct err;

struct opt {
	char short_name; /* 0: none */
	const char *long_name; /* without --; NULL: none */
	const char *arg; /* what it is called in the help; NULL: a flag */
	const char *help;
	int id; /* > 0, returned by opt_next() */
};

struct opt_table {
	const char *title; /* over its options in the help */
	const struct opt *opts;
	size_t n;
};

#define OPT_END	    0
#define OPT_OPERAND INT_MAX

/* Operands are collected in argv itself, in the places of words that were
 * consumed. */
struct opt_iter {
	const struct opt_table *tables;
	size_t ntables;
	int argc, pos;
	char **argv;
	const char *bundle; /* the rest of -abc */
	const struct opt *opt; /* what the last opt_next() returned */
	const char *arg; /* the argument of it, or the operand */
	char **operands; /* so far */
	size_t noperands;
	char **rest; /* behind "--", at the end */
	size_t nrest;
	bool dashes; /* there was a "--" */
};

/* Begins behind argv[0]. Where two tables have the same option the earlier
 * one wins. */
void opt_init(struct opt_iter *it, int argc, char **argv);
void opt_tables(struct opt_iter *it, const struct opt_table *tables, size_t n);

/* From here on other tables hold and operands are counted anew: to be called
 * when the last operand was the command. */
void opt_command(struct opt_iter *it, const struct opt_table *tables, size_t n);

/* The id of the next option, OPT_OPERAND, OPT_END at the end or at "--", or
 * -EINVAL. */
int opt_next(struct opt_iter *it, struct err *e);

/* After OPT_END: what stands behind "--" are operands like the others. */
void opt_rest_as_operands(struct opt_iter *it);

/* Puts "--NAME: " of the last option before an error about its argument. */
int opt_wrap(const struct opt_iter *it, struct err *e);

/* The options, aligned and wrapped at 80 columns. A name that an earlier table
 * takes for itself is left out. */
void opt_help(FILE *f, const struct opt_table *tables, size_t n);

/* Whole numbers, decimal or 0x. */
int parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out,
	      struct err *e);
int parse_u32(const char *s, uint32_t min, uint32_t max, uint32_t *out,
	      struct err *e);

/* Seconds with up to nine decimals, or with a suffix ms, s, m; in nanoseconds,
 * at most INT64_MAX. */
int parse_seconds(const char *s, uint64_t *ns, struct err *e);

/* The same, a millisecond at least: 0 is not "without end". */
int parse_duration(const char *s, uint64_t *ns, struct err *e);

/* Bytes, or with a suffix K, M, G (1024 each). */
int parse_size(const char *s, uint64_t min, uint64_t max, uint64_t *out,
	       struct err *e);

#endif
