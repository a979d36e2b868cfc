/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ELF64 relocatable objects: sections, symbols, relocations, as checked
 * tables. Knows the ELF specification (gABI 4.1 and the 64-bit supplement) and
 * nothing of BPF. All strings and views point into the caller's bytes.
 */
#ifndef ELF_ELF_H
#define ELF_ELF_H

#include <elf.h>

#include "elf/view.h"

struct err;

struct elf_section {
	const char *name; /* never NULL */
	uint32_t type; /* SHT_* */
	uint64_t flags; /* SHF_* */
	uint64_t size; /* bytes in memory; data.len is 0 for SHT_NOBITS */
	uint32_t link, info;
	struct view data;
};

/* Symbol places that are not a section index */
#define ELF_SYM_UNDEF  0u
#define ELF_SYM_ABS    0xfffffff1u
#define ELF_SYM_COMMON 0xfffffff2u

struct elf_sym {
	const char *name; /* never NULL; section symbols: the section's name */
	uint64_t value, size;
	uint32_t section; /* index, resolved through SHT_SYMTAB_SHNDX */
	uint8_t type, bind, visibility; /* STT_*, STB_*, STV_* */
};

struct elf_rel {
	uint64_t offset; /* bytes from the start of the target section */
	int64_t addend; /* SHT_RELA only, else 0: the addend is in place */
	uint32_t type; /* R_BPF_* */
	uint32_t sym; /* index, checked */
};

struct elf {
	struct view bytes;
	uint16_t machine; /* EM_* */
	bool big_endian;
	size_t nsections, nsyms;
	struct elf_section *sections; /* owned */
	struct elf_sym *syms; /* owned; empty when stripped */
};

/* Parses the tables of an object in bytes, which must outlive *out. */
int elf_open(const struct view *bytes, struct elf *out, struct err *e);
void elf_close(struct elf *elf);

/* First section of that name, or NULL. */
const struct elf_section *elf_find_section(const struct elf *elf,
					   const char *name);
size_t elf_section_index(const struct elf *elf, const struct elf_section *s);

/* Relocations of a SHT_REL or SHT_RELA section, in file order; *out is a
 * malloc'ed array of *n for the caller to free. */
int elf_read_rels(const struct elf *elf, const struct elf_section *s,
		  struct elf_rel **out, size_t *n, struct err *e);

#endif
