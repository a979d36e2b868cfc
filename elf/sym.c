// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The symbol table, with section indexes above 0xff00 resolved. */
#include <errno.h>
#include <stdlib.h>

#include "elf/elf.h"
#include "elf/elf_priv.h"
#include "elf/err.h"

#define SYM_SIZE  sizeof(Elf64_Sym)
#define ST(field) offsetof(Elf64_Sym, st_##field)

struct tables {
	const struct elf_section *symtab, *strtab;
	const struct elf_section *xindex; /* NULL unless there is one */
};

static int find_tables(const struct elf *elf, struct tables *t, struct err *e)
{
	size_t at = 0;

	for (size_t i = 1; i < elf->nsections; i++) {
		if (elf->sections[i].type == SHT_SYMTAB && t->symtab == NULL) {
			t->symtab = &elf->sections[i];
			at = i;
		}
	}
	if (t->symtab == NULL)
		return 0;
	if (t->symtab->link >= elf->nsections ||
	    elf->sections[t->symtab->link].type != SHT_STRTAB)
		return err_set(e, ENOEXEC,
			       "symbol table: section %u is no string table",
			       t->symtab->link);
	t->strtab = &elf->sections[t->symtab->link];
	for (size_t i = 1; i < elf->nsections; i++)
		if (elf->sections[i].type == SHT_SYMTAB_SHNDX &&
		    elf->sections[i].link == at)
			t->xindex = &elf->sections[i];
	return 0;
}

static int place_symbol(const struct elf *elf, const struct tables *t, size_t i,
			uint16_t shndx, struct err *e)
{
	struct elf_sym *sym = &elf->syms[i];

	sym->section = shndx;
	if (shndx == SHN_ABS) {
		sym->section = ELF_SYM_ABS;
		return 0;
	}
	if (shndx == SHN_COMMON) {
		sym->section = ELF_SYM_COMMON;
		return 0;
	}
	if (shndx >= SHN_LORESERVE && shndx != SHN_XINDEX)
		return err_set(e, ENOEXEC,
			       "symbol %zu: reserved section index 0x%x", i,
			       shndx);
	if (shndx == SHN_XINDEX &&
	    (t->xindex == NULL ||
	     !view_u32(&t->xindex->data, i * 4, &sym->section)))
		return err_set(e, ENOEXEC,
			       "symbol %zu: no extended section index", i);
	if (sym->section >= elf->nsections)
		return err_set(e, ENOEXEC,
			       "symbol %zu: section %u does not exist", i,
			       sym->section);
	return 0;
}

static int read_sym(const struct elf *elf, const struct tables *t, size_t i,
		    struct err *e)
{
	struct elf_sym *sym = &elf->syms[i];
	uint64_t off = i * SYM_SIZE;
	uint8_t info = 0, other = 0;
	uint16_t shndx = 0;
	uint32_t name = 0;
	int err;

	view_u32(&t->symtab->data, off + ST(name), &name);
	view_u8(&t->symtab->data, off + ST(info), &info);
	view_u8(&t->symtab->data, off + ST(other), &other);
	view_u16(&t->symtab->data, off + ST(shndx), &shndx);
	view_u64(&t->symtab->data, off + ST(value), &sym->value);
	view_u64(&t->symtab->data, off + ST(size), &sym->size);
	sym->type = ELF64_ST_TYPE(info);
	sym->bind = ELF64_ST_BIND(info);
	sym->visibility = ELF64_ST_VISIBILITY(other);
	sym->name = view_str(&t->strtab->data, name);
	if (sym->name == NULL && name != 0)
		return err_set(e, ENOEXEC,
			       "symbol %zu: name at 0x%x lies outside the "
			       "string table",
			       i, name);
	err = place_symbol(elf, t, i, shndx, e);
	if (err < 0)
		return err;
	if (sym->name == NULL)
		sym->name = "";
	/* clang leaves section symbols unnamed, gcc names them */
	if (sym->type == STT_SECTION && sym->section < elf->nsections)
		sym->name = elf->sections[sym->section].name;
	return 0;
}

int elf_read_syms(struct elf *elf, struct err *e)
{
	struct tables t = { 0 };
	int err;

	err = find_tables(elf, &t, e);
	if (err < 0 || t.symtab == NULL)
		return err;
	if (t.symtab->data.len % SYM_SIZE != 0)
		return err_set(e, ENOEXEC,
			       "symbol table of 0x%zx bytes is not a multiple "
			       "of %zu",
			       t.symtab->data.len, SYM_SIZE);
	elf->nsyms = t.symtab->data.len / SYM_SIZE;
	elf->syms = calloc(elf->nsyms + 1, sizeof(*elf->syms));
	if (elf->syms == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < elf->nsyms; i++) {
		err = read_sym(elf, &t, i, e);
		if (err < 0)
			return err;
	}
	return 0;
}
