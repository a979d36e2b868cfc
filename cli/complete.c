// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf __complete WORD...`, which cli/rawbpf.bash-completion asks. Commands
 * and options come from their tables. What an argument or operand can be is
 * told by its name in the help: one row of kinds[] each.
 */
#include "cli/complete.h"

#include <ctype.h>
#include <dirent.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/tracefs.h"

struct reply {
	FILE *f;
	const char *word; /* what is to be completed */
	size_t kept; /* of it, before what candidates are compared with */
	char system[64]; /* the last one that was offered */
};

static void offer(const struct reply *r, const char *what, const char *end)
{
	const char *rest = r->word + r->kept;

	if (strncmp(what, rest, strlen(rest)) == 0)
		fprintf(r->f, "%.*s%s%s\n", (int)r->kept, r->word, what, end);
}

static void offer_list(struct reply *r, const struct command *const *list)
{
	for (; *list; list++)
		if ((*list)->name[0] != '_')
			offer(r, (*list)->name, "");
}

static void offer_commands(struct reply *r)
{
	offer_list(r, commands);
}

static void offer_formats(struct reply *r)
{
	for (unsigned i = 0; i < FORMAT__COUNT; i++)
		offer(r, count_format_name(i), "");
}

static void offer_colors(struct reply *r)
{
	offer(r, "auto", "");
	offer(r, "always", "");
	offer(r, "never", "");
}

/* Is name among the words of a list with commas that is len bytes long? */
static bool listed(const char *list, size_t len, const char *name)
{
	size_t i = 0;

	while (i < len) {
		size_t n = strcspn(list + i, ",");

		if (n == strlen(name) && strncmp(list + i, name, n) == 0)
			return true;
		i += n + 1;
	}
	return false;
}

static void offer_keys(struct reply *r)
{
	const char *start = r->word + r->kept;
	const char *comma = strrchr(start, ',');
	size_t len = comma ? (size_t)(comma - start) + 1 : 0;

	r->kept += len;
	for (unsigned i = 0; i < BY_EVENT; i++)
		if (!listed(start, len, count_by_name(i)))
			offer(r, count_by_name(i), "");
}

static void offer_pids(struct reply *r)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;

	while (dir && (d = readdir(dir)) != NULL)
		if (isdigit((unsigned char)d->d_name[0]))
			offer(r, d->d_name, "");
	if (dir)
		closedir(dir);
}

static int offer_event(void *ctx, const char *system, const char *event)
{
	struct reply *r = ctx;
	char name[192];

	if (strchr(r->word + r->kept, ':')) {
		snprintf(name, sizeof(name), "%s:%s", system, event);
		offer(r, name, "");
	} else if (strcmp(r->system, system) != 0) {
		snprintf(r->system, sizeof(r->system), "%s", system);
		offer(r, system, ":");
	}
	return 0;
}

/* There are thousands: first their systems only */
static void offer_events(struct reply *r)
{
	struct tracefs t;
	struct err e;

	if (tracefs_open(&t, &e) < 0)
		return;
	tracefs_walk(&t, offer_event, r);
	tracefs_close(&t);
}

static void offer_files(struct reply *r)
{
	fputs(":files\n", r->f);
}

static const struct kind {
	const char *name; /* as in the help */
	void (*offer)(struct reply *r);
} kinds[] = {
	{ "COMMAND", offer_commands }, { "DIR", offer_files },
	{ "EVENT", offer_events },     { "FILE", offer_files },
	{ "FORMAT", offer_formats },   { "KEY", offer_keys },
	{ "OBJECT", offer_files },     { "PID", offer_pids },
	{ "WHEN", offer_colors },
};

/* name: may have more behind it, as "KEY,..." has */
static void offer_kind(struct reply *r, const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].name) == len &&
		    strncmp(kinds[i].name, name, len) == 0)
			kinds[i].offer(r);
}

/* The first operand of a command, in what its help shows of it */
static void offer_operand(struct reply *r, const struct command *c)
{
	const char *at = c->args;

	while (*(at += strcspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) {
		if (strncmp(at, "OPTIONS", 7) != 0) {
			offer_kind(r, at);
			return;
		}
		at += 7;
	}
}

static size_t tables_of(const struct command *c, struct opt_table *tables)
{
	size_t n = 0;

	if (c && c->options)
		tables[n++] = *c->options;
	tables[n++] = global_options;
	return n;
}

static const struct opt *find_opt(const struct command *c, const char *name,
				  size_t len)
{
	struct opt_table tables[2];
	size_t n = tables_of(c, tables);

	for (size_t t = 0; t < n; t++) {
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct opt *o = &tables[t].opts[i];

			if (len == 1 && o->short_name == name[0])
				return o;
			if (len > 1 && o->long_name &&
			    strlen(o->long_name) == len &&
			    strncmp(o->long_name, name, len) == 0)
				return o;
		}
	}
	return NULL;
}

static void offer_options(struct reply *r, const struct command *c)
{
	struct opt_table tables[2];
	size_t n = tables_of(c, tables);
	char name[64];

	for (size_t t = 0; t < n; t++) {
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct opt *o = &tables[t].opts[i];

			if (o->long_name == NULL)
				continue;
			snprintf(name, sizeof(name), "--%s", o->long_name);
			offer(r, name, "");
		}
	}
}

/* The option whose argument comes after this word, or NULL */
static const struct opt *awaits(const struct command *c, const char *word)
{
	const struct opt *o = NULL;

	if (strncmp(word, "--", 2) == 0) {
		o = strchr(word, '=') ? NULL
				      : find_opt(c, word + 2, strlen(word + 2));
		return o && o->arg ? o : NULL;
	}
	for (word++; *word; word++) {
		o = find_opt(c, word, 1);
		if (o && o->arg)
			return word[1] ? NULL : o;
	}
	return NULL;
}

/* --NAME=VALUE */
static void offer_value(struct reply *r, const struct command *c)
{
	size_t len = strcspn(r->word, "=");
	const struct opt *o = find_opt(c, r->word + 2, len - 2);

	r->kept = len + 1;
	if (o && o->arg)
		offer_kind(r, o->arg);
}

void complete_words(FILE *f, char *const *words, size_t n)
{
	struct reply r = { .f = f, .word = n ? words[n - 1] : "" };
	const struct command *const *list = commands;
	const struct command *c = NULL;
	const struct opt *o = NULL;

	for (size_t i = 0; i + 1 < n; i++) {
		const char *word = words[i];

		if (o) {
			o = NULL;
		} else if (strcmp(word, "--") == 0) {
			fputs(":command\n", f);
			return;
		} else if (word[0] == '-') {
			o = awaits(c, word);
		} else if (list) {
			c = command_find(list, word);
			if (c == NULL)
				return;
			list = c->verbs;
		}
	}
	if (o)
		offer_kind(&r, o->arg);
	else if (strncmp(r.word, "--", 2) == 0 && strchr(r.word, '='))
		offer_value(&r, c);
	else if (r.word[0] == '-')
		offer_options(&r, c);
	else if (list)
		offer_list(&r, list);
	else
		offer_operand(&r, c);
}

int run_complete(struct global *g, struct opt_iter *it, struct err *e)
{
	(void)g;
	(void)e;
	complete_words(stdout, it->argv + it->pos,
		       (size_t)(it->argc - it->pos));
	return 0;
}
