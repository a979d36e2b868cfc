// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf attach`: a pinned program, or one of an object file, to its hook.
 * What lasts is a pinned link; without one the command stays.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/event_hint.h"
#include "cli/hold.h"
#include "cli/json.h"
#include "cli/load.h"
#include "cli/self.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/attach.h"
#include "loader/attach_struct_ops.h"
#include "loader/fd_id.h"
#include "loader/hook.h"
#include "loader/kernel_obj.h"
#include "loader/link.h"
#include "loader/tracefs.h"

enum { OPT_BTF = 1, OPT_HOLD, OPT_PIN, OPT_PIN_DIR };

static const struct opt options[] = {
	{ 0, "btf", "FILE", "take the kernel's types from FILE", OPT_BTF },
	{ 0, "hold", NULL,
	  "no pin: stay until the end of input, or Ctrl-C, and detach then",
	  OPT_HOLD },
	{ 0, "pin", "FILE", "pin the link as FILE, not beside the program",
	  OPT_PIN },
	{ 0, "pin-dir", "DIR",
	  "where a program from an object file is pinned (" PIN_DIR ")",
	  OPT_PIN_DIR },
};

static const struct opt_table table = { "Options of attach", options,
					ARRAY_SIZE(options) };

struct session {
	bool hold;
	const char *link; /* --pin */
	const char *what, *hook_text; /* operands; hook_text may be NULL */
	struct load_session load; /* of an object file */
	/* The program; not owned where it is of an object file */
	char *pin; /* owned; NULL: it is not pinned */
	char *link_pin; /* owned; NULL: the link is not */
	int prog;
	int held; /* owned: keeps it attached if no pin does; or -1 */
	bool done; /* it is a struct's, and attached */
	struct hook hook;
	struct link_info info;
};

static int parse(struct global *g, struct opt_iter *it, struct session *s,
		 struct err *e)
{
	int id;

	while ((id = command_next(g, it, e)) > 0) {
		if (id == OPT_HOLD)
			s->hold = true;
		else if (id == OPT_BTF)
			s->load.opts.btf_path = it->arg;
		else if (id == OPT_PIN)
			s->link = it->arg;
		else if (id == OPT_PIN_DIR)
			s->load.pin_dir = it->arg;
		else if (it->noperands > 2)
			id = command_too_many(it, e);
		if (id < 0)
			return USAGE_ERROR;
	}
	opt_rest_as_operands(it);
	if (id == 0 && it->noperands == 0)
		err_set(e, EINVAL, "no program to attach");
	else if (id == 0 && s->hold && s->link)
		err_set(e, EINVAL, "--hold pins nothing: leave --pin out");
	else if (id == 0 && it->noperands <= 2) {
		s->what = it->operands[0];
		s->hook_text = it->noperands == 2 ? it->operands[1] : NULL;
		return 0;
	}
	return USAGE_ERROR;
}

/* A program by its name or section, or a struct_ops map behind them */
static int find_part(const struct load_item *item, const char *name,
		     struct err *e)
{
	const struct object *o = &item->object;

	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		if (strcmp(f->name, name) == 0 ||
		    strcmp(obj_section_name(&item->obj, f->section), name) == 0)
			return (int)i;
	}
	for (uint32_t i = 0; i < item->obj.nmaps; i++)
		if (item->obj.maps[i].origin == OBJ_MAP_STRUCT_OPS &&
		    o->maps[i].used &&
		    strcmp(item->obj.maps[i].name, name) == 0)
			return (int)(o->nprogs + i);
	err_set(e, ENOENT, "there is no program '%s'", name);
	if (o->nprogs)
		err_hint(e, "there is '%s'",
			 item->obj.funcs[o->progs[0].func].name);
	return -ENOENT;
}

static void tell_link(struct session *s, int fd)
{
	if (!struct_ops_is_map(fd))
		link_info_get(fd, &s->info);
}

/* The struct, which needs no hook */
static int attach_ops(struct session *s, struct load_item *item, uint32_t i,
		      struct err *e)
{
	const struct load_hook *hook = load_map_hook(item, i);
	auto_fd int fd = -1;

