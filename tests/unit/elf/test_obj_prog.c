// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which functions are programs, whatever section they stand in and whoever
 * compiled them. Names of tests say which trap of the format they are about.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
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

static void open_object(void)
{
	ck_assert_msg(parse() == 0, "%s", e.msg);
}

static void close_all(void)
{
	obj_close(&obj);
	elfw_fini(&w);
}

static const struct {
	const char *name, *section;
	bool is_prog, autoload;
} funcs[] = {
	{ "first", "xdp", true, true },
	{ "second", "xdp", true, true },
	{ "dormant", "?tracepoint/sched/sched_switch", true, false },
	{ "of_unknown_type", "from-container", true, true },
	{ "both", "tc", true, true },
	{ "caller", "tc", true, true },
	{ "in_its_own", ".text.in_its_own", false, true },
	{ "seen_by_all", ".text.seen_by_all", false, true },
	{ "in_a_name", "helpers", false, true },
	{ "each", ".text.each", false, true },
	{ "_Z1fi", ".text._Z1fi", false, true },
};

static void check_funcs(const struct obj *o)
{
	ck_assert_uint_eq(o->nfuncs, ARRAY_SIZE(funcs));
	for (size_t i = 0; i < ARRAY_SIZE(funcs); i++) {
		const struct obj_func *f = the_func(o, funcs[i].name);

		ck_assert_str_eq(obj_section_name(o, f->section),
				 funcs[i].section);
		ck_assert_msg(f->is_prog == funcs[i].is_prog, "%s", f->name);
		ck_assert_msg(f->autoload == funcs[i].autoload, "%s", f->name);
	}
	/* an alias of `second` */
	ck_assert_ptr_null(obj_find_func(o, "second_alias"));
}

START_TEST(trap_14_and_16_programs_and_subprograms_in_any_section)
{
	each_clang("prog_sections", check_funcs);
}
END_TEST

static void expect_target(const struct obj *o, const char *func, uint32_t i,
			  enum obj_rel_kind kind, const char *target)
{
	const struct obj_func *f = the_func(o, func);

	ck_assert_uint_lt(i, f->nrels);
	ck_assert_int_eq(f->rels[i].kind, kind);
	ck_assert_str_eq(o->funcs[f->rels[i].index].name, target);
}

static void check_calls(const struct obj *o)
{
	expect_target(o, "first", 0, OBJ_REL_CALL, "in_its_own");
	expect_target(o, "first", 1, OBJ_REL_CALL, "_Z1fi");
	expect_target(o, "second", 0, OBJ_REL_CALL, "seen_by_all");
	expect_target(o, "second", 1, OBJ_REL_CALL, "in_a_name");
	expect_target(o, "in_a_name", 0, OBJ_REL_CALL, "in_its_own");
	expect_target(o, "dormant", 0, OBJ_REL_FUNC, "each");
	expect_target(o, "caller", 0, OBJ_REL_CALL, "both");
}

START_TEST(trap_16_calls_lead_into_groups_and_sections_of_their_own)
{
	each_clang("prog_sections", check_calls);
}
END_TEST

/* Two functions a and b of two instructions each, in a section each */
static void write_two(const char *section_a, const char *section_b,
		      const struct bpf_insn a[2], const struct elf_sym *sym)
{
	static const struct bpf_insn b[] = { MOV_IMM(0, 1), EXIT };
	uint32_t at_a, at_b;

	elfw_init(&w, false);
	at_a = elfw_code(&w, section_a);
	elfw_insns(&w, at_a, a, 2);
	elfw_global(&w, "a", STT_FUNC, at_a, 0);
	at_b = strcmp(section_a, section_b) ? elfw_code(&w, section_b) : at_a;
	if (sym) {
		struct elf_sym s = *sym;

		s.section = at_b;
		s.value = w.sections[at_b].len;
		elfw_sym(&w, &s);
	}
	elfw_insns(&w, at_b, b, 2);
}

