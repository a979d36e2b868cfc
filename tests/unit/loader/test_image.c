// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Linking functions into one program, and filling in map descriptors. */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/image.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"

static struct image image;
static struct err e;

/* A function of an object made by hand */
#define FUNC(insns_, rels_)                                                    \
	{                                                                      \
		.name = #insns_, .insns = (insns_),                            \
		.ninsns = ARRAY_SIZE(insns_), .rels = (rels_),                 \
		.nrels = ARRAY_SIZE(rels_)                                     \
	}

static struct bpf_insn entry[] = {
	CALL(77), LD64(2, 0, 99), CALL(77), LD64(1, 0, 5), EXIT,
};
static struct bpf_insn callback[] = { MOV_IMM(0, 1), CALL(77), EXIT };
static struct bpf_insn leaf[] = { MOV_IMM(0, 2), EXIT };
static struct bpf_insn unused[] = { MOV_IMM(0, 3), CALL(1), EXIT };
static struct bpf_insn recursive[] = { CALL(77), CALL(77), EXIT };

static struct obj_rel entry_rels[] = {
	{ OBJ_REL_CALL, 0, 2, 0 },
	{ OBJ_REL_FUNC, 1, 1, 0 },
	{ OBJ_REL_CALL, 3, 2, 0 },
	{ OBJ_REL_MAP, 4, 0, 0 },
};
static struct obj_rel callback_rels[] = { { OBJ_REL_CALL, 1, 2, 0 } };
static struct obj_rel unused_rels[] = { { OBJ_REL_CALL, 1, 0, 0 } };
static struct obj_rel recursive_rels[] = { { OBJ_REL_CALL, 0, 4, 0 },
					   { OBJ_REL_CALL, 1, 3, 0 } };

static struct obj_func funcs[] = {
	FUNC(entry, entry_rels),
	FUNC(callback, callback_rels),
	{ .name = "leaf", .insns = leaf, .ninsns = ARRAY_SIZE(leaf) },
	FUNC(unused, unused_rels),
	FUNC(recursive, recursive_rels),
};

static const struct obj obj = { .funcs = funcs, .nfuncs = 5, .nmaps = 3 };

START_TEST(what_is_reachable_is_linked_once)
{
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	ck_assert_uint_eq(image.nparts, 3);
	ck_assert_uint_eq(image.parts[0].func, 0);
	ck_assert_uint_eq(image.parts[1].func, 2);
	ck_assert_uint_eq(image.parts[1].start, 7);
	ck_assert_uint_eq(image.parts[2].func, 1);
	ck_assert_uint_eq(image.parts[2].start, 9);
	ck_assert_uint_eq(image.ninsns, 12);
	ck_assert_mem_eq(&image.insns[7], leaf, sizeof(leaf));
	image_close(&image);
	image_close(&image);
}
END_TEST

START_TEST(calls_are_relative_to_the_next_instruction)
{
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	ck_assert_int_eq(image.insns[0].imm, 7 - 0 - 1);
	ck_assert_uint_eq(image.insns[0].src_reg, BPF_PSEUDO_CALL);
	ck_assert_int_eq(image.insns[3].imm, 7 - 3 - 1);
	ck_assert_int_eq(image.insns[10].imm, 7 - 10 - 1);
	image_close(&image);
}
END_TEST

START_TEST(function_addresses_are_relative_too)
{
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	ck_assert_uint_eq(image.insns[1].src_reg, BPF_PSEUDO_FUNC);
	ck_assert_int_eq(image.insns[1].imm, 9 - 1 - 1);
	ck_assert_int_eq(image.insns[2].imm, 0);
	image_close(&image);
}
END_TEST

START_TEST(the_object_stays_as_it_was)
{
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	image_close(&image);
	ck_assert_int_eq(entry[0].imm, 77);
	ck_assert_int_eq(entry[1].imm, 99);
	ck_assert_uint_eq(entry[1].src_reg, 0);
}
END_TEST

/* The kernel refuses it, in its own words; linking has to end */
START_TEST(recursion_ends)
{
	ck_assert_int_eq(image_link(&obj, 4, &image, &e), 0);
	ck_assert_uint_eq(image.nparts, 5);
	ck_assert_int_eq(image.insns[0].imm, -1);
	ck_assert_int_eq(image.insns[1].imm, 3 - 1 - 1);
	image_close(&image);
}
END_TEST

