// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps in the conventions that objects use, and definitions that are none. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

static struct elf_writer w;
static struct btf_writer btf;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

static void expect_map(const char *name, uint32_t type, uint32_t key,
		       uint32_t value, uint32_t entries)
{
	const struct obj_map *m = obj_find_map(&obj, name);

	ck_assert_ptr_nonnull(m);
	ck_assert_uint_eq(m->type, type);
	ck_assert_uint_eq(m->key_size, key);
	ck_assert_uint_eq(m->value_size, value);
	ck_assert_uint_eq(m->max_entries, entries);
}

static void expect_error(const char *text)
{
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}

static void close_all(void)
{
	obj_close(&obj);
	elfw_fini(&w);
}

/* Definitions of that many words each, called a, b and c */
static uint32_t write_legacy(const char *section, size_t words, bool big)
{
	static const uint32_t def[][12] = {
		{ BPF_MAP_TYPE_HASH, 4, 8, 100, 1 },
		{ BPF_MAP_TYPE_QUEUE, 0, 16, 3, 0 },
		{ BPF_MAP_TYPE_ARRAY, 4, 16, 7, 2 },
	};
	static const char *const names[] = { "a", "b", "c" };
	uint32_t at;

	elfw_init(&w, big);
	at = elfw_data(&w, section);
	for (uint32_t i = 0; i < ARRAY_SIZE(def); i++) {
		elfw_global(&w, names[i], STT_OBJECT, at, w.sections[at].len);
		elfw_words(&w, at, def[i], words);
	}
	return at;
}

static const size_t sizes[] = { 4, 5, 6, 7, 9, 12 };

START_TEST(legacy_definitions_have_any_size)
{
	size_t words = sizes[_i / 2];

	write_legacy("maps", words, _i % 2);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nmaps, 3);
	expect_map("a", BPF_MAP_TYPE_HASH, 4, 8, 100);
	expect_map("b", BPF_MAP_TYPE_QUEUE, 0, 16, 3);
	expect_map("c", BPF_MAP_TYPE_ARRAY, 4, 16, 7);
	ck_assert_uint_eq(obj_find_map(&obj, "c")->flags, words > 4 ? 2 : 0);
	ck_assert_uint_eq(obj_find_map(&obj, "b")->offset, words * 4);
	close_all();
}
END_TEST

START_TEST(legacy_section_may_have_a_longer_name)
{
	write_legacy("maps/mine", 5, false);
	ck_assert_int_eq(parse(), 0);
	expect_map("b", BPF_MAP_TYPE_QUEUE, 0, 16, 3);
	close_all();
}
END_TEST

/* LLVM 7 gave variables no type; static ones are local */
START_TEST(legacy_symbols_may_be_of_any_kind)
{
	uint32_t at = write_legacy("maps", 5, false), words[5] = { 1, 2, 3, 4 };

	elfw_words(&w, at, words, 5);
	elfw_sym(&w, &(struct elf_sym){ .name = "d",
					.value = 60,
					.section = at,
					.type = STT_NOTYPE });
	elfw_section_sym(&w, at);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nmaps, 4);
	expect_map("d", 1, 2, 3, 4);
	close_all();
}
END_TEST

START_TEST(two_names_of_one_definition_are_one_map)
{
	elfw_global(&w, "alias", STT_OBJECT, write_legacy("maps", 5, false),
		    40);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nmaps, 3);
	expect_map("c", BPF_MAP_TYPE_ARRAY, 4, 16, 7);
	close_all();
}
END_TEST

START_TEST(empty_map_section_is_no_error)
{
	elfw_init(&w, false);
	elfw_data(&w, "maps");
	elfw_data(&w, ".maps");
	elfw_data(&w, ".data");
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nmaps, 0);
	close_all();
}
END_TEST

START_TEST(legacy_tail_with_a_meaning_unknown_is_an_error)
{
	uint32_t at = write_legacy("maps", 6, _i);

	elfw_append(&w, at, "\1\2\3\4", 4);
	expect_error(_i ? "map 'c': the word at +24 of its definition is "
			  "0x1020304"
			: "map 'c': the word at +24 of its definition is "
			  "0x4030201");
}
END_TEST

static const struct {
	uint64_t value;
	const char *text;
} outside[] = {
	{ 60, "section 'maps': map 'd': its definition at +0x3c lies outside" },
	{ 61, "map 'd': its definition at +0x3d lies outside" },
	{ UINT64_MAX, "map 'd': its definition at +0xffffffffffffffff" },
	{ 44, "map 'c': a definition of 4 bytes" },
	{ 50, "map 'c': a definition of 10 bytes" },
	{ 58, "map 'c': a definition of 18 bytes" },
};

