/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which programs, maps or links of the kernel a command is about: bpftool's
 * selectors, all of them without one. Opens no more objects than it takes to
 * know: those with other ids or pins are left alone.
 */
#ifndef CLI_SELECT_H
#define CLI_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/opt.h"
#include "loader/kernel_obj.h"
#include "loader/pin_find.h"

struct global;
struct sheet;

extern const struct opt_table select_options;

/* The verbs of a noun that shows: `show`, and `list` for those who say so */
#define SELECT_SHOW(words, what, run_it)                                       \
	static const struct command show = { "show", words, what,              \
					     .options = &select_options,       \
					     .run = (run_it) },                \
				    list = { "list", words,                    \
					     "the same as show",               \
					     .options = &select_options,       \
					     .run = (run_it) }

struct select {
	enum kernel_obj_kind kind;
	enum select_by {
		SELECT_ALL,
		SELECT_ID,
		SELECT_NAME,
		SELECT_TAG,
		SELECT_PATH
	} by;
	uint32_t id;
	const char *word; /* name, tag, path */
	bool bpffs; /* pins are wanted */
	struct pin_list pins; /* owned; select_pins() */
	char **rest; /* words behind the selector */
	size_t nrest;
};

/* Reads options and selector up to the end; kind is set before. 0, or
 * USAGE_ERROR. */
int select_parse(struct select *s, struct global *g, struct opt_iter *it,
		 struct err *e);
void select_close(struct select *s);

/* Calls each for every object. -ENOENT when a selector finds none. */
typedef int select_each(void *ctx, int fd, struct err *e);
int select_all(const struct select *s, select_each *each, void *ctx,
	       struct err *e);

/* A descriptor of the only one; an error when there are more. */
int select_one(const struct select *s, struct err *e);

/* A command that shows objects, from records of what each is */
struct select_rows {
	struct select select;
	select_each *add; /* reads an object into a new record */
	void (*row)(struct sheet *s, void *rows, size_t i);
	void *v; /* owned: n records of `size` bytes */
	size_t n, size;
};

/* A new record of zeros; NULL without memory. */
void *select_row(struct select_rows *rows);

/* All of it: an array, or with a selector that finds one an object; in text a
 * table. */
int select_show(struct select_rows *rows, struct global *g, struct opt_iter *it,
		struct err *e);
void select_rows_close(struct select_rows *rows);

/* A field that is left out where it is 0, as bpftool does. */
void select_number(struct sheet *s, const char *key, uint64_t v);

/* The field "pinned", if it is wanted. */
void select_pinned(const struct select *s, struct sheet *sheet, uint32_t id);

/* The tag of a program as it is written */
#define SELECT_TAG_TEXT (2 * BPF_TAG_SIZE + 1)
const char *select_tag(const uint8_t *tag, char out[SELECT_TAG_TEXT]);

#endif
