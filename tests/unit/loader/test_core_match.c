// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One record against types made by hand: what compilers do not make, several
 * types of one name, and what an enemy would make.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/insn.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/loader/core_help.h"

#define LOAD_W (BPF_LDX | BPF_MEM | BPF_W)

static struct btf_writer local_w, target_w;
static struct btf local, target;
static struct kernel_btf kernel;
static struct one one;
static struct err err;

/* struct s { int a; }, of which the program wants a, at off */
static uint32_t write_s(struct btf_writer *w, const char *name, uint32_t off,
			uint32_t size)
{
	uint32_t i = btfw_int(w, size, 0);
	uint32_t s = btfw_type(w, name, BTF_STRUCT, off + size);

	btfw_member(w, "a", i, off * 8);
	return s;
}

static void begin(void)
{
	btfw_init(&local_w, NULL);
	btfw_init(&target_w, NULL);
	memset(&one, 0, sizeof(one));
}

static void open_both(void)
{
	struct view l = btfw_bytes(&local_w), t = btfw_bytes(&target_w);

	ck_assert_msg(!btf_open(&l, NULL, &local, &err), "%s", err.msg);
	ck_assert_msg(!btf_open(&t, NULL, &target, &err), "%s", err.msg);
	kernel_of(&kernel, &target);
}

static int apply(uint32_t kind, uint32_t id, const char *access, uint8_t code)
{
	uint32_t str = btfw_str(&local_w, access);

	open_both();
	one.relo = (struct core_relo){ 0, id, str, kind };
	one.insns[0].code = code;
	return one_apply(&one, &local, &kernel);
}

static void end(void)
{
	one_fini(&one);
	btf_close(&local);
	btf_close(&target);
}

START_TEST(types_of_one_name_that_agree_are_one)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	write_s(&target_w, "s", 24, 4);
	write_s(&target_w, "s___other", 24, 4);
	write_s(&target_w, "another", 0, 4);
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_uint_eq(one.failures.n, 0);
	ck_assert_int_eq(one.insns[0].off, 24);
	end();
}
END_TEST

START_TEST(types_of_one_name_that_differ_are_ambiguous)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	write_s(&target_w, "s", 24, 4);
	write_s(&target_w, "s", 28, 4);
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_uint_eq(one.failures.n, 1);
	ck_assert_int_eq(one.failures.v[0].why, CORE_WHY_AMBIGUOUS);
	ck_assert_str_eq(one.why, "struct s.a (field offset): in the kernel, "
				  "2 types of that name do not agree");
	end();
}
END_TEST

START_TEST(only_types_that_have_the_field_count)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	btfw_type(&target_w, "s", BTF_STRUCT, 8);
	write_s(&target_w, "s", 28, 4);
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_uint_eq(one.failures.n, 0);
	ck_assert_int_eq(one.insns[0].off, 28);
	end();
}
END_TEST

START_TEST(kinds_are_not_mixed_up)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	btfw_type(&target_w, "s", BTF_UNION, 8);
	btfw_type(&target_w, "s", BTF_TYPEDEF, 0);
	btfw_type(&target_w, "s", BTF_FWD, 0);
	ck_assert_int_eq(apply(CORE_TYPE_EXISTS, s, "0", 0), -EINVAL);
	end();
	begin();
	s = write_s(&local_w, "s", 0, 4);
	btfw_type(&target_w, "s", BTF_UNION, 8);
	one.insns[0].imm = 1;
	ck_assert_int_eq(
		apply(CORE_TYPE_EXISTS, s, "0", BPF_ALU64 | BPF_MOV | BPF_K),
		0);
	ck_assert_int_eq(one.insns[0].imm, 0);
	end();
}
END_TEST

