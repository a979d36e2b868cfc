// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whole objects against the make-believe kernel of tests/data/core_target.h:
 * one row for each question that core_prog.bpf.c asks.
 */
#include <check.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/insn.h"
#include "tests/data/core_target.h"
#include "tests/unit/loader/core_help.h"

#define AT(field) offsetof(struct probe, field)
#define B	  (BPF_LDX | BPF_MEM | BPF_B)
#define H	  (BPF_LDX | BPF_MEM | BPF_H)
#define W	  (BPF_LDX | BPF_MEM | BPF_W)
#define DW	  (BPF_LDX | BPF_MEM | BPF_DW)

static const struct {
	const char *section;
	unsigned code;
	size_t off;
} loads[] = {
	{ "load/moved", W, AT(moved) },
	{ "load/grown", DW, AT(grown) },
	{ "load/shrunk", H, AT(shrunk) },
	{ "load/hidden", DW, AT(hidden) },
	{ "load/elem", W, AT(elems[3]) },
	{ "load/nested", W, AT(child.y[1]) },
	{ "load/nested_array", W, AT(children[2].x) },
	{ "load/letter", B, AT(name[9]) },
	{ "load/pointer", DW, AT(ptr) },
	{ "load/tail", W, AT(tail[2]) },
	{ "load/flavour", W, AT(moved) },
	{ "load/by_typedef", W, offsetof(named_by_typedef, t) },
	{ "load/either", W, 0 },
	{ "store/grown", BPF_STX | BPF_MEM | BPF_DW, AT(grown) },
};

static const struct {
	const char *section;
	long long value;
} answers[] = {
	{ "address/children", AT(children[1].y[1]) },
	{ "ask/exists", 1 },
	{ "ask/exists_not", 0 },
	{ "ask/exists_nowhere", 0 },
	{ "ask/exists_other_kind", 0 },
	{ "ask/size", sizeof(struct child) },
	{ "ask/size_array", 32 },
	{ "ask/offset", AT(child.x) },
	{ "ask/is_signed", 1 },
	{ "ask/is_unsigned", 0 },
	{ "ask/s6_signed", 1 },
	{ "ask/int_left", 32 },
	{ "ask/int_right", 32 },
	{ "ask/type_exists", 1 },
	{ "ask/type_exists_flavour", 1 },
	{ "ask/type_exists_not", 0 },
	{ "ask/type_exists_typedef", 1 },
	{ "ask/type_exists_enum", 1 },
	{ "ask/type_size", sizeof(struct child) },
	{ "ask/type_size_nowhere", 0 },
	{ "ask/type_id_nowhere", 0 },
	{ "ask/matches", 1 },
	{ "ask/matches_not_longer", 0 },
	{ "ask/matches_not_lacking", 0 },
	{ "ask/matches_nowhere", 0 },
	{ "ask/value", GREEN },
	{ "ask/value_negative", BLUE },
	{ "ask/value_flavour", GREEN },
	{ "ask/value_exists", 1 },
	{ "ask/value_exists_not", 0 },
};

static const struct {
	const char *section;
	enum core_why why;
	const char *text;
} failures[] = {
	{ "load/grown_signed", CORE_WHY_SIZE,
	  "struct probe.grown_signed (field offset): in the kernel, it is a "
	  "signed int of 8 bytes; the program reads it as a signed int of 4 "
	  "bytes" },
	{ "load/not_pointer", CORE_WHY_MISSING,
	  "struct probe.not_ptr (field offset): in the kernel, 'not_ptr' is a "
	  "signed int of 4 bytes, where the program has a pointer" },
	{ "load/gone", CORE_WHY_MISSING,
	  "struct probe___v2.gone (field offset): in the kernel, struct probe "
	  "has no field 'gone' among its 20" },
	{ "load/misspelt", CORE_WHY_MISSING,
	  "struct probe___v2.moevd (field offset): in the kernel, struct probe "
	  "has no field 'moevd' among its 20; the nearest is 'moved'" },
	{ "load/nowhere", CORE_WHY_MISSING,
	  "struct nowhere.a (field offset): in the kernel, there is no struct "
	  "'nowhere'" },
	{ "load/far", CORE_WHY_RANGE,
	  "struct far.beyond (field offset): in the kernel, it is 40000, more "
	  "than the instruction can hold" },
	{ "ask/value_gone", CORE_WHY_MISSING,
	  "enum color___old.INDIGO (enumerator value): in the kernel, enum "
	  "color has no value 'INDIGO' among its 4" },
};

