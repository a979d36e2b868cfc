// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mistakes that every kernel refuses, each beside what is almost the same and
 * right: the first instructions give just these errors, the second ones none.
 */
#include <string.h>

#include "elf/cleanup.h"
#include "tests/unit/elf/lint_case.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define RET	    MOV_IMM(0, 0), EXIT
#define TO_R2	    MOV_REG(2, 10), ALU_IMM(BPF_ADD, 2, -4)
#define TO_R3	    ST(BPF_DW, 10, -8, 0), MOV_REG(3, 10), ALU_IMM(BPF_ADD, 3, -8)
#define LOOKUP(map) ST(BPF_W, 10, -4, 0), TO_R2, LD64(1, 0, map), HELPER(1)

static const struct {
	const char *errors;
	struct lint_case c;
} rows[] = {
	{ "", { .insns = { RET } } },
	/* shape */
	{ "jump", { .insns = { JMP(2), RET } } },
	{ "jump", { .insns = { JMP(-2), RET } } },
	{ "jump",
	  { .insns = { JMP_IMM(BPF_JEQ, 1, 0, 1), LD64(0, 0, 0), EXIT } } },
	{ "", { .insns = { JMP_IMM(BPF_JEQ, 1, 0, 2), LD64(0, 0, 0), RET } } },
	{ "last-instruction", { .n = 1, .insns = { MOV_IMM(0, 0) } } },
	{ "jump last-instruction", { .insns = { JMP_IMM(BPF_JEQ, 1, 0, 0) } } },
	{ "", { .insns = { JMP(2), RET, JMP(-3) } } },
	{ "unreachable", { .insns = { JMP(1), MOV_IMM(1, 0), RET } } },
	{ "unreachable", { .insns = { RET, RET } } },
	{ "opcode", { .insns = { RET, INSN(0x18, 0, 0, 0, 0) } } },
	{ "opcode", { .insns = { INSN(0x18, 0, 0, 0, 0), RET } } },
	{ "endless", { .insns = { JMP(-1) } } },
	{ "endless",
	  { .insns = { MOV_IMM(6, 0), ALU_IMM(BPF_ADD, 6, 1), JMP(-2) } } },
	{ "recursion",
	  { .sub = 2, .insns = { CALL(1), EXIT, CALL(-1), EXIT } } },
	{ "", { .sub = 2, .insns = { CALL(1), EXIT, RET } } },
	/* registers */
	{ "unset", { .insns = { MOV_REG(0, 3), EXIT } } },
	{ "", { .insns = { MOV_REG(0, 1), EXIT } } },
	{ "unset", { .insns = { HELPER(5), MOV_REG(0, 1), EXIT } } },
	{ "", { .insns = { MOV_REG(6, 1), HELPER(5), MOV_REG(0, 6), EXIT } } },
	/* On one way only it is not certain */
	{ "",
	  { .insns = { LDX(BPF_W, 2, 1, 0), JMP_IMM(BPF_JEQ, 2, 0, 1),
		       MOV_IMM(3, 0), MOV_REG(0, 3), EXIT } } },
	{ "unset", { .insns = { TO_R3, ATOMIC(BPF_DW, 3, 2, BPF_ADD), RET } } },
	{ "",
	  { .insns = { TO_R3, MOV_IMM(2, 1), ATOMIC(BPF_DW, 3, 2, BPF_ADD),
		       RET } } },
	{ "unset",
	  { .insns = { MOV_IMM(2, 1), TO_R3, ATOMIC(BPF_DW, 3, 2, BPF_CMPXCHG),
		       EXIT } } },
	{ "result", { .insns = { EXIT } } },
	{ "", { "struct_ops/x", .insns = { EXIT } } },
	{ "", { .sub = 3, .insns = { CALL(2), RET, EXIT } } },
	{ "frame-pointer", { .insns = { MOV_IMM(10, 0), RET } } },
	{ "register",
	  { .insns = { INSN(BPF_ALU64 | BPF_MOV, 12, 0, 0, 0), RET } } },
	{ "result", { "sk_lookup", .insns = { MOV_IMM(0, 2), EXIT } } },
	{ "", { "sk_lookup", .insns = { MOV_IMM(0, 1), EXIT } } },
	/* numbers */
	{ "division",
	  { .insns = { MOV_IMM(0, 1), ALU_IMM(BPF_DIV, 0, 0), EXIT } } },
	{ "division",
	  { .insns = { MOV_IMM(0, 1), ALU_IMM(BPF_MOD, 0, 0), EXIT } } },
	{ "",
	  { .insns = { MOV_IMM(0, 1), MOV_IMM(2, 0), ALU_REG(BPF_DIV, 0, 2),
		       EXIT } } },
	{ "shift",
	  { .insns = { MOV_IMM(0, 1), ALU_IMM(BPF_LSH, 0, 64), EXIT } } },
	{ "", { .insns = { MOV_IMM(0, 1), ALU_IMM(BPF_LSH, 0, 63), EXIT } } },
	{ "shift",
	  { .insns = { MOV_IMM(0, 1), INSN(BPF_ALU | BPF_RSH, 0, 0, 0, 32),
		       EXIT } } },
	{ "shift",
	  { .insns = { MOV_IMM(0, 1), ALU_IMM(BPF_ARSH, 0, -1), EXIT } } },
	/* the stack */
	{ "stack", { .insns = { ST(BPF_DW, 10, -520, 0), RET } } },
	{ "", { .insns = { ST(BPF_DW, 10, -512, 0), RET } } },
	{ "stack", { .insns = { ST(BPF_DW, 10, 0, 0), RET } } },
	{ "stack", { .insns = { ST(BPF_DW, 10, -4, 0), RET } } },
	{ "stack",
	  { .insns = { MOV_REG(2, 10), ALU_IMM(BPF_ADD, 2, -600),
		       ST(BPF_B, 2, 0, 0), RET } } },
	{ "stack-align", { .insns = { ST(BPF_DW, 10, -12, 0), RET } } },
	{ "", { .insns = { ST(BPF_W, 10, -12, 0), RET } } },
	{ "stack",
	  { "tc", .sub = 3,
	    .insns = { ST(BPF_DW, 10, -256, 0), CALL(1), EXIT,
		       ST(BPF_DW, 10, -264, 0), RET } } },
	{ "",
	  { "tc", .sub = 3,
	    .insns = { ST(BPF_DW, 10, -256, 0), CALL(1), EXIT,
		       ST(BPF_DW, 10, -256, 0), RET } } },
	{ "stack",
	  { "tc", .sub = 3,
	    .insns = { ST(BPF_DW, 10, -256, 0), CALL(1), EXIT, HELPER(12),
		       RET } } },
	{ "",
	  { "tc", .sub = 3,
	    .insns = { ST(BPF_DW, 10, -240, 0), CALL(1), EXIT, HELPER(12),
		       RET } } },
	/* addresses */
	{ "null",
	  { .insns = { LOOKUP(CASE_HASH), LDX(BPF_DW, 0, 0, 0), EXIT } } },
	{ "null",
	  { .insns = { LOOKUP(CASE_HASH), MOV_REG(6, 0), ST(BPF_DW, 6, 0, 0),
		       RET } } },
	{ "null",
	  { .insns = { LOOKUP(CASE_HASH), ALU_IMM(BPF_ADD, 0, 4), RET } } },
	{ "",
	  { .insns = { LOOKUP(CASE_HASH), JMP_IMM(BPF_JEQ, 0, 0, 1),
		       LDX(BPF_DW, 0, 0, 0), RET } } },
	{ "",
	  { .insns = { LOOKUP(CASE_HASH), MOV_REG(6, 0),
		       JMP_IMM(BPF_JEQ, 0, 0, 1), LDX(BPF_DW, 0, 6, 0),
		       RET } } },
	/* Newer kernels know that a constant key of an array is there */
	{ "", { .insns = { LOOKUP(CASE_ARRAY), LDX(BPF_DW, 0, 0, 0), EXIT } } },
	{ "context", { .insns = { LDX(BPF_W, 0, 1, -4), EXIT } } },
	{ "", { .insns = { LDX(BPF_W, 0, 1, 0), EXIT } } },
	{ "constant-write",
	  { .insns = { LD64(1, 0, CASE_RODATA), ST(BPF_W, 1, 0, 0), RET } } },
	{ "", { .insns = { LD64(1, 0, CASE_DATA), ST(BPF_W, 1, 0, 0), RET } } },
};

