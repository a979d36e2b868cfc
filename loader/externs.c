// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ld_imm64 of an address (5.10 for those with a type) and calls of kernel
 * functions (5.13, in modules 5.18), which name the module by the place of its
 * descriptor in an array that goes along with the program.
 */
#include "loader/externs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "loader/core.h"
#include "loader/image.h"
#include "loader/kernel_btf.h"
#include "loader/ksym.h"
#include "loader/module_btf.h"

/* Plus the extern's index: a helper that no kernel has; libbpf's, too */
#define POISON 2002000000

struct value {
	bool known; /* looked up */
	enum ksym_state state;
	uint64_t addr;
	uint32_t id, module; /* as in struct ksym_typed */
};

struct module {
	int fd; /* -1: not open */
	int16_t index; /* in fd_array, 0: not there yet */
};

struct extern_env {
	const struct obj *obj;
	struct kernel_btf *kernel;
	struct kernel_btf running; /* in place of the user's file */
	struct value *values; /* owned; as obj->externs */
	struct err no_symbols, no_types; /* why the look-up failed */
	struct module *modules; /* owned; as kernel_btf_modules has them */
	size_t nmodules;
	int *fd_array; /* owned; the first stands for the kernel */
	int16_t nfds;
};

int externs_open(const struct obj *obj, struct kernel_btf *kernel,
		 struct extern_env **out, struct err *e)
{
	struct extern_env *env = calloc(1, sizeof(*env));

	if (env == NULL)
		return err_nomem(e);
	env->obj = obj;
	kernel_btf_init(&env->running, NULL);
	env->kernel = kernel->path ? &env->running : kernel;
	env->nfds = 1;
	env->values = calloc(obj->nexterns + 1, sizeof(*env->values));
	if (env->values == NULL) {
		externs_close(env);
		return err_nomem(e);
	}
	*out = env;
	return 0;
}

void externs_close(struct extern_env *env)
{
	if (env == NULL)
		return;
	for (size_t i = 0; i < env->nmodules; i++)
		if (env->modules[i].fd >= 0)
			close(env->modules[i].fd);
	kernel_btf_fini(&env->running);
	free(env->values);
	free(env->modules);
	free(env->fd_array);
	free(env);
}

const int *externs_fd_array(const struct extern_env *env)
{
	return env->nfds > 1 ? env->fd_array : NULL;
}

static bool is_typed(const struct obj_extern *x)
{
	return x->kind == OBJ_EXTERN_KFUNC || x->type != 0;
}

/* Neither is an error yet: all that are wanted may be weak */
static int look_up_addresses(struct extern_env *env, struct err *e)
{
	const struct obj *obj = env->obj;
	auto_free struct ksym *v = calloc(obj->nexterns + 1, sizeof(*v));
	size_t n = 0;

	if (v == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < obj->nexterns; i++)
		if (obj->externs[i].kind == OBJ_EXTERN_KSYM &&
		    !is_typed(&obj->externs[i]))
			v[n++] = (struct ksym){ .name = obj->externs[i].name,
						.tag = i };
	ksym_find(KSYM_PATH, v, n, &env->no_symbols);
	for (size_t i = 0; i < n; i++)
		env->values[v[i].tag] = (struct value){ .known = true,
							.state = v[i].state,
							.addr = v[i].addr };
	return 0;
}

static size_t essential_len(const struct obj_extern *x)
{
	return x->kind == OBJ_EXTERN_KFUNC ? core_name_len(x->name)
					   : strlen(x->name);
}

static int look_up_types(struct extern_env *env, struct err *e)
{
	const struct obj *obj = env->obj;
	auto_free struct ksym_typed *v = calloc(obj->nexterns + 1, sizeof(*v));
	size_t n = 0;

	if (v == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < obj->nexterns; i++) {
		const struct obj_extern *x = &obj->externs[i];

		if (x->kind == OBJ_EXTERN_KCONFIG || !is_typed(x))
			continue;
		v[n++] = (struct ksym_typed){
			.name = x->name,
			.len = essential_len(x),
			.kind = x->kind == OBJ_EXTERN_KFUNC ? BTF_FUNC
							    : BTF_VAR,
			.type = x->type,
			.tag = i,
		};
	}
	ksym_find_typed(env->kernel, &obj->btf, v, n, &env->no_types);
	for (size_t i = 0; i < n; i++)
		env->values[v[i].tag] = (struct value){ .known = true,
							.state = v[i].state,
							.id = v[i].id,
							.module = v[i].module };
	return 0;
}

static int complain(const struct extern_env *env, const struct obj_extern *x,
		    const struct value *v, struct err *e)
{
	const char *what = x->kind == OBJ_EXTERN_KFUNC ? "function"
			   : is_typed(x)	       ? "variable"
						       : "symbol";

	switch (v->state) {
	case KSYM_HIDDEN:
		err_set(e, EPERM, "extern '%s': the kernel hides addresses",
			x->name);
		return err_hint(e, "needs CAP_SYSLOG and "
				   "kernel.kptr_restrict below 2");
	case KSYM_AMBIGUOUS:
		return err_set(e, EINVAL,
			       "extern '%s': the kernel has several "
			       "symbols of that name",
			       x->name);
	case KSYM_MISMATCH:
		return err_set(e, EINVAL,
			       "extern '%s': the kernel's %s of "
			       "that name has another type",
			       x->name, what);
	default:
		break;
	}
	*e = is_typed(x) ? env->no_types : env->no_symbols;
	if (e->code != 0)
		return err_wrap(e, "extern '%s'", x->name);
	err_set(e, ENOENT, "extern '%s': the kernel has no such %s", x->name,
		what);
	if (x->kind == OBJ_EXTERN_KSYM && is_typed(x))
		err_hint(e,
			 "only per-CPU variables have types in the kernel; "
			 "of others 'extern const void %s' is the address",
			 x->name);
	return err_hint(e, "its module may not be loaded; what can be done "
			   "without is declared __weak and tested before use");
}

