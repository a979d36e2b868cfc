// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf doctor`: what this machine can do for BPF, what is missing and how
 * to mend it. Looking never fails, whatever is missing.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/helper.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/doctor.h"
#include "loader/probe.h"

enum { OPT_FULL = 1 };

static const struct opt options[] = {
	{ 0, "full", NULL, "list each type and helper, not only those missing",
	  OPT_FULL },
};

static const struct opt_table table = { "Options of doctor", options,
					ARRAY_SIZE(options) };

struct show {
	struct json *j; /* NULL: text */
	struct color color;
	const char *area; /* the last one */
	bool full;
	unsigned missing;
};

static const char *const states[] = { "ok", "note", "unknown", "missing" };

static const char *color_of(const struct show *s, enum doctor_state state)
{
	const char *const colors[] = { s->color.good, s->color.hint,
				       s->color.warning, s->color.error };

	return colors[state];
}

static void title(struct show *s, const char *area)
{
	if (s->area && strcmp(s->area, area) == 0)
		return;
	printf("%s%s%s%s\n", s->area ? "\n" : "", s->color.title, area,
	       s->color.off);
	s->area = area;
}

static void line(const struct show *s, const char *name,
		 enum doctor_state state, const char *value)
{
	printf("  %s%-8s%s%-33s ", color_of(s, state), states[state],
	       s->color.off, name);
	text_put(stdout, value, SIZE_MAX);
	putchar('\n');
}

/* A paragraph beside its label, under the values */
static void more(const char *label, const char *text)
{
	if (text == NULL)
		return;
	printf("%42s%s", "", label);
	text_wrap(stdout, text, 42 + strlen(label), 100);
}

static void show_item(void *ctx, const struct doctor_item *item)
{
	struct show *s = ctx;
	struct json *j = s->j;

	s->missing += item->state == DOCTOR_MISSING;
	if (j == NULL) {
		title(s, item->area);
		line(s, item->name, item->state, item->value);
		more("costs: ", item->costs);
		more("mend:  ", item->mend);
		return;
	}
	json_object(j);
	json_string(json_key(j, "area"), item->area);
	json_string(json_key(j, "name"), item->name);
	json_string(json_key(j, "state"), states[item->state]);
	json_string(json_key(j, "value"), item->value);
	json_string(json_key(j, "costs"), item->costs);
	json_string(json_key(j, "mend"), item->mend);
	json_object_end(j);
}

/* Names of one kind with an answer each: counted, the rest listed */
struct list {
	struct show *s;
	const char *key, *title;
	unsigned yes, total, column;
	char no[2048], unknown[2048];
};

static void append(char *to, size_t size, const char *name)
{
	size_t len = strlen(to);

	snprintf(to + len, size - len, "%s%s", len ? " " : "", name);
}

static void list_begin(struct list *l)
{
	if (l->s->j)
		json_object(json_key(l->s->j, l->key));
}

static void list_add(struct list *l, const char *name, enum probe answer)
{
	struct json *j = l->s->j;

	l->total++;
	l->yes += answer == PROBE_YES;
	if (j && answer == PROBE_UNKNOWN)
		json_null(json_key(j, name));
	else if (j)
		json_bool(json_key(j, name), answer == PROBE_YES);
	else if (answer == PROBE_NO)
		append(l->no, sizeof(l->no), name);
	else if (answer == PROBE_UNKNOWN)
		append(l->unknown, sizeof(l->unknown), name);
	else if (l->s->full)
		line(l->s, name, DOCTOR_OK, l->title);
}

static void list_end(struct list *l)
{
	char value[32];

	if (l->s->j) {
		json_object_end(l->s->j);
		return;
	}
	snprintf(value, sizeof(value), "%u of %u", l->yes, l->total);
	line(l->s, l->title,
	     l->yes == l->total ? DOCTOR_OK
	     : l->no[0]		? DOCTOR_NOTE
				: DOCTOR_UNKNOWN,
	     value);
	more("not:   ", l->no[0] ? l->no : NULL);
	more("may not be tried: ", l->unknown[0] ? l->unknown : NULL);
}

static void prog_types(struct show *s)
{
	struct list l = { .s = s,
			  .key = "program_types",
			  .title = "program types" };

	list_begin(&l);
	for (uint32_t i = 1; i < PROG_TYPE__COUNT; i++)
		list_add(&l, prog_type_name(i), probe_prog_type(i));
	list_end(&l);
}

