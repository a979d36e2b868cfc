// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Maps in the old convention: an array of structs in the section `maps`, or
 * one in `maps/NAME` (gobpf). Nothing states how long a struct is: symbols
 * tell where each begins. Static maps may have lost theirs to strip; they
 * stand between the others. What the bytes of a definition mean is decided in
 * obj_map_layout.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

/* The shortest: samples/bpf of 2015, without flags */
#define DEF_MIN 16

/* The bytes of one definition, or of several, within their section */
struct range {
	uint64_t off, size;
};

static int add_map(struct obj *obj, uint32_t section, const char *name,
		   struct range at, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	struct obj_map *m = obj_add_map(obj);
	struct view def;

	if (m == NULL)
		return err_nomem(e);
	m->name = name;
	m->origin = OBJ_MAP_LEGACY;
	m->section = section;
	m->offset = at.off;
	m->size = at.size;
	if (at.off >= s->size || !view_sub(&s->data, at.off, at.size, &def))
		err_set(e, EINVAL, "its definition at +0x%llx lies outside",
			(unsigned long long)at.off);
	else if (at.size < DEF_MIN || at.size % 4 != 0)
		err_set(e, EINVAL, "a definition of %llu bytes",
			(unsigned long long)at.size);
	else if (obj_read_layout(obj, &def, m, e) == 0)
		return 0;
	return err_wrap(e, "map '%s'", name);
}

static bool is_zero(const struct view *v, uint64_t off, uint64_t end)
{
	uint8_t byte;

	while (off < end && view_u8(v, off, &byte) && byte == 0)
		off++;
	return off == end;
}

/* Bytes that no symbol names: as many definitions of that size as fit. They
 * are called as the section is. */
static int add_unnamed(struct obj *obj, uint32_t section, struct range all,
		       uint64_t size, struct err *e)
{
	const char *name = obj_section_name(obj, section);

	for (uint64_t done = 0; done < all.size; done += size) {
		struct range at = { all.off + done, size };

		if (add_map(obj, section, name, at, e) < 0)
			return -e->code;
	}
	return 0;
}

/* One symbol's definition, and what is between it and the next symbol's */
static int add_named(struct obj *obj, uint32_t section,
		     const struct elf_sym *sym, uint64_t end, struct err *e)
{
	const struct view *data = &obj->elf.sections[section].data;
	uint64_t room = end > sym->value ? end - sym->value : 0;
	uint64_t one =
		obj->android.map_size ? obj->android.map_size : sym->size;
	struct range at = { sym->value, room }, rest = { 0, 0 };

	/* The sizes of symbols are not to be relied on: they count only if what
	 * is behind is definitions of the same size */
	if (one >= DEF_MIN && one < room && room % one == 0 &&
	    !is_zero(data, sym->value + one, end)) {
		at.size = one;
		rest = (struct range){ sym->value + one, room - one };
	}
	if (add_map(obj, section, sym->name, at, e) < 0)
		return -e->code;
	return add_unnamed(obj, section, rest, one, e);
}

/* Definitions of which the section "size_of_bpf_map_def" says the size */
static int check_stride(const struct obj *obj, const struct elf_section *s,
			const struct elf_sym *sym, struct err *e)
{
	uint32_t size = obj->android.map_size;

	if (s->size % size != 0)
		return err_set(e, EINVAL,
			       "0x%llx bytes are not whole "
			       "definitions of %u",
			       (unsigned long long)s->size, size);
	if (sym->value % size != 0)
		return err_set(e, EINVAL,
			       "map '%s' at +0x%llx: no definition "
			       "of %u bytes begins there",
			       sym->name, (unsigned long long)sym->value, size);
	return 0;
}

static int add_all(struct obj *obj, uint32_t section,
		   const struct elf_sym **syms, size_t n, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	uint32_t stride = obj->android.map_size;
	int err = 0;

	if (syms[0]->value != 0) {
		uint64_t size = stride		? stride
				: syms[0]->size ? syms[0]->size
						: syms[0]->value;

		if (syms[0]->value % size != 0)
			size = syms[0]->value;
		err = add_unnamed(obj, section,
				  (struct range){ 0, syms[0]->value }, size, e);
	}
	for (size_t i = 0; i < n && err == 0; i++) {
		uint64_t end = s->size;

		if (i + 1 < n && syms[i + 1]->value < end)
			end = syms[i + 1]->value;
		if (stride)
			err = check_stride(obj, s, syms[i], e);
		if (err == 0)
			err = add_named(obj, section, syms[i], end, e);
	}
	return err;
}

int obj_read_legacy_maps(struct obj *obj, uint32_t section, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	const char *name = s->name[4] == '/' ? s->name + 5 : s->name;
	auto_free const struct elf_sym **syms = NULL;
	size_t n = 0;
	int err;

	err = obj_place_syms(obj, section, &syms, &n, e);
	if (err < 0)
		return err;
	if (n > 1 || (n == 1 && (name == s->name || syms[0]->value != 0)))
		return add_all(obj, section, syms, n, e);
	/* One map, called as its section, whatever its symbol is called */
	if (n == 1 || s->size < 2ull * DEF_MIN)
		return add_map(obj, section, name, (struct range){ 0, s->size },
			       e);
	err_set(e, EINVAL, "no symbol names the maps in it");
	return err_hint(e, "strip with -g or --strip-unneeded only");
}
