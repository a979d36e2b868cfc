// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Successors, uses and definitions, liveness: also of code that is none. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/flow.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define BIT(r)	  (1u << (r))
#define ARGS	  0x3eu
#define CLOBBERED 0x3fu

static const struct {
	struct bpf_insn insn;
	int next[2]; /* of instruction 5 of 10; -1: none */
	unsigned uses, defs;
} rows[] = {
	{ MOV_IMM(3, 1), { 6, -1 }, 0, BIT(3) },
	{ MOV_REG(3, 4), { 6, -1 }, BIT(4), BIT(3) },
	{ ALU_IMM(BPF_ADD, 3, 1), { 6, -1 }, BIT(3), BIT(3) },
	{ ALU_REG(BPF_SUB, 3, 4), { 6, -1 }, BIT(3) | BIT(4), BIT(3) },
	{ INSN(BPF_ALU | BPF_NEG, 2, 0, 0, 0), { 6, -1 }, BIT(2), BIT(2) },
	{ INSN(BPF_ALU | BPF_END | BPF_TO_BE, 2, 0, 0, 16),
	  { 6, -1 },
	  BIT(2),
	  BIT(2) },
	{ LDX(BPF_W, 1, 10, -8), { 6, -1 }, BIT(10), BIT(1) },
	{ STX(BPF_DW, 10, 7, -8), { 6, -1 }, BIT(10) | BIT(7), 0 },
	{ ST(BPF_B, 10, -8, 1), { 6, -1 }, BIT(10), 0 },
	{ ATOMIC(BPF_DW, 1, 2, BPF_ADD),
	  { 6, -1 },
	  BIT(0) | BIT(1) | BIT(2),
	  0 },
	{ INSN(BPF_LD | BPF_IMM | BPF_DW, 9, 0, 0, 0), { 7, -1 }, 0, BIT(9) },
	{ INSN(BPF_LD | BPF_ABS | BPF_W, 0, 0, 0, 0),
	  { 6, -1 },
	  BIT(0) | BIT(6),
	  CLOBBERED },
	{ INSN(BPF_LD | BPF_IND | BPF_W, 0, 7, 0, 0),
	  { 6, -1 },
	  BIT(7) | BIT(6),
	  CLOBBERED },
	{ JMP(3), { 9, -1 }, 0, 0 },
	{ JMP(4), { -1, -1 }, 0, 0 },
	{ JMP(-6), { 0, -1 }, 0, 0 },
	{ JMP(-7), { -1, -1 }, 0, 0 },
	{ JMP(INT16_MAX), { -1, -1 }, 0, 0 },
	{ JMP(INT16_MIN), { -1, -1 }, 0, 0 },
	{ JMP_IMM(BPF_JEQ, 1, 0, 2), { 6, 8 }, BIT(1), 0 },
	{ JMP_REG(BPF_JEQ, 1, 2, 2), { 6, 8 }, BIT(1) | BIT(2), 0 },
	{ JMP_IMM(BPF_JNE, 1, 0, -100), { 6, -1 }, BIT(1), 0 },
	{ INSN(BPF_JMP32 | BPF_JGT | BPF_X, 1, 2, 0, 0),
	  { 6, 6 },
	  BIT(1) | BIT(2),
	  0 },
	/* gotol has its distance in imm */
	{ INSN(BPF_JMP32 | BPF_JA, 0, 0, 1, 3), { 9, -1 }, 0, 0 },
	{ INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, INT32_MAX), { -1, -1 }, 0, 0 },
	{ INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, INT32_MIN), { -1, -1 }, 0, 0 },
	{ HELPER(1), { 6, -1 }, ARGS, CLOBBERED },
	{ CALL(-1), { 6, -1 }, ARGS, CLOBBERED },
	{ EXIT, { -1, -1 }, BIT(0), 0 },
};

START_TEST(instruction_leads_uses_and_defines)
{
	struct bpf_insn insns[10] = { { 0 } };
	uint32_t next[2];
	unsigned n;

	insns[5] = rows[_i].insn;
	n = flow_next(insns, 10, 5, next);
	ck_assert_int_eq((int)n,
			 (rows[_i].next[0] >= 0) + (rows[_i].next[1] >= 0));
	for (unsigned i = 0; i < n; i++)
		ck_assert_int_eq((int)next[i], rows[_i].next[i]);
	ck_assert_uint_eq(flow_uses(&insns[5]), rows[_i].uses);
	ck_assert_uint_eq(flow_defs(&insns[5]), rows[_i].defs);
	ck_assert_uint_eq(flow_width(&insns[5]), insns[5].code == 0x18 ? 2 : 1);
}
END_TEST

START_TEST(the_last_instruction_leads_nowhere)
{
	static const struct bpf_insn last[] = {
		MOV_IMM(0, 0),	INSN(0x18, 0, 0, 0, 0),
		JMP(0),		JMP_IMM(BPF_JEQ, 0, 0, 0),
		JMP(INT16_MAX),
	};
	uint32_t next[2];

	for (size_t i = 0; i < ARRAY_SIZE(last); i++)
		ck_assert_uint_eq(flow_next(&last[i], 1, 0, next), 0);
}
END_TEST

