// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One object at boot: read, reduced to what is wanted here, loaded and pinned,
 * attached. What the rules leave out is not even planned.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/section.h"
#include "loader/attach.h"
#include "loader/attach_struct_ops.h"
#include "loader/boot.h"
#include "loader/boot_dir.h"
#include "loader/kernel_obj.h"
#include "loader/link.h"
#include "loader/object.h"
#include "loader/pin.h"

#define WHY_MAX	  160
#define FUSE_TYPE "/sys/fs/fuse/bpf_prog_type_fuse"

/* What there is while an object is worked on */
struct work {
	const struct boot_place *place;
	struct boot_object *b;
	struct file file;
	struct obj obj;
	struct object object;
	struct pins pins;
	bool *no_map; /* owned; by map: left out */
};

static int add_part(struct boot_object *b, enum boot_part_kind kind,
		    enum boot_part_state state, const char *name,
		    struct boot_part **out)
{
	struct boot_part *p = realloc(b->parts, (b->nparts + 1) * sizeof(*p));

	if (p == NULL)
		return -ENOMEM;
	b->parts = p;
	p += b->nparts;
	*p = (struct boot_part){ kind, state, strdup(name), NULL, NULL };
	if (p->name == NULL)
		return -ENOMEM;
	b->nparts++;
	*out = p;
	return 0;
}

static int leave_out(struct boot_object *b, enum boot_part_kind kind,
		     const char *name, const char *why)
{
	struct boot_part *p;

	if (add_part(b, kind, BOOT_PART_LEFT_OUT, name, &p) < 0)
		return -ENOMEM;
	p->why = strdup(why);
	return p->why ? 0 : -ENOMEM;
}

static int choose_maps(struct work *w, struct err *e)
{
	char why[WHY_MAX];

	w->no_map = calloc(w->obj.nmaps + 1, sizeof(bool));
	if (w->no_map == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < w->obj.nmaps; i++) {
		const struct obj_map *m = &w->obj.maps[i];

		if (android_wants_map(&w->place->here, m->legacy, why,
				      sizeof(why)))
			continue;
		w->no_map[i] = true;
		if (leave_out(w->b, BOOT_MAP, m->name, why) < 0)
			return err_nomem(e);
	}
	return 0;
}

/* The first map that it needs and that is left out, or NULL */
static const char *map_missing(const struct work *w, const struct obj_func *f)
{
	for (uint32_t r = 0; r < f->nrels; r++)
		if (f->rels[r].kind == OBJ_REL_MAP &&
		    w->no_map[f->rels[r].index])
			return w->obj.maps[f->rels[r].index].name;
	return NULL;
}

/* Android's loaders pass over code in sections that they do not know */
static bool wants_section(const struct work *w, const struct obj_func *f,
			  char *why, size_t len)
{
	const char *name = obj_section_name(&w->obj, f->section), *rest;
	const struct section_kind *kind = section_find(name, &rest);

	if (!w->obj.android.present || (kind && kind->hook != HOOK_FUSE))
		return true;
	if (kind && access(FUSE_TYPE, R_OK) == 0)
		return true;
	snprintf(why, len, "section '%s' is of no type that this kernel has",
		 name);
	return false;
}

static int choose_prog(struct work *w, struct obj_func *f, struct err *e)
{
	char why[WHY_MAX];
	const char *map;
	bool wanted;

	wanted = android_wants_prog(&w->place->here, f->legacy, why,
				    sizeof(why)) &&
		 wants_section(w, f, why, sizeof(why));
	map = wanted ? map_missing(w, f) : NULL;
	if (map && !(f->legacy && f->legacy->optional))
		return err_set(e, EINVAL,
			       "program '%s' uses map '%s', which is left out",
			       f->name, map);
	if (map)
		snprintf(why, sizeof(why), "map '%s' is left out", map);
	if (wanted && map == NULL)
		return 0;
	f->autoload = false;
	return leave_out(w->b, BOOT_PROG, f->name, why) < 0 ? err_nomem(e) : 0;
}