START_TEST(legacy_symbol_that_fits_no_definition_is_an_error)
{
	uint32_t at = write_legacy("maps", 5, false);

	elfw_global(&w, "d", STT_OBJECT, at, outside[_i].value);
	expect_error(outside[_i].text);
}
END_TEST

START_TEST(legacy_definition_needs_bytes)
{
	uint32_t at = write_legacy("maps", 5, false);

	w.sections[at].type = SHT_NOBITS;
	w.sections[at].nobits = 60;
	expect_error("map 'a': its definition at +0x0 lies outside");
}
END_TEST

/* One map of one BTF struct, made by fields() */
static void write_btf(void (*fields)(uint32_t u32))
{
	static const char *const names[] = { "m" };
	uint32_t at, type;

	elfw_init(&w, false);
	at = elfw_data(&w, ".maps");
	for (int i = 0; i < 4; i++)
		elfw_int(&w, at, 0, 8);
	elfw_global(&w, "m", STT_OBJECT, at, 0);
	btfw_init(&btf, NULL);
	type = btfw_int(&btf, 4, 0);
	fields(type);
	type = btf.next_id - 1;
	btfw_maps_section(&btf, ".maps", names, &type, 1);
	elfw_btf(&w, &btf);
}

static uint32_t pointer(uint32_t to)
{
	return btfw_type(&btf, "", BTF_PTR, to);
}

static void all_fields(uint32_t u32)
{
	static const char *const names[] = { "type",	  "max_entries",
					     "map_flags", "numa_node",
					     "pinning",	  "map_extra" };
	uint32_t u[ARRAY_SIZE(names)], key, value;

	for (uint32_t i = 0; i < ARRAY_SIZE(names); i++)
		u[i] = btfw_uint(&btf, i + 1);
	key = pointer(u32);
	value = pointer(btfw_array(&btf, u32, 5));
	btfw_type(&btf, "", BTF_STRUCT, 64);
	for (uint32_t i = 0; i < ARRAY_SIZE(names); i++)
		btfw_member(&btf, names[i], u[i], i * 64);
	btfw_member(&btf, "key", key, 0);
	btfw_member(&btf, "value", value, 0);
}

START_TEST(btf_definition_has_these_fields)
{
	const struct obj_map *m;

	write_btf(all_fields);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	expect_map("m", 1, 4, 20, 2);
	m = obj_find_map(&obj, "m");
	ck_assert_uint_eq(m->flags, 3);
	ck_assert_uint_eq(m->numa_node, 4);
	ck_assert_uint_eq(m->pinning, 5);
	ck_assert_uint_eq(m->map_extra, 6);
	ck_assert_uint_eq(m->key_type, 1);
	close_all();
}
END_TEST

static void sizes_only(uint32_t u32)
{
	uint32_t key, value, type, fwd, p;

	(void)u32;
	type = btfw_uint(&btf, 1);
	key = btfw_uint(&btf, 8);
	value = btfw_uint(&btf, 24);
	fwd = btfw_type(&btf, "unseen", BTF_FWD, 0);
	p = pointer(fwd);
	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "type", type, 0);
	btfw_member(&btf, "key_size", key, 0);
	btfw_member(&btf, "value_size", value, 0);
	btfw_member(&btf, "value", p, 0);
}

START_TEST(btf_definition_may_give_sizes_alone)
{
	write_btf(sizes_only);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	expect_map("m", 1, 8, 24, 0);
	close_all();
}
END_TEST

static void no_struct(uint32_t u32)
{
	(void)u32;
	btfw_int(&btf, 8, 0);
}

static void unknown_field(uint32_t u32)
{
	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "colour", u32, 0);
}

static void no_uint(uint32_t u32)
{
	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "type", u32, 0);
}

static void pointer_to_int(uint32_t u32)
{
	uint32_t p = pointer(u32);

	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "max_entries", p, 0);
}

static void no_type(uint32_t u32)
{
	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "key", u32, 0);
}

static void void_uint(uint32_t u32)
{
	(void)u32;
	btfw_type(&btf, "", BTF_STRUCT, 64);
	btfw_member(&btf, "map_extra", 0, 0);
}

static const struct {
	void (*fields)(uint32_t u32);
	const char *text;
} bad_btf[] = {
	{ no_struct, "section '.maps': map 'm': its type is no struct" },
	{ unknown_field, "map 'm': field 'colour': is not known" },
	{ no_uint, "field 'type': is not declared with __uint()" },
	{ pointer_to_int, "field 'max_entries': is not declared with __uint" },
	{ no_type, "field 'key': is not declared with __type()" },
	{ void_uint, "field 'map_extra': is not declared with __uint()" },
};

