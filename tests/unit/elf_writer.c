// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sections as growing buffers, laid out one after the other at the end. */
#include "tests/unit/elf_writer.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void store(const struct elf_writer *w, uint8_t *to, uint64_t value,
		  unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[w->big_endian ? size - 1 - i : i] =
			(uint8_t)(value >> (8 * i));
}

void elfw_append(struct elf_writer *w, uint32_t section, const void *bytes,
		 size_t n)
{
	struct elfw_section *s = &w->sections[section];

	if (n == 0)
		return;
	if (s->len + n > s->room) {
		s->room = (s->len + n) * 2;
		s->data = realloc(s->data, s->room);
		ck_assert_ptr_nonnull(s->data);
	}
	memcpy(s->data + s->len, bytes, n);
	s->len += n;
}

void elfw_int(struct elf_writer *w, uint32_t section, uint64_t value,
	      unsigned size)
{
	uint8_t bytes[8];

	store(w, bytes, value, size);
	elfw_append(w, section, bytes, size);
}

void elfw_words(struct elf_writer *w, uint32_t section, const uint32_t *words,
		size_t n)
{
	for (size_t i = 0; i < n; i++)
		elfw_int(w, section, words[i], 4);
}

void elfw_insns(struct elf_writer *w, uint32_t section,
		const struct bpf_insn *insns, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t dst = insns[i].dst_reg, src = insns[i].src_reg;

		elfw_int(w, section, insns[i].code, 1);
		elfw_int(w, section,
			 (uint8_t)(w->big_endian ? dst << 4 | src
						 : src << 4 | dst),
			 1);
		elfw_int(w, section, (uint16_t)insns[i].off, 2);
		elfw_int(w, section, (uint32_t)insns[i].imm, 4);
	}
}

static uint32_t add_name(struct elf_writer *w, const char *name)
{
	uint32_t at = (uint32_t)w->sections[ELFW_STRTAB].len;

	if (name == NULL || name[0] == '\0')
		return 0;
	elfw_append(w, ELFW_STRTAB, name, strlen(name) + 1);
	return at;
}

static uint32_t add_section(struct elf_writer *w)
{
	if ((w->nsections & (w->nsections - 1)) == 0) {
		size_t room = w->nsections ? w->nsections * 2 : 1;

		w->sections = realloc(w->sections, room * sizeof(*w->sections));
		ck_assert_ptr_nonnull(w->sections);
	}
	memset(&w->sections[w->nsections], 0, sizeof(*w->sections));
	return w->nsections++;
}

uint32_t elfw_section(struct elf_writer *w, const char *name, uint32_t type,
		      uint64_t flags)
{
	uint32_t at = add_section(w);

	w->sections[at].name = add_name(w, name);
	w->sections[at].type = type;
	w->sections[at].flags = flags;
	return at;
}

uint32_t elfw_code(struct elf_writer *w, const char *name)
{
	return elfw_section(w, name, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
}

uint32_t elfw_data(struct elf_writer *w, const char *name)
{
	return elfw_section(w, name, SHT_PROGBITS, SHF_ALLOC | SHF_WRITE);
}

void elfw_init(struct elf_writer *w, bool big_endian)
{
	static const struct elf_sym none;

	memset(w, 0, sizeof(*w));
	w->big_endian = big_endian;
	w->machine = EM_BPF;
	add_section(w);
	add_section(w);
	elfw_append(w, ELFW_STRTAB, "", 1);
	w->sections[ELFW_STRTAB].type = SHT_STRTAB;
	w->sections[ELFW_STRTAB].name = add_name(w, ".strtab");
	elfw_section(w, ".symtab", SHT_SYMTAB, 0);
	w->sections[ELFW_SYMTAB].link = ELFW_STRTAB;
	w->sections[ELFW_SYMTAB].entsize = sizeof(Elf64_Sym);
	elfw_sym(w, &none);
}

void elfw_fini(struct elf_writer *w)
{
	for (uint32_t i = 0; i < w->nsections; i++)
		free(w->sections[i].data);
	free(w->sections);
	free(w->bytes);
	memset(w, 0, sizeof(*w));
}

/* What st_shndx says; the true index goes to .symtab_shndx if it does not fit
 * there */
static uint32_t place(struct elf_writer *w, uint32_t section)
{
	bool far = section >= SHN_LORESERVE && section < ELF_SYM_ABS;

	if (far && w->shndx == 0) {
		w->shndx =
			elfw_section(w, ".symtab_shndx", SHT_SYMTAB_SHNDX, 0);
		w->sections[w->shndx].link = ELFW_SYMTAB;
		w->sections[w->shndx].entsize = 4;
		for (uint32_t i = 0; i < w->nsyms; i++)
			elfw_int(w, w->shndx, 0, 4);
	}
	if (w->shndx)
		elfw_int(w, w->shndx, far ? section : 0, 4);
	return far ? SHN_XINDEX : section & 0xffff;
}

uint32_t elfw_sym(struct elf_writer *w, const struct elf_sym *sym)
{
	uint32_t section = place(w, sym->section);

	elfw_int(w, ELFW_SYMTAB, add_name(w, sym->name), 4);
	elfw_int(w, ELFW_SYMTAB, (uint8_t)ELF64_ST_INFO(sym->bind, sym->type),
		 1);
	elfw_int(w, ELFW_SYMTAB, sym->visibility, 1);
	elfw_int(w, ELFW_SYMTAB, section, 2);
	elfw_int(w, ELFW_SYMTAB, sym->value, 8);
	elfw_int(w, ELFW_SYMTAB, sym->size, 8);
	return w->nsyms++;
}

uint32_t elfw_global(struct elf_writer *w, const char *name, uint8_t type,
		     uint32_t section, uint64_t value)
{
	return elfw_sym(w, &(struct elf_sym){ .name = name,
					      .value = value,
					      .section = section,
					      .type = type,
					      .bind = STB_GLOBAL });
}

uint32_t elfw_section_sym(struct elf_writer *w, uint32_t section)
{
	return elfw_sym(w, &(struct elf_sym){ .section = section,
					      .type = STT_SECTION });
}

static uint32_t rel_section(struct elf_writer *w, uint32_t target)
{
	uint32_t type = w->rela ? SHT_RELA : SHT_REL, at;
	char name[128];

	for (uint32_t i = 1; i < w->nsections; i++)
		if (w->sections[i].type == type &&
		    w->sections[i].info == target)
			return i;
	snprintf(name, sizeof(name), "%s%s", w->rela ? ".rela" : ".rel",
		 (char *)w->sections[ELFW_STRTAB].data +
			 w->sections[target].name);
	at = elfw_section(w, name, type, 0);
	w->sections[at].link = ELFW_SYMTAB;
	w->sections[at].info = target;
	w->sections[at].entsize =
		w->rela ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);
	return at;
}

