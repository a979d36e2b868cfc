// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The order in which an object goes into the kernel: types, maps, programs,
 * and at last the programs that maps hold. What is made is owned by struct
 * object, so that giving up anywhere leaves nothing. What to make is decided
 * in object_plan.c.
 */
#include "loader/object.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/arena.h"
#include "loader/btf_load.h"
#include "loader/cpus.h"
#include "loader/data_map.h"
#include "loader/externs.h"
#include "loader/kernel_version.h"
#include "loader/load.h"
#include "loader/map_create.h"
#include "loader/map_fill.h"
#include "loader/object_target.h"
#include "loader/struct_ops.h"
#include "loader/trace_btf.h"
#include "loader/tracefs.h"
#include "loader/variant.h"

struct kernel_btf *object_kernel(struct object *o)
{
	return o->kernel.path ? &o->running : &o->kernel;
}

/* Maps and programs do without types where they can; where they cannot, the
 * kernel says so */
static void load_types(struct object *o)
{
	enum btf_level level;
	struct err ignored;

	if (o->btf_fd >= 0 || o->no_types)
		return;
	o->btf_fd = btf_load(o->obj, &level, &ignored);
	o->no_types = o->btf_fd < 0;
	o->func_info = o->btf_fd >= 0 && level < BTF_LEVEL_PLAIN;
}

/* Without sysfs those that this process may run on */
static unsigned cpus(void)
{
	struct err ignored;
	int n = cpus_possible(-1, 0, &ignored);

	return n > 0 ? (unsigned)n : (unsigned)sysconf(_SC_NPROCESSORS_CONF);
}

static void normalise(const struct obj_map *m, struct obj_map *out)
{
	*out = *m;
	obj_map_normalise(out, obj_map_counts_cpus(m) ? cpus() : 0,
			  (unsigned)getpagesize());
}

void object_map_shape(const struct object *o, uint32_t i, struct obj_map *out)
{
	normalise(&o->obj->maps[i], out);
	if (o->maps[i].ops)
		out->value_size = o->maps[i].ops->size;
}

static int create_normal(const struct object *o, const struct obj_map *m,
			 int inner, struct err *e)
{
	struct map_refs refs = { o->btf_fd, inner, 0, 0 };
	struct obj_map normal;

	normalise(m, &normal);
	return map_create(&normal, &refs, e);
}

static int create_declared(const struct object *o, const struct obj_map *m,
			   struct err *e)
{
	auto_fd int inner = -1;

	if (m->inner) {
		inner = create_normal(o, m->inner, -1, e);
		if (inner < 0)
			return err_wrap(e, "template of map '%s'", m->name);
	}
	return create_normal(o, m, inner, e);
}

static int create_struct_ops(struct object *o, uint32_t i, struct err *e)
{
	const struct obj_map *m = &o->obj->maps[i];

	o->maps[i].ops = calloc(1, sizeof(*o->maps[i].ops));
	if (o->maps[i].ops == NULL)
		return err_nomem(e);
	if (struct_ops_open(o->obj, m, object_kernel(o), o->maps[i].ops, e) < 0)
		return -e->code;
	return struct_ops_create(o->maps[i].ops, m, o->btf_fd, e);
}

int object_map_create(struct object *o, uint32_t i, struct err *e)
{
	const struct obj_map *m = &o->obj->maps[i];
	bool constant = o->maps[i].data && (m->flags & BPF_F_RDONLY_PROG);
	struct map_refs refs = { -1, -1, 0, 0 };
	int fd;

	load_types(o);
	if (constant && o->fold)
		return 0;
	refs.btf_fd = o->btf_fd;
	if (m->origin == OBJ_MAP_STRUCT_OPS)
		fd = create_struct_ops(o, i, e);
	else if (o->maps[i].data == NULL)
		fd = create_declared(o, m, e);
	else
		fd = data_map_create(m, o->maps[i].data, &refs, e);
	/* Before 5.2 constants become part of the programs */
	if (fd == -EINVAL && constant)
		return 0;
	o->maps[i].fd = fd < 0 ? -1 : fd;
	if (fd >= 0 && m->type == MAP_TYPE_ARENA)
		return arena_start(o->obj, m, fd, e);
	return fd < 0 ? fd : 0;
}

