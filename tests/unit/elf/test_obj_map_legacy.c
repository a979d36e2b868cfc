// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Old map definitions of every layout, as clang writes them and by hand. The
 * names of some tests say which trap of the format they are about.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/each_clang.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

static struct elf_writer w;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

static void open_object(void)
{
	ck_assert_msg(parse() == 0, "%s", e.msg);
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

static void check_samples(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "counts");

	ck_assert_uint_eq(o->nmaps, 6);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_HASH);
	ck_assert_uint_eq(m->key_size, 4);
	ck_assert_uint_eq(m->value_size, 8);
	ck_assert_uint_eq(m->max_entries, 100);
	ck_assert_uint_eq(m->flags, BPF_F_NO_PREALLOC);
	ck_assert_uint_eq(m->offset, 0);
	ck_assert_uint_eq(the_map(o, "hidden")->value_size, 16);
	m = the_map(o, "outer");
	ck_assert_ptr_nonnull(m->inner);
	ck_assert_str_eq(m->inner->name, o->maps[1].name);
	ck_assert_uint_eq(m->inner->type, o->maps[1].type);
	ck_assert_uint_eq(the_map(o, "last")->max_entries, 1);
	ck_assert_uint_eq(o->kern_version, 0); /* 0xfffffffe: any */
}

START_TEST(trap_07_legacy_maps_of_several_sizes_in_one_section)
{
	each_clang("map_samples", check_samples);
}
END_TEST

static void check_static(const struct obj *o)
{
	const struct obj_func *f = the_func(o, "entry");
	const char *const want[] = { "counts", "hidden", "jumps", "outer",
				     "last" };

	ck_assert_uint_eq(f->nrels, ARRAY_SIZE(want));
	for (uint32_t i = 0; i < f->nrels; i++) {
		ck_assert_int_eq(f->rels[i].kind, OBJ_REL_MAP);
		ck_assert_str_eq(o->maps[f->rels[i].index].name, want[i]);
	}
}

START_TEST(trap_07_static_map_is_found_by_section_and_addend)
{
	each_clang("map_samples", check_static);
}
END_TEST

static void check_sample_slots(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "jumps");

	ck_assert_uint_eq(m->ninits, 1);
	ck_assert_uint_eq(m->inits[0].slot, 3);
	ck_assert(m->inits[0].is_func);
	ck_assert_str_eq(o->funcs[m->inits[0].index].name, "parse");
}

START_TEST(a_sections_number_is_a_slot_of_the_prog_array)
{
	each_clang("map_samples", check_sample_slots);
}
END_TEST

static void check_iproute2(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "inner");

	ck_assert(m->legacy && m->legacy->iproute2);
	ck_assert_uint_eq(m->legacy->id, 42);
	ck_assert_uint_eq(m->pinning, 2);
	m = the_map(o, "outer");
	ck_assert_uint_eq(m->pinning, 1);
	ck_assert_uint_eq(m->legacy->inner_id, 42);
	ck_assert_ptr_nonnull(m->inner);
	ck_assert_uint_eq(m->inner->max_entries, 5);
	ck_assert_uint_eq(m->inner->pinning, 0);
	ck_assert_uint_eq(m->ninits, 1);
	ck_assert_uint_eq(m->inits[0].slot, 1);
	ck_assert(!m->inits[0].is_func);
	ck_assert_str_eq(o->maps[m->inits[0].index].name, "inner");
	ck_assert(obj_map_is_used(o, m->inits[0].index));
	m = the_map(o, "jumps");
	ck_assert_uint_eq(m->ninits, 2);
	ck_assert_uint_eq(m->inits[0].slot, 1);
	ck_assert_str_eq(o->funcs[m->inits[0].index].name, "first");
	ck_assert_uint_eq(m->inits[1].slot, 2);
	ck_assert_str_eq(o->funcs[m->inits[1].index].name, "second");
}

START_TEST(iproute2_maps_have_ids_and_slots)
{
	each_clang("map_iproute2", check_iproute2);
}
END_TEST

static void check_gobpf(const struct obj *o)
{
	const struct obj_map *m = the_map(o, "events");

	ck_assert_uint_eq(o->nmaps, 2);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	ck_assert_ptr_null(m->legacy);
	m = the_map(o, "shared");
	ck_assert_uint_eq(m->pinning, 3);
	ck_assert_str_eq(m->legacy->pin_subdir, "tracer");
	ck_assert_uint_eq(the_func(o, "on_unlink")->nrels, 2);
}

START_TEST(trap_07_gobpf_map_has_its_sections_name)
{
	each_clang("map_gobpf", check_gobpf);
}
END_TEST