/* 0: go on; 1: the object is not for here */
static int choose(struct work *w, struct err *e)
{
	char why[WHY_MAX];

	if (!android_wants_object(&w->place->here, &w->obj.android, why,
				  sizeof(why))) {
		err_set(e, ENOTSUP, "%s", why);
		return 1;
	}
	if (android_check_object(&w->place->here, &w->obj.android, e) < 0 ||
	    choose_maps(w, e) < 0)
		return -e->code;
	for (uint32_t i = 0; i < w->obj.nfuncs; i++)
		if (w->obj.funcs[i].is_prog && w->obj.funcs[i].autoload &&
		    choose_prog(w, &w->obj.funcs[i], e) < 0)
			return -e->code;
	return 0;
}

/* Two files of one name would take each other's pins */
static int name_object(struct work *w, struct err *e)
{
	const struct boot *before = w->place->before;

	w->b->name = pin_object_name(w->b->file);
	if (w->b->name == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < before->nobjects; i++) {
		const struct boot_object *o = &before->objects[i];

		if (o->state > BOOT_UNCHANGED ||
		    strcmp(o->name, w->b->name) != 0)
			continue;
		err_set(e, EEXIST, "its name, '%s', is that of %s/%s already",
			w->b->name, o->dir, o->file);
		return err_hint(e, "rename one of the files");
	}
	return 0;
}

static int plan(struct work *w, struct err *e)
{
	const struct object_opts none = { .nsets = 0 };

	if (object_plan(&w->obj, &none, &w->object, e) < 0)
		return -e->code;
	for (uint32_t i = 0; i < w->obj.nmaps; i++)
		if (w->no_map[i])
			w->object.maps[i].used = false;
	return pins_plan(&w->object, w->b->name,
			 w->place->pins ? w->place->pins->path
					: w->place->opts->pin_dir,
			 &w->pins, e);
}

static enum boot_part_state part_state(const struct work *w, enum pin_state s)
{
	if (s == PIN_NONE && !w->place->opts->dry_run)
		return BOOT_PART_LEFT_OUT;
	return s == PIN_KEPT	   ? BOOT_PART_KEPT
	       : s == PIN_REPLACED ? BOOT_PART_REPLACED
				   : BOOT_PART_MADE;
}

/* Why a program has no pin of its own */
static const char *why_not(const struct work *w, uint32_t prog, char *buf,
			   size_t len)
{
	const struct object_prog *p = &w->object.progs[prog];

	if (!p->error)
		return "another variant is there";
	snprintf(buf, len, "optional, and refused (%s)", errno_name(p->error));
	return buf;
}

static int tell_pin(struct work *w, enum boot_part_kind kind, const char *name,
		    const struct pin *pin, struct err *e)
{
	struct boot_part *p;

	if (add_part(w->b, kind, part_state(w, pin->state), name, &p) < 0)
		return err_nomem(e);
	if (p->state == BOOT_PART_MADE || p->state == BOOT_PART_REPLACED)
		w->b->state = BOOT_LOADED;
	p->path = strdup(pin->path);
	return p->path ? 0 : err_nomem(e);
}

static int tell_prog(struct work *w, uint32_t i, struct err *e)
{
	const struct pin *pin = &w->pins.progs[i];
	const char *name = w->obj.funcs[w->object.progs[i].func].name;
	char why[WHY_MAX];

	if (pin->path == NULL)
		return 0;
	if (part_state(w, pin->state) != BOOT_PART_LEFT_OUT)
		return tell_pin(w, BOOT_PROG, name, pin, e);
	return leave_out(w->b, BOOT_PROG, name,
			 why_not(w, i, why, sizeof(why))) < 0
		       ? err_nomem(e)
		       : 0;
}

static int tell_pins(struct work *w, struct err *e)
{
	for (uint32_t i = 0; i < w->pins.nmaps; i++)
		if (w->object.maps[i].used && w->pins.maps[i].path &&
		    tell_pin(w, BOOT_MAP, w->obj.maps[i].name, &w->pins.maps[i],
			     e) < 0)
			return -e->code;
	for (uint32_t i = 0; i < w->pins.nprogs; i++)
		if (tell_prog(w, i, e) < 0)
			return -e->code;
	return 0;
}

/* What cannot be attached here is said, unless the object needs it */
static int attach_failed(struct work *w, const struct obj_func *f,
			 struct err *e)
{
	if (e->code != EOPNOTSUPP && !(f->legacy && f->legacy->optional))
		return err_wrap(e, "attaching '%s'", f->name);
	return leave_out(w->b, BOOT_LINK, f->name, e->msg) < 0 ? err_nomem(e)
							       : 0;
}

