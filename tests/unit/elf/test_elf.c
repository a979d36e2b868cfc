// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* File header and section table: good ones, and each way to be bad. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/elf.h"
#include "elf/err.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct elf elf;
static struct err e;

/* Sections 1 .strtab, 2 .symtab, 3 code, 4 data, 5 .bss */
static void write_file(bool big_endian)
{
	static const uint32_t words[] = { 0x11223344, 0x55667788 };
	uint32_t bss;

	elfw_init(&w, big_endian);
	elfw_words(&w, elfw_code(&w, "xdp"), words, 2);
	elfw_words(&w, elfw_data(&w, ".data"), words, 1);
	bss = elfw_section(&w, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE);
	w.sections[bss].nobits = 1 << 20;
}

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return elf_open(&v, &elf, &e);
}

static void expect_error(const char *text)
{
	struct view v = { w.bytes, w.len, false };

	ck_assert_int_eq(elf_open(&v, &elf, &e), -ENOEXEC);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}

START_TEST(sections_are_read_in_either_order)
{
	const struct elf_section *s;
	uint32_t word;

	write_file(_i);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.machine, EM_BPF);
	ck_assert_int_eq(elf.big_endian, _i);
	ck_assert_uint_eq(elf.nsections, 6);
	ck_assert_str_eq(elf.sections[0].name, "");
	s = elf_find_section(&elf, "xdp");
	ck_assert_uint_eq(elf_section_index(&elf, s), 3);
	ck_assert_uint_eq(s->type, SHT_PROGBITS);
	ck_assert_uint_eq(s->flags, SHF_ALLOC | SHF_EXECINSTR);
	ck_assert_uint_eq(s->size, 8);
	ck_assert(view_u32(&s->data, 4, &word) && word == 0x55667788);
	s = elf_find_section(&elf, ".bss");
	ck_assert_uint_eq(s->size, 1 << 20);
	ck_assert_uint_eq(s->data.len, 0);
	ck_assert_ptr_null(elf_find_section(&elf, "bss"));
	elf_close(&elf);
	elf_close(&elf);
	elfw_fini(&w);
}
END_TEST

