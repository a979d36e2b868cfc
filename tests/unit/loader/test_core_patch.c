// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One instruction, one change: what becomes of it, row by row. */
#include <check.h>
#include <errno.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "loader/core_priv.h"

#define LDX(size)    (BPF_LDX | BPF_MEM | (size))
#define LDSX(size)   (BPF_LDX | BPF_MEMSX | (size))
#define STX(size)    (BPF_STX | BPF_MEM | (size))
#define ATOMIC(size) (BPF_STX | BPF_ATOMIC | (size))
#define ADD64	     (BPF_ALU64 | BPF_ADD | BPF_K)
#define MOV32	     (BPF_ALU | BPF_MOV | BPF_K)
#define POISON	     CORE_PATCH_POISON

/* U: unsigned int or pointer; S: signed; A: struct or array */
#define U(n)                                                                   \
	{                                                                      \
		.size = n, .is_scalar = true                                   \
	}
#define S(n)                                                                   \
	{                                                                      \
		.size = n, .is_scalar = true, .is_signed = true                \
	}
#define A(n)                                                                   \
	{                                                                      \
		.size = n                                                      \
	}

static const struct {
	uint8_t code;
	struct core_value from, to;
	int result;
	uint8_t code_after;
} sizes[] = {
	{ LDX(BPF_W), U(4), U(4), 0, LDX(BPF_W) },
	{ LDX(BPF_W), U(4), U(8), 0, LDX(BPF_DW) },
	{ LDX(BPF_DW), U(8), U(1), 0, LDX(BPF_B) },
	{ LDX(BPF_B), U(1), U(2), 0, LDX(BPF_H) },
	{ STX(BPF_H), U(2), U(4), 0, STX(BPF_W) },
	{ BPF_ST | BPF_MEM | BPF_W, U(4), U(8), 0, BPF_ST | BPF_MEM | BPF_DW },
	{ LDX(BPF_W), S(4), S(4), 0, LDX(BPF_W) },
	{ LDX(BPF_W), S(4), S(8), POISON, 0 },
	{ LDX(BPF_W), S(4), U(8), POISON, 0 },
	{ LDX(BPF_W), U(4), S(8), POISON, 0 },
	{ STX(BPF_W), S(4), S(8), POISON, 0 },
	{ LDSX(BPF_W), S(4), S(8), 0, LDX(BPF_DW) },
	{ LDSX(BPF_W), S(4), S(2), 0, LDSX(BPF_H) },
	{ LDSX(BPF_W), S(4), U(2), POISON, 0 },
	{ LDX(BPF_DW), S(8), S(4), POISON, 0 },
	{ LDX(BPF_DW), U(8), U(16), POISON, 0 },
	{ LDX(BPF_DW), U(8), U(3), POISON, 0 },
	{ ATOMIC(BPF_W), U(4), U(4), 0, ATOMIC(BPF_W) },
	{ ATOMIC(BPF_W), U(4), U(8), POISON, 0 },
	{ LDX(BPF_W), A(16), A(32), 0, LDX(BPF_W) },
	{ LDX(BPF_DW), A(16), A(8), 0, LDX(BPF_DW) },
	{ LDX(BPF_DW), A(16), A(4), POISON, 0 },
	{ LDX(BPF_W), A(4), U(8), 0, LDX(BPF_W) },
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	/* the compiler reads the low part only */
	{ LDX(BPF_B), U(4), U(8), 0, LDX(BPF_B) },
	{ LDX(BPF_H), U(4), U(1), POISON, 0 },
#endif
};

START_TEST(loads_follow_the_size_where_it_is_safe)
{
	struct core_change c = { sizes[_i].from, sizes[_i].to };
	struct bpf_insn insn = { .code = sizes[_i].code, .off = 12 };
	enum core_why why = CORE_WHY_MISSING;
	struct err e = { 0 };

	c.from.exact = true;
	c.from.v = 12;
	c.to.v = 200;
	ck_assert_int_eq(core_patch(&insn, 1, &c, &why, &e), sizes[_i].result);
	if (sizes[_i].result == POISON) {
		ck_assert_int_eq(why, CORE_WHY_SIZE);
		return;
	}
	ck_assert_int_eq(insn.code, sizes[_i].code_after);
	ck_assert_int_eq(insn.off, 200);
}
END_TEST

