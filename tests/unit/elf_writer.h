/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * ELF objects made by hand, for tests: in either byte order, right or wrong.
 * Section 1 is .strtab, which holds the names of sections and symbols as it
 * does in clang's objects, and section 2 .symtab. Whatever elfw_bytes() would
 * not write can be put over its result with elfw_put().
 */
#ifndef TESTS_UNIT_ELF_WRITER_H
#define TESTS_UNIT_ELF_WRITER_H

#include <linux/bpf.h>

#include "elf/elf.h"

#define ELFW_STRTAB 1u
#define ELFW_SYMTAB 2u

struct elfw_section {
	uint32_t name; /* in .strtab */
	uint32_t type, link, info;
	uint64_t flags, entsize;
	uint64_t nobits; /* size of SHT_NOBITS */
	uint8_t *data; /* owned */
	size_t len, room;
	size_t offset; /* in the file; set by elfw_bytes */
};

struct elf_writer {
	bool big_endian;
	bool rela; /* relocations get an addend of their own */
	uint16_t machine;
	struct elfw_section *sections; /* owned */
	uint32_t nsections, nsyms;
	uint32_t shndx; /* .symtab_shndx, 0: none needed yet */
	uint8_t *bytes; /* owned: what elfw_bytes made */
	size_t len, shoff;
};

void elfw_init(struct elf_writer *w, bool big_endian);
void elfw_fini(struct elf_writer *w);

/* Returns the new section's index. */
uint32_t elfw_section(struct elf_writer *w, const char *name, uint32_t type,
		      uint64_t flags);
/* Code is SHF_ALLOC | SHF_EXECINSTR, data SHF_ALLOC | SHF_WRITE. */
uint32_t elfw_code(struct elf_writer *w, const char *name);
uint32_t elfw_data(struct elf_writer *w, const char *name);

/* Appending to a section; numbers in the file's byte order */
void elfw_append(struct elf_writer *w, uint32_t section, const void *bytes,
		 size_t n);
void elfw_int(struct elf_writer *w, uint32_t section, uint64_t value,
	      unsigned size);
void elfw_words(struct elf_writer *w, uint32_t section, const uint32_t *words,
		size_t n);
void elfw_insns(struct elf_writer *w, uint32_t section,
		const struct bpf_insn *insns, size_t n);

/* Returns the new symbol's index. Section 0xff00 and up goes the long way. */
uint32_t elfw_sym(struct elf_writer *w, const struct elf_sym *sym);
/* A global function or variable */
uint32_t elfw_global(struct elf_writer *w, const char *name, uint8_t type,
		     uint32_t section, uint64_t value);
uint32_t elfw_section_sym(struct elf_writer *w, uint32_t section);

/* A relocation of .rel or .rela and the target's name, which is made if it is
 * not there. The addend is dropped in .rel. */
void elfw_rel(struct elf_writer *w, uint32_t target, const struct elf_rel *rel);

/* The file so far; overwritten by the next call. */
struct view elfw_bytes(struct elf_writer *w);

/* Writes over the file that elfw_bytes made. */
void elfw_put(struct elf_writer *w, size_t off, uint64_t value, unsigned size);
/* Where a section's header begins in it */
size_t elfw_shdr(const struct elf_writer *w, uint32_t section);

#endif