START_TEST(flavours_end_at_the_last_three_underscores)
{
	static const struct {
		const char *local, *target;
		bool same;
	} rows[] = {
		{ "s___a", "s", true },
		{ "s___a", "s___b", true },
		{ "s", "s___a", true },
		{ "s____a", "s____a", true },
		{ "s____a", "s", false },
		{ "s___", "s", false },
		{ "s__a", "s", false },
		{ "___s", "s", false },
		{ "s___a___b", "s___a", false },
		{ "s___a___b", "s", false },
		{ "ss", "s", false },
		{ "s", "ss", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t s;

		begin();
		s = write_s(&local_w, rows[i].local, 0, 4);
		write_s(&target_w, rows[i].target, 0, 4);
		one.insns[0].imm = 1;
		ck_assert_int_eq(apply(CORE_TYPE_EXISTS, s, "0",
				       BPF_ALU64 | BPF_MOV | BPF_K),
				 0);
		ck_assert_msg(one.insns[0].imm == rows[i].same, "%s %s",
			      rows[i].local, rows[i].target);
		end();
	}
}
END_TEST

START_TEST(a_type_without_name_is_not_found)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "", 0, 4);
	write_s(&target_w, "", 8, 4);
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_str_eq(one.why, "anonymous struct.a (field offset): in the "
				  "kernel, a type without a name cannot be "
				  "looked up");
	end();
}
END_TEST

START_TEST(modules_are_asked_for_what_the_kernel_lacks)
{
	static struct btf_writer module_w, *w = &module_w;
	struct kernel_btf_module module = { .name = "m" };
	struct view v;
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	write_s(&target_w, "t", 4, 4);
	one.relo = (struct core_relo){ 0, s, btfw_str(&local_w, "0:0"), 0 };
	open_both();
	btfw_init(w, &target);
	write_s(w, "s", 12, 4);
	v = btfw_bytes(w);
	ck_assert_int_eq(btf_open(&v, &kernel.btf, &module.btf, &err), 0);
	kernel.modules = &module;
	kernel.nmodules = 1;
	one.insns[0].code = LOAD_W;
	ck_assert_int_eq(one_apply(&one, &local, &kernel), 0);
	ck_assert_int_eq(one.insns[0].off, 12);
	btf_close(&module.btf);
	end();
}
END_TEST

/* Enumerators of 64 bits, and old BTF that does not tell the sign */
START_TEST(enumerators_keep_their_64_bits)
{
	uint32_t l;

	begin();
	l = btfw_type(&local_w, "e", BTF_ENUM, 4);
	btfw_value(&local_w, "A", 3);
	btfw_type(&target_w, "e", BTF_ENUM64, 8);
	btfw_word(&target_w, btfw_str(&target_w, "A"));
	btfw_word(&target_w, 0x89abcdef);
	btfw_word(&target_w, 0x01234567);
	target_w.types[target_w.last + 1] |= 1;
	one.insns[0].imm = 3;
	ck_assert_int_eq(
		apply(CORE_ENUMVAL_VALUE, l, "0", BPF_LD | BPF_IMM | BPF_DW),
		0);
	ck_assert_int_eq(one.insns[0].imm, (int)0x89abcdef);
	ck_assert_int_eq(one.insns[1].imm, 0x01234567);
	end();
}
END_TEST

static const struct {
	uint32_t local, upper, target, wanted_upper;
	bool target_signed;
} signs[] = {
	{ 3, 0, 0x80000000, 0, false }, /* a flag */
	{ 3, 0, 0xffffffff, 0xffffffff, false }, /* -1 */
	{ 0xffffffff, 0, 0xfffffffe, 0, false }, /* compiled as unsigned */
	{ 0xffffffff, 0xffffffff, 0x80000000, 0xffffffff, false },
	{ 3, 0, 0x80000000, 0xffffffff, true },
};

START_TEST(enumerators_keep_their_sign)
{
	uint32_t l;

	begin();
	l = btfw_type(&local_w, "e", BTF_ENUM, 4);
	btfw_value(&local_w, "A", signs[_i].local);
	btfw_type(&target_w, "e", BTF_ENUM, 4);
	btfw_value(&target_w, "A", signs[_i].target);
	if (signs[_i].target_signed)
		btfw_kflag(&target_w);
	one.insns[0].imm = (int)signs[_i].local;
	one.insns[1].imm = (int)signs[_i].upper;
	ck_assert_msg(apply(CORE_ENUMVAL_VALUE, l, "0",
			    BPF_LD | BPF_IMM | BPF_DW) == 0,
		      "%s", one.err.msg);
	ck_assert_uint_eq((uint32_t)one.insns[0].imm, signs[_i].target);
	ck_assert_uint_eq((uint32_t)one.insns[1].imm, signs[_i].wanted_upper);
	end();
}
END_TEST

