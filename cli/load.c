// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf load`: objects into the kernel, and what came of it. Without pins
 * they stay as long as this process does: until the end of its input or a
 * signal.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/fd_id.h"
#include "loader/object.h"

enum { OPT_NO_PIN = 1, OPT_TYPE, OPT_SET, OPT_BTF };

static const struct opt options[] = {
	{ 0, "btf", "FILE", "take the kernel's types from FILE", OPT_BTF },
	{ 0, "no-pin", NULL,
	  "keep everything only until the end of input, or Ctrl-C",
	  OPT_NO_PIN },
	{ 0, "set", "NAME=VALUE",
	  "set a global variable, or NAME.member, NAME[index]; repeatable",
	  OPT_SET },
	{ 0, "type", "KIND",
	  "program type of sections whose name says none, as 'xdp'", OPT_TYPE },
};

static const struct opt_table table = { "Options of load", options,
					ARRAY_SIZE(options) };

/* One object on its way */
struct item {
	const char *path;
	struct file file;
	struct obj obj;
	struct object object;
	bool planned;
};

struct session {
	struct object_opts opts;
	const char **sets; /* owned */
	struct item *items; /* owned */
	size_t nitems;
	bool no_pin;
};

static int take_option(struct session *s, const struct opt_iter *it, int id,
		       struct err *e)
{
	const char **sets;

	switch (id) {
	case OPT_NO_PIN:
		s->no_pin = true;
		return 0;
	case OPT_BTF:
		s->opts.btf_path = it->arg;
		return 0;
	case OPT_TYPE:
		s->opts.type = section_by_type(it->arg);
		if (s->opts.type == NULL)
			return err_set(e, EINVAL, "'%s' is no program type",
				       it->arg);
		return 0;
	default:
		sets = realloc(s->sets, (s->opts.nsets + 1) * sizeof(*sets));
		if (sets == NULL)
			return err_nomem(e);
		sets[s->opts.nsets++] = it->arg;
		s->sets = sets;
		s->opts.sets = sets;
		return 0;
	}
}

static int parse(struct global *g, struct opt_iter *it, struct session *s,
		 struct err *e)
{
	int id, err = 0;

	while ((id = command_next(g, it, e)) > 0 && err == 0)
		if (id != OPT_OPERAND && take_option(s, it, id, e) < 0)
			err = opt_wrap(it, e);
	if (id < 0 || err < 0)
		return USAGE_ERROR;
	opt_rest_as_operands(it);
	if (it->noperands == 0) {
		err_set(e, EINVAL, "no object to load");
		return USAGE_ERROR;
	}
	if (!s->no_pin && !g->dry_run) {
		err_set(e, EINVAL,
			"load needs --no-pin: pinning is not there "
			"yet");
		return USAGE_ERROR;
	}
	return 0;
}

static int plan_item(struct session *s, struct item *item, struct err *e)
{
	struct view bytes;

	/* The path is in the message already where opening fails */
	if (file_open(item->path, &item->file, e) < 0)
		return -e->code;
	bytes = file_view(&item->file);
	if (obj_open(&bytes, &item->obj, e) < 0 ||
	    object_plan(&item->obj, &s->opts, &item->object, e) < 0)
		return err_wrap(e, "%s", item->path);
	item->planned = true;
	return 0;
}

static int load_items(struct global *g, struct session *s, struct err *e)
{
	for (size_t i = 0; i < s->nitems; i++) {
		struct item *item = &s->items[i];

		if (plan_item(s, item, e) < 0)
			return -e->code;
		if (g->dry_run)
			continue;
		if (object_load(&item->object, e) < 0) {
			if (g->debug && item->object.log)
				fputs(item->object.log, stderr);
			return err_wrap(e, "%s", item->path);
		}
	}
	return 0;
}

static void json_id(struct json *j, int fd)
{
	if (fd >= 0)
		json_uint(json_key(j, "id"), fd_id(fd));
	json_null(json_key(j, "pinned"));
}

