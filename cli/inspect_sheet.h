/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Records that are objects in JSON and rows of a table in text, from one
 * description: a function that puts the fields of the i-th record. Knows
 * nothing of what they mean.
 *
 * A field's key is "name", which the table shows as NAME; "name|TITLE"; or
 * ".name", which the table leaves out. Columns in which no row has anything
 * are left out as well.
 */
#ifndef CLI_INSPECT_SHEET_H
#define CLI_INSPECT_SHEET_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

struct json;
struct sheet_table;

struct sheet {
	struct json *j; /* NULL: text */
	FILE *f;
	bool any; /* text: something stands above */
	const char *of; /* text: for the next title, or NULL */
	struct sheet_table *table; /* text: what is at work */
};

/* Begins a member or an element: s->j, with the key written. Only for JSON. */
struct json *sheet_key(struct sheet *s, const char *key);

void sheet_uint(struct sheet *s, const char *key, uint64_t v);
void sheet_int(struct sheet *s, const char *key, int64_t v);
void sheet_string(struct sheet *s, const char *key, const char *v);

/* An element of an array that is open. Only for JSON. */
void sheet_item(struct sheet *s, const char *v);

/* False where it would be for nothing to put this field, which is then left
 * out: a table asks for all of a record once a cell. */
bool sheet_wants(const struct sheet *s, const char *key);

/* Empty in text when 0 or false */
void sheet_some(struct sheet *s, const char *key, uint64_t v);
void sheet_flags(struct sheet *s, const char *key, uint64_t v);
void sheet_octal(struct sheet *s, const char *key, uint64_t v);
void sheet_bool(struct sheet *s, const char *key, bool v);

/* In JSON an object as a member; in text its fields are the record's own */
void sheet_object(struct sheet *s, const char *key);
void sheet_object_end(struct sheet *s);

/* n records, an array in JSON, else a table with a title: "Maps (3)" or, of
 * s->of, "Relocations of main (3)". No key: no title. In text nothing for
 * n = 0. */
typedef void sheet_row(struct sheet *s, void *ctx, size_t i);

void sheet_list(struct sheet *s, const char *key, size_t n, sheet_row *row,
		void *ctx);

/* Its records alone, within an array that is open already. Only for JSON. */
void sheet_rows(struct sheet *s, size_t n, sheet_row *row, void *ctx);

#endif
