// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Global data: sections as maps, common symbols, addresses in data. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/each_clang.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

static void close_all(void)
{
	obj_close(&obj);
	elfw_fini(&w);
}

static void check_names(const struct obj *o)
{
	ck_assert_uint_eq(the_map(o, ".data")->value_size, 8);
	ck_assert_uint_eq(the_map(o, ".data.mine")->value_size, 4);
	ck_assert_uint_eq(the_map(o, ".data..read_mostly")->value_size, 8);
	ck_assert_uint_eq(the_map(o, ".bss.buffer")->value_size, 32);
	ck_assert_uint_eq(the_map(o, ".bss.buffer")->data.len, 0);
	ck_assert_uint_eq(the_map(o, ".rodata.fixed")->flags,
			  BPF_F_RDONLY_PROG);
	ck_assert_uint_eq(the_map(o, ".data")->flags, 0);
	ck_assert_ptr_null(obj_find_map(o, "license"));
}

START_TEST(trap_11_sections_of_any_data_name_are_maps)
{
	each_clang("map_data", check_names);
}
END_TEST

/* Every relocation of data leads into the variable that the source means */
static void check_common(const struct obj *o)
{
	static const char *const names[] = { "tentative", "aligned", "byte",
					     "zeroes" };
	struct obj_var v, before = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		ck_assert_int_eq(obj_find_var(o, names[i], &v, &e), 0);
		ck_assert_str_eq(o->maps[v.map].name, ".bss.common");
		ck_assert_uint_eq(v.off % (v.size > 8 ? 4 : v.size), 0);
		ck_assert(i == 0 || v.off != before.off);
		ck_assert_uint_le(v.off + v.size, o->maps[v.map].size);
		before = v;
	}
	ck_assert(obj_map_is_used(o, v.map));
}

START_TEST(trap_11_common_symbols_get_a_place)
{
	each_clang("map_data", check_common);
}
END_TEST

START_TEST(trap_09_string_sections_are_maps_of_their_own)
{
	static const char *const names[] = { ".rodata.str1.1",
					     ".rodata.str1.16",
					     ".rodata.cst16" };
	static const struct bpf_insn insns[] = { LD64(1, 0, 4), EXIT };
	uint32_t code;

	elfw_init(&w, false);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		elfw_append(&w,
			    elfw_section(&w, names[i], SHT_PROGBITS,
					 SHF_ALLOC | SHF_MERGE | SHF_STRINGS),
			    "one\0two\0three\0..", 16);
	/* LLVM 7: untyped, 9: an object, later: the section */
	elfw_sym(&w, &(struct elf_sym){ .name = ".L.str",
					.section = 4,
					.type = _i ? STT_OBJECT : STT_NOTYPE });
	code = elfw_code(&w, "xdp");
	elfw_insns(&w, code, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, code, 0);
	elfw_rel(&w, code, &(struct elf_rel){ .sym = 1, .type = 1 });
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nmaps, 3);
	ck_assert_int_eq(obj.funcs[0].rels[0].kind, OBJ_REL_DATA);
	ck_assert_int_eq(obj.funcs[0].rels[0].off, 4);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_int_eq(obj_map_is_used(&obj, i), i == 1);
	close_all();
}
END_TEST

START_TEST(trap_10_table_of_strings_is_refused_by_name)
{
	each_clang_refused("prog_pointers",
			   "section '.data': variable 'table' at +0x0 holds "
			   "the address of '.rodata.str1.1'");
}
END_TEST

static const struct {
	const char *section;
	bool used, refused;
} pointers[] = {
	{ ".data", false, true },	 { ".rodata", false, true },
	{ ".data.rel.ro", false, true }, { ".data.left", false, false },
	{ ".data.left", true, true },	 { ".rodata.table", true, true },
	{ "other", false, false },
};

START_TEST(trap_10_addresses_matter_where_a_program_may_read_them)
{
	static const struct bpf_insn insns[] = { LD64(1, 0, 0), EXIT };
	uint32_t data, code;

	elfw_init(&w, false);
	data = elfw_data(&w, pointers[_i].section);
	elfw_int(&w, data, 0, 8);
	elfw_section_sym(&w, data);
	code = elfw_code(&w, "xdp");
	elfw_insns(&w, code, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, code, 0);
	elfw_rel(&w, data, &(struct elf_rel){ .sym = 2, .type = 2 });
	if (pointers[_i].used)
		elfw_rel(&w, code, &(struct elf_rel){ .sym = 1, .type = 1 });
	ck_assert_int_eq(parse(), pointers[_i].refused ? -EINVAL : 0);
	if (pointers[_i].refused)
		ck_assert_msg(strstr(e.msg, "holds the address of 'f'") != NULL,
			      "%s", e.msg);
	close_all();
}
END_TEST

static const struct {
	uint64_t align, size;
	int code;
} commons[] = {
	{ 3, 4, EINVAL },
	{ 1ull << 40, 4, EINVAL },
	{ 4, 1ull << 40, EINVAL },
	{ 4, 0x7fffffff, EFBIG },
	{ 1, 4, 0 },
	{ 0, 4, 0 },
};

START_TEST(trap_11_common_symbols_of_strange_shape)
{
	elfw_init(&w, false);
	elfw_sym(&w, &(struct elf_sym){ .name = "first",
					.value = 4,
					.size = 4,
					.section = ELF_SYM_COMMON,
					.type = STT_OBJECT,
					.bind = STB_GLOBAL });
	elfw_sym(&w, &(struct elf_sym){ .name = "strange",
					.value = commons[_i].align,
					.size = commons[_i].size,
					.section = ELF_SYM_COMMON,
					.type = STT_OBJECT,
					.bind = STB_GLOBAL });
	ck_assert_int_eq(parse(), -commons[_i].code);
	if (commons[_i].code == 0)
		ck_assert_uint_eq(obj.maps[0].size, 8);
	close_all();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, trap_11_sections_of_any_data_name_are_maps);
	tcase_add_test(t, trap_11_common_symbols_get_a_place);
	tcase_add_loop_test(t, trap_09_string_sections_are_maps_of_their_own, 0,
			    2);
	tcase_add_test(t, trap_10_table_of_strings_is_refused_by_name);
	tcase_add_loop_test(
		t, trap_10_addresses_matter_where_a_program_may_read_them, 0,
		ARRAY_SIZE(pointers));
	tcase_add_loop_test(t, trap_11_common_symbols_of_strange_shape, 0,
			    ARRAY_SIZE(commons));
}

int main(void)
{
	return run_tests("obj_map_data", add);
}