static void live_of(const struct bpf_insn *insns, uint32_t n, uint16_t *live)
{
	struct err e;

	ck_assert_int_eq(flow_liveness(insns, n, live, &e), 0);
}

START_TEST(straight_code)
{
	static const struct bpf_insn insns[] = {
		MOV_REG(6, 1), /* r1 r7 */
		MOV_IMM(2, 4), /* r6 r7 */
		ALU_REG(BPF_ADD, 6, 2), /* r2 r6 r7 */
		MOV_REG(0, 6), /* r6 r7 */
		ALU_REG(BPF_ADD, 0, 7), /* r0 r7 */
		EXIT, /* r0 */
	};
	static const uint16_t want[] = {
		BIT(1) | BIT(7), BIT(6) | BIT(7), BIT(2) | BIT(6) | BIT(7),
		BIT(6) | BIT(7), BIT(0) | BIT(7), BIT(0),
	};
	uint16_t live[ARRAY_SIZE(insns)];

	live_of(insns, ARRAY_SIZE(insns), live);
	ck_assert_mem_eq(live, want, sizeof(want));
}
END_TEST

START_TEST(ways_that_meet_and_loops)
{
	static const struct bpf_insn insns[] = {
		JMP_IMM(BPF_JEQ, 1, 0, 2), /* r1 r2 r3 */
		MOV_REG(0, 2), /* r2 */
		JMP(1), /* r0 */
		MOV_REG(0, 3), /* r3 */
		ALU_IMM(BPF_ADD, 0, 1), /* r0: loop */
		JMP_IMM(BPF_JLT, 0, 9, -2),
		EXIT,
	};
	static const uint16_t want[] = {
		BIT(1) | BIT(2) | BIT(3),
		BIT(2),
		BIT(0),
		BIT(3),
		BIT(0),
		BIT(0),
		BIT(0),
	};
	uint16_t live[ARRAY_SIZE(insns)];

	live_of(insns, ARRAY_SIZE(insns), live);
	ck_assert_mem_eq(live, want, sizeof(want));
}
END_TEST

START_TEST(a_use_is_seen_through_a_loop)
{
	static const struct bpf_insn insns[] = {
		MOV_IMM(6, 0), MOV_REG(7, 6), /* 1: r6 of the round before */
		MOV_IMM(6, 1), JMP_IMM(BPF_JNE, 7, 1, -3),
		EXIT,
	};
	uint16_t live[ARRAY_SIZE(insns)];

	live_of(insns, ARRAY_SIZE(insns), live);
	ck_assert_uint_eq(live[0], BIT(0));
	ck_assert_uint_eq(live[1], BIT(0) | BIT(6));
	ck_assert_uint_eq(live[3], BIT(0) | BIT(6) | BIT(7));
}
END_TEST

START_TEST(nothing_has_no_liveness)
{
	uint16_t live = 77;

	live_of(NULL, 0, &live);
	ck_assert_uint_eq(live, 77);
}
END_TEST

START_TEST(registers_that_do_not_exist_are_bits_too)
{
	static const struct bpf_insn insns[] = { MOV_REG(15, 14), EXIT };
	uint16_t live[2];

	live_of(insns, 2, live);
	ck_assert_uint_eq(live[0], BIT(14) | BIT(0));
}
END_TEST

/* Each instruction jumps to the one before: the hardest order for sweeps
 * from the end to the beginning. A quadratic time would be minutes. */
START_TEST(a_chain_of_backward_jumps_takes_linear_time)
{
	enum { N = 300000 };
	struct bpf_insn *insns = calloc(N, sizeof(*insns));
	uint16_t *live = malloc(N * sizeof(*live));
	clock_t start = clock();

	insns[0] = (struct bpf_insn)EXIT;
	for (int i = 1; i < N; i++)
		insns[i] = (struct bpf_insn)JMP_IMM(
			BPF_JNE, (uint8_t)(i % 10) & 0xfu, 0, -2);
	live_of(insns, N, live);
	ck_assert_uint_eq(live[N - 1], 0x3ff);
	ck_assert_uint_eq(live[1], 0x3ff);
	ck_assert_uint_lt((uint64_t)(clock() - start), 10 * CLOCKS_PER_SEC);
	free(insns);
	free(live);
}
END_TEST

static void add(TCase *t)
{
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, instruction_leads_uses_and_defines, 0,
			    ARRAY_SIZE(rows));
	tcase_add_test(t, the_last_instruction_leads_nowhere);
	tcase_add_test(t, straight_code);
	tcase_add_test(t, ways_that_meet_and_loops);
	tcase_add_test(t, a_use_is_seen_through_a_loop);
	tcase_add_test(t, nothing_has_no_liveness);
	tcase_add_test(t, registers_that_do_not_exist_are_bits_too);
	tcase_add_test(t, a_chain_of_backward_jumps_takes_linear_time);
}

int main(void)
{
	return run_tests("flow", add);
}
