// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Externs: undefined symbols that BTF puts into .kconfig or .ksyms, two
 * sections that only BTF knows. What is in the first becomes a map of its own,
 * which the loader fills; what is in the second is the kernel's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/helper.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

/* Of all configuration values; strings may be as long as the object wants */
#define KCONFIG_MAX (1u << 20)

static int by_name(const void *a, const void *b)
{
	const struct obj_extern *x = a, *y = b;

	return strcmp(x->name, y->name);
}

struct obj_extern *obj_find_extern(const struct obj *obj, const char *name)
{
	struct obj_extern key = { .name = name };

	return obj->nexterns == 0 ? NULL
				  : bsearch(&key, obj->externs, obj->nexterns,
					    sizeof(key), by_name);
}

static bool is_char(const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, id));

	return btf_kind(t) == BTF_INT && t->size == 1;
}

static bool is_bool(const struct btf_type *t)
{
	return BTF_INT_ENCODING(*(const uint32_t *)btf_tail(t)) & BTF_INT_BOOL;
}

enum obj_kconfig obj_kconfig_kind(const struct obj *obj,
				  const struct obj_extern *x)
{
	const struct btf *btf = &obj->btf;
	const struct btf_type *t = btf_type(btf, btf_strip(btf, x->type));
	const struct btf_array *a = btf_tail(t);

	switch (btf_kind(t)) {
	case BTF_INT:
		if (is_bool(t))
			return t->size == 1 ? OBJ_KCONFIG_BOOL
					    : OBJ_KCONFIG_NONE;
		if (t->size == 1)
			return OBJ_KCONFIG_CHAR;
		return t->size == 2 || t->size == 4 || t->size == 8
			       ? OBJ_KCONFIG_INT
			       : OBJ_KCONFIG_NONE;
	case BTF_ENUM:
		return t->size == 4 && strcmp(btf_str(btf, t->name_off),
					      "libbpf_tristate") == 0
			       ? OBJ_KCONFIG_TRISTATE
			       : OBJ_KCONFIG_NONE;
	case BTF_ARRAY:
		return a->nelems != 0 && is_char(btf, a->type)
			       ? OBJ_KCONFIG_STRING
			       : OBJ_KCONFIG_NONE;
	default:
		return OBJ_KCONFIG_NONE;
	}
}

/* Whatever one of the two sections declares, used or not */
static void add_section(struct obj *obj, const struct btf_type *sec,
			bool kconfig)
{
	const struct btf_var_secinfo *v = btf_tail(sec);

	for (unsigned i = 0; i < btf_vlen(sec); i++) {
		const struct btf_type *t = btf_type(&obj->btf, v[i].type);
		struct obj_extern x = {
			.name = btf_str(&obj->btf, t->name_off),
			.type = t->type,
		};

		if (btf_kind(t) == BTF_FUNC && !kconfig)
			x.kind = OBJ_EXTERN_KFUNC;
		else if (btf_kind(t) == BTF_VAR)
			x.kind = kconfig ? OBJ_EXTERN_KCONFIG : OBJ_EXTERN_KSYM;
		else
			continue;
		/* "extern const void name" has an address and no more */
		if (btf_strip(&obj->btf, x.type) == 0)
			x.type = 0;
		obj->externs[obj->nexterns++] = x;
	}
}

/* Leaves those that an undefined symbol names. BTF has the others, too. */
static void keep_used(struct obj *obj)
{
	uint32_t n = 0;

	qsort(obj->externs, obj->nexterns, sizeof(*obj->externs), by_name);
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];
		struct obj_extern *x;

		if (sym->section != ELF_SYM_UNDEF || sym->bind == STB_LOCAL)
			continue;
		x = obj_find_extern(obj, sym->name);
		if (x == NULL)
			continue;
		x->weak = sym->bind == STB_WEAK;
		x->size = 1; /* for now: it is used */
	}
	for (uint32_t i = 0; i < obj->nexterns; i++)
		if (obj->externs[i].size) {
			obj->externs[n] = obj->externs[i];
			obj->externs[n++].size = 0;
		}
	obj->nexterns = n;
}

/* An order in which nothing has to be skipped, for only strings are not of the
 * size that they are aligned to; the same as libbpf's. off holds the alignment
 * until it is the place. */