static const struct {
	uint32_t kind;
	const char *access;
	const char *message;
} bad[] = {
	{ 0, "", "access '' of type 2: no such element" },
	{ 0, ":", "access ':' of type 2: no such element" },
	{ 0, "x", "access 'x' of type 2: no such element" },
	{ 0, "99999999999", "access '99999999999' of type 2: no such element" },
	{ 0, "2147483647", "access '2147483647' of type 2: no such element" },
	{ 0, "0:1", "access '0:1' of type 2: no such field" },
	{ 0, "0:0:0", "access '0:0:0' of type 2: no such field" },
	{ 0, "0:-1", "access '0:-1' of type 2: no such field" },
	{ 8, "0:0", "access '0:0' of type 2: not a whole type" },
	{ 8, "", "access '' of type 2: not a whole type" },
	{ 11, "0", "access '0' of type 2: not an enum" },
	{ 13, "0", "unknown kind 13" },
	{ 4000000000, "0", "unknown kind 4000000000" },
};

START_TEST(bad_records_are_errors)
{
	char want[200];
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	write_s(&target_w, "s", 0, 4);
	ck_assert_int_eq(apply(bad[_i].kind, s, bad[_i].access, LOAD_W),
			 -EINVAL);
	snprintf(want, sizeof(want), "CO-RE relocation at +0x0 (%s): %s",
		 bad[_i].kind == 0    ? "field offset"
		 : bad[_i].kind == 8  ? "type exists"
		 : bad[_i].kind == 11 ? "enumerator value"
				      : "unknown",
		 bad[_i].message);
	ck_assert_str_eq(one.err.msg, want);
	end();
}
END_TEST

START_TEST(hostile_ids_are_errors)
{
	static const uint32_t ids[] = { 0, 3, 4, 0x7fffffff, 0xffffffff };

	begin();
	write_s(&local_w, "s", 0, 4);
	write_s(&target_w, "s", 0, 4);
	for (uint32_t kind = 0; kind < CORE_KIND__COUNT; kind++)
		for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
			ck_assert_int_eq(apply(kind, ids[i], "0", LOAD_W),
					 -EINVAL);
			end();
			memset(&one, 0, sizeof(one));
		}
}
END_TEST

/* struct s { struct { struct { ... } } }, each of itself, twice over */
START_TEST(endless_anonymous_structs_end)
{
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	btfw_type(&target_w, "s", BTF_STRUCT, 4);
	for (int i = 0; i < 20; i++)
		btfw_member(&target_w, "", 1, 0);
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_int_eq(one.failures.v[0].why, CORE_WHY_MISSING);
	end();
}
END_TEST

/* The same on both sides, and every other loop that types can make */
START_TEST(types_that_loop_are_compared_to_an_end)
{
	uint32_t s[2];

	for (uint32_t kind = CORE_TYPE_EXISTS; kind <= CORE_TYPE_MATCHES;
	     kind += CORE_TYPE_MATCHES - CORE_TYPE_EXISTS) {
		struct btf_writer *w[2] = { &local_w, &target_w };

		begin();
		for (int i = 0; i < 2; i++) {
			s[i] = btfw_type(w[i], "s", BTF_STRUCT, 4);
			for (int m = 0; m < 20; m++)
				btfw_member(w[i], "", 3, 0);
			btfw_member(w[i], i ? "y" : "x", s[i], 0);
			btfw_type(w[i], "t", BTF_TYPEDEF, 2);
			btfw_type(w[i], "", BTF_FUNC_PROTO, 3);
			for (int m = 0; m < 20; m++)
				btfw_param(w[i], 3);
			btfw_type(w[i], "p", BTF_TYPEDEF, 5);
			btfw_type(w[i], "", BTF_PTR, 5);
			btfw_type(w[i], "f", BTF_TYPEDEF, 3);
		}
		for (uint32_t id = 1; id < local_w.next_id; id++) {
			one.insns[0].imm = 1;
			ck_assert_int_eq(apply(kind, id, "0",
					       BPF_ALU64 | BPF_MOV | BPF_K),
					 0);
			end();
			memset(&one, 0, sizeof(one));
		}
	}
}
END_TEST