START_TEST(just_these_errors)
{
	ck_assert_str_eq(lint_case_errors(&rows[_i].c), rows[_i].errors);
}
END_TEST

static unsigned count(const struct lint_case *c, const char *rule,
		      uint16_t *since)
{
	const struct lint_found *f;
	unsigned n = lint_case_find(c, rule, &f);

	*since = f->since;
	return n;
}

/* Before 5.3 loops are errors; that they end is for a kernel to find */
START_TEST(loops)
{
	static const struct lint_case loop = {
		.insns = { MOV_IMM(0, 9), ALU_IMM(BPF_SUB, 0, 1),
			   JMP_IMM(BPF_JNE, 0, 0, -2), EXIT }
	};
	static const struct lint_case none = {
		.insns = { MOV_IMM(0, 9), ALU_IMM(BPF_SUB, 0, 1),
			   JMP_IMM(BPF_JNE, 0, 0, 0), EXIT }
	};
	uint16_t since;

	ck_assert_uint_eq(count(&loop, "loop", &since), 1);
	ck_assert_uint_eq(since, 0x503);
	ck_assert_uint_eq(count(&loop, "undecided", &since), 1);
	ck_assert_uint_eq(count(&none, "loop", &since), 0);
	ck_assert_uint_eq(count(&none, "undecided", &since), 0);
}
END_TEST

/* Up to 6.3 nobody may read what was not written */
START_TEST(a_stack_that_nothing_writes)
{
	static const struct lint_case bad = { .insns = { ST(BPF_DW, 10, -16, 0),
							 LDX(BPF_DW, 0, 10, -8),
							 EXIT } };
	static const struct lint_case good = {
		.insns = { ST(BPF_DW, 10, -8, 0), LDX(BPF_DW, 0, 10, -8), EXIT }
	};
	static const struct lint_case given = {
		.insns = { MOV_REG(6, 10), STX(BPF_DW, 10, 6, -16),
			   LDX(BPF_DW, 0, 10, -8), EXIT }
	};
	uint16_t since;

	ck_assert_uint_eq(count(&bad, "stack-read", &since), 1);
	ck_assert_uint_eq(since, 0x603);
	ck_assert_uint_eq(count(&good, "stack-read", &since), 0);
	ck_assert_uint_eq(count(&given, "stack-read", &since), 0);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, just_these_errors, 0, ARRAY_SIZE(rows));
	tcase_add_test(t, loops);
	tcase_add_test(t, a_stack_that_nothing_writes);
}

int main(void)
{
	return run_tests("lint_use", add);
}
