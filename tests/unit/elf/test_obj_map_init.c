// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps in .maps with every field, and what they hold from the start. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/each_clang.h"
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

static void check_fields(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "full");

	ck_assert_uint_eq(o->nmaps, 8);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_LRU_HASH);
	ck_assert_uint_eq(m->key_size, 8);
	ck_assert_uint_eq(m->value_size, 8);
	ck_assert_uint_eq(m->flags, BPF_F_NO_COMMON_LRU);
	ck_assert_uint_eq(m->numa_node, 1);
	ck_assert_uint_eq(m->pinning, 1);
	ck_assert_str_eq(btf_name(&o->btf, m->key_type), "pair");
	ck_assert_uint_eq(the_map(o, "forward")->value_size, 20);
	ck_assert_uint_eq(the_map(o, "ring")->max_entries, 5000);
	ck_assert_int_eq(the_map(o, "old")->origin, OBJ_MAP_LEGACY);
}

START_TEST(trap_23_forward_declared_values_and_both_conventions)
{
	each_clang("map_fields", check_fields);
}
END_TEST

static void check_ways(const struct obj *o)
{
	static const char *const names[] = { "by_tag", "by_typedef", "alone",
					     "other" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct obj_map *m = the_map(o, names[i]);

		ck_assert_uint_eq(m->value_size, 12);
		ck_assert_str_eq(btf_name(&o->btf, m->def_type), "tagged");
		ck_assert_uint_eq(m->size, 32);
		/* Each in its own place, and the code says which */
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_ne(the_map(o, names[k])->offset,
					  m->offset);
	}
}

static void check_static(const struct obj *o)
{
	static const char *const want[] = { "full", "by_typedef", "old",
					    "alone", "other" };
	const struct obj_func *f = the_func(o, "use");

	ck_assert_uint_eq(f->nrels, ARRAY_SIZE(want));
	for (uint32_t i = 0; i < f->nrels; i++)
		ck_assert_str_eq(o->maps[f->rels[i].index].name, want[i]);
}

START_TEST(trap_08_static_and_typedefd_maps)
{
	each_clang("map_fields", check_ways);
	each_clang("map_fields", check_static);
}
END_TEST

static void expect_slot(const struct obj *o, const struct obj_map *m,
			uint32_t i, uint32_t slot, const char *name)
{
	const struct obj_map_init *init = &m->inits[i];

	ck_assert_uint_lt(i, m->ninits);
	ck_assert_uint_eq(init->slot, slot);
	ck_assert_str_eq(init->is_func ? o->funcs[init->index].name
				       : o->maps[init->index].name,
			 name);
}

static void check_values(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "outer");

	ck_assert_uint_eq(m->ninits, 2);
	expect_slot(o, m, 0, 1, "first");
	expect_slot(o, m, 1, 3, "second");
	ck_assert_uint_eq(m->inner->type, BPF_MAP_TYPE_ARRAY);
	ck_assert_uint_eq(m->inner->max_entries, 4);
	ck_assert_uint_eq(m->inner->value_size, 8);
	m = the_map(o, "jumps");
	ck_assert_ptr_null(m->inner);
	ck_assert_uint_eq(m->ninits, 2);
	expect_slot(o, m, 0, 0, "leaf");
	expect_slot(o, m, 1, 5, "other");
	ck_assert(the_func(o, "leaf")->is_prog);
	m = the_map(o, "anonymous");
	ck_assert_uint_eq(m->ninits, 0);
	ck_assert_uint_eq(m->inner->max_entries, 16);
	ck_assert_uint_eq(m->inner->flags, BPF_F_NO_PREALLOC);
}

START_TEST(trap_08_values_are_maps_and_programs)
{
	each_clang("map_values", check_values);
}
END_TEST

/*
 * By hand: "inner" at 0 and "outer" at 32, whose `values` begin at 24 of it,
 * 4 slots; a prog array "jumps" at 96, of the same shape; "xdp" with a
 * program at 0.
 */