static struct core_object prog, target;
static struct kernel_btf kernel;
static struct core core;

static void setup_for(int i)
{
	core_object_open(&prog, i, "core_prog");
	core_object_open(&target, i, "core_target");
	kernel_of(&kernel, &target.btf);
	core_init(&core, &prog.btf, btfext_all_relos(&prog.btfext), &kernel);
}

static void teardown(void)
{
	core_fini(&core);
	core_object_close(&prog);
	core_object_close(&target);
}

/* The relocated section, to be freed; NULL when this clang cannot make it. */
static struct bpf_insn *relocated(const char *section, size_t *n,
				  struct core_failures *f)
{
	struct core_job job = { .relos = btfext_relos(&prog.btfext, section),
				.failures = f };
	struct err e;

	job.insns = object_insns(&prog, section, n);
	job.ninsns = *n;
	if (job.insns)
		ck_assert_msg(core_apply(&core, &job, &e) == 0, "%s", e.msg);
	return job.insns;
}

static const struct bpf_insn *first_mem(const struct bpf_insn *insns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (insn_is_load(insns + i) || insn_is_store(insns + i))
			return insns + i;
	return NULL;
}

START_TEST(loads_get_offset_and_size_of_the_target)
{
	setup_for(_i);
	for (size_t i = 0; i < ARRAY_SIZE(loads); i++) {
		size_t n = 0;
		auto_free struct bpf_insn *insns =
			relocated(loads[i].section, &n, NULL);
		const struct bpf_insn *mem = first_mem(insns, n);

		ck_assert_msg(mem != NULL && mem->code == loads[i].code &&
				      mem->off == (int)loads[i].off,
			      "%s, %s: code 0x%x off %d", clang(_i),
			      loads[i].section, mem ? mem->code : 0,
			      mem ? mem->off : 0);
	}
	teardown();
}
END_TEST

/* The constant that a section loads first */
static long long constant(const char *section, struct core_failures *f)
{
	size_t n = 0;
	auto_free struct bpf_insn *insns = relocated(section, &n, f);

	for (size_t i = 0; i < n; i++) {
		if (insn_is_ld_imm64(insns + i))
			return (long long)((uint64_t)insns[i + 1].imm << 32 |
					   (uint32_t)insns[i].imm);
		if (insn_is_alu(insns + i) && insn_has_imm(insns + i))
			return insns[i].imm;
	}
	return -4711;
}

START_TEST(questions_get_the_answer_of_the_target)
{
	setup_for(_i);
	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		struct core_failures f = { 0 };
		long long v;

		if (!elf_find_section(&prog.elf, answers[i].section))
			continue; /* clang 14 has no type_matches */
		v = constant(answers[i].section, &f);
		ck_assert_msg(v == answers[i].value && f.n == 0,
			      "%s, %s: %lld instead of %lld, %zu failures",
			      clang(_i), answers[i].section, v,
			      answers[i].value, f.n);
	}
	teardown();
}
END_TEST

START_TEST(type_ids_are_the_right_ones)
{
	setup_for(_i);
	ck_assert_int_eq(constant("ask/type_id_local", NULL),
			 btf_find(&prog.btf, "child", BTF_STRUCT));
	ck_assert_int_eq(constant("ask/type_id_kernel", NULL),
			 btf_find(&target.btf, "child", BTF_STRUCT));
	teardown();
}
END_TEST

static bool is_poison(const struct bpf_insn *insn)
{
	return insn_is_helper_call(insn) && insn->imm == CORE_POISON;
}

