// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which symbols begin functions, and sections that cannot be split. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct obj obj;
static struct err e;

static const struct bpf_insn insns[] = {
	MOV_IMM(0, 0),
	EXIT,
	MOV_IMM(0, 1),
	EXIT,
};

/* A section of four instructions */
static uint32_t write_code(const char *section)
{
	uint32_t at;

	elfw_init(&w, false);
	at = elfw_code(&w, section);
	elfw_insns(&w, at, insns, ARRAY_SIZE(insns));
	return at;
}

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

static const struct {
	struct elf_sym sym;
	bool splits, global;
} syms[] = {
	{ { .name = "f", .type = STT_FUNC, .bind = STB_GLOBAL }, true, true },
	{ { .name = "f", .type = STT_FUNC, .bind = STB_WEAK }, true, true },
	{ { .name = "f", .type = STT_FUNC, .bind = STB_LOCAL }, true, false },
	{ { .name = "f",
	    .type = STT_FUNC,
	    .bind = STB_GLOBAL,
	    .visibility = STV_HIDDEN },
	  true,
	  false },
	/* by clang 7 and older */
	{ { .name = "f", .type = STT_NOTYPE, .bind = STB_GLOBAL }, true, true },
	/* a label within the function */
	{ { .name = "LBB0_1", .type = STT_NOTYPE, .bind = STB_LOCAL },
	  false,
	  false },
	{ { .name = "", .type = STT_NOTYPE, .bind = STB_GLOBAL },
	  false,
	  false },
	{ { .name = "f", .type = STT_OBJECT, .bind = STB_GLOBAL },
	  false,
	  false },
};

START_TEST(functions_begin_at_function_symbols)
{
	struct elf_sym sym = syms[_i].sym;
	uint32_t at = write_code("xdp");

	elfw_global(&w, "first", STT_FUNC, at, 0);
	sym.section = at;
	sym.value = 16;
	elfw_sym(&w, &sym);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.nfuncs, syms[_i].splits ? 2 : 1);
	ck_assert_uint_eq(obj.funcs[0].ninsns, syms[_i].splits ? 2 : 4);
	if (syms[_i].splits) {
		ck_assert_int_eq(obj.funcs[1].global, syms[_i].global);
		ck_assert_str_eq(obj.funcs[1].name, "f");
		ck_assert_uint_eq(obj.funcs[1].ninsns, 2);
	}
	close_all();
}
END_TEST

/* Orders of two names of one function; the first of the row wins */
static const uint8_t binds[][2] = {
	{ STB_GLOBAL, STB_WEAK },
	{ STB_GLOBAL, STB_LOCAL },
	{ STB_WEAK, STB_LOCAL },
};

START_TEST(of_two_names_the_more_public_one_is_taken)
{
	uint32_t at = write_code("xdp");

	for (int i = 0; i < 2; i++) {
		int which = (_i & 1) ^ i;

		elfw_sym(&w, &(struct elf_sym){
				     .name = which ? "less" : "more",
				     .section = at,
				     .type = STT_FUNC,
				     .bind = binds[_i / 2][which],
			     });
	}
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nfuncs, 1);
	ck_assert_str_eq(obj.funcs[0].name, "more");
	close_all();
}
END_TEST

START_TEST(of_equal_names_the_first_is_taken)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
	uint32_t at = write_code("xdp");

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		elfw_global(&w, names[(i + (size_t)_i) % ARRAY_SIZE(names)],
			    STT_FUNC, at, 0);
	ck_assert_int_eq(parse(), 0);
	ck_assert_str_eq(obj.funcs[0].name, names[_i]);
	close_all();
}
END_TEST

static const struct {
	const char *section;
	bool is_prog;
} sections[] = {
	{ "xdp", true },      { "tracepoint/a/b", true }, { ".text", false },
	{ ".text.f", false }, { ".text._Z1fi", false },	  { ".textual", true },
};

START_TEST(programs_stand_outside_text)
{
	uint32_t at = write_code(sections[_i].section);

	elfw_global(&w, "f", STT_FUNC, at, 0);
	ck_assert_int_eq(parse(), 0);
	ck_assert_int_eq(obj.funcs[0].is_prog, sections[_i].is_prog);
	close_all();
}
END_TEST

START_TEST(a_section_without_symbols_is_one_function)
{
	write_code(_i ? ".text" : "xdp");
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nfuncs, _i ? 0 : 1);
	if (_i == 0)
		ck_assert_str_eq(obj.funcs[0].name, "xdp");
	close_all();
}
END_TEST

START_TEST(symbols_come_in_any_order)
{
	uint32_t at = write_code("xdp"), text = elfw_code(&w, "tc");

	elfw_insns(&w, text, insns, 2);
	elfw_global(&w, "c", STT_FUNC, text, 0);
	elfw_global(&w, "b", STT_FUNC, at, 16);
	elfw_global(&w, "a", STT_FUNC, at, 0);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.nfuncs, 3);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(obj.funcs[i].name[0], "abc"[i]);
	close_all();
}
END_TEST

static const struct {
	size_t len; /* of the section */
	uint64_t first, second;
	const char *text;
} bad[] = {
	{ 31, 0, 8, "section 'xdp': 0x1f bytes are not whole instructions" },
	{ 32, 8, 16, "section 'xdp': the first 0x8 bytes belong to no" },
	{ 32, 0, 12, "function 'b' at +0xc: no instruction begins there" },
	{ 32, 0, 32, "function 'b' at +0x20: no instruction begins there" },
	{ 32, 0, 40, "section 'xdp': function 'a' lies outside" },
	{ 32, 0, UINT64_MAX, "section 'xdp': function 'a' lies outside" },
	{ 32, 0, 1ull << 35, "function 'b' at +0x800000000: no instruction" },
};

START_TEST(a_section_that_cannot_be_split_is_an_error)
{
	uint32_t at = write_code("xdp");

	elfw_global(&w, "a", STT_FUNC, at, bad[_i].first);
	elfw_global(&w, "b", STT_FUNC, at, bad[_i].second);
	w.sections[at].len = bad[_i].len;
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, bad[_i].text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, functions_begin_at_function_symbols, 0,
			    ARRAY_SIZE(syms));
	tcase_add_loop_test(t, of_two_names_the_more_public_one_is_taken, 0,
			    2 * ARRAY_SIZE(binds));
	tcase_add_loop_test(t, of_equal_names_the_first_is_taken, 0, 6);
	tcase_add_loop_test(t, programs_stand_outside_text, 0,
			    ARRAY_SIZE(sections));
	tcase_add_loop_test(t, a_section_without_symbols_is_one_function, 0, 2);
	tcase_add_test(t, symbols_come_in_any_order);
	tcase_add_loop_test(t, a_section_that_cannot_be_split_is_an_error, 0,
			    ARRAY_SIZE(bad));
}

int main(void)
{
	return run_tests("obj_func", add);
}
