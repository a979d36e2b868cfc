// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Constant folding: what becomes of addresses that are not only loaded from,
 * and where ways meet.
 */
#include "elf/cleanup.h"
#include "tests/unit/loader/fold_help.h"
#include "tests/unit/run.h"

static const struct fold_row uses[] = {
	ROW("given to a helper", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    HELPER(5), EXIT),
	ROW("given to a subprogram", 2, MOV64, 0x12, true, ADDR(2),
	    LDX(BPF_B, 0, 2, 0), CALL(0), EXIT),
	ROW("stored", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    STX(BPF_DW, 10, 1, -8), EXIT),
	ROW("stored to", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    STX(BPF_DW, 1, 0, 0), EXIT),
	ROW("stored to, a constant", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    ST(BPF_DW, 1, 0, 0), EXIT),
	ROW("compared", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    JMP_IMM(BPF_JEQ, 1, 0, 0), EXIT),
	ROW("compared with", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    JMP_REG(BPF_JEQ, 10, 1, 0), EXIT),
	ROW("added to a register", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    MOV_IMM(2, 0), ALU_REG(BPF_ADD, 2, 1), EXIT),
	ROW("indexed", 4, NOT_FOLDED, 0, true, ADDR(1), LOAD_BYTE,
	    ALU_REG(BPF_ADD, 1, 0), LDX(BPF_B, 0, 1, 0), EXIT),
	ROW("subtracted from", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    ALU_IMM(BPF_SUB, 1, 4), EXIT),
	ROW("cut to 32 bits", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    INSN(BPF_ALU | BPF_MOV | BPF_X, 2, 1, 0, 0), EXIT),
	ROW("moved with sign extension", 2, MOV64, 0x12, true, ADDR(1),
	    LOAD_BYTE, INSN(BPF_ALU64 | BPF_MOV | BPF_X, 2, 1, 8, 0), EXIT),
	ROW("an addition that overflows", 2, MOV64, 0x12, true, ADDR(1),
	    LOAD_BYTE, ALU_IMM(BPF_ADD, 1, INT32_MAX),
	    ALU_IMM(BPF_ADD, 1, INT32_MAX), EXIT),
	ROW("returned by a subprogram", 0, 0, 0, true, ADDR(0), EXIT),
	ROW("atomically added to", 2, MOV64, 0x12, true, ADDR(1), LOAD_BYTE,
	    ATOMIC(BPF_DW, 1, 2, BPF_ADD), EXIT),
	ROW("atomically compared with", 0, 0, 0, true, ADDR(0),
	    ATOMIC(BPF_DW, 10, 2, 0xf1), MOV_IMM(0, 0), EXIT),
	ROW("exchanged: the register holds something else now", 3, NOT_FOLDED,
	    0, true, ADDR(1), ATOMIC(BPF_DW, 10, 1, 0xe1), LDX(BPF_B, 0, 1, 0),
	    EXIT),
	ROW("compared and exchanged: r0 holds something else now", 3,
	    NOT_FOLDED, 0, true, ADDR(0), ATOMIC(BPF_DW, 10, 1, 0xf1),
	    LDX(BPF_B, 0, 0, 0), EXIT),
	ROW("an index of an old packet load", 0, 0, 0, true, ADDR(7),
	    INSN(BPF_LD | BPF_IND | BPF_W, 0, 7, 0, 0), EXIT),
};

START_TEST(other_uses_need_the_map)
{
	ck_assert(uses[_i].needed);
	fold_check(&uses[_i]);
}
END_TEST

static const struct fold_row ways[] = {
	ROW("the same on both ways", 4, MOV64, 0x12, false, ADDR(1),
	    JMP_IMM(BPF_JEQ, 10, 0, 1), MOV_IMM(2, 0), LDX(BPF_B, 0, 1, 0),
	    EXIT),
	ROW("another place on each way", 4, NOT_FOLDED, 0, true, ADDR(1),
	    JMP_IMM(BPF_JEQ, 10, 0, 1), ALU_IMM(BPF_ADD, 1, 1),
	    LDX(BPF_B, 0, 1, 0), EXIT),
	ROW("another place on each way, but no use of it", 5, NOT_FOLDED, 0,
	    false, ADDR(1), JMP_IMM(BPF_JEQ, 10, 0, 1), ALU_IMM(BPF_ADD, 1, 1),
	    MOV_IMM(1, 3), LDX(BPF_B, 0, 10, -1), EXIT),
	ROW("on one of two ways only", 4, NOT_FOLDED, 0, true, MOV_REG(1, 10),
	    JMP_IMM(BPF_JEQ, 10, 0, 2), ADDR(1), LDX(BPF_B, 0, 1, 0), EXIT),
	ROW("a constant in a loop", 3, MOV64, 0x12, false, ADDR(6),
	    MOV_IMM(0, 0), LDX(BPF_B, 1, 6, 0), ALU_REG(BPF_ADD, 0, 1),
	    JMP_IMM(BPF_JLT, 0, 99, -3), EXIT),
	ROW("a walk over the data in a loop", 3, NOT_FOLDED, 0, true, ADDR(6),
	    MOV_IMM(0, 0), LDX(BPF_B, 1, 6, 0), ALU_REG(BPF_ADD, 0, 1),
	    ALU_IMM(BPF_ADD, 6, 1), JMP_IMM(BPF_JLT, 0, 99, -4), EXIT),
	ROW("in a loop without an end", 2, MOV64, 0x12, false, ADDR(6),
	    LDX(BPF_B, 1, 6, 0), JMP(-2), EXIT),
	ROW("where nothing leads", 0, 0, 0, false, EXIT, ADDR(1), HELPER(5),
	    EXIT),
	ROW("loaded and never used", 0, 0, 0, false, ADDR(1), MOV_IMM(0, 0),
	    EXIT),
	ROW("overwritten by a call's result", 0, 0, 0, false, ADDR(0),
	    HELPER(5), EXIT),
};

START_TEST(what_holds_is_what_holds_on_all_ways)
{
	fold_check(&ways[_i]);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, other_uses_need_the_map, 0, ARRAY_SIZE(uses));
	tcase_add_loop_test(t, what_holds_is_what_holds_on_all_ways, 0,
			    ARRAY_SIZE(ways));
}

int main(void)
{
	return run_tests("fold_uses", add);
}
