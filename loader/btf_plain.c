// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rewriting types in place, so that ids stay. The compiler leaves sizes and
 * offsets of data sections to a linker that never runs, and declares what is
 * external in ways that no kernel accepts; old kernels lack kinds, which are
 * replaced by older ones of the same length.
 */
#include "loader/btf_plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"

struct plain {
	const struct obj *obj;
	enum btf_level level;
	uint8_t *out; /* where the next record goes */
};

static uint32_t make_info(unsigned kind, unsigned vlen, bool kflag)
{
	return (uint32_t)kflag << 31 | kind << 24 | vlen;
}

/* Bytes of the record of a type, from where the next one begins */
static uint32_t record_len(const struct btf *btf, uint32_t id)
{
	uint32_t at = btf->offs[id - 1];
	uint32_t end = id < btf->ntypes ? btf->offs[id] : btf->types_len;

	return end - at;
}

static const struct elf_sym *find_symbol(const struct obj *obj,
					 const char *name, uint32_t section)
{
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];

		if (sym->section == section && sym->type != STT_SECTION &&
		    strcmp(sym->name, name) == 0)
			return sym;
	}
	return NULL;
}

/* Offsets of variables come from the symbols, the size from the section */
static void complete_datasec(const struct obj *obj, struct btf_type *t)
{
	const char *name = btf_str(&obj->btf, t->name_off);
	const struct elf_section *s = elf_find_section(&obj->elf, name);
	struct btf_var_secinfo *v = (void *)(t + 1);

	if (s == NULL)
		return;
	t->size = (uint32_t)s->size;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *var = btf_name(&obj->btf, v[i].type);
		const struct elf_sym *sym = find_symbol(
			obj, var, (uint32_t)elf_section_index(&obj->elf, s));

		if (sym)
			v[i].offset = (uint32_t)sym->value;
	}
}

static int by_offset(const void *a, const void *b)
{
	const struct btf_var_secinfo *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void complete_kconfig(const struct obj *obj, struct btf_type *t)
{
	struct btf_var_secinfo *v = (void *)(t + 1);

	t->size = 0;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *var = btf_name(&obj->btf, v[i].type);

		for (uint32_t x = 0; x < obj->nexterns; x++)
			if (obj->externs[x].kind == OBJ_EXTERN_KCONFIG &&
			    strcmp(obj->externs[x].name, var) == 0)
				v[i].offset = obj->externs[x].off;
		if (v[i].offset + v[i].size > t->size)
			t->size = v[i].offset + v[i].size;
	}
}

/* A struct may not have a dot in its name, and needs names for members that
 * the data section takes from its variables: it becomes an empty one. */
static uint32_t empty_struct(struct btf_type *t)
{
	t->name_off = 0;
	t->info = make_info(BTF_STRUCT, 0, false);
	t->size = 0;
	return sizeof(*t);
}

static uint32_t plain_datasec(const struct plain *p, struct btf_type *t,
			      uint32_t len)
{
	const char *name = btf_str(&p->obj->btf, t->name_off);

	if (p->level >= BTF_LEVEL_PLAIN || strcmp(name, ".ksyms") == 0)
		return empty_struct(t);
	if (strcmp(name, ".kconfig") == 0)
		complete_kconfig(p->obj, t);
	else
		complete_datasec(p->obj, t);
	qsort(t + 1, btf_vlen(t), sizeof(struct btf_var_secinfo), by_offset);
	return t->size ? len : empty_struct(t);
}

/* An int of the same length as a variable's record */
static void var_to_int(struct btf_type *t)
{
	uint32_t *encoding = (void *)(t + 1);

	t->name_off = 0;
	t->info = make_info(BTF_INT, 0, false);
	t->size = 1;
	*encoding = 8;
}

/* Externs: kernels know linkage 0 (static) and 1 (global) only */
static void plain_var(const struct plain *p, struct btf_type *t)
{
	uint32_t *linkage = (void *)(t + 1);

	if (p->level >= BTF_LEVEL_PLAIN)
		var_to_int(t);
	else if (*linkage > 1)
		*linkage = 1;
}