/* One map "m" of these words; flags of the section are those of data */
static uint32_t write_map(const uint32_t *words, size_t n)
{
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_data(&w, "maps");
	elfw_words(&w, at, words, n);
	elfw_global(&w, "m", STT_OBJECT, at, 0);
	return at;
}

#define HASH   BPF_MAP_TYPE_HASH, 4, 8, 100
#define INNERS BPF_MAP_TYPE_ARRAY_OF_MAPS, 4, 4, 8

static const struct {
	const char *what;
	uint32_t words[12];
	size_t n;
	uint32_t pinning, numa, id;
	bool iproute2, android;
} layouts[] = {
	{ "samples of 2015", { HASH }, 4, 0, 0, 0, false, false },
	{ "samples", { HASH, 1 }, 5, 0, 0, 0, false, false },
	{ "samples, 24", { HASH, 1, 0 }, 6, 0, 0, 0, false, false },
	{ "samples, 28", { HASH, 1, 0, 0 }, 7, 0, 0, 0, false, false },
	{ "samples, numa",
	  { HASH, BPF_F_NUMA_NODE, 0, 3 },
	  7,
	  0,
	  3,
	  0,
	  false,
	  false },
	{ "aya", { HASH, 0, 0, 1 }, 7, 1, 0, 0, true, false },
	{ "iproute2 of 2015", { HASH, 0, 5, 2 }, 7, 2, 0, 5, true, false },
	{ "32 zeros", { HASH, 0, 0, 0, 0 }, 8, 0, 0, 0, false, false },
	{ "Android 11",
	  { HASH, 0, 1000, 3000, 0640 },
	  8,
	  0,
	  0,
	  0,
	  false,
	  true },
	{ "iproute2", { HASH, 0, 5, 2, 0, 0 }, 9, 2, 0, 5, true, false },
	{ "cilium", { HASH, 0, 5, 16, 0, 0 }, 9, 16, 0, 5, true, false },
	{ "iproute2, longer",
	  { HASH, 0, 5, 2, 0, 0, 0, 0 },
	  11,
	  2,
	  0,
	  5,
	  true,
	  false },
};

START_TEST(layout_is_told_by_its_size_and_words)
{
	const struct obj_map *m;

	write_map(layouts[_i].words, layouts[_i].n);
	ck_assert_msg(parse() == 0, "%s: %s", layouts[_i].what, e.msg);
	m = obj_find_map(&obj, "m");
	ck_assert_uint_eq(m->max_entries, 100);
	ck_assert_uint_eq(m->pinning, layouts[_i].pinning);
	ck_assert_uint_eq(m->numa_node, layouts[_i].numa);
	ck_assert_int_eq(m->legacy && m->legacy->iproute2,
			 layouts[_i].iproute2);
	ck_assert_int_eq(m->legacy && m->legacy->android, layouts[_i].android);
	if (layouts[_i].id)
		ck_assert_uint_eq(m->legacy->id, layouts[_i].id);
	close_all();
}
END_TEST

static const struct {
	uint32_t words[12];
	size_t n;
	const char *text;
} bad[] = {
	{ { HASH, 0, 7 }, 6, "the word at +20 of its definition is 0x7" },
	{ { HASH, 0, 0, 300 },
	  7,
	  "the word at +24 of its definition is 0x12c" },
	{ { HASH, BPF_F_NUMA_NODE, 7, 3 }, 7, "the word at +20" },
	{ { HASH, 0, 0, 0, 0x10000 }, 8, "the word at +28" },
	{ { HASH, 0, 0, 0, 0, 0, 0, 9 }, 12, "the word at +40" },
	{ { INNERS, 0, 5, 0 }, 7, "map 'm': there is no map number 5 for it" },
	{ { INNERS, 0, 0, 0, 9, 0 }, 9, "there is no map of id 9 for it" },
};

START_TEST(layout_that_is_none_is_an_error)
{
	write_map(bad[_i].words, bad[_i].n);
	expect_error(bad[_i].text);
}
END_TEST

/* samples/bpf's loader filled in the first map */
START_TEST(map_of_maps_may_leave_its_template_to_others)
{
	static const uint32_t self[] = { INNERS, 0, 0, 0 };
	static const uint32_t without[] = { INNERS, 0, 0, 0, 0, 0 };

	write_map(_i ? self : without,
		  _i ? ARRAY_SIZE(self) : ARRAY_SIZE(without));
	open_object();
	ck_assert_ptr_null(obj.maps[0].inner);
	close_all();
}
END_TEST