static const struct {
	const char *section; /* of b, which a calls or not */
	uint8_t bind;
	bool called, is_prog;
} callees[] = {
	{ "xdp", STB_GLOBAL, true, true },
	{ "xdp", STB_LOCAL, true, false },
	{ "xdp", STB_LOCAL, false, true },
	{ "subs", STB_GLOBAL, true, false },
	{ "subs", STB_LOCAL, true, false },
	{ "subs", STB_GLOBAL, false, true },
	{ ".text", STB_GLOBAL, false, false },
	{ ".text.b", STB_WEAK, true, false },
};

START_TEST(a_function_is_a_program_unless_it_is_called_or_in_text)
{
	static const struct bpf_insn insns[] = { CALL(-1), EXIT };
	static const struct bpf_insn none[] = { MOV_IMM(0, 0), EXIT };

	write_two("tc", callees[_i].section, callees[_i].called ? insns : none,
		  &(struct elf_sym){ .name = "b",
				     .type = STT_FUNC,
				     .bind = callees[_i].bind });
	if (callees[_i].called)
		elfw_rel(&w, 3, &(struct elf_rel){ .sym = 2, .type = 10 });
	open_object();
	ck_assert(the_func(&obj, "a")->is_prog);
	ck_assert_int_eq(the_func(&obj, "b")->is_prog, callees[_i].is_prog);
	close_all();
}
END_TEST

/* clang 7 and older: no types, and labels that look the same but for being
 * local */
START_TEST(trap_05_old_clang_has_untyped_functions)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

	write_two("kprobe/a", "kprobe/a", insns,
		  &(struct elf_sym){ .name = "b", .bind = STB_GLOBAL });
	elfw_sym(&w, &(struct elf_sym){
			     .name = "LBB0_1", .value = 8, .section = 3 });
	open_object();
	ck_assert_uint_eq(obj.nfuncs, 2);
	ck_assert_uint_eq(the_func(&obj, "a")->ninsns, 2);
	ck_assert(the_func(&obj, "b")->is_prog);
	close_all();
}
END_TEST

START_TEST(trap_05_several_programs_share_a_section)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

	/* symbol sizes are no help: 0 and too large */
	write_two("xdp", "xdp", insns,
		  &(struct elf_sym){ .name = "b",
				     .size = 1000,
				     .type = STT_FUNC,
				     .bind = STB_GLOBAL });
	open_object();
	ck_assert_uint_eq(obj.nfuncs, 2);
	ck_assert_uint_eq(the_func(&obj, "b")->start, 2);
	ck_assert_uint_eq(the_func(&obj, "b")->ninsns, 2);
	close_all();
}
END_TEST

START_TEST(trap_15_programs_of_one_name_in_two_sections)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

	write_two("xdp", "tc", insns,
		  &(struct elf_sym){ .name = "a", .type = STT_FUNC });
	open_object();
	ck_assert_uint_eq(obj.nfuncs, 2);
	ck_assert_str_eq(obj.funcs[0].name, obj.funcs[1].name);
	ck_assert(obj.funcs[0].is_prog && obj.funcs[1].is_prog);
	close_all();
}
END_TEST

START_TEST(trap_25_section_symbols_may_have_names)
{
	static const struct bpf_insn insns[] = { CALL(1), EXIT };
	uint32_t at;

	write_two("xdp", ".text", insns,
		  &(struct elf_sym){ .name = "sub", .type = STT_FUNC });
	at = elfw_sym(&w, &(struct elf_sym){ .name = _i ? ".text" : "",
					     .section = 4,
					     .type = STT_SECTION });
	/* the second function of .text, two instructions further */
	elfw_insns(&w, 4, (const struct bpf_insn[]){ MOV_IMM(0, 2), EXIT }, 2);
	elfw_sym(&w, &(struct elf_sym){ .name = "more",
					.value = 16,
					.section = 4,
					.type = STT_FUNC });
	elfw_rel(&w, 3, &(struct elf_rel){ .sym = at, .type = 10 });
	open_object();
	expect_target(&obj, "a", 0, OBJ_REL_CALL, "more");
	close_all();
}
END_TEST

