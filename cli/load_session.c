// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Objects into the kernel, pinned and attached as the session says. What is
 * attached without a pin ends with the session; nothing here waits or shows.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/load.h"
#include "cli/self.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "loader/android_rules.h"
#include "loader/attach.h"
#include "loader/attach_struct_ops.h"
#include "loader/link.h"

int load_add_set(struct load_session *s, const char *set, struct err *e)
{
	const char **sets =
		realloc(s->sets, (s->opts.nsets + 1) * sizeof(*sets));

	if (sets == NULL)
		return err_nomem(e);
	sets[s->opts.nsets++] = set;
	s->opts.sets = s->sets = sets;
	return 0;
}

/* One that finds no memory is left out: it changes nothing. */
static void keep_note(struct load_item *item, const char *what, const char *why)
{
	char **notes =
		realloc(item->notes, (item->nnotes + 1) * sizeof(*notes));

	if (notes == NULL)
		return;
	item->notes = notes;
	if (asprintf(&notes[item->nnotes], "%s: %s%s%s", item->path, what,
		     *why ? ": " : "", why) >= 0)
		item->nnotes++;
}

static void note(const struct load_session *s, struct load_item *item,
		 const char *what, const char *why)
{
	if (s->g->quiet)
		return;
	if (s->g->json) {
		keep_note(item, what, why);
		return;
	}
	fputs("note: ", stderr);
	text_put(stderr, item->path, SIZE_MAX);
	fprintf(stderr, ": %s%s%s\n", what, *why ? ": " : "", why);
}

/* What an object for Android is not meant to do here */
static void leave_out(const struct load_session *s, struct load_item *item)
{
	struct android_here here;
	struct object *o = &item->object;
	char why[128];

	android_here(&here, 0);
	for (uint32_t i = 0; i < item->obj.nmaps; i++) {
		const struct obj_map *m = &item->obj.maps[i];

		if (!m->legacy || !m->legacy->android ||
		    android_wants_map(&here, m->legacy, why, sizeof(why)))
			continue;
		o->maps[i].used = false;
		note(s, item, m->name, why);
	}
	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		if (!f->legacy ||
		    android_wants_prog(&here, f->legacy, why, sizeof(why)))
			continue;
		o->progs[i].skip = true;
		note(s, item, f->name, why);
	}
}

static bool has_contexts(const struct obj *obj)
{
	for (uint32_t i = 0; i < obj->nmaps; i++)
		if (obj->maps[i].legacy &&
		    obj->maps[i].legacy->selinux_context[0])
			return true;
	for (uint32_t i = 0; i < obj->nfuncs; i++)
		if (obj->funcs[i].legacy &&
		    obj->funcs[i].legacy->selinux_context[0])
			return true;
	return false;
}

static int plan_pins(const struct load_session *s, struct load_item *item,
		     struct err *e)
{
	auto_free char *name =
		s->name ? strdup(s->name) : pin_object_name(item->path);

	if (name == NULL)
		return err_nomem(e);
	if (pins_plan(&item->object, name, s->pin_dir, &item->pins, e) < 0)
		return -e->code;
	if (item->pins.renamed)
		note(s, item, "'.' in names is '_' in pins, as bpffs wants it",
		     "");
	if (has_contexts(&item->obj))
		note(s, item, "SELinux contexts are left out", "");
	return 0;
}

static int make_hooks(struct load_item *item, struct err *e)
{
	size_t n = item->object.nprogs + item->obj.nmaps;

	item->hooks = calloc(n + 1, sizeof(*item->hooks));
	if (item->hooks == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < n; i++)
		item->hooks[i].fd = -1;
	return 0;
}

static int plan_item(struct load_session *s, struct load_item *item,
		     struct err *e)
{
	struct view bytes;

	/* The path is in the message already where opening fails */
	if (self_object_open(item->path, &item->file, e) < 0)
		return -e->code;
	bytes = file_view(&item->file);
	if (obj_open(&bytes, &item->obj, e) < 0 ||
	    object_plan(&item->obj, &s->opts, &item->object, e) < 0)
		return err_wrap(e, "%s", item->path);
	item->planned = true;
	leave_out(s, item);
	if (make_hooks(item, e) < 0)
		return -e->code;
	if (!s->no_pin && plan_pins(s, item, e) < 0)
		return err_wrap(e, "%s", item->path);
	return 0;
}

struct load_hook *load_map_hook(const struct load_item *item, uint32_t i)
{
	return &item->hooks[item->object.nprogs + i];
}

static int attach_prog_pinned(const struct attach *a, const char *pin,
			      struct load_hook *hook, struct err *e)
{
	auto_free char *path = attach_link_path(pin);
	struct link_info info;
	int err;

	if (path == NULL)
		return err_nomem(e);
	err = attach_pinned(a, path, pin, &info, e);
	if (err < 0)
		return err;
	hook->made = err == 0;
	hook->pin = take_ptr(&path);
	return 0;
}

static int attach_one(const struct load_session *s, struct load_item *item,
		      uint32_t i, struct err *e)
{
	const struct object_prog *p = &item->object.progs[i];
	const char *name = item->obj.funcs[p->func].name;
	struct attach a = { p->fd, p->kind, p->target };
	int err;

	if (p->fd < 0 || p->kind->hook == HOOK_STRUCT_OPS)
		return 0;
	if (!p->target[0] || p->kind->hook == HOOK_NONE) {
		if (s->lenient)
			note(s, item, name, "its section names no hook");
		return 0;
	}
	if (s->no_pin)
		err = item->hooks[i].fd = attach_prog(&a, e);
	else
		err = attach_prog_pinned(&a, item->pins.progs[i].path,
					 &item->hooks[i], e);
	if (err == -EOPNOTSUPP && s->lenient) {
		note(s, item, name, e->msg);
		return 0;
	}
	return err < 0 ? err_wrap(e, "attaching '%s'", name) : 0;
}