START_TEST(a_path_of_too_many_steps_is_an_error)
{
	char access[4 * 80] = "0";
	uint32_t s;

	begin();
	s = btfw_type(&local_w, "s", BTF_STRUCT, 4);
	btfw_member(&local_w, "me", s, 0);
	for (int i = 0; i < 70; i++)
		strcat(access, ":0");
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, access, LOAD_W),
			 -EINVAL);
	end();
}
END_TEST

START_TEST(without_kernel_types_it_is_an_error)
{
	struct kernel_btf none;
	uint32_t s;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	apply(CORE_TYPE_ID_LOCAL, s, "0", BPF_ALU64 | BPF_MOV | BPF_K);
	ck_assert_int_eq(one.insns[0].imm, (int)s);
	one.relo.kind = CORE_FIELD_EXISTS;
	ck_assert_int_eq(one_apply(&one, &local, NULL), -ENOENT);
	ck_assert_str_eq(one.err.msg,
			 "CO-RE relocation at +0x0 (field exists): struct s: "
			 "there are no kernel types to relocate against");
	one_fini(&one);
	kernel_btf_init(&none, "/dev/null");
	ck_assert_int_eq(one_apply(&one, &local, &none), -ENOENT);
	ck_assert_ptr_nonnull(strstr(one.err.msg, "'/dev/null' is empty"));
	kernel_btf_fini(&none);
	end();
}
END_TEST

/* 64 anonymous levels are more than we look into, 8 are not */
START_TEST(fields_are_found_in_anonymous_structs)
{
	uint32_t s, inner;

	begin();
	s = write_s(&local_w, "s", 0, 4);
	inner = write_s(&target_w, "", 4, 4);
	for (int i = 0; i < 8; i++) {
		uint32_t outer = btfw_type(&target_w, i == 7 ? "s" : "",
					   i % 2 ? BTF_STRUCT : BTF_UNION, 99);

		btfw_member(&target_w, "", inner, 32);
		inner = outer;
	}
	ck_assert_int_eq(apply(CORE_FIELD_BYTE_OFFSET, s, "0:0", LOAD_W), 0);
	ck_assert_int_eq(one.insns[0].off, 36);
	end();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("core_match");
	TCase *t = tcase_create("hand-made");
	SRunner *r;
	int failed;

	tcase_add_test(t, types_of_one_name_that_agree_are_one);
	tcase_add_test(t, types_of_one_name_that_differ_are_ambiguous);
	tcase_add_test(t, only_types_that_have_the_field_count);
	tcase_add_test(t, kinds_are_not_mixed_up);
	tcase_add_test(t, flavours_end_at_the_last_three_underscores);
	tcase_add_test(t, a_type_without_name_is_not_found);
	tcase_add_test(t, modules_are_asked_for_what_the_kernel_lacks);
	tcase_add_test(t, enumerators_keep_their_64_bits);
	tcase_add_loop_test(t, enumerators_keep_their_sign, 0,
			    ARRAY_SIZE(signs));
	tcase_add_loop_test(t, bad_records_are_errors, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, hostile_ids_are_errors);
	tcase_add_test(t, endless_anonymous_structs_end);
	tcase_add_test(t, types_that_loop_are_compared_to_an_end);
	tcase_add_test(t, a_path_of_too_many_steps_is_an_error);
	tcase_add_test(t, without_kernel_types_it_is_an_error);
	tcase_add_test(t, fields_are_found_in_anonymous_structs);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
