// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What maps hold from the start, in all the ways to say so:
 *
 *   `values` of a map in .maps, and functions in .struct_ops: relocations
 *   iproute2: a map goes into slot inner_idx of those that hold its id; a
 *     program in section "ID/SLOT" into the prog array of that id
 *   samples/bpf: a program in "kprobe/SLOT", "socket/SLOT" and so on into the
 *     last prog array
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"
#include "elf/section.h"

#define INSN_SIZE sizeof(struct bpf_insn)
#define NO_SLOT	  UINT32_MAX /* iproute2's inner_idx of -1 */

static int add_init(struct obj_map *m, const struct obj_map_init *init,
		    struct err *e)
{
	struct obj_map_init *inits = m->inits;

	if ((m->ninits & (m->ninits - 1)) == 0) {
		size_t room = m->ninits ? m->ninits * 2 : 1;

		inits = realloc(inits, room * sizeof(*inits));
		if (inits == NULL)
			return err_nomem(e);
		m->inits = inits;
	}
	inits[m->ninits++] = *init;
	return 0;
}

/* Byte offset of the member `values`, -1 if there is none */
static int64_t values_offset(const struct btf *btf, const struct obj_map *m)
{
	const struct btf_type *t = btf_type(btf, m->def_type);
	const struct btf_member *field = btf_tail(t);
	uint32_t bits;

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (strcmp(btf_str(btf, field[i].name_off), "values") == 0)
			return btf_member_bit(t, i, &bits) / 8;
	return -1;
}

static int find_slot(const struct obj *obj, const struct obj_map *m,
		     uint64_t off, uint32_t *slot, struct err *e)
{
	int64_t values;

	if (m->origin == OBJ_MAP_STRUCT_OPS) {
		*slot = (uint32_t)(off - m->offset);
		return 0;
	}
	values = values_offset(&obj->btf, m);
	if (values < 0 || off - m->offset < (uint64_t)values ||
	    (off - m->offset - (uint64_t)values) % 8 != 0)
		return err_set(e, EINVAL, "no slot of 'values' begins there");
	*slot = (uint32_t)((off - m->offset - (uint64_t)values) / 8);
	if (m->max_entries && *slot >= m->max_entries)
		return err_set(e, EINVAL, "slot %u of %u entries", *slot,
			       m->max_entries);
	return 0;
}

/* In a section of code the function that begins there, elsewhere the map */
static int find_object(const struct obj *obj, const struct elf_sym *sym,
		       int64_t off, struct obj_map_init *init, struct err *e)
{
	const struct obj_map *m;

	if (sym->section == ELF_SYM_UNDEF)
		return err_set(e, EINVAL, "symbol '%s' is undefined",
			       sym->name);
	init->is_func = sym->section < obj->elf.nsections &&
			obj_is_code(&obj->elf.sections[sym->section]);
	if (init->is_func && off % (int64_t)INSN_SIZE == 0)
		return obj_func_begin(obj, sym->section,
				      off / (int64_t)INSN_SIZE, &init->index,
				      e);
	m = init->is_func ? NULL : obj_map_at(obj, sym->section, off);
	if (m == NULL ||
	    (m->origin != OBJ_MAP_BTF && m->origin != OBJ_MAP_LEGACY))
		return err_set(e, EINVAL,
			       "'%s'%+lld is neither a map nor a "
			       "function",
			       sym->name,
			       (long long)(off - (int64_t)sym->value));
	init->index = (uint32_t)(m - obj->maps);
	return 0;
}

static int check_kind(const struct obj_map *m, bool is_func, struct err *e)
{
	bool ok = is_func ? m->type == BPF_MAP_TYPE_PROG_ARRAY ||
				    m->type == BPF_MAP_TYPE_STRUCT_OPS
			  : m->type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
				    m->type == BPF_MAP_TYPE_HASH_OF_MAPS;

	return ok ? 0
		  : err_set(e, EINVAL, "map '%s' cannot hold %s", m->name,
			    is_func ? "functions" : "maps");
}

static int read_init(struct obj *obj, uint32_t section, const struct elf_rel *r,
		     struct err *e)
{
	const struct elf_sym *sym = &obj->elf.syms[r->sym];
	struct obj_map *m = obj_map_before(obj, section, r->offset);
	struct obj_map_init init = { 0 };
	uint64_t word = 0;
	int64_t off = 0;

	if (m == NULL || r->offset - m->offset >= m->size)
		return err_set(e, EINVAL, "no map is there");
	view_u64(&obj->elf.sections[section].data, r->offset, &word);
	word += (uint64_t)r->addend;
	if (obj->gnu_addends)
		word -= sym->value;
	if (find_slot(obj, m, r->offset, &init.slot, e) < 0 ||
	    obj_sym_place(sym, (int64_t)word, &off, e) < 0 ||
	    find_object(obj, sym, off, &init, e) < 0 ||
	    check_kind(m, init.is_func, e) < 0)
		return err_wrap(e, "map '%s'", m->name);
	return add_init(m, &init, e);
}

static int read_section(struct obj *obj, const struct elf_section *s,
			struct err *e)
{
	auto_free struct elf_rel *rels = NULL;
	size_t n;

