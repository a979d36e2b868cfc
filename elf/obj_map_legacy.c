// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps in the old convention: an array of structs in the section `maps`, all
 * of one size that nothing states. They all begin with the five words of
 * samples/bpf's struct bpf_map_def; what follows must be zero.
 */
#include <errno.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define WORDS 5

static int by_value(const void *a, const void *b)
{
	const struct elf_sym *x = *(const struct elf_sym *const *)a;
	const struct elf_sym *y = *(const struct elf_sym *const *)b;

	return x->value < y->value ? -1 : x->value > y->value;
}

static bool names_map(const struct elf_sym *sym, uint32_t section)
{
	return sym->section == section && sym->type != STT_SECTION &&
	       sym->type != STT_FILE && sym->name[0] != '\0';
}

static int read_entry(const struct elf_section *s, const struct elf_sym *sym,
		      uint64_t size, struct obj_map *m, struct err *e)
{
	uint32_t words[WORDS] = { 0 }, rest;
	struct view def;

	if (sym->value >= s->size ||
	    !view_sub(&s->data, sym->value, size, &def))
		return err_set(e, EINVAL, "its definition at +0x%llx lies "
			       "outside", (unsigned long long)sym->value);
	if (size < (WORDS - 1) * 4 || size % 4 != 0)
		return err_set(e, EINVAL, "a definition of %llu bytes",
			       (unsigned long long)size);
	for (size_t i = 0; i < WORDS; i++)
		view_u32(&def, i * 4, &words[i]);
	for (uint64_t off = sizeof(words); view_u32(&def, off, &rest); off += 4)
		if (rest != 0)
			return err_set(e, EINVAL,
				       "the word at +%llu of its definition "
				       "is 0x%x, which has no known meaning",
				       (unsigned long long)off, rest);
	m->type = words[0];
	m->key_size = words[1];
	m->value_size = words[2];
	m->max_entries = words[3];
	m->flags = words[4];
	return 0;
}

static size_t collect(const struct obj *obj, uint32_t section,
		      const struct elf_sym **syms)
{
	size_t n = 0;

	for (size_t i = 0; i < obj->elf.nsyms; i++)
		if (names_map(&obj->elf.syms[i], section))
			syms[n++] = &obj->elf.syms[i];
	qsort(syms, n, sizeof(*syms), by_value);
	return n;
}

int obj_read_legacy_maps(struct obj *obj, uint32_t section, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	auto_free const struct elf_sym **syms =
		calloc(obj->elf.nsyms + 1, sizeof(*syms));
	size_t n;

	if (syms == NULL)
		return err_nomem(e);
	n = collect(obj, section, syms);
	for (size_t i = 0; i < n; i++) {
		uint64_t end = i + 1 < n ? syms[i + 1]->value : s->size;
		struct obj_map *m = obj_add_map(obj);

		if (m == NULL)
			return err_nomem(e);
		m->name = syms[i]->name;
		m->origin = OBJ_MAP_LEGACY;
		m->section = section;
		m->offset = syms[i]->value;
		m->size = end - syms[i]->value;
		if (read_entry(s, syms[i], m->size, m, e) < 0)
			return err_wrap(e, "map '%s'", m->name);
	}
	return 0;
}
