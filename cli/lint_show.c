// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Findings for people, the same ones of a program said once, and as JSON. For
 * all kernels a table of those that are maintained for long.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "cli/json.h"
#include "cli/lint.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/listing.h"
#include "elf/obj.h"
#include "elf/versions.h"

static const uint16_t kernels[] = { 0x409, 0x40e, 0x413, 0x504, 0x50a,
				    0x50f, 0x601, 0x606, 0x60c, 0x612 };
static const char *const severities[] = { "note", "warning", "error" };

/* The line that it was compiled from; false when that is not known */
static bool source_of(const struct obj *obj, const struct lint_finding *f,
		      struct listing_source *out)
{
	const struct bpf_line_info *found = NULL;
	struct btfext_lines lines;
	uint32_t start, at;

	if (f->func == NULL)
		return false;
	lines = btfext_lines(&obj->btfext,
			     obj_section_name(obj, f->func->section));
	start = f->func->start * (uint32_t)sizeof(struct bpf_insn);
	at = start + f->at * (uint32_t)sizeof(struct bpf_insn);
	for (size_t i = 0; i < lines.n && lines.v[i].insn_off <= at; i++)
		if (lines.v[i].insn_off >= start)
			found = &lines.v[i];
	if (found)
		*out = listing_source(obj, found);
	return found != NULL;
}

static void json_finding(const struct lint_report *r,
			 const struct lint_finding *f, struct json *j)
{
	struct listing_source src;
	char v[VERSION_SIZE];

	json_object(j);
	json_string(json_key(j, "program"),
		    f->program ? f->program->name : NULL);
	json_string(json_key(j, "rule"), f->rule);
	json_string(json_key(j, "severity"), severities[f->severity]);
	if (f->func)
		json_uint(json_key(j, "insn"), f->insn);
	else
		json_null(json_key(j, "insn"));
	if (source_of(r->obj, f, &src)) {
		json_object(json_key(j, "source"));
		json_string(json_key(j, "file"), src.file);
		json_uint(json_key(j, "line"), src.line);
		json_string(json_key(j, "text"), src.text);
		json_object_end(j);
	} else {
		json_null(json_key(j, "source"));
	}
	json_string(json_key(j, "message"), f->message);
	json_string(json_key(j, "since"),
		    f->since ? version_text(f->since, v) : NULL);
	json_string(json_key(j, "fix"), f->fix);
	json_object_end(j);
}

void lint_show_json(const struct lint_report *r, struct json *j)
{
	char v[VERSION_SIZE];

	json_object(j);
	json_string(json_key(j, "path"), r->path);
	json_string(json_key(j, "min_kernel"),
		    r->first ? version_text(r->first, v) : NULL);
	json_array(json_key(j, "findings"));
	for (size_t i = 0; i < r->n; i++)
		if (lint_report_has(r, &r->findings[i]))
			json_finding(r, &r->findings[i], j);
	json_array_end(j);
	json_object_end(j);
}

static void field(const char *name)
{
	printf("    %-8s", name);
}

static void show_insn(const struct obj *obj, const struct lint_finding *f)
{
	struct listing_insn x;
	struct listing l;
	struct err e;

	if (listing_open(obj, f->func, &l, &e) < 0)
		return;
	while (listing_next(&l, &x) && x.at < f->at)
		;
	field("insn");
	printf("%" PRIu32 ": (%02x) ", f->insn, x.insn->code);
	text_put(stdout, x.text, SIZE_MAX);
	if (f->func != f->program) {
		fputs(" in ", stdout);
		text_put(stdout, f->func->name, SIZE_MAX);
	}
	putchar('\n');
	listing_close(&l);
}

static void show_place(const struct obj *obj, const struct lint_finding *f)
{
	struct listing_source src;

	if (f->func == NULL)
		return;
	show_insn(obj, f);
	if (!source_of(obj, f, &src))
		return;
	field("source");
	text_put(stdout, src.file, SIZE_MAX);
	printf(":%" PRIu32 ": ", src.line);
	text_put(stdout, src.text, SIZE_MAX);
	putchar('\n');
}

static void show_finding(const struct lint_report *r,
			 const struct lint_finding *f, size_t more,
			 const struct color *c)
{
	const char *color = f->severity == LINT_ERROR	  ? c->error
			    : f->severity == LINT_WARNING ? c->warning
							  : c->hint;

	printf("%s%s%s: ", color, severities[f->severity], c->off);
	if (f->program) {
		text_put(stdout, f->program->name, SIZE_MAX);
		fputs(": ", stdout);
	}
	text_put(stdout, f->message, SIZE_MAX);
	printf(" [%s]\n", f->rule);
	show_place(r->obj, f);
	if (more) {
		field("also");
		printf("%zu more of %s\n", more,
		       f->severity == LINT_NOTE ? "its kind" : "this program");
	}
	if (f->fix) {
		field("fix");
		puts(f->fix);
	}
}