	if (elf_read_rels(&obj->elf, s, &rels, &n, e) < 0)
		return -e->code;
	for (size_t i = 0; i < n; i++)
		if (read_init(obj, s->info, &rels[i], e) < 0)
			return err_wrap(
				e, "section '%s': relocation %zu at +0x%llx",
				obj_section_name(obj, s->info), i,
				(unsigned long long)rels[i].offset);
	return 0;
}

static int read_relocations(struct obj *obj, struct err *e)
{
	for (size_t i = 1; i < obj->elf.nsections; i++) {
		const struct elf_section *s = &obj->elf.sections[i];
		const struct obj_map *m;

		if (s->type != SHT_REL && s->type != SHT_RELA)
			continue;
		m = obj_map_before(obj, s->info, UINT64_MAX);
		if (m &&
		    (m->origin == OBJ_MAP_BTF ||
		     m->origin == OBJ_MAP_STRUCT_OPS) &&
		    read_section(obj, s, e) < 0)
			return -e->code;
	}
	return 0;
}

static struct obj_map *map_of_id(const struct obj *obj, uint32_t id)
{
	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map_legacy *l = obj->maps[i].legacy;

		if (l && l->iproute2 && l->id == id)
			return &obj->maps[i];
	}
	return NULL;
}

/* Those that a map of maps has as template may go into it */
static int fill_outer(struct obj *obj, struct obj_map *outer, struct err *e)
{
	uint32_t id = outer->legacy->inner_id;

	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map_legacy *l = obj->maps[i].legacy;
		struct obj_map_init init = { .index = i };

		if (l == NULL || !l->iproute2 || l->id != id ||
		    l->inner_idx == NO_SLOT ||
		    l->inner_idx >= outer->max_entries)
			continue;
		init.slot = l->inner_idx;
		if (add_init(outer, &init, e) < 0)
			return -e->code;
	}
	return 0;
}

/* A slot's number, as far as end; false unless it is nothing else */
static bool read_slot(const char *text, const char *end, uint32_t *out)
{
	unsigned long v;
	char *stop;

	if (!isdigit((unsigned char)text[0]))
		return false;
	v = strtoul(text, &stop, 0);
	*out = (uint32_t)v;
	return stop == end && v < UINT32_MAX;
}

/* The prog array that a program's section puts it into, or NULL */
static struct obj_map *array_of(const struct obj *obj, const char *section,
				struct obj_map *last, uint32_t *slot)
{
	const char *slash = strchr(section, '/'), *rest;
	uint32_t id;

	if (slash == NULL)
		return NULL;
	if (read_slot(section, slash, &id))
		return read_slot(slash + 1, section + strlen(section), slot)
			       ? map_of_id(obj, id)
			       : NULL;
	if (last && section_find(section, &rest) &&
	    read_slot(rest, rest + strlen(rest), slot))
		return last;
	return NULL;
}

/* The last one of samples/bpf's convention, as their loader takes it */
static struct obj_map *last_array(const struct obj *obj)
{
	for (uint32_t i = obj->nmaps; i-- > 0;) {
		struct obj_map *m = &obj->maps[i];

		if (m->origin == OBJ_MAP_LEGACY && m->legacy == NULL &&
		    m->type == BPF_MAP_TYPE_PROG_ARRAY)
			return m;
	}
	return NULL;
}

static int fill_arrays(struct obj *obj, struct err *e)
{
	struct obj_map *last = last_array(obj);

	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];
		struct obj_map_init init = { .is_func = true, .index = i };
		struct obj_map *m = NULL;

		if (f->is_prog)
			m = array_of(obj, obj_section_name(obj, f->section),
				     last, &init.slot);
		if (m == NULL || m->type != BPF_MAP_TYPE_PROG_ARRAY ||
		    init.slot >= m->max_entries)
			continue;
		if (add_init(m, &init, e) < 0)
			return -e->code;
	}
	return 0;
}

static int by_slot(const void *a, const void *b)
{
	const struct obj_map_init *x = a, *y = b;

	return x->slot < y->slot ? -1 : x->slot > y->slot;
}

static int sort_inits(struct obj_map *m, struct err *e)
{
	if (m->ninits < 2)
		return 0;
	qsort(m->inits, m->ninits, sizeof(*m->inits), by_slot);
	for (uint32_t i = 1; i < m->ninits; i++)
		if (m->inits[i].slot == m->inits[i - 1].slot)
			return err_set(e, EINVAL,
				       "map '%s': two values for "
				       "slot %u",
				       m->name, m->inits[i].slot);
	return 0;
}

int obj_read_inits(struct obj *obj, struct err *e)
{
	int err = read_relocations(obj, e);

	for (uint32_t i = 0; i < obj->nmaps && err == 0; i++) {
		struct obj_map *m = &obj->maps[i];

		if (m->inner && m->legacy && m->legacy->iproute2)
			err = fill_outer(obj, m, e);
	}
	if (err == 0)
		err = fill_arrays(obj, e);
	for (uint32_t i = 0; i < obj->nmaps && err == 0; i++)
		err = sort_inits(&obj->maps[i], e);
	return err;
}