	if (s->hook_text || s->link)
		return err_set(e, EINVAL,
			       "'%s' is a struct_ops map, which takes no %s",
			       item->obj.maps[i].name,
			       s->link ? "--pin" : "hook");
	s->done = true;
	s->hook.kind = section_by_type("struct_ops");
	text_copy(s->hook.target, sizeof(s->hook.target),
		  item->obj.maps[i].name);
	if (s->load.g->dry_run)
		return 0;
	if (load_attach_ops(&s->load, item, i, e) < 0)
		return -e->code;
	if (hook->pin == NULL) {
		tell_link(s, hook->fd);
		return 0;
	}
	fd = kernel_obj_pinned(hook->pin, e);
	if (fd >= 0)
		tell_link(s, fd);
	s->link_pin = strdup(hook->pin);
	return s->link_pin ? 0 : err_nomem(e);
}

static int load(struct session *s, char *path, const char *name, struct err *e)
{
	const struct object_prog *p;
	struct load_item *item;
	const char *pin;
	int i;

	s->load.no_pin = s->hold;
	if (load_objects(&s->load, &path, 1, e) < 0)
		return -e->code;
	item = s->load.items;
	i = find_part(item, name, e);
	if (i < 0)
		return err_wrap(e, "%s", path);
	if ((uint32_t)i >= item->object.nprogs)
		return attach_ops(s, item, (uint32_t)i - item->object.nprogs,
				  e);
	p = &item->object.progs[i];
	s->prog = p->fd;
	pin = s->hold ? NULL : item->pins.progs[i].path;
	if (pin && (s->pin = strdup(pin)) == NULL)
		return err_nomem(e);
	if (s->hook_text)
		return hook_parse(s->hook_text, p->kind->prog_type, &s->hook,
				  e);
	s->hook.kind = p->kind;
	text_copy(s->hook.target, sizeof(s->hook.target), p->target);
	return 0;
}

/* "a, b", as many as there is room for; returns false if it has none */
static bool list_programs(const struct obj *obj, char *out, size_t size)
{
	size_t len = 0;

	for (uint32_t i = 0; i < obj->nfuncs && len < size; i++)
		if (obj->funcs[i].is_prog)
			len += (size_t)snprintf(out + len, size - len, "%s%s",
						len ? ", " : "",
						obj->funcs[i].name);
	return len > 0;
}

/* What is no pin may be an object file whose program is not named. */
static void explain_object(const char *path, struct err *e)
{
	struct err ignored;
	struct view bytes;
	struct file file;
	struct obj obj;
	char names[160];

	if (self_object_open(path, &file, &ignored) < 0)
		return;
	bytes = file_view(&file);
	if (obj_open(&bytes, &obj, &ignored) == 0) {
		err_set(e, EINVAL,
			"'%s' is an object file: OBJECT:PROGRAM is wanted",
			path);
		if (list_programs(&obj, names, sizeof(names)))
			err_hint(e, "its programs: %s", names);
		obj_close(&obj);
	}
	file_close(&file);
}

static int open_pinned(struct session *s, struct err *e)
{
	const char *name = strrchr(s->what, '/');
	enum kernel_obj_kind kind;

	s->prog = kernel_obj_pinned(s->what, e);
	if (s->prog < 0) {
		explain_object(s->what, e);
		return err_hint(e, "a program is named by its pin, or as "
				   "OBJECT:PROGRAM");
	}
	kind = kernel_obj_kind(s->prog);
	if (kind != KERNEL_PROG && kind != KERNEL_OBJ__COUNT)
		return err_set(e, EINVAL, "'%s' is a %s, not a program",
			       s->what, kernel_obj_noun(kind));
	s->pin = strdup(s->what);
	if (s->pin == NULL)
		return err_nomem(e);
	if (s->hook_text)
		return hook_parse(s->hook_text, fd_type(s->prog), &s->hook, e);
	return hook_of_pin(name ? name + 1 : s->what, fd_type(s->prog),
			   &s->hook, e);
}

/* A pin, or OBJECT:PROGRAM */
static int find(struct session *s, struct err *e)
{
	const char *colon = strrchr(s->what, ':');
	auto_free char *path = NULL;

	if (colon == NULL || access(s->what, F_OK) == 0)
		return open_pinned(s, e);
	path = strndup(s->what, (size_t)(colon - s->what));
	return path ? load(s, path, colon + 1, e) : err_nomem(e);
}

