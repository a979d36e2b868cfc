// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Global data: each section is a map of one element. What a linker would have
 * to do is done here (places for common symbols) or refused (addresses in
 * data, which a map's value cannot hold).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

static struct obj_map *add_data_map(struct obj *obj, const char *name,
				    uint32_t section, uint64_t size)
{
	struct obj_map *m = obj_add_map(obj);

	if (m == NULL)
		return NULL;
	m->name = name;
	m->origin = OBJ_MAP_DATA;
	m->type = BPF_MAP_TYPE_ARRAY;
	m->key_size = 4;
	m->value_size = (uint32_t)size;
	m->max_entries = 1;
	m->section = section;
	m->size = size;
	return m;
}

int obj_read_data_map(struct obj *obj, uint32_t section, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	struct obj_map *m;

	if (s->size > INT32_MAX)
		return err_set(e, EFBIG, "0x%llx bytes of data",
			       (unsigned long long)s->size);
	m = add_data_map(obj, s->name, section, s->size);
	if (m == NULL)
		return err_nomem(e);
	m->data = s->data;
	if (strncmp(s->name, ".rodata", 7) == 0)
		m->flags = BPF_F_RDONLY_PROG;
	if (obj->has_btf)
		m->value_type = btf_find(&obj->btf, s->name, BTF_DATASEC);
	return 0;
}

/* The value of a common symbol is its alignment; from here on it is its place
 * (gABI 4, "Symbol Table") */
int obj_read_common(struct obj *obj, struct err *e)
{
	uint64_t size = 0;

	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		struct elf_sym *sym = &obj->elf.syms[i];
		uint64_t align = sym->value ? sym->value : 1;

		if (sym->section != ELF_SYM_COMMON)
			continue;
		if ((align & (align - 1)) != 0 || align > 1u << 16 ||
		    sym->size > INT32_MAX)
			return err_set(e, EINVAL,
				       "common symbol '%s': 0x%llx "
				       "bytes aligned to 0x%llx",
				       sym->name, (unsigned long long)sym->size,
				       (unsigned long long)align);
		sym->value = (size + align - 1) & ~(align - 1);
		size = sym->value + sym->size;
		if (size > INT32_MAX)
			return err_set(e, EFBIG, "0x%llx bytes of common data",
				       (unsigned long long)size);
	}
	if (size &&
	    add_data_map(obj, ".bss.common", ELF_SYM_COMMON, size) == NULL)
		return err_nomem(e);
	return 0;
}

static const char *variable_at(const struct obj *obj, uint32_t section,
			       uint64_t off)
{
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];

		if (sym->section == section && sym->type == STT_OBJECT &&
		    off >= sym->value && off - sym->value < sym->size)
			return sym->name;
	}
	return NULL;
}

static int holds_address(const struct obj *obj, const struct obj_map *m,
			 const struct elf_rel *r, struct err *e)
{
	const char *var = variable_at(obj, m->section, r->offset);

	if (var)
		err_set(e, EINVAL,
			"section '%s': variable '%s' at +0x%llx "
			"holds the address of '%s'",
			m->name, var, (unsigned long long)r->offset,
			obj->elf.syms[r->sym].name);
	else
		err_set(e, EINVAL,
			"section '%s': +0x%llx holds the address "
			"of '%s'",
			m->name, (unsigned long long)r->offset,
			obj->elf.syms[r->sym].name);
	return err_hint(e, "global data cannot hold addresses: use arrays of "
			   "characters or a switch instead");
}

/* A program would read what the compiler left for a linker to fill in.
 * Sections of other names may be left over from what was optimised away. */
static bool may_be_read(const struct obj *obj, const struct obj_map *m)
{
	static const char *const always[] = { ".data", ".rodata",
					      ".data.rel.ro" };

	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (strcmp(m->name, always[i]) == 0)
			return true;
	return obj_map_is_used(obj, (uint32_t)(m - obj->maps));
}

int obj_check_data(const struct obj *obj, struct err *e)
{
	for (size_t i = 1; i < obj->elf.nsections; i++) {
		const struct elf_section *s = &obj->elf.sections[i];
		auto_free struct elf_rel *rels = NULL;
		const struct obj_map *m;
		size_t n;

		if (s->type != SHT_REL && s->type != SHT_RELA)
			continue;
		m = obj_map_at(obj, s->info, 0);
		if (m == NULL || m->origin != OBJ_MAP_DATA ||
		    !may_be_read(obj, m))
			continue;
		if (elf_read_rels(&obj->elf, s, &rels, &n, e) < 0)
			return -e->code;
		if (n)
			return holds_address(obj, m, &rels[0], e);
	}
	return 0;
}
