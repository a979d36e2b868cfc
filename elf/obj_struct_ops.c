// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * struct_ops: each variable in .struct_ops or .struct_ops.link is a kernel
 * struct filled in by the object, as far as it is numbers; where functions
 * stand is said by relocations (obj_map_init.c). In ".struct_ops.link" they
 * are attached by a link (6.4), and "?" keeps them from being made at all
 * unless somebody asks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define F_LINK (1u << 13) /* BPF_F_LINK, 6.4 */

static int add_struct(struct obj *obj, uint32_t section,
		      const struct elf_sym *sym, uint32_t type, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	int64_t size = btf_size(&obj->btf, type);
	struct obj_map *m = obj_add_map(obj);

	if (m == NULL)
		return err_nomem(e);
	m->name = sym->name;
	m->origin = OBJ_MAP_STRUCT_OPS;
	m->type = BPF_MAP_TYPE_STRUCT_OPS;
	m->key_size = 4;
	m->max_entries = 1;
	m->section = section;
	m->offset = sym->value;
	m->value_type = type;
	m->optional = s->name[0] == '?';
	m->flags = strstr(s->name, ".link") ? F_LINK : 0;
	if (btf_kind(btf_type(&obj->btf, type)) != BTF_STRUCT || size < 0)
		return err_set(e, EINVAL, "its type is no struct");
	m->size = (uint64_t)size;
	m->value_size = (uint32_t)size;
	m->data = s->data;
	if (m->offset > s->size || m->size > s->size - m->offset ||
	    (s->type != SHT_NOBITS &&
	     !view_sub(&s->data, m->offset, m->size, &m->data)))
		return err_set(e, EINVAL,
			       "its %llu bytes at +0x%llx lie "
			       "outside",
			       (unsigned long long)m->size,
			       (unsigned long long)m->offset);
	return 0;
}

/* The type of the variable of that name in a section's list, 0: none */
static uint32_t type_of(const struct btf *btf, const char *section,
			const char *name)
{
	const struct btf_type *sec =
		btf_type(btf, btf_find(btf, section, BTF_DATASEC));
	const struct btf_var_secinfo *v = btf_tail(sec);

	for (unsigned i = 0; i < btf_vlen(sec); i++)
		if (strcmp(btf_name(btf, v[i].type), name) == 0)
			return btf_strip(btf, btf_type(btf, v[i].type)->type);
	return 0;
}

int obj_read_struct_ops(struct obj *obj, uint32_t section, struct err *e)
{
	const char *name = obj_section_name(obj, section);
	const struct elf_sym **syms = NULL;
	size_t n = 0;
	int err;

	if (!obj->has_btf) {
		err_set(e, EINVAL, "no BTF describes the structs in it");
		return err_hint(e, "compile with -g");
	}
	err = obj_place_syms(obj, section, &syms, &n, e);
	for (size_t i = 0; i < n && err == 0; i++) {
		uint32_t type = type_of(&obj->btf, name, syms[i]->name);

		if (add_struct(obj, section, syms[i], type, e) < 0)
			err = err_wrap(e, "variable '%s'", syms[i]->name);
	}
	free(syms);
	return err;
}