START_TEST(trap_26_of_aliases_the_global_one_is_the_program)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

	write_two("xdp", "tc", insns,
		  &(struct elf_sym){ .name = "local", .type = STT_FUNC });
	elfw_global(&w, "public", STT_FUNC, 4, 0);
	open_object();
	ck_assert_uint_eq(obj.nfuncs, 2);
	ck_assert_ptr_null(obj_find_func(&obj, "local"));
	ck_assert(the_func(&obj, "public")->global);
	close_all();
}
END_TEST

START_TEST(trap_27_program_without_instructions_is_an_error)
{
	uint32_t at;

	elfw_init(&w, false);
	elfw_code(&w, ".text"); /* empty as ever */
	at = elfw_code(&w, "xdp");
	elfw_global(&w, "nothing", STT_FUNC, at, 0);
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_str_eq(e.msg, "section 'xdp': function 'nothing' has no "
				"instructions");
	elfw_fini(&w);
}
END_TEST

/* Whether the end can be reached is for the verifier to say */
START_TEST(trap_27_program_without_exit_is_read)
{
	static const struct bpf_insn insns[] = { MOV_IMM(0, 0), MOV_IMM(0, 1) };

	write_two("xdp", "tc", insns, NULL);
	open_object();
	ck_assert_uint_eq(obj.nfuncs, 2);
	close_all();
}
END_TEST

static const struct {
	struct bpf_insn insns[3];
	bool holds_fd;
} linked[] = {
	{ { LD64(1, BPF_PSEUDO_MAP_FD, 7), EXIT }, true },
	{ { LD64(1, BPF_PSEUDO_MAP_VALUE, 7), EXIT }, true },
	{ { LD64(1, 0, 7), EXIT }, false },
	{ { LD64(1, BPF_PSEUDO_BTF_ID, 7), EXIT }, false },
};

START_TEST(trap_24_descriptor_of_another_process_is_noticed)
{
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_code(&w, "xdp");
	elfw_insns(&w, at, linked[_i].insns, 3);
	elfw_global(&w, "f", STT_FUNC, at, 0);
	open_object();
	ck_assert_uint_eq(obj.funcs[0].nrels, 0);
	ck_assert_int_eq(obj.funcs[0].holds_fd, linked[_i].holds_fd);
	close_all();
}
END_TEST

/* By inline assembler: the relocation counts, not what is there */
START_TEST(trap_24_reference_that_is_marked_already)
{
	static const struct bpf_insn insns[] = { LD64(1, BPF_PSEUDO_MAP_FD, 0),
						 EXIT };
	static const uint32_t def[] = { BPF_MAP_TYPE_HASH, 4, 4, 1, 0 };
	uint32_t at, maps;

	elfw_init(&w, false);
	at = elfw_code(&w, "xdp");
	elfw_insns(&w, at, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, at, 0);
	maps = elfw_data(&w, "maps");
	elfw_words(&w, maps, def, ARRAY_SIZE(def));
	elfw_rel(&w, at,
		 &(struct elf_rel){
			 .sym = elfw_global(&w, "m", STT_OBJECT, maps, 0) });
	open_object();
	ck_assert_int_eq(obj.funcs[0].rels[0].kind, OBJ_REL_MAP);
	ck_assert(!obj.funcs[0].holds_fd);
	close_all();
}
END_TEST