/* Takes *path over */
static int tell_link(struct work *w, const char *name, bool kept, char **path,
		     struct err *e)
{
	struct boot_part *part;

	if (!kept)
		w->b->state = BOOT_LOADED;
	if (add_part(w->b, BOOT_LINK, kept ? BOOT_PART_KEPT : BOOT_PART_MADE,
		     name, &part) < 0)
		return err_nomem(e);
	part->path = take_ptr(path);
	return 0;
}

static int attach_one(struct work *w, uint32_t i, struct err *e)
{
	const struct object_prog *p = &w->object.progs[i];
	const struct obj_func *f = &w->obj.funcs[p->func];
	const char *pin = w->pins.progs[i].path;
	struct attach a = { .kind = p->kind, .target = p->target };
	auto_fd int fd = kernel_obj_pinned(pin, e);
	auto_free char *path = attach_link_path(pin);
	struct link_info info;
	int kept;

	if (path == NULL)
		return err_nomem(e);
	a.prog_fd = fd;
	kept = fd < 0 ? fd : attach_pinned(&a, path, pin, &info, e);
	if (kept < 0)
		return attach_failed(w, f, e);
	return tell_link(w, f->name, kept, &path, e);
}

static int attach_ops(struct work *w, uint32_t i, struct err *e)
{
	const struct obj_map *m = &w->obj.maps[i];
	auto_free char *path =
		struct_ops_pin_path(w->place->pins->path, w->pins.object, m);
	int kept;

	if (path == NULL)
		return err_nomem(e);
	kept = attach_struct_ops_pinned(&w->object, i, w->pins.object, path, e);
	return kept < 0 ? err_wrap(e, "attaching '%s'", m->name)
			: tell_link(w, m->name, kept, &path, e);
}

static int attach_all(struct work *w, struct err *e)
{
	for (uint32_t i = 0; i < w->object.nprogs; i++) {
		const struct object_prog *p = &w->object.progs[i];

		if (w->pins.progs[i].path == NULL || !p->target[0] ||
		    w->pins.progs[i].state == PIN_NONE ||
		    p->kind->hook == HOOK_NONE ||
		    p->kind->hook == HOOK_STRUCT_OPS)
			continue;
		if (attach_one(w, i, e) < 0)
			return -e->code;
	}
	for (uint32_t i = 0; i < w->obj.nmaps; i++)
		if (w->object.maps[i].ops && attach_ops(w, i, e) < 0)
			return -e->code;
	return 0;
}

static int load(struct work *w, struct err *e)
{
	const struct boot_opts *opts = w->place->opts;

	if (name_object(w, e) < 0 || plan(w, e) < 0)
		return -e->code;
	w->b->state = BOOT_UNCHANGED;
	if (!opts->dry_run && pins_load(w->place->pins, &w->pins, &w->object,
					opts->replace, e) < 0)
		return -e->code;
	if (tell_pins(w, e) < 0)
		return -e->code;
	return opts->attach && !opts->dry_run ? attach_all(w, e) : 0;
}

static int run(struct work *w, struct err *e)
{
	struct boot_object *b = w->b;
	struct view bytes;
	int err;

	if (boot_dir_file(w->place->dir, b->file, &w->file, e) < 0)
		return -e->code;
	bytes = file_view(&w->file);
	if (obj_open(&bytes, &w->obj, e) < 0)
		return -e->code;
	if (w->obj.android.critical) {
		b->critical = strdup(w->obj.android.critical);
		if (b->critical == NULL)
			return err_nomem(e);
	}
	err = choose(w, e);
	if (err == 0)
		return load(w, e);
	if (err > 0)
		b->state = BOOT_SKIPPED;
	return err;
}

void boot_object_load(const struct boot_place *place, struct boot_object *b)
{
	struct work w = { .place = place, .b = b };

	if (run(&w, &b->err) < 0)
		b->state = BOOT_FAILED;
	pins_close(&w.pins);
	if (w.object.obj)
		object_close(&w.object);
	obj_close(&w.obj);
	file_close(&w.file);
	free(w.no_map);
}

void boot_object_close(struct boot_object *b)
{
	for (size_t i = 0; i < b->nparts; i++) {
		free(b->parts[i].name);
		free(b->parts[i].path);
		free(b->parts[i].why);
	}
	free(b->parts);
	free(b->file);
	free(b->name);
	free(b->critical);
}