static int create_maps(struct object *o, struct err *e)
{
	for (uint32_t i = 0; i < o->obj->nmaps; i++)
		if (o->maps[i].used && !o->maps[i].kept &&
		    object_map_create(o, i, e) < 0)
			return -e->code;
	return 0;
}

/* What goes into a slot: a descriptor, or -1. Not what was there before, into
 * a map that was there before: by now that may hold something else. */
static int slot_fd(const struct object *o, uint32_t map,
		   const struct obj_map_init *init)
{
	bool kept = o->maps[map].kept;

	if (!init->is_func)
		return kept && o->maps[init->index].kept
			       ? -1
			       : o->maps[init->index].fd;
	for (uint32_t i = 0; i < o->nprogs; i++)
		if (o->progs[i].func == init->index)
			return kept && o->progs[i].kept ? -1 : o->progs[i].fd;
	return -1;
}

/* funcs: the slots that hold programs, else those that hold maps */
static int fill_map(struct object *o, uint32_t i, bool funcs, struct err *e)
{
	const struct obj_map *m = &o->obj->maps[i];

	for (uint32_t k = 0; k < m->ninits && o->maps[i].fd >= 0; k++) {
		const struct obj_map_init *init = &m->inits[k];
		int fd = slot_fd(o, i, init);

		if (init->is_func != funcs || fd < 0)
			continue;
		if (o->maps[i].ops)
			struct_ops_set(o->maps[i].ops, k, fd);
		else if (map_fill_slot(m, o->maps[i].fd, init->slot, fd, e) < 0)
			return -e->code;
	}
	return 0;
}

static int fill_maps(struct object *o, bool funcs, struct err *e)
{
	for (uint32_t i = 0; i < o->obj->nmaps; i++)
		if (fill_map(o, i, funcs, e) < 0)
			return -e->code;
	return 0;
}

/* What the object calls the context of a tracepoint program: the struct that
 * its relocations of that name refer to */
static const char *context_of(const struct object *o, const struct obj_func *f)
{
	struct btfext_relos relos = btfext_relos(
		&o->obj->btfext, obj_section_name(o->obj, f->section));
	uint32_t begin = f->start * (uint32_t)sizeof(struct bpf_insn);
	uint32_t end = begin + f->ninsns * (uint32_t)sizeof(struct bpf_insn);

	for (size_t i = 0; i < relos.n; i++) {
		const char *name = btf_name(&o->obj->btf, relos.v[i].type_id);

		if (relos.v[i].insn_off < begin || relos.v[i].insn_off >= end)
			continue;
		if (strncmp(name, "trace_event_raw_", 16) == 0 ||
		    strncmp(name, "syscall_trace_", 14) == 0)
			return name;
	}
	return NULL;
}

/* The context as this kernel's tracefs describes it, where it does */
static bool find_event(const struct object *o, const struct object_prog *p,
		       struct trace_btf *out)
{
	const char *context = context_of(o, &o->obj->funcs[p->func]);
	const char *slash = strchr(p->target, '/');
	auto_free char *format = NULL;
	struct tracefs tracefs;
	struct err ignored;
	char system[64];
	int err;

	if (p->kind->prog_type != BPF_PROG_TYPE_TRACEPOINT || !slash ||
	    !context || tracefs_open(&tracefs, &ignored) < 0)
		return false;
	snprintf(system, sizeof(system), "%.*s", (int)(slash - p->target),
		 p->target);
	err = tracefs_format(&tracefs, system, slash + 1, &format, &ignored);
	tracefs_close(&tracefs);
	return err == 0 && trace_btf_open(format, context, out, &ignored) == 0;
}

static uint32_t prog_flags(const struct section_kind *kind)
{
	return (kind->flags & SECTION_SLEEPABLE ? BPF_F_SLEEPABLE : 0) |
	       (kind->flags & SECTION_FRAGS ? BPF_F_XDP_HAS_FRAGS : 0);
}

