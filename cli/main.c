// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finding the command, running it, showing its error, exiting. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/debug.h"
#include "elf/err.h"

/* Options before a command or verb; *out is NULL at the end */
static int find_command(struct global *g, struct opt_iter *it,
			const struct command *const *list,
			const struct command **out, struct err *e)
{
	int id = command_next(g, it, e);

	if (id < 0)
		return USAGE_ERROR;
	*out = NULL;
	if (id != OPT_OPERAND)
		return 0;
	*out = command_find(list, it->arg);
	return *out ? 0 : command_unknown(list, it->arg, e);
}

static void enter(struct global *g, struct opt_iter *it,
		  const struct command *c, struct opt_table *tables)
{
	size_t n = 0;

	g->command = c;
	if (c->options)
		tables[n++] = *c->options;
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

	out_init();
	opt_init(&it, argc, argv);
	status = run(&g, &it, &e);
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
