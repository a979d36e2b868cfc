// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The symbol table, its string table and the long section indexes. */
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/elf.h"
#include "elf/err.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct elf elf;
static struct err e;
static uint32_t code;

static void write_file(bool big_endian)
{
	elfw_init(&w, big_endian);
	code = elfw_code(&w, "xdp");
	elfw_int(&w, code, 0, 8);
}

static int parse(void)
{
	struct view v = { w.bytes, w.len, false };

	if (w.bytes == NULL)
		v = elfw_bytes(&w);
	return elf_open(&v, &elf, &e);
}

static void close_all(void)
{
	elf_close(&elf);
	elfw_fini(&w);
}

static void expect_error(const char *text)
{
	ck_assert_int_eq(parse(), -ENOEXEC);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}

START_TEST(all_fields_are_read)
{
	const struct elf_sym *s;

	write_file(_i);
	elfw_sym(&w, &(struct elf_sym){ .name = "f",
					.value = 0x123456789abcdef0,
					.size = 0x0fedcba987654321,
					.section = code,
					.type = STT_FUNC,
					.bind = STB_WEAK,
					.visibility = STV_HIDDEN });
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.nsyms, 2);
	s = &elf.syms[1];
	ck_assert_str_eq(s->name, "f");
	ck_assert_uint_eq(s->value, 0x123456789abcdef0);
	ck_assert_uint_eq(s->size, 0x0fedcba987654321);
	ck_assert_uint_eq(s->section, code);
	ck_assert_uint_eq(s->type, STT_FUNC);
	ck_assert_uint_eq(s->bind, STB_WEAK);
	ck_assert_uint_eq(s->visibility, STV_HIDDEN);
	close_all();
}
END_TEST

START_TEST(places_that_are_no_section_are_kept_apart)
{
	write_file(false);
	elfw_global(&w, "u", STT_NOTYPE, ELF_SYM_UNDEF, 0);
	elfw_global(&w, "a", STT_NOTYPE, ELF_SYM_ABS, 3);
	elfw_global(&w, "c", STT_OBJECT, ELF_SYM_COMMON, 8);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.syms[1].section, ELF_SYM_UNDEF);
	ck_assert_uint_eq(elf.syms[2].section, ELF_SYM_ABS);
	ck_assert_uint_eq(elf.syms[3].section, ELF_SYM_COMMON);
	close_all();
}
END_TEST

START_TEST(section_symbols_are_called_like_their_section)
{
	write_file(false);
	elfw_section_sym(&w, code); /* unnamed, by clang */
	elfw_sym(&w, &(struct elf_sym){ .name = "other", /* by others */
					.section = code,
					.type = STT_SECTION });
	ck_assert_int_eq(parse(), 0);
	ck_assert_str_eq(elf.syms[1].name, "xdp");
	ck_assert_str_eq(elf.syms[2].name, "xdp");
	close_all();
}
END_TEST

START_TEST(a_stripped_object_has_none)
{
	write_file(false);
	w.sections[ELFW_SYMTAB].type = SHT_PROGBITS;
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.nsyms, 0);
	close_all();
}
END_TEST

START_TEST(name_outside_the_string_table_is_an_error)
{
	write_file(_i);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	elfw_bytes(&w);
	elfw_put(&w, w.sections[ELFW_SYMTAB].offset + sizeof(Elf64_Sym),
		 0x7fffffff, 4);
	expect_error("symbol 1: name at 0x7fffffff lies outside");
}
END_TEST

START_TEST(string_without_an_end_is_an_error)
{
	write_file(false);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	w.sections[ELFW_STRTAB].len--;
	expect_error("symbol 1: name at");
}
END_TEST

static const struct {
	uint16_t shndx;
	const char *text;
} places[] = {
	{ 4, "symbol 1: section 4 does not exist" },
	{ 0xfeff, "symbol 1: section 65279 does not exist" },
	{ 0xff00, "symbol 1: reserved section index 0xff00" },
	{ 0xfff0, "symbol 1: reserved section index 0xfff0" },
	{ 0xffff, "symbol 1: no extended section index" },
};

static void put_shndx(uint16_t shndx)
{
	elfw_bytes(&w);
	elfw_put(&w,
		 w.sections[ELFW_SYMTAB].offset + sizeof(Elf64_Sym) +
			 offsetof(Elf64_Sym, st_shndx),
		 shndx, 2);
}

START_TEST(place_that_does_not_exist_is_an_error)
{
	write_file(_i % 2);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	put_shndx(places[_i].shndx);
	expect_error(places[_i].text);
}
END_TEST

static void add_shndx(uint32_t value)
{
	w.shndx = elfw_section(&w, ".symtab_shndx", SHT_SYMTAB_SHNDX, 0);
	w.sections[w.shndx].link = ELFW_SYMTAB;
	elfw_int(&w, w.shndx, 0, 4);
	elfw_int(&w, w.shndx, value, 4);
}

START_TEST(long_index_is_taken_from_its_table)
{
	write_file(_i);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	add_shndx(code);
	put_shndx(SHN_XINDEX);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(elf.syms[1].section, code);
	close_all();
}
END_TEST

static const struct {
	uint32_t value;
	size_t cut;
	uint32_t link;
	const char *text;
} tables[] = {
	{ 5, 0, ELFW_SYMTAB, "symbol 1: section 5 does not exist" },
	{ ELF_SYM_ABS, 0, ELFW_SYMTAB, "section 4294967281 does not exist" },
	{ 3, 1, ELFW_SYMTAB, "symbol 1: no extended section index" },
	{ 3, 8, ELFW_SYMTAB, "symbol 1: no extended section index" },
	{ 3, 0, ELFW_STRTAB, "symbol 1: no extended section index" },
};

START_TEST(bad_table_of_long_indexes_is_an_error)
{
	write_file(false);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	add_shndx(tables[_i].value);
	w.sections[w.shndx].len -= tables[_i].cut;
	w.sections[w.shndx].link = tables[_i].link;
	put_shndx(SHN_XINDEX);
	expect_error(tables[_i].text);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, all_fields_are_read, 0, 2);
	tcase_add_test(t, places_that_are_no_section_are_kept_apart);
	tcase_add_test(t, section_symbols_are_called_like_their_section);
	tcase_add_test(t, a_stripped_object_has_none);
	tcase_add_loop_test(t, name_outside_the_string_table_is_an_error, 0, 2);
	tcase_add_test(t, string_without_an_end_is_an_error);
	tcase_add_loop_test(t, place_that_does_not_exist_is_an_error, 0,
			    ARRAY_SIZE(places));
	tcase_add_loop_test(t, long_index_is_taken_from_its_table, 0, 2);
	tcase_add_loop_test(t, bad_table_of_long_indexes_is_an_error, 0,
			    ARRAY_SIZE(tables));
}

int main(void)
{
	return run_tests("sym", add);
}