/* One field of a good file, written over */
#define EHDR(f)                                                                \
	-1, offsetof(Elf64_Ehdr, e_##f), sizeof(((Elf64_Ehdr *)0)->e_##f)
#define IDENT(n) -1, (n), 1
#define SHDR(n, f)                                                             \
	(n), offsetof(Elf64_Shdr, sh_##f), sizeof(((Elf64_Shdr *)0)->sh_##f)

static const struct {
	int section; /* -1: file header */
	size_t off, size;
	uint64_t value;
	const char *text;
} bad[] = {
	{ IDENT(EI_MAG0), 0, "not an ELF file" },
	{ IDENT(EI_MAG3), 'G', "not an ELF file" },
	{ IDENT(EI_CLASS), ELFCLASS32, "not a 64-bit ELF file (class 1)" },
	{ IDENT(EI_CLASS), 0, "not a 64-bit ELF file (class 0)" },
	{ IDENT(EI_DATA), 3, "unknown ELF byte order 3" },
	{ EHDR(type), ET_EXEC, "not a relocatable ELF object (type 2)" },
	{ EHDR(shoff), 0, "no section header table" },
	{ EHDR(shoff), 1 << 20, "section headers at 0x100000 lie outside" },
	{ EHDR(shoff), UINT64_MAX, "lie outside" },
	{ EHDR(shoff), UINT64_MAX - 63, "lie outside" },
	{ EHDR(shentsize), 0, "section headers of 0 bytes" },
	{ EHDR(shentsize), 40, "section headers of 40 bytes" },
	{ EHDR(shnum), 7, "7 section headers" },
	{ EHDR(shnum), 0xffff, "65535 section headers" },
	{ EHDR(shstrndx), 6, "section 6 is no string table" },
	{ EHDR(shstrndx), 3, "section 3 is no string table" },
	{ SHDR(3, name), 1 << 20, "section 3: name at 0x100000" },
	{ SHDR(3, offset), 1 << 20, "section 3: bytes 0x100000..+0x8" },
	{ SHDR(3, offset), UINT64_MAX, "section 3: bytes 0xffffffffffffffff" },
	{ SHDR(3, size), UINT64_MAX, "section 3: bytes" },
	{ SHDR(1, type), SHT_PROGBITS, "is no string table" },
	{ SHDR(1, size), 0, "lies outside the string table" },
	{ SHDR(2, link), 99, "symbol table: section 99 is no string table" },
	{ SHDR(2, link), 3, "symbol table: section 3 is no string table" },
	{ SHDR(2, size), 23, "0x17 bytes is not a multiple of 24" },
};

START_TEST(a_bad_field_is_named)
{
	size_t base;

	write_file(_i % 2);
	elfw_bytes(&w);
	base = bad[_i].section < 0 ? 0
				   : elfw_shdr(&w, (uint32_t)bad[_i].section);
	elfw_put(&w, base + bad[_i].off, bad[_i].value, (unsigned)bad[_i].size);
	expect_error(bad[_i].text);
}
END_TEST

START_TEST(a_cut_header_is_an_error)
{
	write_file(false);
	elfw_bytes(&w);
	for (size_t len = 0; len < sizeof(Elf64_Ehdr); len++) {
		/* Exactly as long, for the sanitizer */
		uint8_t *cut = malloc(len ? len : 1);
		struct view v = { cut, len, false };

		memcpy(cut, w.bytes, len);
		ck_assert_int_eq(elf_open(&v, &elf, &e), -ENOEXEC);
		free(cut);
	}
	elfw_fini(&w);
}
END_TEST

START_TEST(extended_count_needs_section_zero)
{
	write_file(false);
	elfw_bytes(&w);
	elfw_put(&w, offsetof(Elf64_Ehdr, e_shnum), 0, 2);
	elfw_put(&w, offsetof(Elf64_Ehdr, e_shoff), w.len - 8, 8);
	expect_error("section header 0 at");
}
END_TEST

START_TEST(extended_count_is_checked_against_the_file)
{
	write_file(false);
	elfw_bytes(&w);
	elfw_put(&w, offsetof(Elf64_Ehdr, e_shnum), 0, 2);
	elfw_put(&w, elfw_shdr(&w, 0) + offsetof(Elf64_Shdr, sh_size),
		 UINT64_MAX / 64 + 1, 8);
	expect_error("288230376151711744 section headers");
}
END_TEST

/* Every section of an object of more than 0xff00 is called by its number */
START_TEST(many_sections_have_long_indexes)
{
	enum { COUNT = 66000 };
	uint32_t last = 0, first;
	struct elf_rel rel;

	elfw_init(&w, _i);
	first = elfw_code(&w, "first");
	elfw_global(&w, "near", STT_FUNC, first, 0);
	for (int i = 0; i < COUNT; i++)
		last = elfw_section(&w, "", SHT_PROGBITS, 0);
	w.sections[last].name = w.sections[first].name;
	elfw_global(&w, "far", STT_FUNC, last, 8);
	elfw_global(&w, "absolute", STT_NOTYPE, ELF_SYM_ABS, 7);
	elfw_global(&w, "border", STT_OBJECT, 0xff00, 0);
	elfw_section_sym(&w, last);
	rel = (struct elf_rel){ .sym = 2 };
	elfw_rel(&w, first, &rel);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.nsections, COUNT + 6);
	ck_assert_uint_eq(elf.syms[1].section, first);
	ck_assert_uint_eq(elf.syms[2].section, last);
	ck_assert_uint_eq(elf.syms[3].section, ELF_SYM_ABS);
	ck_assert_uint_eq(elf.syms[4].section, 0xff00);
	ck_assert_str_eq(elf.syms[5].name, "first");
	elf_close(&elf);
	elfw_fini(&w);
}
END_TEST

START_TEST(name_table_may_have_a_long_index)
{
	write_file(false);
	elfw_bytes(&w);
	elfw_put(&w, offsetof(Elf64_Ehdr, e_shstrndx), 0xffff, 2);
	elfw_put(&w, elfw_shdr(&w, 0) + offsetof(Elf64_Shdr, sh_link),
		 ELFW_STRTAB, 4);
	ck_assert_int_eq(
		elf_open(&(struct view){ w.bytes, w.len, false }, &elf, &e), 0);
	ck_assert_ptr_nonnull(elf_find_section(&elf, "xdp"));
	elf_close(&elf);
	elfw_fini(&w);
}
END_TEST

START_TEST(names_may_be_missing)
{
	write_file(false);
	elfw_bytes(&w);
	elfw_put(&w, offsetof(Elf64_Ehdr, e_shstrndx), 0, 2);
	ck_assert_int_eq(
		elf_open(&(struct view){ w.bytes, w.len, false }, &elf, &e), 0);
	ck_assert_str_eq(elf.sections[3].name, "");
	elf_close(&elf);
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, sections_are_read_in_either_order, 0, 2);
	tcase_add_loop_test(t, a_bad_field_is_named, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, a_cut_header_is_an_error);
	tcase_add_test(t, extended_count_needs_section_zero);
	tcase_add_test(t, extended_count_is_checked_against_the_file);
	tcase_add_loop_test(t, many_sections_have_long_indexes, 0, 2);
	tcase_add_test(t, name_table_may_have_a_long_index);
	tcase_add_test(t, names_may_be_missing);
}

int main(void)
{
	return run_tests("elf", add);
}