enum { SEC_MAPS = 3, SEC_CODE };
enum { SYM_INNER = 1, SYM_OUTER, SYM_JUMPS, SYM_PROG, SYM_UNDEF, SYM_MAPS };

static uint32_t write_struct(uint32_t type, uint32_t elem)
{
	uint32_t t = btfw_uint(&btf, type), max = btfw_uint(&btf, 4);
	uint32_t values = elem ? btfw_array(&btf, elem, 0) : 0;
	uint32_t id = btfw_type(&btf, "", BTF_STRUCT, elem ? 24 : 32);

	btfw_member(&btf, "type", t, 0);
	btfw_member(&btf, "max_entries", max, 64);
	if (elem)
		btfw_member(&btf, "values", values, 192);
	return id;
}

static void write_types(void)
{
	static const char *const names[] = { "inner", "outer", "jumps" };
	uint32_t types[3], p;

	btfw_init(&btf, NULL);
	btfw_int(&btf, 4, 0);
	types[0] = write_struct(BPF_MAP_TYPE_ARRAY, 0);
	p = btfw_type(&btf, "", BTF_PTR, types[0]);
	types[1] = write_struct(BPF_MAP_TYPE_ARRAY_OF_MAPS, p);
	p = btfw_type(&btf, "", BTF_PTR,
		      btfw_type(&btf, "", BTF_FUNC_PROTO, 1));
	types[2] = write_struct(BPF_MAP_TYPE_PROG_ARRAY, p);
	btfw_maps_section(&btf, ".maps", names, types, 3);
	/* sizes as clang has them, with the slots */
	btf.types[btf.last + 5] = 32;
	btf.types[btf.last + 8] = 64;
	btf.types[btf.last + 11] = 64;
}

static void write_object(bool big, bool rela)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	elfw_init(&w, big);
	w.rela = rela;
	elfw_data(&w, ".maps");
	for (int i = 0; i < 20; i++)
		elfw_int(&w, SEC_MAPS, 0, 8);
	elfw_code(&w, "xdp");
	elfw_insns(&w, SEC_CODE, insns, 2);
	elfw_global(&w, "inner", STT_OBJECT, SEC_MAPS, 0);
	elfw_global(&w, "outer", STT_OBJECT, SEC_MAPS, 32);
	elfw_global(&w, "jumps", STT_OBJECT, SEC_MAPS, 96);
	elfw_global(&w, "prog", STT_FUNC, SEC_CODE, 0);
	elfw_global(&w, "undef", STT_NOTYPE, 0, 0);
	elfw_section_sym(&w, SEC_MAPS);
	write_types();
	elfw_btf(&w, &btf);
}

