// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finding the command, running it, showing its error, exiting. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/debug.h"
#include "cli/pid1.h"
#include "cli/self.h"
#include "elf/err.h"

/* The word that was read last, to that place */
static void move_front(const struct opt_iter *it, int to)
{
	char *word = it->argv[it->pos - 1];
	char **first = it->argv + to;

	memmove(first + 1, first, (size_t)(it->pos - 1 - to) * sizeof(*first));
	*first = word;
}

/* Options before a command or verb; *out is NULL where there is none. Options
 * of a noun's first verb may stand before the verb: it is put in front of
 * them, or they are left to be read by the first */
static int find_command(struct global *g, struct opt_iter *it,
			const struct command *const *list,
			const struct command **out, struct err *e)
{
	struct opt_iter before = *it;
	char **place = it->operands + it->noperands; /* of an operand */
	char *there = place < it->argv + it->argc ? *place : NULL;
	int id = command_next(g, it, e);
	bool passed = id > 0 && id != OPT_OPERAND;

	while (id > 0 && id != OPT_OPERAND)
		id = command_next(g, it, e);
	if (id < 0)
		return USAGE_ERROR;
	*out = id == OPT_OPERAND ? command_find(list, it->arg) : NULL;
	if (passed) {
		if (id == OPT_OPERAND)
			*place = there;
		if (*out)
			move_front(it, before.pos++);
		*it = before;
		return 0;
	}
	return *out || id == OPT_END ? 0 : command_unknown(list, it->arg, e);
}

static void enter(struct global *g, struct opt_iter *it,
		  const struct command *c, struct opt_table *tables)
{
	size_t n = 0;

	g->command = c;
	if (c->options)
		tables[n++] = *c->options;
	else if (c->verbs && c->verbs[0]->options)
		tables[n++] = *c->verbs[0]->options;
	tables[n++] = global_options;
	opt_command(it, tables, n);
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct opt_table tables[2];
	const struct command *c;
	int err;

	opt_tables(it, &global_options, 1);
	err = find_command(g, it, commands, &c, e);
	if (err < 0)
		return err;
	if (c == NULL && g->json) {
		err_set(e, EINVAL, "no command");
		return USAGE_ERROR;
	}
	if (c == NULL) {
		help_all();
		return EXIT_USAGE;
	}
	enter(g, it, c, tables);
	if (c->verbs) {
		err = find_command(g, it, c->verbs, &c, e);
		if (err < 0)
			return err;
		g->noun = g->command;
		enter(g, it, c ? c : g->noun->verbs[0], tables);
	}
	return g->command->run(g, it, e);
}

static int finish(const struct report *r, int status)
{
	struct err e = { 0 };

	if (out_finish(&e) < 0) {
		report_error(r, &e);
		return EXIT_FAILED;
	}
	return status;
}

/* A wrong command line may not have been read up to its -j */
static bool wants_json(char **argv)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++)
		if (strcmp(*argv, "-j") == 0 || strcmp(*argv, "--json") == 0 ||
		    strcmp(*argv, "--pretty") == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct global g = { 0 };
	struct report r = { 0 };
	struct err e = { 0 };
	struct opt_iter it;
	int status;

	pid1(&argc, &argv);
	out_init();
	status = self_command_line(&argc, &argv, &e);
	opt_init(&it, argc, argv);
	if (status == 0)
		status = run(&g, &it, &e);
	else
		g.json = wants_json(argv);
	r.json = g.json;
	r.color = g.color;
	if (g.command && strcmp(g.command->name, "help") != 0)
		r.command = g.noun ? g.noun->name : g.command->name;
	if (status == USAGE_ERROR) {
		r.json = r.json || wants_json(argv);
		report_usage(&r, &e);
		return finish(&r, EXIT_USAGE);
	}
	if (status < 0) {
		report_error(&r, &e);
		return finish(&r, EXIT_FAILED);
	}
	return finish(&r, status);
}