START_TEST(what_is_missing_is_poisoned_and_explained)
{
	setup_for(_i);
	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		struct core_failures f = { 0 };
		struct core_job job = { 0 };
		char why[512];
		size_t n = 0;
		auto_free struct bpf_insn *insns =
			relocated(failures[i].section, &n, &f);

		ck_assert_msg(f.n >= 1, "%s", failures[i].section);
		ck_assert_int_eq(f.v[0].why, failures[i].why);
		ck_assert(is_poison(&insns[f.v[0].insn]));
		ck_assert(core_failure_at(&f, f.v[0].insn) == f.v);
		ck_assert_ptr_null(core_failure_at(&f, 4711));
		core_explain(&core, &job, f.v, why, sizeof(why));
		ck_assert_str_eq(why, failures[i].text);
		core_failures_fini(&f);
	}
	teardown();
}
END_TEST

/* Any length of buffer: cut, never overrun */
START_TEST(explanations_are_cut_to_the_buffer)
{
	struct core_failures f = { 0 };
	struct core_job job = { 0 };
	size_t n = 0;

	setup_for(_i);
	free(relocated("load/misspelt", &n, &f));
	for (size_t size = 1; size < 200; size++) {
		char *why = malloc(size);

		core_explain(&core, &job, f.v, why, size);
		ck_assert_uint_lt(strlen(why), size);
		free(why);
	}
	core_failures_fini(&f);
	teardown();
}
END_TEST

START_TEST(ld_imm64_is_poisoned_in_both_halves)
{
	struct core_failures f = { 0 };
	size_t n = 0;
	struct bpf_insn *insns;

	setup_for(_i);
	insns = relocated("ask/value_gone", &n, &f);
	ck_assert(is_poison(&insns[0]) && is_poison(&insns[1]));
	free(insns);
	core_failures_fini(&f);
	teardown();
}
END_TEST

/* What the program would compute from the four numbers */
static long long read_bits(const char *name, const struct probe *p)
{
	static const char *const parts[] = { "offset", "size", "left",
					     "right" };
	long long n[4];
	uint64_t v = 0;

	for (size_t i = 0; i < 4; i++) {
		char section[32];

		snprintf(section, sizeof(section), "ask/%s_%s", name, parts[i]);
		n[i] = constant(section, NULL);
	}
	ck_assert(n[0] + n[1] <= (long long)sizeof(*p) && n[1] <= 8);
	memcpy(&v, (const char *)p + n[0], (size_t)n[1]);
	return (long long)(v << n[2] >> n[3]);
}

START_TEST(bit_fields_are_read_whole)
{
	struct probe p;

	setup_for(_i);
	for (int fill = 0; fill < 2; fill++) {
		memset(&p, fill ? 0xff : 0, sizeof(p));
		p.b3 = 5;
		p.b7 = 99;
		p.s6 = 21;
		p.b40 = 0xabcdef1234;
		ck_assert_int_eq(read_bits("b3", &p), 5);
		ck_assert_int_eq(read_bits("b7", &p), 99);
		ck_assert_int_eq(read_bits("s6", &p), 21);
		ck_assert_int_eq(read_bits("b40", &p), 0xabcdef1234);
	}
	teardown();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("core");
	TCase *t = tcase_create("objects");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, loads_get_offset_and_size_of_the_target, 0,
			    nclangs());
	tcase_add_loop_test(t, questions_get_the_answer_of_the_target, 0,
			    nclangs());
	tcase_add_loop_test(t, type_ids_are_the_right_ones, 0, nclangs());
	tcase_add_loop_test(t, what_is_missing_is_poisoned_and_explained, 0,
			    nclangs());
	tcase_add_loop_test(t, explanations_are_cut_to_the_buffer, 0,
			    nclangs());
	tcase_add_loop_test(t, ld_imm64_is_poisoned_in_both_halves, 0,
			    nclangs());
	tcase_add_loop_test(t, bit_fields_are_read_whole, 0, nclangs());
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
