// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where the section's name says only a function's, it is the target program's
 * that the user named, if that has one, and else the kernel's.
 */
#include "loader/object_target.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <string.h>

#include "elf/err.h"
#include "elf/section.h"
#include "loader/attach_btf.h"
#include "loader/object.h"
#include "loader/prog_btf.h"
#include "loader/struct_ops.h"

/* What the kernel puts before the names of such targets */
static const char *btf_prefix(const struct section_kind *kind)
{
	switch (kind->hook) {
	case HOOK_ITER:
		return "bpf_iter_";
	case HOOK_LSM:
		return "bpf_lsm_";
	default:
		return strncmp(kind->name, "tp_btf", 6) == 0 ? "btf_trace_"
							     : "";
	}
}

/* Programs that may be for a function of another program */
static bool takes_program(const struct section_kind *kind)
{
	return kind->hook == HOOK_FREPLACE ||
	       (kind->hook == HOOK_TRACING &&
		kind->attach_type != BPF_TRACE_RAW_TP);
}

static int find_in_program(const struct object *o, const char *name,
			   struct object_target *out, struct err *e)
{
	int err = prog_btf_func(o->target_fd, name, &out->btf_id, e);

	if (err < 0)
		return err;
	out->fd = fcntl(o->target_fd, F_DUPFD_CLOEXEC, 1);
	return out->fd < 0 ? err_set(e, errno, "the target program: %s",
				     strerror(errno))
			   : 0;
}

static int find_by_name(struct object *o, const struct object_prog *p,
			struct object_target *out, struct err *e)
{
	bool replaces = p->kind->hook == HOOK_FREPLACE;
	struct attach_btf found = { 0, 0 };
	int err;

	if (takes_program(p->kind) && o->target_fd > 0) {
		err = find_in_program(o, p->target, out, e);
		if (err != -ESRCH || replaces)
			return err;
	}
	if (replaces) {
		err_set(e, EINVAL,
			"it is to replace a function of another "
			"program");
		return err_hint(e, "name that program with --target");
	}
	if (p->target[0] == '\0')
		return 0;
	err = attach_btf_find(object_kernel(o), btf_prefix(p->kind), p->target,
			      &found, e);
	out->btf_id = found.id;
	out->fd = found.fd;
	return err;
}

/* The kernel wants the struct and the member's number, so that a function can
 * stand in one member only */
static int find_member(const struct object *o, const struct object_prog *p,
		       struct object_target *out, struct err *e)
{
	const struct struct_ops *first = NULL;

	for (uint32_t i = 0; i < o->obj->nmaps; i++) {
		const struct obj_map *m = &o->obj->maps[i];
		const struct struct_ops *ops = o->maps[i].ops;

		for (uint32_t k = 0; ops && k < m->ninits; k++) {
			uint32_t member = ops->slots[k].member;

			if (m->inits[k].index != p->func)
				continue;
			if (first && (out->btf_id != ops->type ||
				      out->attach_type != member))
				return err_set(e, EINVAL,
					       "it stands in different members "
					       "of struct_ops '%s'",
					       m->name);
			first = ops;
			out->btf_id = ops->type;
			out->attach_type = member;
		}
	}
	if (first && first->btf_fd > 0)
		out->fd = fcntl(first->btf_fd, F_DUPFD_CLOEXEC, 1);
	return out->fd < 0 ? err_set(e, errno, "%s", strerror(errno)) : 0;
}

int object_target_find(struct object *o, const struct object_prog *p,
		       struct object_target *out, struct err *e)
{
	int err = 0;

	*out = (struct object_target){ 0, 0, p->kind->attach_type };
	if (p->kind->hook == HOOK_STRUCT_OPS)
		err = find_member(o, p, out, e);
	else if (p->kind->flags & SECTION_BTF_ID)
		err = find_by_name(o, p, out, e);
	if (err < 0)
		return err_wrap(e, "program '%s'", o->obj->funcs[p->func].name);
	return 0;
}