/* Bit 0: big-endian; the rest: number of the relocation's type */
START_TEST(trap_08_relocations_of_values_have_any_number)
{
	static const uint32_t types[] = { 0, 1, 2, 3, 12 };
	const struct obj_map *m;

	write_object(_i & 1, _i & 2);
	elfw_rel(&w, SEC_MAPS,
		 &(struct elf_rel){ .offset = 32 + 24 + 8,
				    .type = types[_i / 4],
				    .sym = SYM_INNER });
	elfw_rel(&w, SEC_MAPS,
		 &(struct elf_rel){ .offset = 96 + 24,
				    .type = types[_i / 4],
				    .sym = SYM_PROG });
	ck_assert_msg(parse() == 0, "%s", e.msg);
	m = the_map(&obj, "outer");
	ck_assert_uint_eq(m->ninits, 1);
	expect_slot(&obj, m, 0, 1, "inner");
	expect_slot(&obj, the_map(&obj, "jumps"), 0, 0, "prog");
	ck_assert(obj_map_is_used(&obj, m->inits[0].index));
	ck_assert(!obj_map_is_used(&obj, (uint32_t)(m - obj.maps)));
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static const struct {
	uint64_t offset;
	uint32_t sym;
	uint64_t addend;
	const char *text;
} bad[] = {
	{ 32, SYM_INNER, 0, "map 'outer': no slot of 'values' begins there" },
	{ 32 + 28, SYM_INNER, 0, "no slot of 'values' begins there" },
	{ 8, SYM_INNER, 0, "map 'inner': no slot of 'values' begins there" },
	{ 32 + 24 + 32, SYM_INNER, 0, "map 'outer': slot 4 of 4 entries" },
	{ 32 + 24, SYM_PROG, 0, "map 'outer' cannot hold functions" },
	{ 96 + 24, SYM_INNER, 0, "map 'jumps' cannot hold maps" },
	{ 96 + 24, SYM_UNDEF, 0, "symbol 'undef' is undefined" },
	{ 96 + 24, SYM_PROG, 4, "'prog'+4 is neither a map nor a function" },
	{ 96 + 24, SYM_PROG, 8, "no function begins at instruction 1" },
	{ 32 + 24, SYM_MAPS, 4, "'.maps'+4 is neither a map nor a function" },
	{ 32 + 24, SYM_INNER, UINT64_MAX, "'inner'-1 is neither a map" },
	{ 32 + 24, SYM_INNER, 1ull << 40, "addend 1099511627776 lead outside" },
};

START_TEST(slot_that_makes_no_sense_is_an_error)
{
	write_object(false, true);
	elfw_rel(&w, SEC_MAPS,
		 &(struct elf_rel){ .offset = bad[_i].offset,
				    .type = 2,
				    .sym = bad[_i].sym,
				    .addend = (int64_t)bad[_i].addend });
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, bad[_i].text) != NULL, "%s", e.msg);
	ck_assert_msg(strstr(e.msg, "section '.maps': relocation 0 at +0x") !=
			      NULL,
		      "%s", e.msg);
	elfw_fini(&w);
}
END_TEST

START_TEST(two_values_for_a_slot_are_an_error)
{
	struct elf_rel r = { .offset = 32 + 24, .sym = SYM_INNER };

	write_object(false, false);
	elfw_rel(&w, SEC_MAPS, &r);
	elfw_rel(&w, SEC_MAPS, &r);
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_str_eq(e.msg, "map 'outer': two values for slot 0");
	elfw_fini(&w);
}
END_TEST

/* strip took their symbols; BTF has them in the order of their places */
START_TEST(trap_08_maps_without_symbols_have_the_next_place)
{
	write_object(false, false);
	w.sections[ELFW_SYMTAB].len = 24 * SYM_INNER;
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(the_map(&obj, "inner")->offset, 0);
	ck_assert_uint_eq(the_map(&obj, "outer")->offset, 32);
	ck_assert_uint_eq(the_map(&obj, "jumps")->offset, 96);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

START_TEST(map_outside_its_section_is_an_error)
{
	write_object(false, false);
	w.sections[SEC_MAPS].len = 100;
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_str_eq(e.msg, "section '.maps': map 'jumps': its 64 bytes "
				"at +0x60 lie outside");
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, trap_23_forward_declared_values_and_both_conventions);
	tcase_add_test(t, trap_08_static_and_typedefd_maps);
	tcase_add_test(t, trap_08_values_are_maps_and_programs);
	tcase_add_loop_test(t, trap_08_relocations_of_values_have_any_number, 0,
			    20);
	tcase_add_loop_test(t, slot_that_makes_no_sense_is_an_error, 0,
			    ARRAY_SIZE(bad));
	tcase_add_test(t, two_values_for_a_slot_are_an_error);
	tcase_add_test(t, trap_08_maps_without_symbols_have_the_next_place);
	tcase_add_test(t, map_outside_its_section_is_an_error);
}

int main(void)
{
	return run_tests("obj_map_init", add);
}
