// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The text fits on a screen: what failed comes first and in full, what went
 * well is counted where it would scroll that away.
 */
#include "cli/boot_report.h"

#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/report.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "loader/boot.h"

#define LINES 20 /* about objects that did not fail */

static const char *state_word(size_t state, bool dry_run)
{
	return dry_run && state == BOOT_LOADED ? "would load"
					       : boot_state_names[state];
}

void boot_summary(const struct boot *b, bool dry_run, char *buf, size_t len)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t s = 0; s < BOOT__COUNT; s++)
		if (b->count[s] && n < len)
			n += (size_t)snprintf(buf + n, len - n, "%s%zu %s",
					      n ? ", " : "", b->count[s],
					      state_word(s, dry_run));
	if (n == 0)
		snprintf(buf, len, "no objects");
}

void boot_marker(FILE *f, const struct boot *b)
{
	fprintf(f, "outcome=%s\n", boot_outcome_names[b->outcome]);
	for (size_t s = 0; s < BOOT__COUNT; s++)
		fprintf(f, "%s=%zu\n", boot_state_names[s], b->count[s]);
}

void boot_why(const struct boot_object *o, char *buf, size_t len)
{
	const struct err *e = &o->err;

	if (o->state == BOOT_SKIPPED)
		snprintf(buf, len, "%s", e->msg);
	else
		snprintf(buf, len, "%s (%s)%s%s%s%s", e->msg,
			 errno_name(e->code), e->hint[0] ? "; hint: " : "",
			 e->hint, o->critical ? "; critical: " : "",
			 o->critical ? o->critical : "");
}

static void json_parts(struct json *j, const struct boot_object *o,
		       const char *key, enum boot_part_kind kind)
{
	json_array(json_key(j, key));
	for (size_t i = 0; i < o->nparts; i++) {
		const struct boot_part *p = &o->parts[i];

		if (p->kind != kind)
			continue;
		json_object(j);
		json_string(json_key(j, "name"), p->name);
		json_string(json_key(j, "state"), boot_part_names[p->state]);
		json_string(json_key(j, "pinned"), p->path);
		json_string(json_key(j, "reason"), p->why);
		json_object_end(j);
	}
	json_array_end(j);
}

static void json_boot_object(struct json *j, const struct boot_object *o)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", o->dir, o->file);
	json_object(j);
	json_string(json_key(j, "path"), path);
	json_string(json_key(j, "name"), o->name);
	json_string(json_key(j, "state"), boot_state_names[o->state]);
	json_string(json_key(j, "critical"), o->critical);
	json_string(json_key(j, "reason"),
		    o->state == BOOT_SKIPPED ? o->err.msg : NULL);
	json_key(j, "error");
	if (o->state == BOOT_FAILED)
		report_error_json(j, &o->err);
	else
		json_null(j);
	json_parts(j, o, "maps", BOOT_MAP);
	json_parts(j, o, "programs", BOOT_PROG);
	json_parts(j, o, "links", BOOT_LINK);
	json_object_end(j);
}

static void report_json(const struct global *g, const struct boot_opts *opts,
			const struct boot *b)
{
	struct json j;

	json_init(&j, stdout, g->pretty);
	json_object(&j);
	json_string(json_key(&j, "outcome"), boot_outcome_names[b->outcome]);
	json_bool(json_key(&j, "dry_run"), opts->dry_run);
	json_string(json_key(&j, "pin_dir"), opts->pin_dir);
	for (size_t s = 0; s < BOOT__COUNT; s++)
		json_uint(json_key(&j, boot_state_names[s]), b->count[s]);
	json_array(json_key(&j, "objects"));
	for (size_t i = 0; i < b->nobjects; i++)
		json_boot_object(&j, &b->objects[i]);
	json_array_end(&j);
	json_array(json_key(&j, "notes"));
	for (size_t i = 0; i < b->nnotes; i++)
		report_error_json(&j, &b->notes[i]);
	json_array_end(&j);
	json_object_end(&j);
}

static void print_head(const struct boot_opts *opts,
		       const struct boot_object *o)
{
	printf("%-10s ", state_word(o->state, opts->dry_run));
	text_put(stdout, o->dir, SIZE_MAX);
	putchar('/');
	text_put(stdout, o->file, SIZE_MAX);
}

static void print_bad(const struct boot_opts *opts, const struct boot_object *o)
{
	print_head(opts, o);
	printf("%s%s\n           ", o->critical ? ", critical: " : "",
	       o->critical ? o->critical : "");
	text_put(stdout, o->err.msg, SIZE_MAX);
	printf(" (%s)\n", errno_name(o->err.code));
	if (o->err.hint[0]) {
		printf("           hint: ");
		text_put(stdout, o->err.hint, SIZE_MAX);
		putchar('\n');
	}
}

/* What is where with dry_run; what is not there otherwise */
static bool print_part(const struct boot_opts *opts, const struct boot_part *p)
{
	static const char *const kinds[] = { "map", "prog", "link" };
	const char *what = p->state == BOOT_PART_LEFT_OUT ? p->name : p->path;

	if (p->state != BOOT_PART_LEFT_OUT && !opts->dry_run)
		return false;
	printf("           %-4s  ", kinds[p->kind]);
	text_put(stdout, what, SIZE_MAX);
	if (p->why) {
		printf(": left out, ");
		text_put(stdout, p->why, SIZE_MAX);
	}
	putchar('\n');
	return true;
}

/* Returns the lines that it took */
static size_t print_good(const struct boot_opts *opts,
			 const struct boot_object *o, size_t most)
{
	size_t n[3] = { 0 }, out = 0, lines = 1;

	for (size_t i = 0; i < o->nparts; i++)
		if (o->parts[i].state == BOOT_PART_LEFT_OUT)
			out++;
		else
			n[o->parts[i].kind]++;
	print_head(opts, o);
	if (o->state == BOOT_SKIPPED) {
		printf(": %s\n", o->err.msg);
		return lines;
	}
	printf(": maps %zu, programs %zu, links %zu, left out %zu\n",
	       n[BOOT_MAP], n[BOOT_PROG], n[BOOT_LINK], out);
	for (size_t i = 0; i < o->nparts && lines < most; i++)
		lines += print_part(opts, &o->parts[i]);
	return lines;
}

static void report_text(const struct boot_opts *opts, const struct boot *b)
{
	size_t left = b->nobjects, room = opts->dry_run ? SIZE_MAX : LINES;
	char summary[128];

	for (size_t i = 0; i < b->nobjects; i++)
		if (b->objects[i].state == BOOT_FAILED) {
			print_bad(opts, &b->objects[i]);
			left--;
		}
	for (size_t i = 0; i < b->nobjects && room; i++) {
		if (b->objects[i].state == BOOT_FAILED)
			continue;
		room -= print_good(opts, &b->objects[i], room);
		left--;
	}
	if (left)
		printf("... and %zu more, which --json lists\n", left);
	boot_summary(b, opts->dry_run, summary, sizeof(summary));
	printf("%s: %s\n", boot_outcome_names[b->outcome], summary);
}

void boot_report(const struct global *g, const struct boot_opts *opts,
		 const struct boot *b)
{
	if (g->json)
		report_json(g, opts, b);
	else if (!g->quiet)
		report_text(opts, b);
}
