/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A good object with one of everything that obj_open knows: both map
 * conventions, data, several programs in a section, subprograms with and
 * without relocation, a callback. What is where is said in sample.c.
 */
#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include "tests/unit/btf_writer.h"
#include "tests/unit/elf_writer.h"

struct sample {
	struct elf_writer elf;
	struct btf_writer btf;
	/* sections */
	uint32_t prog, text, legacy, maps, rodata, bss;
	/* symbols */
	uint32_t text_sym, rodata_sym, counts, names;
};

/* rela: relocations with addends, and 0 in the instructions */
void sample_init(struct sample *s, bool big_endian, bool rela);
void sample_fini(struct sample *s);
struct view sample_bytes(struct sample *s);

/* For objects of one's own: a map in the BTF convention, as struct with
 * __uint fields, a key and a value of __type, as variable of a data section */
struct btf_map {
	const char *name;
	uint32_t type, key, value, max_entries; /* key, value: BTF ids or 0 */
};

uint32_t btfw_uint(struct btf_writer *w, uint32_t n);
uint32_t btfw_map(struct btf_writer *w, const struct btf_map *m);
/* A DATASEC of n variables, which it makes, of these types */
void btfw_maps_section(struct btf_writer *w, const char *section,
		       const char *const *names, const uint32_t *types,
		       uint32_t n);
/* Adds .BTF to the object, in its byte order. */
uint32_t elfw_btf(struct elf_writer *w, struct btf_writer *btf);

#endif
