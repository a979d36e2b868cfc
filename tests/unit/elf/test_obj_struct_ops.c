// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Structs of the kernel's, as the object fills them in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/each_clang.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

#define F_LINK (1u << 13)
#define FLAGS  32 /* its place in the struct */
#define NAME   36

static const struct {
	const char *name;
	uint32_t map_flags, word;
	bool optional;
	uint32_t ninits;
	struct {
		uint32_t slot;
		const char *func;
	} inits[3];
} structs[] = {
	{ "linked",
	  F_LINK,
	  0,
	  false,
	  3,
	  { { 0, "ssthresh" }, { 8, "avoid" }, { 24, "undo" } } },
	{ "again", F_LINK, 1, false, 2, { { 0, "ssthresh" }, { 24, "undo" } } },
	{ "plain",
	  0,
	  0,
	  false,
	  3,
	  { { 0, "ssthresh" }, { 8, "avoid" }, { 24, "undo" } } },
	{ "dormant", 0, 0, true, 1, { { 0, "ssthresh" } } },
};

static void check_struct(const struct obj *o, size_t i)
{
	const struct obj_map *m = the_map(o, structs[i].name);
	uint32_t word = 99;

	ck_assert_int_eq(m->origin, OBJ_MAP_STRUCT_OPS);
	ck_assert_uint_eq(m->type, BPF_MAP_TYPE_STRUCT_OPS);
	ck_assert_uint_eq(m->flags, structs[i].map_flags);
	ck_assert_int_eq(m->optional, structs[i].optional);
	ck_assert_str_eq(btf_name(&o->btf, m->value_type),
			 "tcp_congestion_ops");
	ck_assert_uint_eq(m->value_size, 56);
	ck_assert_uint_eq(m->data.len, 56);
	ck_assert(view_u32(&m->data, FLAGS, &word));
	ck_assert_uint_eq(word, structs[i].word);
	ck_assert_ptr_nonnull(
		strstr(view_str(&m->data, NAME), structs[i].name));
	ck_assert_uint_eq(m->ninits, structs[i].ninits);
	for (uint32_t k = 0; k < m->ninits; k++) {
		ck_assert_uint_eq(m->inits[k].slot, structs[i].inits[k].slot);
		ck_assert(m->inits[k].is_func);
		ck_assert_str_eq(o->funcs[m->inits[k].index].name,
				 structs[i].inits[k].func);
	}
}

static void check_all(const struct obj *o)
{
	ck_assert_uint_eq(o->nmaps, ARRAY_SIZE(structs));
	for (size_t i = 0; i < ARRAY_SIZE(structs); i++)
		check_struct(o, i);
	ck_assert(the_func(o, "avoid")->is_prog);
}

START_TEST(structs_are_maps_with_functions)
{
	each_clang("prog_ops", check_all);
}
END_TEST

static struct elf_writer w;
static struct btf_writer btf;
static struct obj obj;
static struct err e;

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

/* A variable of size bytes, of a struct that has 16 */
static uint32_t write_object(const char *type_section, size_t len)
{
	static const char *const names[] = { "ops" };
	uint32_t at, type;

	elfw_init(&w, false);
	at = elfw_data(&w, ".struct_ops");
	for (size_t i = 0; i < len; i++)
		elfw_int(&w, at, 0, 1);
	elfw_global(&w, "ops", STT_OBJECT, at, 0);
	btfw_init(&btf, NULL);
	btfw_int(&btf, 4, 0);
	type = btfw_type(&btf, "some_ops", BTF_STRUCT, 16);
	btfw_maps_section(&btf, type_section, names, &type, 1);
	elfw_btf(&w, &btf);
	return at;
}

static void expect_error(const char *text)
{
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}

START_TEST(struct_without_types_is_an_error)
{
	write_object(".struct_ops.link", 16);
	expect_error("section '.struct_ops': variable 'ops': its type is no "
		     "struct");
	elfw_init(&w, false);
	elfw_int(&w, elfw_data(&w, ".struct_ops.link"), 0, 8);
	expect_error("section '.struct_ops.link': no BTF describes");
}
END_TEST

START_TEST(struct_outside_its_section_is_an_error)
{
	write_object(".struct_ops", 15);
	expect_error("variable 'ops': its 16 bytes at +0x0 lie outside");
}
END_TEST

START_TEST(struct_cannot_hold_data)
{
	uint32_t at = write_object(".struct_ops", 16), data;

	data = elfw_data(&w, ".data");
	elfw_int(&w, data, 0, 8);
	elfw_rel(&w, at,
		 &(struct elf_rel){
			 .sym = elfw_global(&w, "var", STT_OBJECT, data, 0) });
	expect_error("map 'ops': 'var'+0 is neither a map nor a function");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, structs_are_maps_with_functions);
	tcase_add_test(t, struct_without_types_is_an_error);
	tcase_add_test(t, struct_outside_its_section_is_an_error);
	tcase_add_test(t, struct_cannot_hold_data);
}

int main(void)
{
	return run_tests("obj_struct_ops", add);
}