static int by_place(const void *a, const void *b)
{
	const struct obj_extern *x = a, *y = b;

	if (x->off != y->off)
		return x->off > y->off ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int measure(const struct obj *obj, struct obj_extern *x, struct err *e)
{
	enum obj_kconfig kind = obj_kconfig_kind(obj, x);

	x->size = (uint32_t)btf_size(&obj->btf, x->type);
	x->off = kind == OBJ_KCONFIG_STRING ? 1 : x->size;
	if (kind == OBJ_KCONFIG_NONE)
		return err_set(e, EINVAL,
			       "extern '%s': its type can hold no "
			       "configuration value",
			       x->name);
	if (x->size > KCONFIG_MAX)
		return err_set(e, EFBIG, "extern '%s': %u bytes", x->name,
			       x->size);
	return 0;
}

static int place_values(struct obj *obj, uint32_t *total, struct err *e)
{
	for (uint32_t i = 0; i < obj->nexterns; i++)
		if (obj->externs[i].kind == OBJ_EXTERN_KCONFIG &&
		    measure(obj, &obj->externs[i], e) < 0)
			return -e->code;
	qsort(obj->externs, obj->nexterns, sizeof(*obj->externs), by_place);
	for (uint32_t i = 0; i < obj->nexterns; i++) {
		if (*total > KCONFIG_MAX)
			return err_set(e, EFBIG,
				       "section '.kconfig' is too long");
		obj->externs[i].off = *total;
		*total += obj->externs[i].size;
		/* Those of .ksyms come last: they have neither */
		if (obj->externs[i].kind != OBJ_EXTERN_KCONFIG)
			obj->externs[i].off = 0;
	}
	qsort(obj->externs, obj->nexterns, sizeof(*obj->externs), by_name);
	return 0;
}

static int add_kconfig_map(struct obj *obj, uint32_t type, struct err *e)
{
	uint32_t size = 0;
	struct obj_map *m;

	if (place_values(obj, &size, e) < 0)
		return -e->code;
	if (size == 0)
		return 0;
	m = obj_add_map(obj);
	if (m == NULL)
		return err_nomem(e);
	m->name = ".kconfig";
	m->origin = OBJ_MAP_KCONFIG;
	m->type = BPF_MAP_TYPE_ARRAY;
	m->key_size = 4;
	m->value_size = size;
	m->max_entries = 1;
	m->flags = BPF_F_RDONLY_PROG;
	m->value_type = type;
	m->size = size;
	return 0;
}

int obj_read_externs(struct obj *obj, struct err *e)
{
	const struct btf *btf = &obj->btf;
	uint32_t kconfig, ksyms;
	size_t room;

	if (!obj->has_btf)
		return 0;
	kconfig = btf_find(btf, ".kconfig", BTF_DATASEC);
	ksyms = btf_find(btf, ".ksyms", BTF_DATASEC);
	room = btf_vlen(btf_type(btf, kconfig)) +
	       btf_vlen(btf_type(btf, ksyms));
	if (room == 0)
		return 0;
	obj->externs = calloc(room, sizeof(*obj->externs));
	if (obj->externs == NULL)
		return err_nomem(e);
	add_section(obj, btf_type(btf, kconfig), true);
	add_section(obj, btf_type(btf, ksyms), false);
	keep_used(obj);
	return add_kconfig_map(obj, kconfig, e);
}

static int undefined(const struct elf_sym *sym, const char *what, struct err *e)
{
	err_set(e, EINVAL, "%s '%s' is undefined", what, sym->name);
	return err_hint(e, "link the objects first, or declare it static; what "
			   "the kernel has is declared with __ksym or "
			   "__kconfig, and compiled with -g");
}

int obj_extern_address(const struct obj *obj, const struct elf_sym *sym,
		       int64_t addend, struct obj_rel *rel, struct err *e)
{
	const struct obj_extern *x = obj_find_extern(obj, sym->name);
	uint32_t m = obj->nmaps;

	if (x == NULL)
		return undefined(sym, "symbol", e);
	if (addend < INT32_MIN || addend > INT32_MAX)
		return err_set(e, EINVAL,
			       "symbol '%s' and addend %lld lead "
			       "outside",
			       sym->name, (long long)addend);
	rel->kind = OBJ_REL_KSYM;
	rel->index = (uint32_t)(x - obj->externs);
	rel->off = addend;
	if (x->kind != OBJ_EXTERN_KCONFIG)
		return 0;
	while (m > 0 && obj->maps[m - 1].origin != OBJ_MAP_KCONFIG)
		m--;
	rel->kind = OBJ_REL_DATA;
	rel->index = m - 1; /* there is one: the extern made it */
	rel->off += x->off;
	return 0;
}

bool obj_extern_helper(const struct obj *obj, const struct elf_sym *sym,
		       struct bpf_insn *insn)
{
	int id;

	if (sym->section != ELF_SYM_UNDEF || obj_find_extern(obj, sym->name))
		return false;
	id = helper_find(sym->name);
	if (id <= 0)
		return false;
	insn->src_reg = 0;
	insn->imm = id;
	return true;
}

int obj_extern_call(const struct obj *obj, const struct elf_sym *sym,
		    struct obj_rel *rel, struct err *e)
{
	const struct obj_extern *x = obj_find_extern(obj, sym->name);

	if (x == NULL)
		return undefined(sym, "function", e);
	if (x->kind != OBJ_EXTERN_KFUNC)
		return err_set(e, EINVAL, "'%s' is no function", sym->name);
	rel->kind = OBJ_REL_KFUNC;
	rel->index = (uint32_t)(x - obj->externs);
	return 0;
}