static const struct {
	uint8_t code;
	uint64_t to;
	int result;
} ranges[] = {
	{ LDX(BPF_W), 32767, 0 },      { LDX(BPF_W), 32768, POISON },
	{ ADD64, 0x7fffffff, 0 },      { ADD64, 0x80000000, POISON },
	{ MOV32, 0xffffffff, 0 },      { MOV32, 0x100000000, POISON },
	{ ADD64, (uint64_t)-3, 0 },    { MOV32, (uint64_t)-3, 0 },
	{ ADD64, 1ull << 63, POISON },
};

START_TEST(values_that_do_not_fit_are_refused)
{
	struct core_change c = { .from = { .exact = true },
				 .to = { .v = ranges[_i].to } };
	struct bpf_insn insn = { .code = ranges[_i].code };
	enum core_why why = CORE_WHY_MISSING;
	struct err e = { 0 };

	ck_assert_int_eq(core_patch(&insn, 1, &c, &why, &e), ranges[_i].result);
	if (ranges[_i].result == POISON)
		ck_assert_int_eq(why, CORE_WHY_RANGE);
	else
		ck_assert_int_eq(insn_is_alu(&insn) ? insn.imm : insn.off,
				 (int32_t)ranges[_i].to);
}
END_TEST

static const struct {
	struct bpf_insn insns[2];
	size_t n;
	uint64_t from;
	const char *message;
} bad[] = {
	{ { { .code = LDX(BPF_W), .off = 8 } },
	  1,
	  12,
	  "instruction 0x61 holds 8, where the object's own types say 12" },
	{ { { .code = ADD64, .imm = 8 } },
	  1,
	  12,
	  "instruction 0x07 holds 8, where the object's own types say 12" },
	{ { { .code = BPF_LD | BPF_IMM | BPF_DW, .imm = 12 }, { .imm = 1 } },
	  2,
	  12,
	  "instruction 0x18 holds 4294967308, where the object's own "
	  "types say 12" },
	{ { { .code = BPF_LD | BPF_IMM | BPF_DW, .imm = 12 } },
	  1,
	  12,
	  "not the ld_imm64 of a number" },
	{ { { .code = BPF_LD | BPF_IMM | BPF_DW, .imm = 12 },
	    { .code = BPF_JMP | BPF_EXIT } },
	  2,
	  12,
	  "not the ld_imm64 of a number" },
	{ { { .code = BPF_LD | BPF_IMM | BPF_DW,
	      .imm = 12,
	      .src_reg = BPF_PSEUDO_MAP_FD } },
	  2,
	  12,
	  "not the ld_imm64 of a number" },
	{ { { .code = BPF_ALU64 | BPF_ADD | BPF_X, .imm = 12 } },
	  1,
	  12,
	  "instruction 0x0f takes no constant" },
	{ { { .code = BPF_JMP | BPF_CALL, .imm = 12 } },
	  1,
	  12,
	  "instruction 0x85 holds no constant" },
	{ { { .code = 0, .imm = 12 } },
	  1,
	  12,
	  "instruction 0x00 holds no constant" },
};

START_TEST(unexpected_instructions_are_errors)
{
	struct core_change c = { .from = { .v = bad[_i].from, .exact = true },
				 .to = { .v = 99 } };
	struct bpf_insn insns[2] = { bad[_i].insns[0], bad[_i].insns[1] };
	enum core_why why = CORE_WHY_MISSING;
	struct err e = { 0 };

	ck_assert_int_eq(core_patch(insns, bad[_i].n, &c, &why, &e), -EINVAL);
	ck_assert_str_eq(e.msg, bad[_i].message);
}
END_TEST

START_TEST(poison_stays_within_the_instructions)
{
	struct bpf_insn insns[2] = { { .code = BPF_LD | BPF_IMM | BPF_DW } };

	core_poison(insns, 1);
	ck_assert(insn_is_helper_call(insns) && insns[0].imm == 195896080);
	ck_assert_int_eq(insns[1].code, 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("core_patch");
	TCase *t = tcase_create("instructions");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, loads_follow_the_size_where_it_is_safe, 0,
			    ARRAY_SIZE(sizes));
	tcase_add_loop_test(t, values_that_do_not_fit_are_refused, 0,
			    ARRAY_SIZE(ranges));
	tcase_add_loop_test(t, unexpected_instructions_are_errors, 0,
			    ARRAY_SIZE(bad));
	tcase_add_test(t, poison_stays_within_the_instructions);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