void elfw_rel(struct elf_writer *w, uint32_t target, const struct elf_rel *rel)
{
	uint32_t at = rel_section(w, target);

	elfw_int(w, at, rel->offset, 8);
	elfw_int(w, at, ELF64_R_INFO((uint64_t)rel->sym, rel->type), 8);
	if (w->rela)
		elfw_int(w, at, (uint64_t)rel->addend, 8);
}

void elfw_put(struct elf_writer *w, size_t off, uint64_t value, unsigned size)
{
	if (off + size > w->len) /* a ck_assert that holds takes time */
		ck_abort_msg("byte %zu of %zu", off, w->len);
	store(w, w->bytes + off, value, size);
}

size_t elfw_shdr(const struct elf_writer *w, uint32_t section)
{
	return w->shoff + section * sizeof(Elf64_Shdr);
}

#define PUT(base, type, field, value)                                          \
	elfw_put(w, (base) + offsetof(type, field), value,                     \
		 sizeof(((type *)NULL)->field))

static void put_file_header(struct elf_writer *w)
{
	bool many = w->nsections >= SHN_LORESERVE;

	memcpy(w->bytes, ELFMAG, SELFMAG);
	w->bytes[EI_CLASS] = ELFCLASS64;
	w->bytes[EI_DATA] = w->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	w->bytes[EI_VERSION] = EV_CURRENT;
	PUT(0, Elf64_Ehdr, e_type, ET_REL);
	PUT(0, Elf64_Ehdr, e_machine, w->machine);
	PUT(0, Elf64_Ehdr, e_version, EV_CURRENT);
	PUT(0, Elf64_Ehdr, e_shoff, w->shoff);
	PUT(0, Elf64_Ehdr, e_ehsize, sizeof(Elf64_Ehdr));
	PUT(0, Elf64_Ehdr, e_shentsize, sizeof(Elf64_Shdr));
	PUT(0, Elf64_Ehdr, e_shnum, many ? 0 : w->nsections);
	PUT(0, Elf64_Ehdr, e_shstrndx, ELFW_STRTAB);
	if (many)
		PUT(w->shoff, Elf64_Shdr, sh_size, w->nsections);
}

static void put_section(struct elf_writer *w, uint32_t i)
{
	const struct elfw_section *s = &w->sections[i];
	size_t at = elfw_shdr(w, i);

	if (s->len)
		memcpy(w->bytes + s->offset, s->data, s->len);
	PUT(at, Elf64_Shdr, sh_name, s->name);
	PUT(at, Elf64_Shdr, sh_type, s->type);
	PUT(at, Elf64_Shdr, sh_flags, s->flags);
	PUT(at, Elf64_Shdr, sh_offset, s->offset);
	PUT(at, Elf64_Shdr, sh_size,
	    s->type == SHT_NOBITS ? s->nobits : s->len);
	PUT(at, Elf64_Shdr, sh_link, s->link);
	PUT(at, Elf64_Shdr, sh_info, s->info);
	PUT(at, Elf64_Shdr, sh_addralign, 8);
	PUT(at, Elf64_Shdr, sh_entsize, s->entsize);
}

struct view elfw_bytes(struct elf_writer *w)
{
	size_t at = sizeof(Elf64_Ehdr);

	for (uint32_t i = 1; i < w->nsections; i++) {
		w->sections[i].offset = at;
		at += (w->sections[i].len + 7) & ~(size_t)7;
	}
	w->shoff = at;
	w->len = at + w->nsections * sizeof(Elf64_Shdr);
	free(w->bytes);
	w->bytes = calloc(1, w->len);
	ck_assert_ptr_nonnull(w->bytes);
	for (uint32_t i = 1; i < w->nsections; i++)
		put_section(w, i);
	put_file_header(w);
	return (struct view){ w->bytes, w->len, false };
}
