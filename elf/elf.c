// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The file header and the section table, including the escape for more than
 * 0xff00 sections (gABI, "Special Section Indexes"). Symbols are in sym.c,
 * relocations in rel.c.
 */
#include "elf/elf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/elf_priv.h"
#include "elf/err.h"

/* A header costs 64 bytes of the file and 72 of our memory, so the file's
 * size bounds the table; nothing is allocated before that is checked. */
#define SHDR_SIZE sizeof(Elf64_Shdr)

struct header {
	uint64_t shoff, shnum;
	uint32_t shstrndx;
};

static int check_ident(const struct view *b, struct elf *elf, struct err *e)
{
	if (b->len < EI_NIDENT || memcmp(b->p, ELFMAG, SELFMAG) != 0)
		return err_set(e, ENOEXEC, "not an ELF file");
	if (b->p[EI_CLASS] != ELFCLASS64)
		return err_set(e, ENOEXEC, "not a 64-bit ELF file (class %u)",
			       b->p[EI_CLASS]);
	if (b->p[EI_DATA] != ELFDATA2LSB && b->p[EI_DATA] != ELFDATA2MSB)
		return err_set(e, ENOEXEC, "unknown ELF byte order %u",
			       b->p[EI_DATA]);
	elf->big_endian = b->p[EI_DATA] == ELFDATA2MSB;
	elf->bytes = *b;
	elf->bytes.swap =
		elf->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	return 0;
}

#define SH(field) offsetof(Elf64_Shdr, sh_##field)

static int read_header(struct elf *elf, struct header *h, struct err *e)
{
	const struct view *b = &elf->bytes;
	uint16_t type, shentsize, shnum, shstrndx;

	if (!view_u16(b, offsetof(Elf64_Ehdr, e_type), &type) ||
	    !view_u16(b, offsetof(Elf64_Ehdr, e_machine), &elf->machine) ||
	    !view_u64(b, offsetof(Elf64_Ehdr, e_shoff), &h->shoff) ||
	    !view_u16(b, offsetof(Elf64_Ehdr, e_shentsize), &shentsize) ||
	    !view_u16(b, offsetof(Elf64_Ehdr, e_shnum), &shnum) ||
	    !view_u16(b, offsetof(Elf64_Ehdr, e_shstrndx), &shstrndx))
		return err_set(e, ENOEXEC, "ELF header cut short at %zu bytes",
			       b->len);
	if (type != ET_REL)
		return err_set(e, ENOEXEC,
			       "not a relocatable ELF object (type %u)", type);
	h->shnum = shnum;
	h->shstrndx = shstrndx;
	if (h->shoff == 0)
		return err_set(e, ENOEXEC, "no section header table");
	if (shentsize != SHDR_SIZE)
		return err_set(e, ENOEXEC,
			       "section headers of %u bytes, not 64",
			       shentsize);
	/* Larger values than 16 bits hold stand in section 0 */
	if (shnum == 0 && !view_u64(b, h->shoff + SH(size), &h->shnum))
		return err_set(e, ENOEXEC, "section header 0 at 0x%llx is cut",
			       (unsigned long long)h->shoff);
	if (shstrndx == SHN_XINDEX &&
	    !view_u32(b, h->shoff + SH(link), &h->shstrndx))
		return err_set(e, ENOEXEC, "section header 0 at 0x%llx is cut",
			       (unsigned long long)h->shoff);
	return 0;
}

static int read_section(struct elf *elf, const struct view *sh, size_t i,
			struct err *e)
{
	struct elf_section *s = &elf->sections[i];
	uint64_t off = 0;

	/* sh is SHDR_SIZE bytes long, so none of these can miss */
	view_u32(sh, SH(type), &s->type);
	view_u64(sh, SH(flags), &s->flags);
	view_u64(sh, SH(offset), &off);
	view_u64(sh, SH(size), &s->size);
	view_u32(sh, SH(link), &s->link);
	view_u32(sh, SH(info), &s->info);
	s->name = "";
	s->data = (struct view){ elf->bytes.p, 0, elf->bytes.swap };
	if (s->type == SHT_NOBITS || s->type == SHT_NULL)
		return 0;
	if (!view_sub(&elf->bytes, off, s->size, &s->data))
		return err_set(e, ENOEXEC,
			       "section %zu: bytes 0x%llx..+0x%llx lie outside "
			       "the file of 0x%zx bytes",
			       i, (unsigned long long)off,
			       (unsigned long long)s->size, elf->bytes.len);
	return 0;
}

static int name_sections(struct elf *elf, const struct view *table,
			 uint32_t shstrndx, struct err *e)
{
	if (shstrndx == SHN_UNDEF)
		return 0;
	if (shstrndx >= elf->nsections ||
	    elf->sections[shstrndx].type != SHT_STRTAB)
		return err_set(e, ENOEXEC,
			       "section name table: section %u is no string "
			       "table",
			       shstrndx);
	for (size_t i = 1; i < elf->nsections; i++) {
		uint32_t name = 0;

		view_u32(table, i * SHDR_SIZE + SH(name), &name);
		elf->sections[i].name =
			view_str(&elf->sections[shstrndx].data, name);
		if (elf->sections[i].name == NULL)
			return err_set(e, ENOEXEC,
				       "section %zu: name at 0x%x lies outside "
				       "the string table",
				       i, name);
	}
	return 0;
}

static int read_sections(struct elf *elf, const struct header *h, struct err *e)
{
	struct view table;
	int err;

	if (h->shnum > elf->bytes.len / SHDR_SIZE ||
	    !view_sub(&elf->bytes, h->shoff, h->shnum * SHDR_SIZE, &table))
		return err_set(e, ENOEXEC,
			       "%llu section headers at 0x%llx lie outside the "
			       "file of 0x%zx bytes",
			       (unsigned long long)h->shnum,
			       (unsigned long long)h->shoff, elf->bytes.len);
	elf->nsections = (size_t)h->shnum;
	elf->sections = calloc(elf->nsections + 1, sizeof(*elf->sections));
	if (elf->sections == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < elf->nsections; i++) {
		struct view sh;

		view_sub(&table, i * SHDR_SIZE, SHDR_SIZE, &sh);
		err = read_section(elf, &sh, i, e);
		if (err < 0)
			return err;
	}
	return name_sections(elf, &table, h->shstrndx, e);
}

int elf_open(const struct view *bytes, struct elf *out, struct err *e)
{
	struct elf elf = { 0 };
	struct header h = { 0 };
	int err;

	err = check_ident(bytes, &elf, e);
	if (err == 0)
		err = read_header(&elf, &h, e);
	if (err == 0)
		err = read_sections(&elf, &h, e);
	if (err == 0)
		err = elf_read_syms(&elf, e);
	if (err < 0) {
		elf_close(&elf);
		return err;
	}
	*out = elf;
	return 0;
}

void elf_close(struct elf *elf)
{
	free(elf->sections);
	free(elf->syms);
	*elf = (struct elf){ 0 };
}

const struct elf_section *elf_find_section(const struct elf *elf,
					   const char *name)
{
	for (size_t i = 1; i < elf->nsections; i++)
		if (strcmp(elf->sections[i].name, name) == 0)
			return &elf->sections[i];
	return NULL;
}

size_t elf_section_index(const struct elf *elf, const struct elf_section *s)
{
	return (size_t)(s - elf->sections);
}