static void write_strange_sizes(void)
{
	static const uint32_t words[] = { HASH, 0, HASH, 0, HASH, 0 };
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_data(&w, "maps");
	elfw_words(&w, at, words, ARRAY_SIZE(words));
	elfw_sym(&w, &(struct elf_sym){ .name = "m",
					.value = 20,
					.size = 20,
					.section = at,
					.type = STT_OBJECT,
					.bind = STB_GLOBAL });
	elfw_section_sym(&w, at);
}

/* strip --strip-unneeded takes the symbols of static variables */
START_TEST(trap_07_static_maps_may_have_lost_their_symbols)
{
	static const struct bpf_insn insns[] = { LD64(1, 0, 40), EXIT };
	uint32_t at;

	write_strange_sizes();
	at = elfw_code(&w, "xdp");
	elfw_insns(&w, at, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, at, 0);
	elfw_rel(&w, at, &(struct elf_rel){ .sym = 2, .type = 1 });
	open_object();
	ck_assert_uint_eq(obj.nmaps, 3);
	ck_assert_str_eq(obj.maps[0].name, "maps");
	ck_assert_str_eq(obj.maps[1].name, "m");
	ck_assert_uint_eq(obj.maps[2].offset, 40);
	ck_assert_uint_eq(obj.funcs[0].rels[0].index, 2);
	close_all();
}
END_TEST

START_TEST(a_section_without_symbols_is_one_map_or_an_error)
{
	static const uint32_t words[] = { HASH, 0, HASH, 0 };
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_data(&w, "maps");
	elfw_words(&w, at, words, _i ? 10 : 5);
	if (_i) {
		expect_error("section 'maps': no symbol names the maps in it");
		return;
	}
	open_object();
	ck_assert_uint_eq(obj.nmaps, 1);
	ck_assert_str_eq(obj.maps[0].name, "maps");
	close_all();
}
END_TEST

/* libbpf before 1.0: BPF_ANNOTATE_KV_PAIR */
START_TEST(types_stand_in_a_struct_of_their_own)
{
	static const uint32_t words[] = { HASH, 0 };
	struct btf_writer btf;
	uint32_t u32, u64;

	write_map(words, ARRAY_SIZE(words));
	btfw_init(&btf, NULL);
	u32 = btfw_int(&btf, 4, 0);
	u64 = btfw_int(&btf, _i ? 4 : 8, 0);
	btfw_type(&btf, "____btf_map_m", BTF_STRUCT, 16);
	btfw_member(&btf, "key", u32, 0);
	btfw_member(&btf, "value", u64, 64);
	elfw_btf(&w, &btf);
	open_object();
	/* of another size than the definition says they are not meant */
	ck_assert_uint_eq(obj.maps[0].key_type, _i ? 0 : u32);
	ck_assert_uint_eq(obj.maps[0].value_type, _i ? 0 : u64);
	close_all();
}
END_TEST

START_TEST(trap_23_both_conventions_in_one_object)
{
	struct sample s;
	struct view v;

	sample_init(&s, false, false);
	v = sample_bytes(&s);
	ck_assert_int_eq(obj_open(&v, &obj, &e), 0);
	ck_assert_int_eq(the_map(&obj, "counts")->origin, OBJ_MAP_LEGACY);
	ck_assert_int_eq(the_map(&obj, "names")->origin, OBJ_MAP_BTF);
	obj_close(&obj);
	sample_fini(&s);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, trap_07_legacy_maps_of_several_sizes_in_one_section);
	tcase_add_test(t, trap_07_static_map_is_found_by_section_and_addend);
	tcase_add_test(t, a_sections_number_is_a_slot_of_the_prog_array);
	tcase_add_test(t, iproute2_maps_have_ids_and_slots);
	tcase_add_test(t, trap_07_gobpf_map_has_its_sections_name);
	tcase_add_loop_test(t, layout_is_told_by_its_size_and_words, 0,
			    ARRAY_SIZE(layouts));
	tcase_add_loop_test(t, layout_that_is_none_is_an_error, 0,
			    ARRAY_SIZE(bad));
	tcase_add_loop_test(t, map_of_maps_may_leave_its_template_to_others, 0,
			    2);
	tcase_add_test(t, trap_07_static_maps_may_have_lost_their_symbols);
	tcase_add_loop_test(t, a_section_without_symbols_is_one_map_or_an_error,
			    0, 2);
	tcase_add_loop_test(t, types_stand_in_a_struct_of_their_own, 0, 2);
	tcase_add_test(t, trap_23_both_conventions_in_one_object);
}

int main(void)
{
	return run_tests("obj_map_legacy", add);
}
