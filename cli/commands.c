// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The table of commands and what is the same for all of them: global options,
 * help, version. A new command is one row here and one file beside.
 */
#include <errno.h>
#include <linux/version.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/count.h"
#include "cli/debug.h"
#include "cli/inspect.h"
#include "cli/json.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum {
	OPT_JSON = GLOBAL_FIRST,
	OPT_PRETTY,
	OPT_QUIET,
	OPT_DEBUG,
	OPT_DRY,
	OPT_COLOR,
	OPT_HELP,
	OPT_VERSION
};

static const struct opt options[] = {
	{ 'j', "json", NULL,
	  "one JSON document on stdout, errors as JSON on "
	  "stderr",
	  OPT_JSON },
	{ 'p', "pretty", NULL, "JSON with line breaks; implies --json",
	  OPT_PRETTY },
	{ 'q', "quiet", NULL, "nothing on stderr but errors", OPT_QUIET },
	{ 'd', "debug", NULL, "show each system call on stderr", OPT_DEBUG },
	{ 'n', "dry-run", NULL, "say what would be done, change nothing",
	  OPT_DRY },
	{ 0, "color", "WHEN", "auto (default), always or never", OPT_COLOR },
	{ 'h', "help", NULL, "show this help", OPT_HELP },
	{ 'V', "version", NULL, "show version and build", OPT_VERSION },
};

const struct opt_table global_options = { "Options of every command", options,
					  ARRAY_SIZE(options) };

int global_option(struct global *g, const struct opt_iter *it, int id,
		  struct err *e)
{
	switch (id) {
	case OPT_PRETTY:
		g->pretty = true;
		/* fallthrough */
	case OPT_JSON:
		g->json = true;
		return 0;
	case OPT_QUIET:
		g->quiet = true;
		return 0;
	case OPT_DEBUG:
		g->debug = true;
		debug_system_calls();
		return 0;
	case OPT_DRY:
		g->dry_run = true;
		return 0;
	case OPT_COLOR:
		return color_parse(it->arg, &g->color, e);
	case OPT_HELP:
		return GLOBAL_HELP;
	default:
		return GLOBAL_VERSION;
	}
}

static void show_version(const struct global *g)
{
	struct json j;
	char uapi[32];

	snprintf(uapi, sizeof(uapi), "%d.%d", LINUX_VERSION_CODE >> 16,
		 LINUX_VERSION_CODE >> 8 & 0xff);
#ifdef __GLIBC__
	const char *libc = "glibc";
#else
	const char *libc = "musl";
#endif
	if (!g->json) {
		printf("rawbpf " RAWBPF_VERSION "\n"
		       "compiler: " __VERSION__ "\n"
		       "libc: %s\nheaders: Linux %s\n",
		       libc, uapi);
		return;
	}
	json_init(&j, stdout, g->pretty);
	json_object(&j);
	json_string(json_key(&j, "version"), RAWBPF_VERSION);
	json_string(json_key(&j, "compiler"), __VERSION__);
	json_string(json_key(&j, "libc"), libc);
	json_string(json_key(&j, "headers"), uapi);
	json_object_end(&j);
}

static int finish_and_exit(void)
{
	struct report r = { 0 };
	struct err e;

	if (out_finish(&e) < 0) {
		report_error(&r, &e);
		exit(EXIT_FAILED);
	}
	exit(0);
}

/* --json may stand behind --version */
static void rest_of_globals(struct global *g, struct opt_iter *it)
{
	struct err e;
	int id;

	while ((id = opt_next(it, &e)) > 0)
		if (id >= GLOBAL_FIRST && id != OPT_OPERAND &&
		    id != OPT_VERSION)
			global_option(g, it, id, &e);
}

int command_next(struct global *g, struct opt_iter *it, struct err *e)
{
	int id, what;

	while ((id = opt_next(it, e)) >= GLOBAL_FIRST && id != OPT_OPERAND) {
		what = global_option(g, it, id, e);
		if (what < 0)
			return opt_wrap(it, e);
		if (what == GLOBAL_HELP) {
			if (g->command)
				help_command(g->noun, g->command);
			else
				help_all();
			return finish_and_exit();
		}
		if (what == GLOBAL_VERSION) {
			rest_of_globals(g, it);
			show_version(g);
			return finish_and_exit();
		}
	}
	return id;
}