/* For a flavour, another type means: not this one, but its sibling */
static bool may_lack(const struct obj_extern *x, const struct value *v)
{
	return x->weak &&
	       (v->state == KSYM_MISSING || v->state == KSYM_HIDDEN ||
		(v->state == KSYM_MISMATCH && x->kind == OBJ_EXTERN_KFUNC));
}

/* *out is NULL for what is missing and may be */
static int get_value(struct extern_env *env, uint32_t index,
		     const struct value **out, struct err *e)
{
	const struct obj_extern *x = &env->obj->externs[index];
	const struct value *v = &env->values[index];
	int err = 0;

	if (!v->known)
		err = is_typed(x) ? look_up_types(env, e)
				  : look_up_addresses(env, e);
	if (err < 0)
		return err;
	*out = v->state == KSYM_FOUND ? v : NULL;
	return *out || may_lack(x, v) ? 0 : complain(env, x, v, e);
}

static int make_modules(struct extern_env *env, struct err *e)
{
	const struct kernel_btf_module *list;
	size_t n = kernel_btf_modules(env->kernel, &list);

	env->modules = calloc(n, sizeof(*env->modules));
	env->fd_array = calloc(n + 1, sizeof(*env->fd_array));
	if (env->modules == NULL || env->fd_array == NULL)
		return err_nomem(e);
	env->nmodules = n;
	for (size_t i = 0; i < n; i++)
		env->modules[i].fd = -1;
	return 0;
}

static struct module *open_module(struct extern_env *env, uint32_t number,
				  struct err *e)
{
	const struct kernel_btf_module *list;
	struct module *m;

	if (env->modules == NULL && make_modules(env, e) < 0)
		return NULL;
	m = &env->modules[number - 1];
	kernel_btf_modules(env->kernel, &list);
	if (m->fd < 0)
		m->fd = module_btf_fd(list[number - 1].name, e);
	return m->fd < 0 ? NULL : m;
}

static int patch_address(struct extern_env *env, const struct obj_rel *rel,
			 struct bpf_insn *insn, struct err *e)
{
	const struct module *module;
	const struct value *v;
	uint64_t addr = 0;

	if (get_value(env, rel->index, &v, e) < 0)
		return -e->code;
	insn[0].src_reg = 0;
	if (v && v->id) {
		if (rel->off != 0)
			return err_set(e, EINVAL,
				       "extern '%s'%+lld: only of "
				       "its start can the address be had",
				       env->obj->externs[rel->index].name,
				       (long long)rel->off);
		insn[0].src_reg = BPF_PSEUDO_BTF_ID;
		addr = v->id;
		module = v->module ? open_module(env, v->module, e) : NULL;
		if (v->module && module == NULL)
			return -e->code;
		if (module)
			addr |= (uint64_t)module->fd << 32;
	} else if (v) {
		addr = v->addr + (uint64_t)rel->off;
	}
	insn[0].imm = (int32_t)(uint32_t)addr;
	insn[1].imm = (int32_t)(addr >> 32);
	return 0;
}

static int patch_call(struct extern_env *env, const struct obj_rel *rel,
		      struct bpf_insn *insn, struct err *e)
{
	struct module *module;
	const struct value *v;

	if (get_value(env, rel->index, &v, e) < 0)
		return -e->code;
	insn->off = 0;
	if (v == NULL) {
		insn->src_reg = 0;
		insn->imm = (int32_t)(POISON + rel->index);
		return 0;
	}
	insn->src_reg = BPF_PSEUDO_KFUNC_CALL;
	insn->imm = (int32_t)v->id;
	if (v->module == 0)
		return 0;
	module = open_module(env, v->module, e);
	if (module == NULL)
		return -e->code;
	if (module->index == 0) {
		module->index = env->nfds;
		env->fd_array[env->nfds++] = module->fd;
	}
	insn->off = module->index;
	return 0;
}

static int patch(struct extern_env *env, const struct obj_rel *rel,
		 struct bpf_insn *insn, struct err *e)
{
	if (rel->kind == OBJ_REL_KSYM)
		return patch_address(env, rel, insn, e);
	if (rel->kind == OBJ_REL_KFUNC)
		return patch_call(env, rel, insn, e);
	return 0;
}

int externs_patch(struct image *image, struct extern_env *env, struct err *e)
{
	for (uint32_t i = 0; i < image->nparts; i++) {
		const struct image_part *part = &image->parts[i];
		const struct obj_func *f = &image->obj->funcs[part->func];

		for (uint32_t r = 0; r < f->nrels; r++)
			if (patch(env, &f->rels[r],
				  &image->insns[part->start + f->rels[r].insn],
				  e) < 0)
				return err_wrap(e, "function '%s'", f->name);
	}
	return 0;
}

bool externs_is_other(const struct extern_env *env, const struct obj_extern *x)
{
	return env->values[x - env->obj->externs].state == KSYM_MISMATCH;
}

const struct obj_extern *externs_blame(const struct obj *obj, const char *words)
{
	const char *func = strstr(words, "unknown#");
	unsigned long id =
		func ? strtoul(func + strlen("unknown#"), NULL, 10) : 0;

	return id >= POISON && id - POISON < obj->nexterns
		       ? &obj->externs[id - POISON]
		       : NULL;
}