static int choose_link(struct session *s, struct err *e)
{
	if (s->hold || s->done)
		return 0;
	if (s->link)
		s->link_pin = strdup(s->link);
	else if (s->pin)
		s->link_pin = attach_link_path(s->pin);
	else
		return err_set(e, EINVAL,
			       "'%s' is not pinned: its link needs "
			       "--pin or --hold",
			       s->what);
	return s->link_pin ? 0 : err_nomem(e);
}

static int explain(const struct session *s, struct err *e)
{
	struct hook_event ev;
	struct tracefs t;
	struct err ignored;

	if (e->code != ENOENT || s->hook.kind->hook != HOOK_TRACEPOINT ||
	    hook_event(s->hook.target, &ev, &ignored) < 0 ||
	    tracefs_open(&t, &ignored) < 0)
		return -e->code;
	if (tracefs_event_id(&t, ev.system, ev.event, &ignored) < 0)
		event_hint(&t, ev.name, e);
	tracefs_close(&t);
	return -e->code;
}

static int attach(struct session *s, struct err *e)
{
	struct attach a = { s->prog, s->hook.kind, s->hook.target };
	int fd;

	if (s->link_pin)
		fd = attach_pinned(&a, s->link_pin, s->pin, &s->info, e);
	else
		fd = attach_prog(&a, e);
	if (fd < 0)
		return explain(s, e);
	if (s->link_pin)
		return 0;
	link_info_get(fd, &s->info); /* perf events are no links */
	s->held = fd;
	return 0;
}

static void show(const struct global *g, const struct session *s)
{
	const char *where = s->hook.target;
	const char *kind = s->hook.kind->name;
	char hook[192];
	struct json j;

	if (where[0] == '\0') { /* the program knows, the kernel may tell */
		where = s->info.hook;
		kind = prog_type_name(s->hook.kind->prog_type);
	}
	snprintf(hook, sizeof(hook), "%s%s%s", kind, where[0] ? "/" : "",
		 where);
	if (g->json) {
		json_init(&j, stdout, g->pretty);
		json_object(&j);
		json_array(json_key(&j, "attached"));
		json_object(&j);
		json_string(json_key(&j, "program"), s->what);
		json_string(json_key(&j, "hook"), hook);
		if (s->info.id)
			json_uint(json_key(&j, "link_id"), s->info.id);
		json_string(json_key(&j, "pinned"), s->link_pin);
		json_object_end(&j);
		json_array_end(&j);
		load_json_notes(&j, s->load.items, s->load.nitems);
		json_object_end(&j);
	} else if (!g->quiet) {
		text_put(stdout, s->what, SIZE_MAX);
		fputs("  ", stdout);
		text_put(stdout, hook, SIZE_MAX);
		if (s->info.id)
			printf("  link %u", s->info.id);
		if (s->link_pin) {
			fputs("  ", stdout);
			text_put(stdout, s->link_pin, SIZE_MAX);
		}
		putchar('\n');
	}
	fflush(stdout);
}

static int run(struct session *s, struct err *e)
{
	const struct global *g = s->load.g;
	int err = find(s, e);

	if (err == 0)
		err = choose_link(s, e);
	if (err == 0 && !g->dry_run && !s->done)
		err = attach(s, e);
	if (err < 0)
		return err;
	show(g, s);
	return s->hold && !g->dry_run ? hold_until_end(0, e) : 0;
}

static int run_attach(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .load = LOAD_SESSION(g),
			     .what = "",
			     .hook.kind = section_at(0),
			     .prog = -1,
			     .held = -1 };
	int err = parse(g, it, &s, e);

	if (err == 0)
		err = run(&s, e);
	if (err < 0 && s.load.items)
		load_undo(&s.load, s.load.items);
	if (s.load.items == NULL && s.prog >= 0)
		close(s.prog);
	if (s.held >= 0)
		close(s.held);
	load_close(&s.load);
	free(s.pin);
	free(s.link_pin);
	return err;
}

const struct command attach_command = {
	"attach",
	"[OPTIONS] PROGRAM [HOOK]",
	"attach a program to its hook",
	.details =
		"PROGRAM is a pin, or OBJECT:NAME for one of an object file,\n"
		"which is loaded, or a struct_ops map of it. HOOK is "
		"SYSTEM:EVENT for a\ntracepoint, raw_tp:NAME, or a section's "
		"name; without it the pin's name or\nthe section tells it.\n",
	.options = &table,
	.run = run_attach,
};