static void json_item(struct json *j, const struct item *item)
{
	const struct object *o = &item->object;

	json_object(j);
	json_string(json_key(j, "path"), item->path);
	json_array(json_key(j, "maps"));
	for (uint32_t i = 0; i < item->obj.nmaps; i++) {
		const struct obj_map *m = &item->obj.maps[i];

		if (!o->maps[i].used)
			continue;
		json_object(j);
		json_string(json_key(j, "name"), m->name);
		json_string(json_key(j, "type"), map_type_name(m->type));
		json_id(j, o->maps[i].fd);
		json_object_end(j);
	}
	json_array_end(j);
	json_array(json_key(j, "programs"));
	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		json_object(j);
		json_string(json_key(j, "name"), f->name);
		json_string(json_key(j, "section"),
			    obj_section_name(&item->obj, f->section));
		json_string(json_key(j, "type"),
			    prog_type_name(o->progs[i].kind->prog_type));
		json_id(j, o->progs[i].fd);
		json_object_end(j);
	}
	json_array_end(j);
	json_object_end(j);
}

static void print_json(const struct session *s, bool pretty)
{
	struct json j;

	json_init(&j, stdout, pretty);
	json_object(&j);
	json_array(json_key(&j, "objects"));
	for (size_t i = 0; i < s->nitems; i++)
		json_item(&j, &s->items[i]);
	json_array_end(&j);
	json_object_end(&j);
}

static void print_id(int fd)
{
	if (fd >= 0)
		printf(" %6u", fd_id(fd));
	else
		printf("      -");
}

static void print_item(const struct item *item)
{
	const struct object *o = &item->object;

	text_put(stdout, item->path, SIZE_MAX);
	putchar('\n');
	for (uint32_t i = 0; i < item->obj.nmaps; i++) {
		const struct obj_map *m = &item->obj.maps[i];

		if (!o->maps[i].used)
			continue;
		printf("  map ");
		print_id(o->maps[i].fd);
		printf("  %s  %s key %u value %u entries %u\n", m->name,
		       map_type_name(m->type), m->key_size, m->value_size,
		       m->max_entries);
	}
	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		printf("  prog");
		print_id(o->progs[i].fd);
		printf("  %s  %s %s\n", f->name,
		       prog_type_name(o->progs[i].kind->prog_type),
		       obj_section_name(&item->obj, f->section));
	}
}

static void show(const struct global *g, const struct session *s)
{
	if (g->json) {
		print_json(s, g->pretty);
		return;
	}
	for (size_t i = 0; i < s->nitems && !g->quiet; i++)
		print_item(&s->items[i]);
}

/* Until the end of input or a signal */
static int wait_for_end(struct err *e)
{
	char ignored[4096];
	sigset_t set, old;
	auto_fd int signals = -1;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &old);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		return err_set(e, errno, "signalfd: %s", strerror(errno));
	for (;;) {
		struct pollfd p[2] = { { .fd = signals, .events = POLLIN },
				       { .fd = STDIN_FILENO,
					 .events = POLLIN } };

		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return err_set(e, errno, "poll: %s", strerror(errno));
		if (p[0].revents)
			return 0;
		if (p[1].revents &&
		    read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0)
			return 0;
	}
}

static int run(struct global *g, struct session *s, struct err *e)
{
	int err = load_items(g, s, e);

	if (err < 0)
		return err;
	show(g, s);
	fflush(stdout);
	return g->dry_run ? 0 : wait_for_end(e);
}

static int run_load(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { 0 };
	int err = parse(g, it, &s, e);

	if (err == 0) {
		s.nitems = it->noperands;
		s.items = calloc(s.nitems, sizeof(*s.items));
		if (s.items == NULL) {
			err_nomem(e);
			err = -ENOMEM;
		}
	}
	for (size_t i = 0; err == 0 && s.items && i < s.nitems; i++)
		s.items[i].path = it->operands[i];
	if (err == 0)
		err = run(g, &s, e);
	for (size_t i = 0; s.items && i < s.nitems; i++) {
		if (s.items[i].planned)
			object_close(&s.items[i].object);
		obj_close(&s.items[i].obj);
		file_close(&s.items[i].file);
	}
	free(s.items);
	free(s.sets);
	return err;
}

const struct command load_command = { "load", "[OPTIONS] OBJECT...",
				      "load objects into the kernel",
				      .options = &table, .run = run_load };
