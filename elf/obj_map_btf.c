// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps in the BTF convention: a variable in .maps whose struct type spells out
 * the definition. `__uint(f, n)` is a pointer to an array of n ints, `__type`
 * a pointer to the type.
 */
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

static int read_uint(const struct btf *btf, uint32_t type, uint32_t *out,
		     struct err *e)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, type));
	const struct btf_array *a;

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
	if (n >= 0)
		*size = (uint32_t)n;
	return 0;
}

static const struct uint_field {
	const char *name;
	size_t off;
} uint_fields[] = {
#define F(field) { #field, offsetof(struct obj_map, field) }
	F(type), F(key_size), F(value_size), F(max_entries), F(numa_node),
	F(pinning),
#undef F
	{ "map_flags", offsetof(struct obj_map, flags) },
};

static int read_field(const struct btf *btf, const char *name, uint32_t type,
		      struct obj_map *m, struct err *e)
{
	uint32_t v;
	int err;

	if (strcmp(name, "key") == 0)
		return read_type(btf, type, &m->key_type, &m->key_size, e);
	if (strcmp(name, "value") == 0)
		return read_type(btf, type, &m->value_type, &m->value_size, e);
	if (strcmp(name, "map_extra") == 0) {
		err = read_uint(btf, type, &v, e);
		if (err == 0)
			m->map_extra = v;
		return err;
	}
	for (size_t i = 0; i < sizeof(uint_fields) / sizeof(*uint_fields); i++)
		if (strcmp(name, uint_fields[i].name) == 0)
			return read_uint(btf, type,
					 (uint32_t *)(void *)((char *)m +
						uint_fields[i].off), e);
	return err_set(e, EINVAL, "is not known");
}

static int read_map(const struct btf *btf, uint32_t struct_id,
		    struct obj_map *m, struct err *e)
{
	const struct btf_type *t = btf_type(btf, struct_id);
	const struct btf_member *field = btf_tail(t);

	if (btf_kind(t) != BTF_STRUCT)
		return err_set(e, EINVAL, "its type is no struct");
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *name = btf_str(btf, field[i].name_off);

		if (read_field(btf, name, field[i].type, m, e) < 0)
			return err_wrap(e, "field '%s'", name);
	}
	return 0;
}

/* clang leaves the offsets in BTF 0 for the linker to fill in, which nobody
 * runs; the symbol table has them */
static void place_map(const struct elf *elf, const struct btf_var_secinfo *var,
		      struct obj_map *m)
{
	m->offset = var->offset;
	m->size = var->size;
	for (size_t i = 0; i < elf->nsyms; i++) {
		const struct elf_sym *sym = &elf->syms[i];

		if (sym->section == m->section && sym->type != STT_SECTION &&
		    strcmp(sym->name, m->name) == 0)
			m->offset = sym->value;
	}
}

int obj_read_btf_maps(struct obj *obj, uint32_t section, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	const struct btf *btf = &obj->btf;
	uint32_t sec_id = obj->has_btf ? btf_find(btf, s->name, BTF_DATASEC) : 0;
	const struct btf_type *sec = btf_type(btf, sec_id);
	const struct btf_var_secinfo *var = btf_tail(sec);

	if (sec_id == 0) {
		err_set(e, EINVAL, "no BTF describes the maps in it");
		return err_hint(e, "compile with -g");
	}
	for (unsigned i = 0; i < btf_vlen(sec); i++) {
		const struct btf_type *v = btf_type(btf, var[i].type);
		const char *name = btf_str(btf, v->name_off);
		struct obj_map *m = obj_add_map(obj);

		if (m == NULL)
			return err_nomem(e);
		m->name = name;
		m->origin = OBJ_MAP_BTF;
		m->section = section;
		place_map(&obj->elf, &var[i], m);
		if (read_map(btf, btf_strip(btf, v->type), m, e) < 0)
			return err_wrap(e, "map '%s'", name);
	}
	return 0;
}