START_TEST(trap_24_helper_called_by_an_undefined_name)
{
	static const struct bpf_insn insns[] = { CALL(-1), EXIT };
	static const char *const names[] = { "bpf_get_prandom_u32",
					     "bpf_get_prandom_u33" };

	write_two("xdp", "tc", insns, NULL);
	elfw_rel(&w, 3,
		 &(struct elf_rel){
			 .sym = elfw_global(&w, names[_i], STT_NOTYPE, 0, 0),
			 .type = 10 });
	if (_i == 0) {
		open_object();
		ck_assert_uint_eq(obj.funcs[0].nrels, 0);
		ck_assert_int_eq(obj.funcs[0].insns[0].src_reg, 0);
		ck_assert_int_eq(obj.funcs[0].insns[0].imm,
				 BPF_FUNC_get_prandom_u32);
		close_all();
		return;
	}
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, "'bpf_get_prandom_u33' is undefined") !=
			      NULL,
		      "%s", e.msg);
	elfw_fini(&w);
}
END_TEST

START_TEST(variables_of_an_arena_need_one)
{
	static const struct bpf_insn insns[] = { LD64(1, 0, 0), EXIT };
	static const uint32_t five = 5;
	uint32_t at, data;

	elfw_init(&w, false);
	at = elfw_code(&w, "xdp");
	elfw_insns(&w, at, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, at, 0);
	data = elfw_data(&w, ".addr_space.1");
	elfw_words(&w, data, &five, 1);
	elfw_rel(&w, at,
		 &(struct elf_rel){
			 .sym = elfw_global(&w, "v", STT_OBJECT, data, 0) });
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, "symbol 'v' is in an arena") != NULL, "%s",
		      e.msg);
	elfw_fini(&w);
}
END_TEST

/* Linked before: both ways to mean a function carry no relocation */
START_TEST(trap_04_callback_without_relocation)
{
	static const struct bpf_insn insns[] = {
		LD64(2, BPF_PSEUDO_FUNC, 3), CALL(1), EXIT, MOV_IMM(0, 0), EXIT,
	};
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_code(&w, "xdp");
	elfw_insns(&w, at, insns, ARRAY_SIZE(insns));
	elfw_global(&w, "f", STT_FUNC, at, 0);
	elfw_sym(&w, &(struct elf_sym){ .name = "cb",
					.value = 32,
					.section = at,
					.type = STT_FUNC });
	open_object();
	ck_assert_uint_eq(the_func(&obj, "f")->nrels, 2);
	expect_target(&obj, "f", 0, OBJ_REL_FUNC, "cb");
	expect_target(&obj, "f", 1, OBJ_REL_CALL, "cb");
	ck_assert(!the_func(&obj, "cb")->is_prog);
	close_all();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t,
		       trap_14_and_16_programs_and_subprograms_in_any_section);
	tcase_add_test(
		t, trap_16_calls_lead_into_groups_and_sections_of_their_own);
	tcase_add_loop_test(
		t, a_function_is_a_program_unless_it_is_called_or_in_text, 0,
		ARRAY_SIZE(callees));
	tcase_add_test(t, trap_05_old_clang_has_untyped_functions);
	tcase_add_test(t, trap_05_several_programs_share_a_section);
	tcase_add_test(t, trap_15_programs_of_one_name_in_two_sections);
	tcase_add_loop_test(t, trap_25_section_symbols_may_have_names, 0, 2);
	tcase_add_test(t, trap_26_of_aliases_the_global_one_is_the_program);
	tcase_add_test(t, trap_27_program_without_instructions_is_an_error);
	tcase_add_test(t, trap_27_program_without_exit_is_read);
	tcase_add_loop_test(t, trap_24_descriptor_of_another_process_is_noticed,
			    0, ARRAY_SIZE(linked));
	tcase_add_test(t, trap_24_reference_that_is_marked_already);
	tcase_add_test(t, variables_of_an_arena_need_one);
	tcase_add_loop_test(t, trap_24_helper_called_by_an_undefined_name, 0,
			    2);
	tcase_add_test(t, trap_04_callback_without_relocation);
}

int main(void)
{
	return run_tests("obj_prog", add);
}
