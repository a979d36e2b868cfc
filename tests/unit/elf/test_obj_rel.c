// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a relocation means depends on the instruction and on where its symbol
 * stands. One row is one relocation of one small object; rows that must be
 * refused say why.
 */
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

/* The object: "xdp" with f at 0 and g at 6 (by instruction), ".text" with h at
 * 0 and i at 2, two maps of 20 bytes, 16 bytes of data */
enum { SEC_PROG = 3, SEC_TEXT, SEC_MAPS, SEC_DATA, SEC_OTHER };

/* Symbols; their sections' own have names alike */
enum {
	SYM_NONE,
	SYM_PROG,
	SYM_TEXT,
	SYM_MAPS,
	SYM_DATA,
	SYM_OTHER,
	SYM_F,
	SYM_G,
	SYM_H,
	SYM_I,
	SYM_MAP,
	SYM_MAP2,
	SYM_VAR,
	SYM_UNDEF,
	SYM_ABS,
	SYM_COMMON,
	SYM_ODD,
	SYM_FAR,
	SYM_HUGE
};

static void write_symbols(void)
{
	for (uint32_t i = SEC_PROG; i <= SEC_OTHER; i++)
		elfw_section_sym(&w, i);
	elfw_global(&w, "f", STT_FUNC, SEC_PROG, 0);
	elfw_global(&w, "g", STT_FUNC, SEC_PROG, 48);
	elfw_sym(&w, &(struct elf_sym){ .name = "h",
					.section = SEC_TEXT,
					.type = STT_FUNC });
	elfw_global(&w, "i", STT_FUNC, SEC_TEXT, 16);
	elfw_global(&w, "map", STT_OBJECT, SEC_MAPS, 0);
	elfw_global(&w, "map2", STT_OBJECT, SEC_MAPS, 20);
	elfw_global(&w, "var", STT_OBJECT, SEC_DATA, 8);
	elfw_global(&w, "undef", STT_NOTYPE, ELF_SYM_UNDEF, 0);
	elfw_global(&w, "abs", STT_NOTYPE, ELF_SYM_ABS, 5);
	elfw_global(&w, "common", STT_OBJECT, ELF_SYM_COMMON, 8);
	elfw_global(&w, "odd", STT_OBJECT, SEC_TEXT, 12);
	elfw_global(&w, "far", STT_OBJECT, SEC_DATA, UINT64_MAX);
	elfw_global(&w, "huge", STT_OBJECT, SEC_DATA, INT32_MAX);
}

/* f's instructions are replaced by at most five of the row's */
static void write_object(const struct bpf_insn *insns, bool big, bool rela)
{
	static const struct bpf_insn filler[] = { MOV_IMM(0, 0), EXIT };
	static const uint32_t maps[10] = { 1, 4, 4, 1, 0, 2, 4, 4, 1, 0 };

	elfw_init(&w, big);
	w.rela = rela;
	elfw_code(&w, "xdp");
	elfw_code(&w, ".text");
	elfw_data(&w, "maps");
	elfw_data(&w, ".data");
	elfw_data(&w, "other");
	elfw_insns(&w, SEC_PROG, insns, 5);
	elfw_insns(&w, SEC_PROG, filler + 1, 1);
	elfw_insns(&w, SEC_PROG, filler, 2);
	elfw_insns(&w, SEC_TEXT, filler, 2);
	elfw_insns(&w, SEC_TEXT, filler, 2);
	elfw_words(&w, SEC_MAPS, maps, 10);
	elfw_words(&w, SEC_DATA, maps, 4);
	elfw_words(&w, SEC_OTHER, maps, 4);
	write_symbols();
}

static int parse(void)
{
	struct view v = elfw_bytes(&w);

	return obj_open(&v, &obj, &e);
}

struct good {
	struct bpf_insn insns[5];
	uint32_t offset, sym;
	enum obj_rel_kind kind;
	const char *target;
	int64_t off;
};