static void map_types(struct show *s)
{
	struct list l = { .s = s, .key = "map_types", .title = "map types" };

	list_begin(&l);
	for (uint32_t i = 1; i < MAP_TYPE__COUNT; i++)
		list_add(&l, map_type_name(i), probe_map_type(i));
	list_end(&l);
}

/* Each is tried with the first program type that takes it */
static void attach_types(struct show *s)
{
	struct list l = { .s = s,
			  .key = "attach_types",
			  .title = "attach types" };
	bool done[ATTACH__COUNT] = { false };
	const struct section_kind *k;

	list_begin(&l);
	for (size_t i = 0; (k = section_at(i)) != NULL; i++) {
		if (k->attach_type == 0 || k->attach_type >= ATTACH__COUNT ||
		    k->prog_type == 0 || done[k->attach_type])
			continue;
		done[k->attach_type] = true;
		list_add(&l, attach_type_name(k->attach_type),
			 probe_attach_type(k->prog_type, k->attach_type));
	}
	list_end(&l);
}

/* Any program type that may have it will do, but types may be missing */
static enum probe ask_helper(int id, const enum probe *types)
{
	enum probe answer = PROBE_NO;

	for (uint32_t t = 1; t < PROG_TYPE__COUNT; t++) {
		if (!(helper_at(id)->types >> (t - 1) & 1))
			continue;
		if (types[t] == PROBE_UNKNOWN)
			answer = PROBE_UNKNOWN;
		if (types[t] == PROBE_YES && probe_helper(id, t) == PROBE_YES)
			return PROBE_YES;
	}
	return answer;
}

static void helpers(struct show *s)
{
	struct list l = { .s = s, .key = "helpers", .title = "helpers" };
	enum probe types[PROG_TYPE__COUNT];
	char name[64];

	for (uint32_t t = 1; t < PROG_TYPE__COUNT; t++)
		types[t] = probe_prog_type(t);
	list_begin(&l);
	for (int id = 1; helper_at(id); id++) {
		snprintf(name, sizeof(name), "bpf_%s", helper_at(id)->name);
		list_add(&l, name, ask_helper(id, types));
	}
	list_end(&l);
}

static void features(struct show *s)
{
	static const enum doctor_state state[] = { DOCTOR_NOTE, DOCTOR_OK,
						   DOCTOR_UNKNOWN };
	struct doctor_item item = { .area = "features" };

	for (enum probe_feature i = 0; i < PROBE_FEATURE__COUNT; i++) {
		const struct probe_info *info = probe_info(i);
		enum probe answer = probe_feature(i);

		item.name = info->name;
		item.state = state[answer];
		item.costs = answer == PROBE_YES ? NULL : info->without;
		snprintf(item.value, sizeof(item.value), "Linux %d.%d",
			 info->since >> 8, info->since & 0xff);
		show_item(s, &item);
	}
}

static void types(struct show *s)
{
	if (s->j == NULL)
		title(s, "types and helpers, each tried");
	prog_types(s);
	attach_types(s);
	map_types(s);
	helpers(s);
}

static void show_all(struct show *s)
{
	if (s->j) {
		json_object(s->j);
		json_array(json_key(s->j, "checks"));
	}
	doctor_examine(show_item, s);
	features(s);
	if (s->j)
		json_array_end(s->j);
	types(s);
	if (s->j) {
		json_uint(json_key(s->j, "missing"), s->missing);
		json_object_end(s->j);
	} else if (s->missing) {
		printf("\n%u missing: see 'mend' above\n", s->missing);
	}
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct show s = { 0 };
	struct json j;
	int id;

	while ((id = command_next(g, it, e)) > 0) {
		if (id == OPT_OPERAND)
			return command_too_many(it, e);
		s.full = true;
	}
	if (id < 0)
		return USAGE_ERROR;
	color_init(&s.color, g->color, STDOUT_FILENO);
	if (g->json) {
		s.j = &j;
		json_init(&j, stdout, g->pretty);
	}
	show_all(&s);
	return 0;
}

const struct command doctor_command = {
	"doctor", "[OPTIONS]",
	"what this machine can do for BPF, and what mends the rest",
	.options = &table, .run = run
};
