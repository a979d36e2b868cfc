// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which sections hold maps, in which convention, and where each map is. One
 * object may use all conventions, a file each: obj_map_btf.c,
 * obj_map_legacy.c, obj_map_data.c, obj_struct_ops.c. Android's sections
 * ".maps.NAME" hold none: they carry types.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
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

struct obj_map *obj_map_template(const struct obj_map *m)
{
	struct obj_map *t = malloc(sizeof(*t));

	if (t == NULL)
		return NULL;
	*t = *m;
	t->pinning = 0;
	t->inner = NULL;
	t->inits = NULL;
	t->ninits = 0;
	t->legacy = NULL;
	return t;
}

/* NAME or NAME.anything */
static bool is_family(const char *section, const char *name)
{
	size_t len = strlen(name);

	return strncmp(section, name, len) == 0 &&
	       (section[len] == '\0' || section[len] == '.');
}

static bool is_data(const struct elf_section *s)
{
	if (!(s->flags & SHF_ALLOC) || (s->flags & SHF_EXECINSTR))
		return false;
	return is_family(s->name, ".data") || is_family(s->name, ".rodata") ||
	       is_family(s->name, ".bss");
}

static int read_section(struct obj *obj, uint32_t i, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[i];
	const char *name = s->name[0] == '?' ? s->name + 1 : s->name;

	if ((s->type != SHT_PROGBITS && s->type != SHT_NOBITS) || s->size == 0)
		return 0;
	if (strcmp(s->name, ".maps") == 0)
		return obj_read_btf_maps(obj, i, e);
	if (strcmp(s->name, "maps") == 0 || strncmp(s->name, "maps/", 5) == 0)
		return obj_read_legacy_maps(obj, i, e);
	if (strcmp(name, ".struct_ops") == 0 ||
	    strcmp(name, ".struct_ops.link") == 0)
		return obj_read_struct_ops(obj, i, e);
	if (strcmp(name, ".addr_space.1") == 0 || strcmp(name, ".arena.1") == 0)
		obj->arena = i;
	return is_data(s) ? obj_read_data_map(obj, i, e) : 0;
}

static int by_place(const void *a, const void *b)
{
	const struct obj_map *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static bool is_declared(const struct obj_map *m)
{
	return m->origin == OBJ_MAP_BTF || m->origin == OBJ_MAP_LEGACY;
}

static int by_name(const void *a, const void *b)
{
	const struct obj_map *x = *(const struct obj_map *const *)a;
	const struct obj_map *y = *(const struct obj_map *const *)b;

	return strcmp(x->name, y->name);
}

static int twice(const struct obj *obj, const struct obj_map *a,
		 const struct obj_map *b, struct err *e)
{
	return err_set(e, EINVAL,
		       "two maps are called '%s': in section '%s' "
		       "at +0x%llx and in section '%s' at +0x%llx",
		       a->name, obj_section_name(obj, a->section),
		       (unsigned long long)a->offset,
		       obj_section_name(obj, b->section),
		       (unsigned long long)b->offset);
}

/* Maps that lost their names with their symbols are all called as the section
 * is; what nothing else can mean need not be told apart */
static int check_names(const struct obj *obj, struct err *e)
{
	auto_free const struct obj_map **maps =
		calloc(obj->nmaps + 1, sizeof(struct obj_map *));
	size_t n = 0;

	if (maps == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map *m = &obj->maps[i];

		if (is_declared(m) &&
		    m->name != obj_section_name(obj, m->section))
			maps[n++] = m;
	}
	qsort(maps, n, sizeof(struct obj_map *), by_name);
	for (size_t i = 1; i < n; i++)
		if (strcmp(maps[i]->name, maps[i - 1]->name) == 0)
			return twice(obj, maps[i - 1], maps[i], e);
	return 0;
}

int obj_read_maps(struct obj *obj, struct err *e)
{
	int err;

	for (uint32_t i = 1; i < obj->elf.nsections; i++)
		if (read_section(obj, i, e) < 0)
			return err_wrap(e, "section '%s'",
					obj->elf.sections[i].name);
	err = obj_read_common(obj, e);
	if (err < 0)
		return err;
	if (obj->nmaps)
		qsort(obj->maps, obj->nmaps, sizeof(*obj->maps), by_place);
	err = check_names(obj, e);
	return err < 0 ? err : obj_link_legacy_maps(obj, e);
}

struct obj_map *obj_map_before(const struct obj *obj, uint32_t section,
			       uint64_t off)
{
	struct obj_map key = { .section = section, .offset = off };
	uint32_t lo = 0, hi = obj->nmaps;

	/* The one map that is in no section comes last */
	if (hi && obj->maps[hi - 1].origin == OBJ_MAP_KCONFIG)
		hi--;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (by_place(&obj->maps[mid], &key) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || obj->maps[lo - 1].section != section)
		return NULL;
	return &obj->maps[lo - 1];
}

/* The compiler puts what is declared __arena into one section, which is the
 * beginning of the object's one arena */
static struct obj_map *find_arena(const struct obj *obj, int64_t off)
{
	struct obj_map *found = NULL;

	for (uint32_t i = 0; i < obj->nmaps; i++)
		if (obj->maps[i].type == MAP_TYPE_ARENA) {
			if (found)
				return NULL;
			found = &obj->maps[i];
		}
	return off >= 0 && (uint64_t)off < obj->elf.sections[obj->arena].size
		       ? found
		       : NULL;
}

struct obj_map *obj_map_at(const struct obj *obj, uint32_t section, int64_t off)
{
	struct obj_map *m =
		obj_map_before(obj, section, off < 0 ? 0 : (uint64_t)off);

	if (obj->arena && section == obj->arena)
		return find_arena(obj, off);
	if (m && m->origin != OBJ_MAP_DATA &&
	    (off < 0 || m->offset != (uint64_t)off))
		return NULL;
	return m;
}

bool obj_map_is_used(const struct obj *obj, uint32_t map)
{
	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];

		for (uint32_t r = 0; r < f->nrels; r++)
			if (f->rels[r].index == map &&
			    (f->rels[r].kind == OBJ_REL_MAP ||
			     f->rels[r].kind == OBJ_REL_DATA))
				return true;
	}
	for (uint32_t i = 0; i < obj->nmaps; i++)
		for (uint32_t k = 0; k < obj->maps[i].ninits; k++)
			if (!obj->maps[i].inits[k].is_func &&
			    obj->maps[i].inits[k].index == map)
				return true;
	return false;
}
