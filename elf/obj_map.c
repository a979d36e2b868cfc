// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which sections hold maps, and the maps that are sections themselves: global
 * data. The two conventions for declared maps are in obj_map_btf.c and
 * obj_map_legacy.c; one object may use all three.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

struct obj_map *obj_add_map(struct obj *obj)
{
	struct obj_map *maps = obj->maps;

	/* Room for a power of two, so that growing stays linear */
	if ((obj->nmaps & (obj->nmaps - 1)) == 0) {
		size_t room = obj->nmaps ? obj->nmaps * 2 : 1;

		maps = realloc(maps, room * sizeof(*maps));
		if (maps == NULL)
			return NULL;
		obj->maps = maps;
	}
	maps[obj->nmaps] = (struct obj_map){ 0 };
	return &maps[obj->nmaps++];
}

static bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_data(const struct elf_section *s)
{
	if (!(s->flags & SHF_ALLOC) || (s->flags & SHF_EXECINSTR))
		return false;
	if (s->type != SHT_PROGBITS && s->type != SHT_NOBITS)
		return false;
	return has_prefix(s->name, ".data") || has_prefix(s->name, ".rodata") ||
	       has_prefix(s->name, ".bss");
}

int obj_read_data_map(struct obj *obj, uint32_t section, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	struct obj_map *m;

	if (s->size > INT32_MAX)
		return err_set(e, EFBIG, "section '%s': 0x%llx bytes of data",
			       s->name, (unsigned long long)s->size);
	m = obj_add_map(obj);
	if (m == NULL)
		return err_nomem(e);
	m->name = s->name;
	m->origin = OBJ_MAP_DATA;
	m->type = BPF_MAP_TYPE_ARRAY;
	m->key_size = 4;
	m->value_size = (uint32_t)s->size;
	m->max_entries = 1;
	m->section = section;
	m->size = s->size;
	m->data = s->data;
	if (has_prefix(s->name, ".rodata"))
		m->flags = BPF_F_RDONLY_PROG;
	if (obj->has_btf)
		m->value_type = btf_find(&obj->btf, s->name, BTF_DATASEC);
	return 0;
}

int obj_read_maps(struct obj *obj, struct err *e)
{
	int err = 0;

	for (uint32_t i = 1; i < obj->elf.nsections && err == 0; i++) {
		const struct elf_section *s = &obj->elf.sections[i];

		if (s->type != SHT_PROGBITS && s->type != SHT_NOBITS)
			continue;
		if (s->size == 0)
			continue;
		if (strcmp(s->name, ".maps") == 0)
			err = obj_read_btf_maps(obj, i, e);
		else if (strcmp(s->name, "maps") == 0 ||
			 has_prefix(s->name, "maps/"))
			err = obj_read_legacy_maps(obj, i, e);
		else if (is_data(s))
			err = obj_read_data_map(obj, i, e);
		if (err < 0)
			return err_wrap(e, "section '%s'", s->name);
	}
	return 0;
}
