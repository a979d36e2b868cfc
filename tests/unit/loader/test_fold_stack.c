// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Constants whose address is used, and those too wide for one instruction: what
 * is inserted, where it is on the stack, and that jumps still lead there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/image.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define ADDR(r) LD64(r, 0, 0)
#define SECTION 3

static const char bytes[600] = "first\n\0\0second";
static struct elf_sym syms[] = {
	{ .name = "first", .section = SECTION, .value = 0, .size = 8 },
	{ .name = "second", .section = SECTION, .value = 8, .size = 12 },
	{ .name = "long", .section = SECTION, .value = 24, .size = 520 },
};
static struct obj_rel rels[8];
static struct obj_func func = { .name = "f", .rels = rels };
static struct obj_map map = { .name = ".rodata",
			      .origin = OBJ_MAP_DATA,
			      .section = SECTION };
static struct obj obj = { .funcs = &func,
			  .nfuncs = 1,
			  .maps = &map,
			  .nmaps = 1,
			  .elf = { .syms = syms, .nsyms = ARRAY_SIZE(syms) } };
static struct image image;
static bool needed[1];
static struct bpf_insn *out;
static uint32_t n;
static struct err e;

/* The ld_imm64 of the function take the addresses offs, one after the other */
static int fold(const struct bpf_insn *insns, uint32_t count,
		const int64_t *offs)
{
	struct view data = { (const uint8_t *)bytes, sizeof(bytes), false };
	int err;

	func.insns = (struct bpf_insn *)insns;
	func.ninsns = count;
	func.nrels = 0;
	for (uint32_t i = 0; i < count; i++)
		if (insn_is_ld_imm64(&insns[i])) {
			rels[func.nrels] = (struct obj_rel){ OBJ_REL_DATA, i, 0,
							     offs[func.nrels] };
			func.nrels++;
		}
	ck_assert_int_eq(image_link(&obj, 0, &image, &e), 0);
	needed[0] = false;
	err = image_fold(&image, &data, needed, &e);
	if (err == 0) {
		image_patch_maps(&image, (const int[]){ -1 });
		err = image_expand(&image, &out, &n, &e);
	}
	return err;
}

static void teardown(void)
{
	image_close(&image);
	free(out);
}

/* Runs the stores before instruction end; returns what is at r10 + off */
static const char *stack(uint32_t end, int off)
{
	static uint8_t frame[512];

	memset(frame, 0xee, sizeof(frame));
	for (uint32_t i = 0; i < end; i++) {
		int64_t v = out[i].imm;

		if (insn_class(&out[i]) != BPF_ST)
			continue;
		ck_assert_int_eq(out[i].dst_reg, 10);
		ck_assert_int_ge(out[i].off, -512);
		memcpy(frame + 512 + out[i].off, &v,
		       insn_size(&out[i]) == BPF_DW ? 8 : 4);
	}
	return (const char *)frame + 512 + off;
}

static void check_insns(const struct bpf_insn *want, uint32_t at,
			uint32_t count)
{
	ck_assert_uint_le(at + count, n);
	ck_assert_mem_eq(out + at, want, count * sizeof(*want));
}

START_TEST(wide_values_take_another_slot)
{
	static const struct bpf_insn insns[] = {
		ADDR(1),
		JMP_IMM(BPF_JEQ, 2, 0, 2),
		LDX(BPF_DW, 0, 1, 0),
		JMP_IMM(BPF_JNE, 2, 1, -2),
		EXIT,
	};
	uint64_t v;

	ck_assert_msg(fold(insns, 6, (const int64_t[]){ 0 }) == 0, "%s", e.msg);
	ck_assert(!needed[0]);
	ck_assert_uint_eq(n, 7);
	memcpy(&v, bytes, sizeof(v));
	ck_assert(insn_is_ld_imm64(&out[3]));
	ck_assert_uint_eq((uint32_t)out[3].imm, (uint32_t)v);
	ck_assert_uint_eq((uint32_t)out[4].imm, (uint32_t)(v >> 32));
	ck_assert_uint_eq(out[4].code, 0);
	ck_assert_int_eq(out[2].off, 3);
	ck_assert_int_eq(out[5].off, -3);
	ck_assert_uint_eq(image_place(&image, 3), 3);
	ck_assert_uint_eq(image_place(&image, 4), 5);
	ck_assert_uint_eq(image_origin(&image, 2), 2);
	ck_assert_uint_eq(image_origin(&image, 4), 3);
	ck_assert_uint_eq(image_origin(&image, 5), 4);
}
END_TEST

START_TEST(what_a_helper_gets_is_on_the_stack)
{
	static const struct bpf_insn insns[] = {
		ST(BPF_W, 10, -12, 7), /* the function's own */
		JMP_IMM(BPF_JEQ, 2, 0, 0),
		ADDR(1),
		MOV_IMM(2, 8),
		HELPER(6),
		EXIT,
	};
	static const struct bpf_insn tail[] = {
		MOV_REG(1, 10), ALU_IMM(BPF_ADD, 1, -24),
		MOV_IMM(2, 8),	HELPER(6),
		EXIT,
	};

	ck_assert_msg(fold(insns, 7, (const int64_t[]){ 0 }) == 0, "%s", e.msg);
	ck_assert(!needed[0]);
	ck_assert_uint_eq(n, 9);
	check_insns(tail, 4, 5);
	ck_assert_str_eq(stack(4, -24), "first\n");
	ck_assert_int_eq(out[1].off, 0); /* to the stores */
}
END_TEST

