// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `rawbpf unload`: what `load` or `boot` pinned, by the names of objects. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/attach_struct_ops.h"
#include "loader/kernel_obj.h"
#include "loader/pin.h"

enum { OPT_ALL = 1, OPT_PIN_DIR };

static const struct opt options[] = {
	{ 0, "all", NULL, "all objects, and what they share", OPT_ALL },
	{ 0, "pin-dir", "DIR", "look in DIR instead of " PIN_DIR, OPT_PIN_DIR },
};

static const struct opt_table table = { "Options of unload", options,
					ARRAY_SIZE(options) };

struct session {
	const char *pin_dir;
	bool all, quiet;
	struct json *json; /* or NULL */
	struct err err; /* of the first struct that stays registered */
};

static int parse(struct global *g, struct opt_iter *it, struct session *s,
		 struct err *e)
{
	int id;

	while ((id = command_next(g, it, e)) > 0) {
		if (id == OPT_ALL)
			s->all = true;
		else if (id == OPT_PIN_DIR)
			s->pin_dir = it->arg;
	}
	if (id < 0)
		return USAGE_ERROR;
	opt_rest_as_operands(it);
	if (s->all && it->noperands)
		err_set(e, EINVAL, "--all takes no names");
	else if (!s->all && it->noperands == 0)
		err_set(e, EINVAL, "no object to unload");
	else
		return 0;
	return USAGE_ERROR;
}

static void removed(void *ctx, const char *path)
{
	const struct session *s = ctx;

	if (s->json) {
		json_string(s->json, path);
	} else if (!s->quiet) {
		text_put(stdout, path, SIZE_MAX);
		putchar('\n');
	}
}

/* A struct that was registered without a link outlives its pin */
static void unregister(void *ctx, const char *path)
{
	struct session *s = ctx;
	struct err ignored;
	auto_fd int fd = kernel_obj_pinned(path, &ignored);

	if (fd >= 0 && struct_ops_is_map(fd))
		detach_struct_ops(path, fd, s->err.code ? &ignored : &s->err);
}

/* Its pins have '_' for the dots that its file may have */
static const char *name_in_pins(char *name)
{
	for (char *dot = name; (dot = strchr(dot, '.'));)
		*dot = '_';
	return name;
}

static int unload_one(struct session *s, const struct pin_dir *dir,
		      const char *object, bool dry_run, struct err *e)
{
	struct pins_removal what = { object, true, unregister, s };

	if (!dry_run && pins_remove(dir, &what, e) < 0)
		return -e->code;
	if (s->err.code) {
		*e = s->err;
		return -e->code;
	}
	what.dry_run = dry_run;
	what.removed = removed;
	return pins_remove(dir, &what, e);
}

static int unload(struct session *s, const struct opt_iter *it, bool dry_run,
		  struct err *e)
{
	struct pin_dir dir;
	int err = 0;

	if (pin_dir_open(s->pin_dir, 0, &dir, e) < 0)
		return -e->code;
	if (s->all)
		err = unload_one(s, &dir, NULL, dry_run, e);
	for (size_t i = 0; err == 0 && i < it->noperands; i++)
		err = unload_one(s, &dir, name_in_pins(it->operands[i]),
				 dry_run, e);
	pin_dir_close(&dir);
	return err;
}

static int run_unload(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .pin_dir = PIN_DIR };
	struct json j;
	int err = parse(g, it, &s, e);

	s.quiet = g->quiet;
	if (err < 0 || !g->json)
		return err < 0 ? err : unload(&s, it, g->dry_run, e);
	s.json = &j;
	json_init(&j, stdout, g->pretty);
	json_object(&j);
	json_array(json_key(&j, "removed"));
	err = unload(&s, it, g->dry_run, e);
	json_array_end(&j);
	json_object_end(&j);
	return err;
}

const struct command unload_command = {
	"unload",
	"[OPTIONS] NAME...",
	"remove what load pinned",
	.details = "NAME is that of an object, as in map_NAME_... and "
		   "prog_NAME_...\n",
	.options = &table,
	.run = run_unload,
};
