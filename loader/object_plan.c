// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What of an object is to go into the kernel: which functions are programs of
 * which type, which maps they need, and what data maps begin with.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "elf/var.h"
#include "loader/data_map.h"
#include "loader/kconfig.h"
#include "loader/object.h"

static bool is_data(const struct obj_map *m)
{
	return m->origin == OBJ_MAP_DATA || m->origin == OBJ_MAP_KCONFIG;
}

static int unknown_section(const struct obj *obj, const struct obj_func *f,
			   struct err *e)
{
	const char *section = obj_section_name(obj, f->section), *near;

	err_set(e, EINVAL, "program '%s': section '%s' says no program type",
		f->name, section);
	if (section_nearest(section, &near, 1))
		return err_hint(e,
				"name the type with --type, or did you mean "
				"section '%s'?",
				near);
	return err_hint(e, "name the type with --type");
}

static bool stands_in_struct(const struct obj *obj, uint32_t func)
{
	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map *m = &obj->maps[i];

		if (m->origin != OBJ_MAP_STRUCT_OPS || m->optional)
			continue;
		for (uint32_t k = 0; k < m->ninits; k++)
			if (m->inits[k].index == func)
				return true;
	}
	return false;
}

static bool is_tail_called(const struct obj *obj, uint32_t func)
{
	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map *m = &obj->maps[i];

		for (uint32_t k = 0; k < m->ninits; k++)
			if (m->type == BPF_MAP_TYPE_PROG_ARRAY &&
			    m->inits[k].index == func)
				return true;
	}
	return false;
}

/* What a prog array holds is of its callers' type, where all are of one */
static const struct section_kind *kind_of_others(const struct obj *obj,
						 uint32_t func)
{
	const struct section_kind *only = NULL;

	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];
		const struct section_kind *k =
			f->is_prog ? section_find(
					     obj_section_name(obj, f->section),
					     NULL)
				   : NULL;

		if (k && only && k->prog_type != only->prog_type)
			return NULL;
		only = k ? k : only;
	}
	return is_tail_called(obj, func) ? only : NULL;
}

static int add_prog(struct object *o, uint32_t func,
		    const struct object_opts *opts, struct err *e)
{
	const struct obj_func *f = &o->obj->funcs[func];
	struct object_prog *p = &o->progs[o->nprogs];

	if (f->holds_fd)
		return err_set(e, EINVAL,
			       "program '%s' holds a descriptor of the process "
			       "that made it",
			       f->name);
	*p = (struct object_prog){ .func = func, .fd = -1, .target = "" };
	p->kind =
		section_find(obj_section_name(o->obj, f->section), &p->target);
	if (p->kind == NULL)
		p->kind =
			opts->type ? opts->type : kind_of_others(o->obj, func);
	if (p->kind == NULL)
		return unknown_section(o->obj, f, e);
	/* What no struct has a place for cannot be loaded */
	if (p->kind->hook != HOOK_STRUCT_OPS || stands_in_struct(o->obj, func))
		o->nprogs++;
	return 0;
}

static int choose_progs(struct object *o, const struct object_opts *opts,
			struct err *e)
{
	for (uint32_t i = 0; i < o->obj->nfuncs; i++) {
		const struct obj_func *f = &o->obj->funcs[i];

		if (!f->is_prog || !f->autoload)
			continue;
		if (add_prog(o, i, opts, e) < 0)
			return -e->code;
	}
	return 0;
}

/* Declared maps are created whether used or not, since others may use them;
 * sections of data only when something refers to them */
static void mark_maps(struct object *o)
{
	for (uint32_t i = 0; i < o->obj->nmaps; i++)
		o->maps[i].used =
			!is_data(&o->obj->maps[i]) && !o->obj->maps[i].optional;
	for (uint32_t i = 0; i < o->obj->nfuncs; i++) {
		const struct obj_func *f = &o->obj->funcs[i];

		for (uint32_t r = 0; r < f->nrels; r++)
			if (f->rels[r].kind == OBJ_REL_DATA ||
			    f->rels[r].kind == OBJ_REL_MAP)
				o->maps[f->rels[r].index].used = true;
	}
}