static void plain_func(const struct plain *p, struct btf_type *t)
{
	/* Parameters of an extern have no names, which a function needs and
	 * a typedef of its prototype does not */
	if (p->level >= BTF_LEVEL_PLAIN || btf_vlen(t) > 1)
		t->info = make_info(BTF_TYPEDEF, 0, false);
	else if (p->level >= BTF_LEVEL_STATIC_FUNCS)
		t->info = make_info(BTF_FUNC, 0, false);
}

/* An enum, whose entries are as long as parameters are but need a name: that
 * of any function does */
static void proto_to_enum(const struct plain *p, struct btf_type *t)
{
	struct btf_enum *entry = (void *)(t + 1);
	uint32_t name = 0;

	for (uint32_t id = 1; id < btf_end(&p->obj->btf) && name == 0; id++)
		if (btf_kind(btf_type(&p->obj->btf, id)) == BTF_FUNC)
			name = btf_type(&p->obj->btf, id)->name_off;
	t->info = make_info(BTF_ENUM, btf_vlen(t), false);
	t->size = 4;
	for (unsigned i = 0; i < btf_vlen(t); i++)
		entry[i].name_off = name;
}

static void plain_new_kind(struct btf_type *t)
{
	uint32_t *tail = (void *)(t + 1);

	switch (btf_kind(t)) {
	case BTF_FLOAT:
		t->name_off = 0;
		t->info = make_info(BTF_STRUCT, 0, false);
		break;
	case BTF_DECL_TAG:
		t->name_off = 0;
		t->info = make_info(BTF_INT, 0, false);
		t->size = 1;
		*tail = 8;
		break;
	case BTF_TYPE_TAG:
		t->name_off = 0;
		t->info = make_info(BTF_CONST, 0, false);
		break;
	case BTF_ENUM:
		t->info &= ~(1u << 31);
		break;
	}
}

/* Members of 12 bytes each, as enum64's entries are; all at offset 0 */
static uint32_t enum64_to_union(const struct plain *p, struct btf_type *t,
				uint32_t len)
{
	struct btf_member *m = (void *)(t + 1);
	uint32_t u8 = 0;

	for (uint32_t id = 1; id < btf_end(&p->obj->btf) && u8 == 0; id++)
		if (btf_kind(btf_type(&p->obj->btf, id)) == BTF_INT)
			u8 = id;
	if (u8 == 0)
		return empty_struct(t);
	t->info = make_info(BTF_UNION, btf_vlen(t), false);
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		m[i].type = u8;
		m[i].offset = 0;
	}
	return len;
}

static uint32_t rewrite(const struct plain *p, struct btf_type *t, uint32_t len)
{
	switch (btf_kind(t)) {
	case BTF_DATASEC:
		return plain_datasec(p, t, len);
	case BTF_VAR:
		plain_var(p, t);
		return len;
	case BTF_FUNC:
		plain_func(p, t);
		return len;
	case BTF_FUNC_PROTO:
		if (p->level >= BTF_LEVEL_PLAIN)
			proto_to_enum(p, t);
		return len;
	case BTF_ENUM64:
		return p->level >= BTF_LEVEL_OLD_KINDS
			       ? enum64_to_union(p, t, len)
			       : len;
	default:
		if (p->level >= BTF_LEVEL_OLD_KINDS)
			plain_new_kind(t);
		return len;
	}
}

int btf_plain(const struct obj *obj, enum btf_level level, void **blob,
	      uint32_t *size, struct err *e)
{
	const struct btf *btf = &obj->btf;
	struct btf_header header = { .magic = BTF_MAGIC,
				     .version = BTF_VERSION,
				     .hdr_len = sizeof(header) };
	struct plain p = { obj, level, NULL };
	uint8_t *out = malloc(sizeof(header) + btf->types_len + btf->strs_len);

	if (out == NULL)
		return err_nomem(e);
	p.out = out + sizeof(header);
	for (uint32_t id = 1; id <= btf->ntypes; id++) {
		uint32_t len = record_len(btf, id);

		memcpy(p.out, btf_type(btf, id), len);
		p.out += rewrite(&p, (void *)p.out, len);
	}
	header.type_len = header.str_off =
		(uint32_t)(p.out - out - (ptrdiff_t)sizeof(header));
	header.str_len = btf->strs_len;
	memcpy(p.out, btf->strs, btf->strs_len);
	memcpy(out, &header, sizeof(header));
	*size = (uint32_t)sizeof(header) + header.type_len + header.str_len;
	*blob = out;
	return 0;
}
