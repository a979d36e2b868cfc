// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * In text a record's function is run once a cell, and puts all of its fields,
 * of which the one that is wanted is kept.
 */
#include "cli/inspect_sheet.h"

#include <ctype.h>
#include <string.h>

#include "cli/json.h"
#include "cli/text.h"

/* In a hostile file everything may have the one name that fills it */
#define MAX_STRING 4096

struct sheet_table {
	sheet_row *row;
	void *ctx;
	const char *wanted; /* key of the cell asked for; NULL: looking for
			     * columns */
	char *cell;
	size_t size, ncolumns;
	struct {
		const char *key;
		enum text_align align;
		bool used;
	} columns[TABLE_COLUMNS_MAX];
};

struct json *sheet_key(struct sheet *s, const char *key)
{
	char name[32];

	key += key[0] == '.';
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(key, "|"), key);
	return json_key(s->j, name);
}

static void note_column(struct sheet_table *t, const char *key, bool used,
			enum text_align align)
{
	size_t i = 0;

	while (i < t->ncolumns && strcmp(t->columns[i].key, key) != 0)
		i++;
	if (i == TABLE_COLUMNS_MAX)
		return;
	if (i == t->ncolumns)
		t->ncolumns++;
	t->columns[i].key = key;
	t->columns[i].align = align;
	t->columns[i].used |= used;
}

static void put_cell(struct sheet *s, const char *key, const char *text,
		     enum text_align align)
{
	struct sheet_table *t = s->table;

	if (key[0] == '.')
		return;
	if (t->wanted == NULL)
		note_column(t, key, text[0] != '\0', align);
	else if (strcmp(t->wanted, key) == 0)
		snprintf(t->cell, t->size, "%s", text);
}

bool sheet_wants(const struct sheet *s, const char *key)
{
	return s->j || s->table->wanted == NULL ||
	       strcmp(s->table->wanted, key) == 0;
}

enum how { UNSIGNED, SIGNED, HEX, OCTAL };

/* Inlined it is as long again for each */
static __attribute__((noinline)) void put_number(struct sheet *s,
						 const char *key, uint64_t v,
						 enum how how)
{
	char text[24];

	snprintf(text, sizeof(text),
		 how == UNSIGNED ? "%llu"
		 : how == SIGNED ? "%lld"
		 : how == HEX	 ? "0x%llx"
				 : "0%llo",
		 (unsigned long long)v);
	put_cell(s, key, text, TEXT_RIGHT);
}

void sheet_uint(struct sheet *s, const char *key, uint64_t v)
{
	if (s->j)
		json_uint(sheet_key(s, key), v);
	else
		put_number(s, key, v, UNSIGNED);
}

void sheet_int(struct sheet *s, const char *key, int64_t v)
{
	if (s->j)
		json_int(sheet_key(s, key), v);
	else
		put_number(s, key, (uint64_t)v, SIGNED);
}

void sheet_some(struct sheet *s, const char *key, uint64_t v)
{
	if (s->j || v)
		sheet_uint(s, key, v);
	else
		put_cell(s, key, "", TEXT_RIGHT);
}

/* Where there is something, as text has it */
static void some_in(struct sheet *s, const char *key, uint64_t v, enum how how)
{
	if (s->j || !v)
		sheet_some(s, key, v);
	else
		put_number(s, key, v, how);
}

void sheet_flags(struct sheet *s, const char *key, uint64_t v)
{
	some_in(s, key, v, HEX);
}

void sheet_octal(struct sheet *s, const char *key, uint64_t v)
{
	some_in(s, key, v, OCTAL);
}

void sheet_item(struct sheet *s, const char *v)
{
	json_string_n(s->j, v, strnlen(v, MAX_STRING));
}

void sheet_string(struct sheet *s, const char *key, const char *v)
{
	if (s->j == NULL) {
		put_cell(s, key, v ? v : "", TEXT_LEFT);
		return;
	}
	sheet_key(s, key);
	if (v)
		sheet_item(s, v);
	else
		json_null(s->j);
}

void sheet_bool(struct sheet *s, const char *key, bool v)
{
	if (s->j)
		json_bool(sheet_key(s, key), v);
	else
		put_cell(s, key, v ? "yes" : "", TEXT_LEFT);
}

static const char *cell(void *ctx, size_t row, size_t col, char *buf,
			size_t size)
{
	struct sheet *s = ctx;
	struct sheet_table *t = s->table;

	t->wanted = t->columns[col].key;
	t->cell = buf;
	t->size = size;
	buf[0] = '\0';
	t->row(s, t->ctx, row);
	return buf;
}

/* "key_size" -> "KEY SIZE", "key_size|KEY" -> "KEY" */
static const char *title(const char *key, char buf[32])
{
	const char *bar = strchr(key, '|');
	size_t n = 0;

	if (bar)
		return bar + 1;
	for (; n < 31 && key[n]; n++)
		buf[n] = (char)(key[n] == '_' ? ' ' : toupper(key[n]));
	buf[n] = '\0';
	return buf;
}

static void print_title(struct sheet *s, const char *key, size_t n)
{
	if (s->any)
		putc('\n', s->f);
	s->any = true;
	if (key == NULL)
		return;
	for (const char *c = key; *c; c++)
		putc(c == key ? toupper(*c) : *c == '_' ? ' ' : *c, s->f);
	if (s->of) {
		fputs(" of ", s->f);
		text_put(s->f, s->of, SIZE_MAX);
	}
	fprintf(s->f, " (%zu)\n", n);
}

static void print_table(struct sheet *s, size_t n, sheet_row *row, void *ctx)
{
	char titles[TABLE_COLUMNS_MAX][32];
	struct table_column columns[TABLE_COLUMNS_MAX];
	struct sheet_table work = { .row = row, .ctx = ctx };
	struct table t = { columns, 0, 0 };
	struct table_source src = { n, cell, s };

	/* cppcheck-suppress autoVariables */
	s->table = &work;
	for (size_t i = 0; i < n; i++)
		row(s, ctx, i);
	for (size_t i = 0; i < work.ncolumns; i++) {
		size_t at = t.ncolumns;

		if (!work.columns[i].used)
			continue;
		work.columns[at] = work.columns[i];
		columns[at].title = title(work.columns[at].key, titles[at]);
		columns[at].align = work.columns[at].align;
		t.ncolumns++;
	}
	table_print(s->f, &t, &src);
	s->table = NULL;
}

void sheet_object(struct sheet *s, const char *key)
{
	if (s->j)
		json_object(sheet_key(s, key));
}

void sheet_object_end(struct sheet *s)
{
	if (s->j)
		json_object_end(s->j);
}

void sheet_rows(struct sheet *s, size_t n, sheet_row *row, void *ctx)
{
	for (size_t i = 0; i < n; i++) {
		json_object(s->j);
		row(s, ctx, i);
		json_object_end(s->j);
	}
}

void sheet_list(struct sheet *s, const char *key, size_t n, sheet_row *row,
		void *ctx)
{
	if (s->j) {
		json_array(sheet_key(s, key));
		sheet_rows(s, n, row, ctx);
		json_array_end(s->j);
	} else if (n) {
		print_title(s, key, n);
		print_table(s, n, row, ctx);
	}
}
