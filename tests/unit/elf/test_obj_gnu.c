// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What gcc-bpf with binutils 2.40 writes, byte by byte, since few machines
 * have the two: in the place of a relocation stands what its symbol is worth,
 * too. A call's place counts that in bytes.
 */
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

enum { SEC_CODE = 3, SEC_TEXT, SEC_MAPS, SEC_DATA };
enum {
	SYM_PROG = 1,
	SYM_TEXT,
	SYM_GLOBAL,
	SYM_MAP,
	SYM_MAPS,
	SYM_VAR,
	SYM_DATA
};

/* .text: sub at 0, sub2 at 16, global at 32; maps of 20 bytes at 0 and 20;
 * a variable of 8 bytes at 4 in .data */
static void write_object(const struct bpf_insn *insns, size_t n)
{
	static const struct bpf_insn text[] = { MOV_IMM(0, 0), EXIT,
						MOV_IMM(0, 1), EXIT,
						MOV_IMM(0, 2), EXIT };
	static const uint32_t def[] = { 1, 4, 4, 9, 0, 2, 4, 4, 8, 0 };
	uint32_t at;

	elfw_init(&w, false);
	elfw_insns(&w, elfw_code(&w, "socket"), insns, n);
	elfw_insns(&w, elfw_code(&w, ".text"), text, ARRAY_SIZE(text));
	elfw_words(&w, elfw_data(&w, "maps"), def, ARRAY_SIZE(def));
	elfw_words(&w, elfw_data(&w, ".data"), def, 4);
	elfw_global(&w, "prog", STT_FUNC, SEC_CODE, 0);
	elfw_section_sym(&w, SEC_TEXT);
	elfw_global(&w, "global", STT_FUNC, SEC_TEXT, 32);
	elfw_sym(&w, &(struct elf_sym){ "m", 20, 20, SEC_MAPS, STT_OBJECT,
					STB_GLOBAL, 0 });
	elfw_section_sym(&w, SEC_MAPS);
	elfw_sym(&w, &(struct elf_sym){ "var", 4, 8, SEC_DATA, STT_OBJECT,
					STB_GLOBAL, 0 });
	elfw_section_sym(&w, SEC_DATA);
	elfw_sym(&w,
		 &(struct elf_sym){ "sub", 0, 16, SEC_TEXT, STT_FUNC, 0, 0 });
	elfw_sym(&w,
		 &(struct elf_sym){ "sub2", 16, 16, SEC_TEXT, STT_FUNC, 0, 0 });
	at = elfw_section(&w, ".comment", SHT_PROGBITS, 0);
	elfw_append(&w, at, "\0GCC: (12.2.0) 12.2.0", 22);
}

static const struct bpf_insn by_gcc[] = {
	LD64(1, 0, 20), /* m */
	LD64(1, 0, 0), /* section maps */
	LD64(1, 0, 8), /* var + 4 */
	LD64(1, 0, 4), /* section .data + 4 */
	CALL(31), /* global: 32 - 1 */
	CALL(1), /* section .text, second function */
	EXIT,
};

static const struct {
	uint32_t insn, sym;
} rels[] = {
	{ 0, SYM_MAP },	 { 2, SYM_MAPS },   { 4, SYM_VAR },
	{ 6, SYM_DATA }, { 8, SYM_GLOBAL }, { 9, SYM_TEXT },
};

static void write_rels(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rels); i++)
		elfw_rel(&w, SEC_CODE,
			 &(struct elf_rel){ .offset = rels[i].insn * 8,
					    .sym = rels[i].sym });
}

static void open_object(void)
{
	struct view v = elfw_bytes(&w);

	ck_assert_msg(obj_open(&v, &obj, &e) == 0, "%s", e.msg);
}

START_TEST(trap_25_gcc_writes_the_symbols_value_too)
{
	const struct obj_rel *r;

	write_object(by_gcc, ARRAY_SIZE(by_gcc));
	write_rels();
	open_object();
	ck_assert(obj.gnu_addends);
	r = obj.funcs[0].rels;
	ck_assert_uint_eq(obj.funcs[0].nrels, 6);
	ck_assert_str_eq(obj.maps[r[0].index].name, "m");
	ck_assert_uint_eq(obj.maps[r[1].index].offset, 0);
	ck_assert_int_eq(r[2].off, 8);
	ck_assert_int_eq(r[3].off, 4);
	ck_assert_str_eq(obj.funcs[r[4].index].name, "global");
	ck_assert_str_eq(obj.funcs[r[5].index].name, "sub2");
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static const struct bpf_insn by_clang[] = {
	LD64(1, 0, 0), LD64(1, 0, 0), LD64(1, 0, 4), LD64(1, 0, 4),
	CALL(-1),      CALL(1),	      EXIT,
};

/* binutils since 2.41 and clang: the same meaning of other bytes */
START_TEST(trap_25_others_write_the_addend_alone)
{
	const struct obj_rel *r;

	write_object(by_clang, ARRAY_SIZE(by_clang));
	write_rels();
	open_object();
	ck_assert(!obj.gnu_addends);
	r = obj.funcs[0].rels;
	ck_assert_str_eq(obj.maps[r[0].index].name, "m");
	ck_assert_int_eq(r[2].off, 8);
	ck_assert_int_eq(r[3].off, 4);
	ck_assert_str_eq(obj.funcs[r[4].index].name, "global");
	ck_assert_str_eq(obj.funcs[r[5].index].name, "sub2");
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

/* One variable alone can be read both ways; clang leaves no comment */
START_TEST(trap_25_without_gccs_comment_nothing_is_guessed)
{
	static const struct bpf_insn insns[] = { LD64(1, 0, 8), EXIT };

	write_object(insns, ARRAY_SIZE(insns));
	if (_i)
		w.sections[w.nsections - 1].len = 0;
	elfw_rel(&w, SEC_CODE, &(struct elf_rel){ .sym = SYM_VAR });
	open_object();
	ck_assert_int_eq(obj.funcs[0].rels[0].off, _i ? 12 : 8);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, trap_25_gcc_writes_the_symbols_value_too);
	tcase_add_test(t, trap_25_others_write_the_addend_alone);
	tcase_add_loop_test(t, trap_25_without_gccs_comment_nothing_is_guessed,
			    0, 2);
}

int main(void)
{
	return run_tests("obj_gnu", add);
}