/* The addend is what stands in imm, in bytes or, for calls, instructions */
static const struct good good[] = {
	{ { LD64(1, 0, 0) }, 0, SYM_MAP, OBJ_REL_MAP, "map", 0 },
	{ { LD64(1, 0, 0) }, 0, SYM_MAP2, OBJ_REL_MAP, "map2", 0 },
	{ { LD64(1, 0, 20) }, 0, SYM_MAPS, OBJ_REL_MAP, "map2", 0 },
	{ { LD64(1, 0, -20) }, 0, SYM_MAP2, OBJ_REL_MAP, "map", 0 },
	{ { JMP(0), LD64(1, 1, 0) }, 8, SYM_MAP, OBJ_REL_MAP, "map", 0 },
	{ { LD64(1, 0, 0) }, 0, SYM_VAR, OBJ_REL_DATA, ".data", 8 },
	{ { LD64(1, 0, 12) }, 0, SYM_DATA, OBJ_REL_DATA, ".data", 12 },
	{ { LD64(1, 0, -12) }, 0, SYM_VAR, OBJ_REL_DATA, ".data", -4 },
	{ { LD64(1, 0, 99) }, 0, SYM_DATA, OBJ_REL_DATA, ".data", 99 },
	{ { CALL(-1) }, 0, SYM_I, OBJ_REL_CALL, "i", 0 },
	{ { CALL(1) }, 0, SYM_TEXT, OBJ_REL_CALL, "i", 0 },
	{ { CALL(-1) }, 0, SYM_TEXT, OBJ_REL_CALL, "h", 0 },
	{ { CALL(-3) }, 0, SYM_I, OBJ_REL_CALL, "h", 0 },
	{ { CALL(-1) }, 0, SYM_G, OBJ_REL_CALL, "g", 0 },
	{ { CALL(5) }, 0, SYM_PROG, OBJ_REL_CALL, "g", 0 },
	{ { LD64(1, 0, 0) }, 0, SYM_I, OBJ_REL_FUNC, "i", 0 },
	{ { LD64(1, 0, 16) }, 0, SYM_TEXT, OBJ_REL_FUNC, "i", 0 },
	{ { LD64(1, 0, -16) }, 0, SYM_I, OBJ_REL_FUNC, "h", 0 },
	/* old clang: calls of helpers that are externs */
	{ { INSN(BPF_JMP | BPF_CALL, 0, 0, 0, -1) },
	  0,
	  SYM_I,
	  OBJ_REL_CALL,
	  "i",
	  0 },
};