int load_attach_ops(const struct load_session *s, struct load_item *item,
		    uint32_t i, struct err *e)
{
	const struct obj_map *m = &item->obj.maps[i];
	struct load_hook *hook = load_map_hook(item, i);
	auto_free char *path = NULL;
	int err;

	if (s->no_pin) {
		hook->fd = attach_struct_ops(m, &item->object.maps[i], e);
		return hook->fd < 0 ? -e->code : 0;
	}
	path = struct_ops_pin_path(s->pin_dir, item->pins.object, m);
	if (path == NULL)
		return err_nomem(e);
	err = attach_struct_ops_pinned(&item->object, i, item->pins.object,
				       path, e);
	if (err < 0)
		return err;
	hook->made = err == 0;
	hook->pin = take_ptr(&path);
	return 0;
}

static int attach_item(const struct load_session *s, struct load_item *item,
		       struct err *e)
{
	for (uint32_t i = 0; i < item->object.nprogs; i++)
		if (attach_one(s, item, i, e) < 0)
			return -e->code;
	for (uint32_t i = 0; i < item->obj.nmaps; i++)
		if (item->object.maps[i].ops &&
		    load_attach_ops(s, item, i, e) < 0)
			return err_wrap(e, "attaching '%s'",
					item->obj.maps[i].name);
	return 0;
}

static size_t hooks_of(const struct load_item *item)
{
	return item->hooks ? item->object.nprogs + item->obj.nmaps : 0;
}

void load_undo(const struct load_session *s, struct load_item *item)
{
	struct err ignored;

	for (size_t i = 0; i < hooks_of(item); i++)
		if (item->hooks[i].made)
			detach_struct_ops_pinned(item->hooks[i].pin, &ignored);
	if (item->pinned)
		pins_undo(&s->dir, &item->pins, &item->object);
	item->pinned = false;
}

static int load_item(const struct load_session *s, struct load_item *item,
		     struct err *e)
{
	int err;

	if (s->no_pin)
		err = object_load(&item->object, e);
	else
		err = pins_load(&s->dir, &item->pins, &item->object, s->replace,
				e);
	if (err < 0)
		return err;
	item->pinned = !s->no_pin;
	err = s->attach ? attach_item(s, item, e) : 0;
	if (err < 0)
		load_undo(s, item);
	return err;
}

static int load_all(struct load_session *s, struct err *e)
{
	unsigned flags = PIN_DIR_MAKE | (s->mount ? PIN_DIR_MOUNT : 0) |
			 (s->may_mount ? PIN_DIR_MAY_MOUNT : 0);

	for (size_t i = 0; i < s->nitems; i++)
		if (plan_item(s, &s->items[i], e) < 0)
			return -e->code;
	if (s->g->dry_run) {
		s->nloaded = s->nitems;
		return 0;
	}
	if (!s->no_pin && pin_dir_open(s->pin_dir, flags, &s->dir, e) < 0)
		return -e->code;
	for (; s->nloaded < s->nitems; s->nloaded++) {
		struct load_item *item = &s->items[s->nloaded];

		if (load_item(s, item, e) < 0) {
			if (s->g->debug && item->object.log)
				fputs(item->object.log, stderr);
			return err_wrap(e, "%s", item->path);
		}
		item->loaded = true;
	}
	return 0;
}

int load_objects(struct load_session *s, char *const *paths, size_t n,
		 struct err *e)
{
	s->items = calloc(n, sizeof(*s->items));
	if (s->items == NULL)
		return err_nomem(e);
	s->nitems = n;
	for (size_t i = 0; i < n; i++)
		s->items[i].path = paths[i];
	return load_all(s, e);
}

bool load_is_attached(const struct load_session *s)
{
	for (size_t i = 0; i < s->nloaded; i++)
		for (size_t k = 0; k < hooks_of(&s->items[i]); k++)
			if (s->items[i].hooks[k].fd >= 0 ||
			    s->items[i].hooks[k].pin)
				return true;
	return false;
}

static void detach_item(struct load_item *item)
{
	for (size_t i = 0; i < hooks_of(item); i++) {
		struct load_hook *hook = &item->hooks[i];
		size_t map = i - item->object.nprogs;
		const struct obj_map *m = &item->obj.maps[map];
		struct err ignored;

		if (hook->fd < 0)
			continue;
		if (i >= item->object.nprogs && !struct_ops_has_link(m))
			detach_struct_ops(m->name, hook->fd, &ignored);
		close(hook->fd);
		hook->fd = -1;
	}
}

void load_detach(struct load_session *s)
{
	for (size_t i = 0; i < s->nitems; i++)
		detach_item(&s->items[i]);
}

static void close_item(struct load_item *item)
{
	for (size_t i = 0; i < hooks_of(item); i++)
		free(item->hooks[i].pin);
	free(item->hooks);
	for (size_t i = 0; i < item->nnotes; i++)
		free(item->notes[i]);
	free(item->notes);
	pins_close(&item->pins);
	if (item->planned)
		object_close(&item->object);
	obj_close(&item->obj);
	file_close(&item->file);
}

void load_close(struct load_session *s)
{
	load_detach(s);
	for (size_t i = 0; i < s->nitems; i++)
		close_item(&s->items[i]);
	pin_dir_close(&s->dir);
	free(s->items);
	free(s->sets);
}