/* Types are only needed for what is not there yet */
static int find(void *ctx, const struct load *l, struct prog_spec *spec)
{
	struct object *o = ctx;
	int fd = o->find ? o->find(o->find_ctx, l, spec) : -1;

	if (fd >= 0)
		return fd;
	load_types(o);
	spec->btf_fd = o->func_info ? o->btf_fd : -1;
	return -1;
}

static int load_with(struct object *o, const struct object_prog *p,
		     const struct trace_btf *event,
		     const struct object_target *target, struct err *e)
{
	auto_free struct view *data = calloc(o->obj->nmaps + 1, sizeof(*data));
	auto_free int *fds = calloc(o->obj->nmaps + 1, sizeof(*fds));
	struct load l = { .obj = o->obj,
			  .func = p->func,
			  .data = data,
			  .fds = fds,
			  .core = &o->core,
			  .event = event,
			  .event_name = p->target,
			  .externs = o->externs,
			  .find = find,
			  .find_ctx = o,
			  .loader = o->loader,
			  .loader_ctx = o->loader_ctx };

	if (data == NULL || fds == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < o->obj->nmaps; i++) {
		fds[i] = o->maps[i].fd;
		if (fds[i] < 0 && o->maps[i].data)
			data[i] = (struct view){ o->maps[i].data,
						 o->obj->maps[i].value_size,
						 false };
	}
	l.spec.type = p->kind->prog_type;
	l.spec.expected_attach_type = target->attach_type;
	l.spec.flags = prog_flags(p->kind);
	l.spec.attach_type_optional = p->kind->flags & SECTION_OPTIONAL;
	l.spec.attach_btf_id = target->btf_id;
	l.spec.attach_fd = target->fd;
	if (l.spec.type == BPF_PROG_TYPE_KPROBE)
		l.spec.kern_version = kernel_version();
	return load_prog(&l, &o->log, e);
}

int object_load_prog(struct object *o, uint32_t i, struct err *e)
{
	struct object_prog *p = &o->progs[i];
	struct object_target target;
	struct trace_btf event;
	bool has_event;

	if (object_target_find(o, p, &target, e) < 0)
		return -e->code;
	has_event = find_event(o, p, &event);
	p->fd = load_with(o, p, has_event ? &event : NULL, &target, e);
	if (has_event)
		trace_btf_close(&event);
	if (target.fd > 0)
		close(target.fd);
	return p->fd < 0 ? p->fd : 0;
}

static int load_wanted(struct object *o, uint32_t i, struct err *e)
{
	struct object_prog *p = &o->progs[i];

	if (p->skip || variant_is_loaded(o, i))
		return 0;
	p->error = object_load_prog(o, i, e);
	return variant_may_fail(o, i) ? 0 : p->error;
}

int object_prepare(struct object *o, struct err *e)
{
	int err;

	err = create_maps(o, e);
	if (err == 0)
		err = fill_maps(o, false, e);
	if (err == 0 && o->obj->nexterns)
		err = externs_open(o->obj, &o->kernel, &o->externs, e);
	return err;
}

int object_load(struct object *o, struct err *e)
{
	int err = object_prepare(o, e);

	for (uint32_t i = 0; i < o->nprogs && err == 0; i++)
		err = load_wanted(o, i, e);
	if (err == 0)
		err = fill_maps(o, true, e);
	return err;
}

void object_close(struct object *o)
{
	for (uint32_t i = 0; i < o->nprogs; i++)
		if (o->progs[i].fd >= 0)
			close(o->progs[i].fd);
	for (uint32_t i = 0; o->maps && i < o->obj->nmaps; i++) {
		if (o->maps[i].fd >= 0)
			close(o->maps[i].fd);
		free(o->maps[i].data);
		if (o->maps[i].ops)
			struct_ops_close(o->maps[i].ops);
		free(o->maps[i].ops);
	}
	if (o->btf_fd >= 0)
		close(o->btf_fd);
	externs_close(o->externs);
	free(o->maps);
	free(o->progs);
	free(o->log);
	core_fini(&o->core);
	kernel_btf_fini(&o->kernel);
	kernel_btf_fini(&o->running);
	*o = (struct object){ .btf_fd = -1 };
}
