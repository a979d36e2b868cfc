// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps in the BTF convention: a variable in .maps whose struct type spells out
 * the definition. `__uint(f, n)` is a pointer to an array of n ints,
 * `__ulong(f, n)` an enum of one value, `__type` a pointer to the type, and
 * `__array(values, t)` an array of pointers to inner maps or to functions.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

static int read_number(const struct btf *btf, uint32_t type, uint64_t *out,
		       struct err *e)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, type));
	const struct btf_array *a;
	const char *name;

	if ((btf_kind(t) == BTF_ENUM || btf_kind(t) == BTF_ENUM64) &&
	    btf_vlen(t) == 1) {
		*out = btf_enum_value(t, 0, &name, btf);
		return 0;
	}
	if (btf_kind(t) == BTF_PTR) {
		t = btf_type(btf, btf_strip(btf, t->type));
		a = btf_tail(t);
		if (btf_kind(t) == BTF_ARRAY) {
			*out = a->nelems;
			return 0;
		}
	}
	return err_set(e, EINVAL, "is not declared with __uint()");
}

static int set_size(uint32_t *to, uint64_t size, struct err *e)
{
	if (*to != 0 && *to != size)
		return err_set(e, EINVAL,
			       "says %" PRIu64 " bytes, where "
			       "another field said %u",
			       size, *to);
	*to = (uint32_t)size;
	return 0;
}

static int read_type(const struct btf *btf, uint32_t type, uint32_t *id,
		     uint32_t *size, struct err *e)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, type));
	int64_t n;

	if (btf_kind(t) != BTF_PTR)
		return err_set(e, EINVAL, "is not declared with __type()");
	*id = t->type;
	n = btf_size(btf, t->type);
	/* A forward declaration has no size; key_size/value_size say it */
	return n < 0 ? 0 : set_size(size, (uint64_t)n, e);
}

static const struct uint_field {
	const char *name;
	size_t off;
} uint_fields[] = {
#define F(field)                                                               \
	{                                                                      \
#field, offsetof(struct obj_map, field)                        \
	}
	F(type),
	F(max_entries),
	F(numa_node),
	F(pinning),
	F(key_size),
	F(value_size),
#undef F
	{ "map_flags", offsetof(struct obj_map, flags) },
};

static int unknown_field(struct err *e)
{
	err_set(e, EINVAL, "is not known");
	return err_hint(e, "known are type, key, value, key_size, value_size, "
			   "max_entries, map_flags, numa_node, pinning, "
			   "map_extra and values");
}

static int read_number_field(const struct btf *btf, const char *name,
			     uint32_t type, struct obj_map *m, struct err *e)
{
	bool is_extra = strcmp(name, "map_extra") == 0;
	uint32_t *to = NULL;
	uint64_t v = 0;

	for (size_t i = 0; i < ARRAY_SIZE(uint_fields); i++)
		if (strcmp(name, uint_fields[i].name) == 0)
			to = (uint32_t *)(void *)((char *)m +
						  uint_fields[i].off);
	if (to == NULL && !is_extra)
		return unknown_field(e);
	if (read_number(btf, type, &v, e) < 0)
		return -e->code;
	if (is_extra) {
		m->map_extra = v;
		return 0;
	}
	if (v > UINT32_MAX)
		return err_set(e, ERANGE, "is 0x%" PRIx64 ", more than 32 bits",
			       v);
	if (to == &m->key_size || to == &m->value_size)
		return set_size(to, v, e);
	*to = (uint32_t)v;
	return 0;
}

static int read_struct(const struct btf *btf, uint32_t id, struct obj_map *m,
		       struct err *e);

/* What the pointers of `values` point to: the inner map's definition, or
 * functions */
static int read_values(const struct btf *btf, uint32_t type, struct obj_map *m,
		       struct err *e)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, type));
	const struct btf_array *a = btf_tail(t);
	uint32_t id = 0;

	if (btf_kind(t) == BTF_ARRAY)
		t = btf_type(btf, btf_strip(btf, a->type));
	if (btf_kind(t) == BTF_PTR)
		id = btf_strip(btf, t->type);
	if (btf_kind(btf_type(btf, id)) == BTF_FUNC_PROTO)
		return 0;
	if (btf_kind(btf_type(btf, id)) != BTF_STRUCT)
		return err_set(e, EINVAL, "is not declared with __array()");
	if (m->inner)
		return err_set(e, EINVAL, "is there twice");
	m->inner = calloc(1, sizeof(*m->inner));
	if (m->inner == NULL)
		return err_nomem(e);
	m->inner->name = m->name;
	m->inner->origin = OBJ_MAP_BTF;
	return read_struct(btf, id, m->inner, e);
}

static int read_field(const struct btf *btf, const struct btf_member *field,
		      struct obj_map *m, struct err *e)
{
	const char *name = btf_str(btf, field->name_off);