int command_options(struct global *g, struct opt_iter *it, command_take *take,
		    void *ctx, struct err *e)
{
	int id;

	while ((id = command_next(g, it, e)) > 0) {
		if (id == OPT_OPERAND || take(ctx, it, id, e) >= 0)
			continue;
		opt_wrap(it, e);
		return USAGE_ERROR;
	}
	opt_rest_as_operands(it);
	return id < 0 ? USAGE_ERROR : 0;
}

int command_wants(const struct opt_iter *it, const char *missing, struct err *e)
{
	if (it->noperands)
		return 0;
	err_set(e, EINVAL, "%s", missing);
	return USAGE_ERROR;
}

static void help_list(const struct command *const *list)
{
	for (; *list; list++)
		if ((*list)->name[0] != '_')
			printf("  %-10s %s\n", (*list)->name, (*list)->summary);
	putchar('\n');
}

int help_command(const struct command *noun, const struct command *c)
{
	struct opt_table tables[2];
	size_t n = 0;

	printf("Usage: rawbpf %s%s%s %s\n\n", noun ? noun->name : "",
	       noun ? " " : "", c->name, c->args);
	text_wrap(stdout, c->summary, 0, 80);
	if (c->details)
		printf("\n%s", c->details);
	putchar('\n');
	if (c->verbs)
		help_list(c->verbs);
	if (c->options)
		tables[n++] = *c->options;
	tables[n++] = global_options;
	opt_help(stdout, tables, n);
	return 0;
}

int help_all(void)
{
	printf("Usage: rawbpf [OPTIONS] COMMAND ...\n\n"
	       "Loads eBPF objects with nothing but system calls, counts, and "
	       "says why not.\n\nCommands:\n");
	help_list(commands);
	opt_help(stdout, &global_options, 1);
	printf("\n'rawbpf help COMMAND' says more about one of them.\n");
	return 0;
}

int command_too_many(const struct opt_iter *it, struct err *e)
{
	err_set(e, EINVAL, "'%s' is one word too many", it->arg);
	return USAGE_ERROR;
}

static int run_help(struct global *g, struct opt_iter *it, struct err *e)
{
	const struct command *const *list = commands;
	const struct command *noun = NULL, *c = NULL;
	int id;

	while ((id = command_next(g, it, e)) == OPT_OPERAND) {
		if (list == NULL)
			return command_too_many(it, e);
		noun = c;
		c = command_find(list, it->arg);
		if (c == NULL)
			return command_unknown(list, it->arg, e);
		list = c->verbs;
	}
	if (id < 0)
		return USAGE_ERROR;
	return c ? help_command(noun, c) : help_all();
}

static int run_version(struct global *g, struct opt_iter *it, struct err *e)
{
	int id = command_next(g, it, e);

	if (id == OPT_OPERAND)
		return command_too_many(it, e);
	if (id < 0)
		return USAGE_ERROR;
	show_version(g);
	return 0;
}

static const struct command help_row = { "help", "[COMMAND [VERB]]",
					 "show help", .run = run_help };
static const struct command version_row = { "version", "",
					    "show version and build",
					    .run = run_version };
static const struct command complete_row = { "__complete", "WORD...",
					     "what the last word could become",
					     .run = run_complete };

/* In the order of the help; `make small` has some of them only */
#ifndef RAWBPF_COMMANDS
#define RAWBPF_COMMANDS                                                        \
	&count_command, &load_command, &unload_command, &attach_command,       \
		&detach_command, &run_command, &boot_command, &verify_command, \
		&lint_command, &inspect_command, &disasm_command,              \
		&map_command, &prog_command, &link_command, &doctor_command,   \
		&image_command, &bundle_command,
#endif

// clang-format off
const struct command *const commands[] = {
	RAWBPF_COMMANDS
	&help_row, &version_row, &complete_row, NULL
};
// clang-format on

const struct command *command_find(const struct command *const *list,
				   const char *name)
{
	while (*list && strcmp((*list)->name, name) != 0)
		list++;
	return *list;
}

int command_unknown(const struct command *const *list, const char *name,
		    struct err *e)
{
	const char *best[SUGGEST_MAX], *names[64];
	char hint[128];
	size_t n = 0;

	for (size_t i = 0; list[i] && n < ARRAY_SIZE(names); i++)
		if (list[i]->name[0] != '_')
			names[n++] = list[i]->name;
	err_set(e, EINVAL, "unknown %s '%s'",
		list == commands ? "command" : "verb", name);
	if (suggest_text(best, suggest_list(name, names, n, best), hint,
			 sizeof(hint))[0])
		err_hint(e, "%s", hint);
	return USAGE_ERROR;
}
