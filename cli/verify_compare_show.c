// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A comparison as a table, and as JSON. The table has a number of the new
 * report beside each change; numbers that nobody limits and that are the same
 * everywhere stay out of it where they are of less interest.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/json.h"
#include "cli/text.h"
#include "cli/verify_compare.h"
#include "elf/cleanup.h"

enum column { OBJECT, SECTION, PROGRAM, VERDICT, FIRST_STAT };

struct layout {
	const struct comparison *c;
	enum compare_stat stats[COMPARE__COUNT];
	size_t n;
};

static bool both_have(const struct compare_row *r, size_t stat)
{
	return r->both && r->a.has[stat] && r->b.has[stat];
}

static bool is_wanted(const struct comparison *c, size_t stat)
{
	bool always = stat <= COMPARE_TIME || (c->limited >> stat & 1);

	for (size_t i = 0; i < c->n; i++) {
		const struct compare_row *r = &c->rows[i];

		if (always ? r->a.has[stat] || r->b.has[stat]
			   : both_have(r, stat) &&
				     r->a.stats[stat] != r->b.stats[stat])
			return true;
	}
	return false;
}

/* "+20 +5.0%", "!" before it when it is too much */
static const char *change(const struct compare_row *r, size_t stat, char *buf,
			  size_t size)
{
	double a = (double)r->a.stats[stat];
	double by = (double)r->b.stats[stat] - a;
	const char *mark = r->exceeded >> stat & 1 ? "! " : "";

	if (!both_have(r, stat) || by == 0)
		return *mark ? "!" : NULL;
	if (a == 0)
		snprintf(buf, size, "%s%+.0f", mark, by);
	else
		snprintf(buf, size, "%s%+.0f %+.1f%%", mark, by, by * 100 / a);
	return buf;
}

static const char *verdict(const struct compare_row *r, char *buf, size_t size)
{
	const char *mark = r->worse ? "! " : "";

	if (r->a.verdict == NULL)
		snprintf(buf, size, "%snew: %s", mark, r->b.verdict);
	else if (r->b.verdict == NULL)
		snprintf(buf, size, "gone: %s", r->a.verdict);
	else if (strcmp(r->a.verdict, r->b.verdict) == 0)
		return r->b.verdict;
	else
		snprintf(buf, size, "%s%s -> %s", mark, r->a.verdict,
			 r->b.verdict);
	return buf;
}

static const char *cell(void *ctx, size_t row, size_t col, char *buf,
			size_t size)
{
	const struct layout *l = ctx;
	const struct compare_row *r = &l->c->rows[row];
	const struct compare_prog *p = r->b.verdict ? &r->b : &r->a;
	size_t stat;

	switch (col) {
	case OBJECT:
		return p->object;
	case SECTION:
		return p->section;
	case PROGRAM:
		return p->name;
	case VERDICT:
		return verdict(r, buf, size);
	default:
		stat = l->stats[(col - FIRST_STAT) / 2];
		if ((col - FIRST_STAT) % 2)
			return change(r, stat, buf, size);
		if (!p->has[stat])
			return NULL;
		snprintf(buf, size, "%" PRIu64, p->stats[stat]);
		return buf;
	}
}

static void print_file(const struct comparison *c, int i)
{
	text_put(stdout, c->paths[i], SIZE_MAX);
	if (c->kernels[i][0]) {
		fputs(" (", stdout);
		text_put(stdout, c->kernels[i], SIZE_MAX);
		fputs(")", stdout);
	}
}

void verify_compare_text(const struct comparison *c)
{
	struct table_column columns[FIRST_STAT + 2 * COMPARE__COUNT] = {
		{ "object", TEXT_LEFT },
		{ "section", TEXT_LEFT },
		{ "program", TEXT_LEFT },
		{ "verdict", TEXT_LEFT },
	};
	struct layout l = { .c = c };
	struct table t = { columns, FIRST_STAT, 0 };
	struct table_source src = { c->n, cell, &l };

	for (size_t i = 0; i < COMPARE__COUNT; i++) {
		if (!is_wanted(c, i))
			continue;
		l.stats[l.n++] = (enum compare_stat)i;
		columns[t.ncolumns++] = (struct table_column){
			i == COMPARE_TIME ? "usec" : compare_names[i],
			TEXT_RIGHT
		};
		columns[t.ncolumns++] =
			(struct table_column){ "change", TEXT_RIGHT };
	}
	print_file(c, 0);
	fputs(" -> ", stdout);
	print_file(c, 1);
	fputs("\n", stdout);
	if (c->n)
		table_print(stdout, &t, &src);
	if (c->failed)
		printf("%zu of %zu programs: worse, or more than --max allows "
		       "(!)\n",
		       c->failed, c->n);
}

static void json_both(struct json *j, const char *key, const char *a,
		      const char *b)
{
	json_object(json_key(j, key));
	json_string(json_key(j, "a"), a);
	json_string(json_key(j, "b"), b);
	json_object_end(j);
}

static void json_stat(struct json *j, const struct compare_row *r, size_t stat)
{
	if (!r->a.has[stat] && !r->b.has[stat])
		return;
	json_object(json_key(j, compare_names[stat]));
	if (r->a.has[stat])
		json_uint(json_key(j, "a"), r->a.stats[stat]);
	if (r->b.has[stat])
		json_uint(json_key(j, "b"), r->b.stats[stat]);
	if (both_have(r, stat))
		json_int(json_key(j, "change"),
			 (int64_t)(r->b.stats[stat] - r->a.stats[stat]));
	json_bool(json_key(j, "exceeded"), r->exceeded >> stat & 1);
	json_object_end(j);
}

static void json_row(struct json *j, const struct compare_row *r)
{
	const struct compare_prog *p = r->b.verdict ? &r->b : &r->a;

	json_object(j);
	json_string(json_key(j, "object"), p->object);
	json_string(json_key(j, "section"), p->section);
	json_string(json_key(j, "name"), p->name);
	json_both(j, "verdict", r->a.verdict, r->b.verdict);
	json_bool(json_key(j, "worse"), r->worse);
	json_object(json_key(j, "stats"));
	for (size_t i = 0; i < COMPARE__COUNT; i++)
		json_stat(j, r, i);
	json_object_end(j);
	json_object_end(j);
}

void verify_compare_json(const struct comparison *c, bool pretty)
{
	struct json j;

	json_init(&j, stdout, pretty);
	json_object(&j);
	json_both(&j, "path", c->paths[0], c->paths[1]);
	json_both(&j, "kernel", c->kernels[0], c->kernels[1]);
	json_array(json_key(&j, "programs"));
	for (size_t i = 0; i < c->n; i++)
		json_row(&j, &c->rows[i]);
	json_array_end(&j);
	json_uint(json_key(&j, "failed"), c->failed);
	json_object_end(&j);
}