static int prepare_data(struct object *o, struct err *e)
{
	for (uint32_t i = 0; i < o->obj->nmaps; i++) {
		const struct obj_map *m = &o->obj->maps[i];

		if (!o->maps[i].used || !is_data(m))
			continue;
		o->maps[i].data = data_map_contents(m);
		if (o->maps[i].data == NULL)
			return err_nomem(e);
		if (m->origin == OBJ_MAP_KCONFIG &&
		    kconfig_fill(o->obj, m, o->maps[i].data, e) < 0)
			return -e->code;
	}
	return 0;
}

static int set_var(struct object *o, const char *set, struct err *e)
{
	const char *equals = strchr(set, '=');
	auto_free char *path = NULL;
	struct var v;

	if (equals == NULL)
		return err_set(e, EINVAL, "'%s' is not of the form NAME=VALUE",
			       set);
	path = strndup(set, (size_t)(equals - set));
	if (path == NULL)
		return err_nomem(e);
	if (var_find(o->obj, path, &v, e) < 0)
		return -e->code;
	/* A variable that no program uses has no map, and needs none */
	if (o->maps[v.map].data == NULL)
		return 0;
	if (var_parse(&o->obj->btf, &v, equals + 1, o->maps[v.map].data + v.off,
		      e) < 0)
		return err_wrap(e, "variable '%s'", path);
	return 0;
}

static int check_order(const struct obj *obj, struct err *e)
{
	if (!obj->elf.bytes.swap)
		return 0;
	err_set(e, ENOEXEC, "the object is %s-endian, this machine is not",
		obj->elf.big_endian ? "big" : "little");
	return err_hint(e, "compile with --target=%s",
			obj->elf.big_endian ? "bpfel" : "bpfeb");
}

static int plan(struct object *o, const struct object_opts *opts, struct err *e)
{
	int err;

	err = check_order(o->obj, e);
	if (err == 0)
		err = choose_progs(o, opts, e);
	if (err < 0)
		return err;
	mark_maps(o);
	err = prepare_data(o, e);
	for (unsigned i = 0; i < opts->nsets && err == 0; i++)
		err = set_var(o, opts->sets[i], e);
	return err;
}

/* A file that the user names must have types, needed or not; or be empty, which
 * says that there are none */
static int check_types(struct object *o, struct err *e)
{
	const struct btf *btf;
	struct stat st;

	if (o->kernel.path == NULL)
		return 0;
	if (stat(o->kernel.path, &st) < 0)
		return err_set(e, errno, "--btf '%s'", o->kernel.path);
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return 0;
	return S_ISCHR(st.st_mode) ? 0 : kernel_btf_get(&o->kernel, &btf, e);
}

int object_plan(const struct obj *obj, const struct object_opts *opts,
		struct object *out, struct err *e)
{
	struct object *o = out;
	int err;

	*o = (struct object){ .obj = obj, .btf_fd = -1 };
	kernel_btf_init(&o->kernel, opts->btf_path);
	kernel_btf_init(&o->running, NULL);
	o->target_fd = opts->target_fd;
	o->fold = opts->fold;
	core_init(&o->core, &obj->btf, btfext_all_relos(&obj->btfext),
		  &o->kernel);
	o->maps = calloc(obj->nmaps + 1, sizeof(*o->maps));
	o->progs = calloc(obj->nfuncs + 1, sizeof(*o->progs));
	if (o->maps == NULL || o->progs == NULL) {
		object_close(o);
		return err_nomem(e);
	}
	for (uint32_t i = 0; i < obj->nmaps; i++)
		o->maps[i].fd = -1;
	err = check_types(o, e);
	if (err == 0)
		err = plan(o, opts, e);
	if (err < 0)
		object_close(o);
	return err;
}
