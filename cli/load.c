// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf load`: objects into the kernel, pinned, and what came of it. Without
 * pins they stay as long as this process does.
 */
#include <errno.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/hold.h"
#include "cli/load.h"
#include "cli/suggest.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "loader/kernel_obj.h"

enum {
	OPT_ATTACH = 1,
	OPT_BTF,
	OPT_MOUNT,
	OPT_NAME,
	OPT_NO_PIN,
	OPT_PIN_DIR,
	OPT_REPLACE,
	OPT_SET,
	OPT_TARGET,
	OPT_TYPE
};

static const struct opt options[] = {
	{ 0, "attach", NULL,
	  "attach programs whose section names a hook, with pinned links",
	  OPT_ATTACH },
	{ 0, "btf", "FILE", "take the kernel's types from FILE", OPT_BTF },
	{ 0, "mount", NULL, "mount a bpffs where pins go if there is none",
	  OPT_MOUNT },
	{ 0, "name", "NAME", "call the object NAME in pins, not as its file",
	  OPT_NAME },
	{ 0, "no-pin", NULL,
	  "keep everything only until the end of input, or Ctrl-C",
	  OPT_NO_PIN },
	{ 0, "pin-dir", "DIR", "pin in DIR instead of " PIN_DIR, OPT_PIN_DIR },
	{ 0, "replace", NULL,
	  "put programs and data in the place of other ones pinned there",
	  OPT_REPLACE },
	{ 0, "set", "NAME=VALUE",
	  "set a global variable, or NAME.member, NAME[index]; repeatable",
	  OPT_SET },
	{ 0, "target", "PROGRAM",
	  "what fentry, fexit, freplace programs are for: pin or id",
	  OPT_TARGET },
	{ 0, "type", "KIND",
	  "program type of sections whose name says none, as 'xdp'", OPT_TYPE },
};

static const struct opt_table table = { "Options of load", options,
					ARRAY_SIZE(options) };

/* A pin, or an id */
static int open_target(struct load_session *s, struct err *e)
{
	struct err ignored;
	uint32_t id;
	int fd;

	if (s->target == NULL)
		return 0;
	if (parse_u32(s->target, 1, UINT32_MAX, &id, &ignored) == 0)
		fd = kernel_obj_open(KERNEL_PROG, id, e);
	else
		fd = kernel_obj_pinned(s->target, e);
	if (fd >= 0)
		s->opts.target_fd = fd;
	return fd < 0 ? err_wrap(e, "--target") : 0;
}

static int take_type(struct load_session *s, const char *type, struct err *e)
{
	s->opts.type = suggest_type(type, e);
	return s->opts.type ? 0 : -e->code;
}

static int take_option(void *ctx, const struct opt_iter *it, int id,
		       struct err *e)
{
	struct load_session *s = ctx;

	switch (id) {
	case OPT_ATTACH:
		s->attach = true;
		return 0;
	case OPT_BTF:
		s->opts.btf_path = it->arg;
		return 0;
	case OPT_MOUNT:
		s->mount = true;
		return 0;
	case OPT_NAME:
		s->name = it->arg;
		return 0;
	case OPT_NO_PIN:
		s->no_pin = true;
		return 0;
	case OPT_PIN_DIR:
		s->pin_dir = it->arg;
		return 0;
	case OPT_REPLACE:
		s->replace = true;
		return 0;
	case OPT_SET:
		return load_add_set(s, it->arg, e);
	case OPT_TARGET:
		s->target = it->arg;
		return 0;
	default:
		return take_type(s, it->arg, e);
	}
}

/* What says how to pin says nothing without pins. */
static int check_no_pin(const struct load_session *s, struct err *e)
{
	const char *pins = NULL;

	if (s->replace)
		pins = "replace";
	else if (s->pin_dir)
		pins = "pin-dir";
	else if (s->name)
		pins = "name";
	else if (s->mount)
		pins = "mount";
	if (!s->no_pin || pins == NULL)
		return 0;
	return err_set(e, EINVAL, "--no-pin pins nothing: leave --%s out",
		       pins);
}

static int parse(struct global *g, struct opt_iter *it, struct load_session *s,
		 struct err *e)
{
	s->pin_dir = NULL; /* to tell it from one that is given */
	if (command_options(g, it, take_option, s, e) < 0 ||
	    command_wants(it, "no object to load", e) < 0 ||
	    check_no_pin(s, e) < 0)
		return USAGE_ERROR;
	if (s->pin_dir == NULL)
		s->pin_dir = PIN_DIR;
	if (s->name == NULL || it->noperands == 1)
		return 0;
	err_set(e, EINVAL, "--name is for one object, not %zu", it->noperands);
	return USAGE_ERROR;
}

static int run(struct load_session *s, const struct opt_iter *it, struct err *e)
{
	int err = open_target(s, e);

	if (err == 0)
		err = load_objects(s, it->operands, it->noperands, e);
	/* What was loaded before something failed is there */
	if (err == 0 || s->nloaded)
		load_show(s->g, s->items, s->nloaded);
	if (err < 0 || s->g->dry_run || !s->no_pin)
		return err;
	fflush(stdout);
	return hold_until_end(0, e);
}

static int run_load(struct global *g, struct opt_iter *it, struct err *e)
{
	struct load_session s = LOAD_SESSION(g);
	int err = parse(g, it, &s, e);

	s.may_mount = true;
	if (err == 0)
		err = run(&s, it, e);
	load_close(&s);
	if (s.opts.target_fd > 0)
		close(s.opts.target_fd);
	return err;
}

const struct command load_command = { "load", "[OPTIONS] OBJECT...",
				      "load objects into the kernel",
				      .options = &table, .run = run_load };