/* Bit 0 of the loop: addend in place or beside; the byte order alternates */
START_TEST(relocation_is_understood)
{
	const struct good *row = &good[_i / 2];
	struct bpf_insn insns[5];
	struct elf_rel r = { .offset = row->offset, .sym = row->sym };
	const struct obj_rel *rel;

	memcpy(insns, row->insns, sizeof(insns));
	r.addend = insns[row->offset / 8].imm;
	if (_i & 1)
		insns[row->offset / 8].imm = 0;
	write_object(insns, _i & 2, _i & 1);
	elfw_rel(&w, SEC_PROG, &r);
	ck_assert_msg(parse() == 0, "%s", e.msg);
	ck_assert_uint_eq(obj.funcs[0].nrels, 1);
	rel = &obj.funcs[0].rels[0];
	ck_assert_int_eq(rel->kind, row->kind);
	ck_assert_uint_eq(rel->insn, row->offset / 8);
	ck_assert_int_eq(rel->off, row->off);
	ck_assert_str_eq(rel->kind == OBJ_REL_MAP || rel->kind == OBJ_REL_DATA
				 ? obj.maps[rel->index].name
				 : obj.funcs[rel->index].name,
			 row->target);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

struct bad {
	struct bpf_insn insns[5];
	uint32_t offset, sym;
	const char *text;
};

static const struct bad bad[] = {
	{ { LD64(1, 0, 0) },
	  0,
	  SYM_UNDEF,
	  "section 'xdp': relocation 0 at +0x0: symbol 'undef' is undefined" },
	{ { LD64(1, 0, 0) }, 0, SYM_NONE, "symbol '' is undefined" },
	{ { CALL(-1) }, 0, SYM_UNDEF, "function 'undef' is undefined" },
	{ { CALL(-1) }, 0, SYM_ABS, "function 'abs' is in no section" },
	{ { LD64(1, 0, 0) }, 0, SYM_ABS, "symbol 'abs' is a number, no map" },
	{ { LD64(1, 0, 0) },
	  0,
	  SYM_COMMON,
	  "symbol 'common' has no place yet (common)" },
	{ { LD64(1, 0, 0) },
	  0,
	  SYM_OTHER,
	  "symbol 'other'+0 in section 'other' is no map" },
	{ { LD64(1, 0, 4) },
	  0,
	  SYM_MAPS,
	  "symbol 'maps'+4 in section 'maps' is no map" },
	{ { LD64(1, 0, -4) },
	  0,
	  SYM_MAPS,
	  "symbol 'maps'-4 in section 'maps' is no map" },
	{ { LD64(1, 0, 0) }, 0, SYM_FAR, "and addend 0 lead outside" },
	{ { LD64(1, 0, 1) },
	  0,
	  SYM_HUGE,
	  "symbol 'huge' at 0x7fffffff and addend 1 lead outside" },
	{ { LD64(1, 0, 4) },
	  0,
	  SYM_TEXT,
	  "address '.text'+4 lies within an instruction" },
	{ { LD64(1, 0, 8) },
	  0,
	  SYM_TEXT,
	  "no function begins at instruction 1 of section '.text'" },
	{ { LD64(1, 0, -8) },
	  0,
	  SYM_TEXT,
	  "no function begins at instruction -1 of section '.text'" },
	{ { CALL(0) },
	  0,
	  SYM_TEXT,
	  "no function begins at instruction 1 of section '.text'" },
	{ { CALL(-2) }, 0, SYM_TEXT, "no function begins at instruction -1" },
	{ { CALL(INT32_MAX) }, 0, SYM_TEXT, "instruction 2147483648 of" },
	{ { CALL(-1) },
	  0,
	  SYM_ODD,
	  "function 'odd' at +0xc: no instruction begins there" },
	{ { CALL(-1) },
	  0,
	  SYM_MAP,
	  "no function begins at instruction 0 of "
	  "section 'maps'" },
	{ { CALL(-1) },
	  4,
	  SYM_I,
	  "relocation 0 at +0x4: no instruction begins there" },
	{ { LD64(1, 0, 0) },
	  8,
	  SYM_MAP,
	  "instruction 0x00 takes no address of 'map'" },
	{ { LD64(1, 0, 0), MOV_IMM(1, 0) },
	  16,
	  SYM_MAP,
	  "instruction 0xb7 takes no address of 'map'" },
	{ { LDX(BPF_W, 0, 1, 0) },
	  0,
	  SYM_VAR,
	  "instruction 0x61 takes no address of 'var'" },
	/* second slot missing: g begins there */
	{ { JMP(0), JMP(0), JMP(0), JMP(0), INSN(0x18, 0, 0, 0, 0) },
	  32,
	  SYM_NONE,
	  "symbol '' is undefined" },
	/* a second slot that looks like an instruction */
	{ { INSN(0x18, 1, 0, 0, 0), CALL(-1) },
	  8,
	  SYM_I,
	  "section 'xdp': relocation at +0x8, within an instruction" },
	{ { INSN(0x18, 1, 0, 0, 0), LD64(1, 0, 0) },
	  8,
	  SYM_MAP,
	  "section 'xdp': relocation at +0x8, within an instruction" },
	/* calls without relocation */
	{ { CALL(-2), LD64(1, 0, 0) },
	  8,
	  SYM_MAP,
	  "section 'xdp': call at +0x0: no function begins at instruction -1 "
	  "of section 'xdp'" },
	{ { CALL(3), LD64(1, 0, 0) },
	  8,
	  SYM_MAP,
	  "no function begins at instruction 4" },
	{ { CALL(INT32_MAX), LD64(1, 0, 0) },
	  8,
	  SYM_MAP,
	  "no function begins at instruction 2147483648" },
};

START_TEST(relocation_is_refused)
{
	const struct bad *row = &bad[_i];
	struct elf_rel r = { .offset = row->offset, .sym = row->sym };

	write_object(row->insns, _i & 1, false);
	elfw_rel(&w, SEC_PROG, &r);
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_msg(strstr(e.msg, row->text) != NULL, "%s", e.msg);
	elfw_fini(&w);
}
END_TEST

static const struct {
	uint32_t sym;
	int64_t addend;
	bool call;
} extremes[] = {
	{ SYM_MAPS, INT64_MAX, false },	   { SYM_MAPS, INT64_MIN, false },
	{ SYM_FAR, INT64_MAX, false },	   { SYM_FAR, 1, false },
	{ SYM_TEXT, INT64_MAX, false },	   { SYM_TEXT, INT64_MIN, false },
	{ SYM_TEXT, INT64_MAX, true },	   { SYM_TEXT, INT64_MIN, true },
	{ SYM_TEXT, INT64_MAX - 3, true }, { SYM_HUGE, INT32_MAX, true },
};

START_TEST(extreme_addends_are_refused)
{
	static const struct bpf_insn ld[5] = { LD64(1, 0, 5) };
	static const struct bpf_insn call[5] = { CALL(5) };
	struct elf_rel r = { .sym = extremes[_i].sym,
			     .addend = extremes[_i].addend };

	write_object(extremes[_i].call ? call : ld, false, true);
	elfw_rel(&w, SEC_PROG, &r);
	ck_assert_int_eq(parse(), -EINVAL);
	elfw_fini(&w);
}
END_TEST

START_TEST(two_relocations_of_one_instruction_are_refused)
{
	static const struct bpf_insn ld[5] = { LD64(1, 0, 0) };

	write_object(ld, false, false);
	elfw_rel(&w, SEC_PROG, &(struct elf_rel){ .sym = SYM_MAP });
	elfw_rel(&w, SEC_PROG, &(struct elf_rel){ .sym = SYM_MAP2 });
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_str_eq(e.msg, "section 'xdp': two relocations at +0x0");
	elfw_fini(&w);
}
END_TEST

START_TEST(order_in_the_file_does_not_matter)
{
	static const struct bpf_insn insns[5] = { LD64(1, 0, 0), LD64(2, 0, 0),
						  CALL(1) };

	write_object(insns, false, false);
	elfw_rel(&w, SEC_PROG, &(struct elf_rel){ 16, 0, 1, SYM_VAR });
	elfw_rel(&w, SEC_PROG, &(struct elf_rel){ 0, 0, 1, SYM_MAP });
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(obj.funcs[0].nrels, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(obj.funcs[0].rels[i].insn, i * 2);
	ck_assert_int_eq(obj.funcs[0].rels[2].kind, OBJ_REL_CALL);
	ck_assert_str_eq(obj.funcs[obj.funcs[0].rels[2].index].name, "g");
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

/* Types 0, 1, 2 and 10 were all given to the same thing by some clang */
START_TEST(type_numbers_are_not_looked_at)
{
	static const uint32_t types[] = { 0, 1, 2, 3, 4, 10, 4711 };
	static const struct bpf_insn ld[5] = { LD64(1, 0, 0) };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		write_object(ld, false, false);
		elfw_rel(&w, SEC_PROG,
			 &(struct elf_rel){ 0, 0, types[i], SYM_MAP });
		ck_assert_int_eq(parse(), 0);
		ck_assert_int_eq(obj.funcs[0].rels[0].kind, OBJ_REL_MAP);
		obj_close(&obj);
		elfw_fini(&w);
	}
}
END_TEST

START_TEST(addresses_in_data_are_refused)
{
	static const struct bpf_insn nops[5] = { JMP(0), JMP(0), JMP(0), JMP(0),
						 JMP(0) };

	write_object(nops, false, false);
	elfw_rel(&w, SEC_DATA, &(struct elf_rel){ 8, 0, 2, SYM_VAR });
	ck_assert_int_eq(parse(), -EINVAL);
	ck_assert_str_eq(e.msg,
			 "section '.data': +0x8 holds the address of 'var'");
	elfw_fini(&w);
}
END_TEST

/* Of debug information and the like */
START_TEST(relocations_elsewhere_do_not_matter)
{
	static const struct bpf_insn nops[5] = { JMP(0), JMP(0), JMP(0), JMP(0),
						 JMP(0) };
	uint32_t debug;

	write_object(nops, false, false);
	debug = elfw_section(&w, ".debug_info", SHT_PROGBITS, 0);
	elfw_int(&w, debug, 0, 4);
	elfw_rel(&w, debug, &(struct elf_rel){ 99, 0, 3, 77 });
	ck_assert_msg(parse() == 0, "%s", e.msg);
	obj_close(&obj);
	elfw_fini(&w);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, relocation_is_understood, 0,
			    2 * ARRAY_SIZE(good));
	tcase_add_loop_test(t, relocation_is_refused, 0, ARRAY_SIZE(bad));
	tcase_add_loop_test(t, extreme_addends_are_refused, 0,
			    ARRAY_SIZE(extremes));
	tcase_add_test(t, two_relocations_of_one_instruction_are_refused);
	tcase_add_test(t, order_in_the_file_does_not_matter);
	tcase_add_test(t, type_numbers_are_not_looked_at);
	tcase_add_test(t, addresses_in_data_are_refused);
	tcase_add_test(t, relocations_elsewhere_do_not_matter);
}

int main(void)
{
	return run_tests("obj_rel", add);
}