START_TEST(btf_definition_of_another_shape_is_an_error)
{
	write_btf(bad_btf[_i].fields);
	expect_error(bad_btf[_i].text);
}
END_TEST

START_TEST(btf_maps_need_btf)
{
	elfw_init(&w, false);
	elfw_int(&w, elfw_data(&w, ".maps"), 0, 8);
	expect_error("section '.maps': no BTF describes the maps in it");
}
END_TEST

static const struct {
	const char *section;
	uint32_t type;
	uint64_t flags;
	uint32_t map_flags;
	bool is_map;
} data[] = {
	{ ".data", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0, true },
	{ ".data.x", SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, 0, true },
	{ ".bss.x", SHT_NOBITS, SHF_ALLOC | SHF_WRITE, 0, true },
	{ ".rodata.str1.1", SHT_PROGBITS, SHF_ALLOC | SHF_MERGE,
	  BPF_F_RDONLY_PROG, true },
	{ ".data", SHT_PROGBITS, 0, 0, false },
	{ ".data", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, 0, false },
	{ ".rodata", SHT_NOTE, SHF_ALLOC, 0, false },
	{ ".debug_info", SHT_PROGBITS, 0, 0, false },
	{ "data", SHT_PROGBITS, SHF_ALLOC, 0, false },
};

START_TEST(data_sections_are_maps)
{
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_section(&w, data[_i].section, data[_i].type, data[_i].flags);
	w.sections[at].nobits = 24;
	if (data[_i].type != SHT_NOBITS)
		for (int i = 0; i < 3; i++)
			elfw_int(&w, at, 1, 8);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_int_eq(obj_find_map(&obj, data[_i].section) != NULL,
			 data[_i].is_map);
	if (data[_i].is_map) {
		expect_map(data[_i].section, BPF_MAP_TYPE_ARRAY, 4, 24, 1);
		ck_assert_uint_eq(obj.maps[0].flags, data[_i].map_flags);
	}
	close_all();
}
END_TEST

START_TEST(data_of_gigabytes_is_refused)
{
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_section(&w, ".bss", SHT_NOBITS, SHF_ALLOC | SHF_WRITE);
	w.sections[at].nobits = 1ull << 31;
	ck_assert_int_eq(parse(), -EFBIG);
	elfw_fini(&w);
}
END_TEST

START_TEST(of_two_names_for_one_definition_the_public_one_is_taken)
{
	uint32_t at = write_legacy("maps", 5, false);

	elfw_sym(&w, &(struct elf_sym){ .name = "alias",
					.value = 20,
					.section = at,
					.type = STT_OBJECT,
					.bind = STB_WEAK });
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nmaps, 3);
	ck_assert_ptr_null(obj_find_map(&obj, "alias"));
	close_all();
}
END_TEST

/* Static in two objects that were linked, or a legacy and a BTF one */
START_TEST(two_maps_of_one_name_are_an_error)
{
	uint32_t at = write_legacy("maps", 5, false), words[5] = { 1, 2, 3, 4 };

	elfw_sym(&w, &(struct elf_sym){ .name = "a",
					.value = 60,
					.section = at,
					.type = STT_OBJECT });
	elfw_words(&w, at, words, 5);
	expect_error("two maps are called 'a': in section 'maps' at +0x0 and "
		     "in section 'maps' at +0x3c");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, legacy_definitions_have_any_size, 0,
			    2 * ARRAY_SIZE(sizes));
	tcase_add_test(t, legacy_section_may_have_a_longer_name);
	tcase_add_test(t, legacy_symbols_may_be_of_any_kind);
	tcase_add_test(t, two_names_of_one_definition_are_one_map);
	tcase_add_test(t, empty_map_section_is_no_error);
	tcase_add_loop_test(t, legacy_tail_with_a_meaning_unknown_is_an_error,
			    0, 2);
	tcase_add_loop_test(t,
			    legacy_symbol_that_fits_no_definition_is_an_error,
			    0, ARRAY_SIZE(outside));
	tcase_add_test(t, legacy_definition_needs_bytes);
	tcase_add_test(t, btf_definition_has_these_fields);
	tcase_add_test(t, btf_definition_may_give_sizes_alone);
	tcase_add_loop_test(t, btf_definition_of_another_shape_is_an_error, 0,
			    ARRAY_SIZE(bad_btf));
	tcase_add_test(t, btf_maps_need_btf);
	tcase_add_test(t,
		       of_two_names_for_one_definition_the_public_one_is_taken);
	tcase_add_test(t, two_maps_of_one_name_are_an_error);
	tcase_add_loop_test(t, data_sections_are_maps, 0, ARRAY_SIZE(data));
	tcase_add_test(t, data_of_gigabytes_is_refused);
}

int main(void)
{
	return run_tests("obj_map", add);
}