/* Notes are said once for all programs */
static bool same(const struct lint_finding *a, const struct lint_finding *b,
		 bool of_program)
{
	return a->severity == b->severity &&
	       (!of_program || a->program == b->program ||
		a->severity == LINT_NOTE) &&
	       strcmp(a->message, b->message) == 0;
}

/* Said already */
static bool is_repeated(const struct lint_report *r, size_t i, bool of_program)
{
	for (size_t k = 0; k < i; k++)
		if (same(&r->findings[k], &r->findings[i], of_program))
			return true;
	return false;
}

static size_t count_same(const struct lint_report *r, size_t i)
{
	size_t n = 0;

	for (size_t k = i + 1; k < r->n; k++)
		n += same(&r->findings[i], &r->findings[k], true);
	return n;
}

/* In the table it is seen from when on it is no more */
static bool is_in_table(const struct lint_report *r,
			const struct lint_finding *f)
{
	return r->kernel == 0 && f->severity != LINT_NOTE && f->since;
}

static void show_findings(const struct lint_report *r, const struct color *c)
{
	for (int s = LINT_ERROR; s >= LINT_NOTE; s--)
		for (size_t i = 0; i < r->n; i++) {
			const struct lint_finding *f = &r->findings[i];

			if ((int)f->severity != s || !lint_report_has(r, f) ||
			    is_in_table(r, f) || is_repeated(r, i, true))
				continue;
			show_finding(r, f, count_same(r, i), c);
		}
}

static const char *mark(const struct lint_finding *f, uint16_t kernel)
{
	if (!lint_applies(f, kernel))
		return "-";
	return f->severity == LINT_ERROR ? "x" : "?";
}

struct rows {
	const struct lint_report *r;
	size_t n, which[64];
};

static const char *cell(void *ctx, size_t row, size_t col, char *buf, size_t n)
{
	const struct rows *rows = ctx;
	const struct lint_finding *f = &rows->r->findings[rows->which[row]];

	if (col < ARRAY_SIZE(kernels))
		return mark(f, kernels[col]);
	text_copy(buf, n, f->message);
	return buf;
}

static void show_table(const struct lint_report *r)
{
	struct rows rows = { .r = r };
	struct table_column columns[ARRAY_SIZE(kernels) + 1];
	char names[ARRAY_SIZE(kernels)][VERSION_SIZE];
	struct table t = { columns, ARRAY_SIZE(columns), 0 };
	struct table_source src = { .cell = cell, .ctx = &rows };

	for (size_t i = 0; i < r->n; i++)
		if (is_in_table(r, &r->findings[i]) &&
		    r->findings[i].since > kernels[0] &&
		    rows.n < ARRAY_SIZE(rows.which) &&
		    !is_repeated(r, i, false))
			rows.which[rows.n++] = i;
	if (rows.n == 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
		columns[i] = (struct table_column){
			version_text(kernels[i], names[i]), TEXT_RIGHT
		};
	columns[ARRAY_SIZE(kernels)] =
		(struct table_column){ "IN THE WAY", TEXT_LEFT };
	src.rows = rows.n;
	table_print(stdout, &t, &src);
}

static size_t count_errors(const struct lint_report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->findings[i].severity == LINT_ERROR &&
		     lint_report_has(r, &r->findings[i]) &&
		     !is_repeated(r, i, true);
	return n;
}

/* Which of its obstacles the first kernel is the first without */
static void show_reason(const struct lint_report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct lint_finding *f = &r->findings[i];

		if (f->severity != LINT_ERROR || f->since != r->first ||
		    f->optional)
			continue;
		fputs(": ", stdout);
		text_put(stdout, f->message, SIZE_MAX);
		return;
	}
}

/* There are errors of programs that the verdict leaves out */
static bool has_optional(const struct lint_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->findings[i].severity == LINT_ERROR &&
		    r->findings[i].optional)
			return true;
	return false;
}

static void show_verdict(const struct lint_report *r, const struct color *c)
{
	size_t n = count_errors(r);
	char v[VERSION_SIZE];

	fputs(c->title, stdout);
	text_put(stdout, r->path, SIZE_MAX);
	fputs(c->off, stdout);
	if (r->kernel) {
		printf(": Linux %s: %zu error%s\n", version_text(r->kernel, v),
		       n, n == 1 ? "" : "s");
		return;
	}
	if (r->first) {
		printf(": needs Linux %s", version_text(r->first, v));
		show_reason(r);
	} else {
		fputs(": no kernel takes it", stdout);
	}
	if (has_optional(r))
		fputs(", without programs that are loaded only when asked for",
		      stdout);
	putchar('\n');
}

void lint_show_text(const struct lint_report *r, const struct color *c)
{
	show_verdict(r, c);
	if (r->kernel == 0)
		show_table(r);
	show_findings(r, c);
}