/* From the middle of a variable on; its end is filled with zeros */
START_TEST(addresses_lead_into_the_copy)
{
	static const struct bpf_insn insns[] = {
		ADDR(3),
		ALU_IMM(BPF_ADD, 3, 1),
		HELPER(6),
		EXIT,
	};

	ck_assert_msg(fold(insns, 5, (const int64_t[]){ 10 }) == 0, "%s",
		      e.msg);
	ck_assert_int_eq(out[n - 4].imm, -14);
	ck_assert_str_eq(stack(n, -14), "cond");
}
END_TEST

START_TEST(places_are_shared_one_after_the_other)
{
	static const struct bpf_insn apart[] = {
		ADDR(1), HELPER(6), ADDR(1), HELPER(6), EXIT,
	};
	static const struct bpf_insn at_once[] = {
		ADDR(1),
		ADDR(2),
		HELPER(6),
		EXIT,
	};
	static const int64_t offs[] = { 0, 8 };

	if (_i == 0) {
		ck_assert_int_eq(fold(apart, 7, offs), 0);
		ck_assert_str_eq(stack(3, -8), "first\n");
		ck_assert_str_eq(stack(n, -16), "second");
	} else {
		ck_assert_int_eq(fold(at_once, 6, offs), 0);
		ck_assert_str_eq(stack(n, -8), "first\n");
		ck_assert_str_eq(stack(n, -24), "second");
	}
}
END_TEST

static const struct {
	const char *what;
	int64_t off;
	const char *says; /* NULL: the map is needed */
	struct bpf_insn insns[8];
} no_room[] = {
	{ "a constant that is longer than the stack",
	  24,
	  "its stack would be 520 bytes, of at most 512",
	  { ADDR(1), HELPER(6), EXIT } },
	{ "a stack in use",
	  0,
	  "its stack would be 520 bytes",
	  { ST(BPF_DW, 10, -512, 0), ADDR(1), HELPER(6), EXIT } },
	{ "a stack that is used in no known way",
	  0,
	  "no telling which part of its stack",
	  { MOV_REG(3, 10), ALU_REG(BPF_ADD, 3, 2), ADDR(1), HELPER(6),
	    EXIT } },
	{ "a place that is no variable",
	  580,
	  NULL,
	  { ADDR(1), HELPER(6), EXIT } },
	{ "an address that a subprogram returns", 0, NULL, { ADDR(0), EXIT } },
	{ "an address with an unknown index",
	  0,
	  NULL,
	  { ADDR(1), ALU_REG(BPF_ADD, 1, 2), HELPER(6), EXIT } },
	{ "an address from another variable's",
	  0,
	  NULL,
	  { ADDR(1), ALU_IMM(BPF_ADD, 1, 8), HELPER(6), EXIT } },
};

START_TEST(what_cannot_be_there_is_told)
{
	int err = fold(no_room[_i].insns, 8, &no_room[_i].off);

	if (no_room[_i].says) {
		ck_assert_int_eq(err, -ENOSPC);
		ck_assert_msg(strstr(e.msg, no_room[_i].says) != NULL, "%s: %s",
			      no_room[_i].what, e.msg);
	} else {
		ck_assert_int_eq(err, 0);
		ck_assert_msg(needed[0], "%s", no_room[_i].what);
	}
}
END_TEST

/* A spilled address may come back at any time */
START_TEST(what_is_out_of_sight_keeps_its_place)
{
	static const struct bpf_insn insns[] = {
		ADDR(1),   STX(BPF_DW, 10, 1, -8), ADDR(1),
		HELPER(6), LDX(BPF_DW, 1, 10, -8), HELPER(6),
		EXIT,
	};

	ck_assert_int_eq(fold(insns, 9, (const int64_t[]){ 0, 8 }), 0);
	ck_assert_str_eq(stack(n, -16), "first\n");
	ck_assert_str_eq(stack(n, -32), "second");
}
END_TEST

START_TEST(jumps_may_become_too_long)
{
	struct bpf_insn *insns = calloc(40000, sizeof(*insns));
	static const struct bpf_insn addr[] = { ADDR(1), HELPER(6) };

	insns[0] = (struct bpf_insn)JMP_IMM(BPF_JEQ, 2, 0, 32765);
	for (uint32_t i = 1; i < 39999; i++)
		insns[i] = (struct bpf_insn)MOV_IMM(0, 0);
	memcpy(insns + 10, addr, sizeof(addr));
	insns[39999] = (struct bpf_insn)EXIT;
	ck_assert_int_eq(fold(insns, 40000, (const int64_t[]){ 8 }), -E2BIG);
	ck_assert_msg(strstr(e.msg, "instruction 0") != NULL, "%s", e.msg);
	free(insns);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, NULL, teardown);
	tcase_add_test(t, wide_values_take_another_slot);
	tcase_add_test(t, what_a_helper_gets_is_on_the_stack);
	tcase_add_test(t, addresses_lead_into_the_copy);
	tcase_add_loop_test(t, places_are_shared_one_after_the_other, 0, 2);
	tcase_add_loop_test(t, what_cannot_be_there_is_told, 0,
			    ARRAY_SIZE(no_room));
	tcase_add_test(t, what_is_out_of_sight_keeps_its_place);
	tcase_add_test(t, jumps_may_become_too_long);
}

int main(void)
{
	return run_tests("fold_stack", add);
}