	if (strcmp(name, "key") == 0)
		return read_type(btf, field->type, &m->key_type, &m->key_size,
				 e);
	if (strcmp(name, "value") == 0)
		return read_type(btf, field->type, &m->value_type,
				 &m->value_size, e);
	if (strcmp(name, "values") != 0)
		return read_number_field(btf, name, field->type, m, e);
	/* def_type is set of the outer map only, before anything is read */
	if (m->def_type == 0)
		return err_set(e, EINVAL, "is for the outer map alone");
	return read_values(btf, field->type, m, e);
}

static int read_struct(const struct btf *btf, uint32_t id, struct obj_map *m,
		       struct err *e)
{
	const struct btf_type *t = btf_type(btf, id);
	const struct btf_member *field = btf_tail(t);

	if (btf_kind(t) != BTF_STRUCT)
		return err_set(e, EINVAL, "its type is no struct");
	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (read_field(btf, &field[i], m, e) < 0)
			return err_wrap(e, "field '%s'",
					btf_str(btf, field[i].name_off));
	return 0;
}

static int check_inner(const struct obj_map *m, struct err *e)
{
	if (m->inner == NULL || m->type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	    m->type == BPF_MAP_TYPE_HASH_OF_MAPS)
		return 0;
	return err_set(e, EINVAL,
		       "field 'values': a map of type %s holds no "
		       "maps",
		       map_type_name(m->type));
}

/* Where in .maps a variable is. The symbol table knows; BTF does so of static
 * variables only, until a linker has filled it in. Where strip took the
 * symbol, it is the next place: BTF lists them as they lie. */
struct layout {
	const struct elf_sym **syms; /* owned; by name */
	size_t nsyms;
	uint64_t next;
};

static int by_name(const void *a, const void *b)
{
	const struct elf_sym *x = *(const struct elf_sym *const *)a;
	const struct elf_sym *y = *(const struct elf_sym *const *)b;

	return strcmp(x->name, y->name);
}

static int place_map(struct layout *l, const struct btf_var_secinfo *var,
		     uint64_t section_size, struct obj_map *m, struct err *e)
{
	struct elf_sym named = { .name = m->name };
	const struct elf_sym *key = &named, **sym = NULL;

	if (l->nsyms)
		sym = bsearch(&key, l->syms, l->nsyms, sizeof(struct elf_sym *),
			      by_name);
	m->size = var->size;
	m->offset = sym ? (*sym)->value : var->offset ? var->offset : l->next;
	if (m->offset > section_size || m->size > section_size - m->offset)
		return err_set(e, EINVAL,
			       "its %" PRIu64 " bytes at +0x%" PRIx64
			       " lie outside",
			       m->size, m->offset);
	l->next = (m->offset + m->size + 7) & ~7ull;
	return 0;
}

static int read_var(struct obj *obj, uint32_t section,
		    const struct btf_var_secinfo *var, struct layout *l,
		    struct err *e)
{
	const struct btf *btf = &obj->btf;
	const struct btf_type *v = btf_type(btf, var->type);
	struct obj_map *m;
	int err;

	/* Declared here, defined elsewhere */
	if (btf_kind(v) == BTF_VAR &&
	    *(const uint32_t *)btf_tail(v) == BTF_VAR_GLOBAL_EXTERN)
		return 0;
	m = obj_add_map(obj);
	if (m == NULL)
		return err_nomem(e);
	m->name = btf_str(btf, v->name_off);
	m->origin = OBJ_MAP_BTF;
	m->section = section;
	m->def_type = btf_strip(btf, v->type);
	err = read_struct(btf, m->def_type, m, e);
	if (err == 0)
		err = check_inner(m, e);
	if (err == 0)
		err = place_map(l, var, obj->elf.sections[section].size, m, e);
	return err < 0 ? err_wrap(e, "map '%s'", m->name) : 0;
}

int obj_read_btf_maps(struct obj *obj, uint32_t section, struct err *e)
{
	const struct btf *btf = &obj->btf;
	uint32_t id = obj->has_btf ? btf_find(btf, ".maps", BTF_DATASEC) : 0;
	const struct btf_type *sec = btf_type(btf, id);
	const struct btf_var_secinfo *var = btf_tail(sec);
	struct layout l = { 0 };
	int err;

	if (id == 0) {
		err_set(e, EINVAL, "no BTF describes the maps in it");
		return err_hint(e, "compile with -g");
	}
	err = obj_place_syms(obj, section, &l.syms, &l.nsyms, e);
	if (err < 0)
		return err;
	qsort(l.syms, l.nsyms, sizeof(struct elf_sym *), by_name);
	for (unsigned i = 0; i < btf_vlen(sec) && err == 0; i++)
		err = read_var(obj, section, &var[i], &l, e);
	free(l.syms);
	return err;
}