static struct bpf_insn loads[] = {
	LD64(1, 0, 5),
	LD64(2, 3, 12),
	LD64(3, 3, 7),
	EXIT,
};
static struct obj_rel load_rels[] = {
	{ OBJ_REL_MAP, 0, 0, 0 },
	{ OBJ_REL_DATA, 2, 1, 12 },
	{ OBJ_REL_DATA, 4, 2, -7 },
};
static struct obj_func load_func[] = { FUNC(loads, load_rels) };
static const struct obj load_obj = { .funcs = load_func,
				     .nfuncs = 1,
				     .nmaps = 3 };

static void expect_load(uint32_t at, unsigned src, int imm, int imm2)
{
	ck_assert_uint_eq(image.insns[at].src_reg, src);
	ck_assert_int_eq(image.insns[at].imm, imm);
	ck_assert_int_eq(image.insns[at + 1].imm, imm2);
}

START_TEST(maps_get_their_descriptors)
{
	static const int fds[] = { 33, 44, 55 };

	ck_assert_int_eq(image_link(&load_obj, 0, &image, &e), 0);
	image_patch_maps(&image, fds);
	expect_load(0, BPF_PSEUDO_MAP_FD, 33, 0);
	expect_load(2, BPF_PSEUDO_MAP_VALUE, 44, 12);
	expect_load(4, BPF_PSEUDO_MAP_VALUE, 55, -7);
	image_close(&image);
}
END_TEST

START_TEST(maps_that_were_folded_away_leave_nothing)
{
	static const int fds[] = { 0, -1, 55 };

	ck_assert_int_eq(image_link(&load_obj, 0, &image, &e), 0);
	image_patch_maps(&image, fds);
	expect_load(0, BPF_PSEUDO_MAP_FD, 0, 0);
	expect_load(2, 0, 0, 0);
	expect_load(4, BPF_PSEUDO_MAP_VALUE, 55, -7);
	image_close(&image);
}
END_TEST

/* From an object file of either byte order, all the way */
START_TEST(an_object_is_linked)
{
	static const uint32_t starts[] = { 0, 7, 9, 11, 13 };
	struct sample sample;
	struct view v;
	struct obj o;

	sample_init(&sample, _i & 1, _i & 2);
	v = sample_bytes(&sample);
	ck_assert_int_eq(obj_open(&v, &o, &e), 0);
	ck_assert_int_eq(image_link(&o, 1, &image, &e), 0);
	ck_assert_uint_eq(image.nparts, 5);
	for (uint32_t i = 0; i < image.nparts; i++)
		ck_assert_uint_eq(image.parts[i].start, starts[i]);
	ck_assert_str_eq(o.funcs[image.parts[1].func].name, "callback");
	ck_assert_str_eq(o.funcs[image.parts[2].func].name, "local");
	ck_assert_str_eq(o.funcs[image.parts[3].func].name, "global");
	ck_assert_str_eq(o.funcs[image.parts[4].func].name, "unnamed");
	ck_assert_int_eq(image.insns[2].imm, 7 - 2 - 1);
	ck_assert_int_eq(image.insns[4].imm, 9 - 4 - 1);
	ck_assert_int_eq(image.insns[5].imm, 11 - 5 - 1);
	ck_assert_int_eq(image.insns[11].imm, 13 - 11 - 1);
	image_close(&image);
	obj_close(&o);
	sample_fini(&sample);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, what_is_reachable_is_linked_once);
	tcase_add_test(t, calls_are_relative_to_the_next_instruction);
	tcase_add_test(t, function_addresses_are_relative_too);
	tcase_add_test(t, the_object_stays_as_it_was);
	tcase_add_test(t, recursion_ends);
	tcase_add_test(t, maps_get_their_descriptors);
	tcase_add_test(t, maps_that_were_folded_away_leave_nothing);
	tcase_add_loop_test(t, an_object_is_linked, 0, 4);
}

int main(void)
{
	return run_tests("image", add);
}
