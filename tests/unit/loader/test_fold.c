// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Constant folding: which loads become which constants. */
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/loader/fold_help.h"
#include "tests/unit/run.h"

static const struct fold_row rows[] = {
	ROW("a byte", 2, MOV64, 0x12, false, ADDR(1), LDX(BPF_B, 0, 1, BYTE),
	    EXIT),
	ROW("a byte is never negative", 2, MOV64, 0xff, false, ADDR(1),
	    LDX(BPF_B, 0, 1, MINUS_BYTE), EXIT),
	ROW("two bytes", 2, MOV64, 0x1234, false, ADDR(1),
	    LDX(BPF_H, 0, 1, HALF), EXIT),
	ROW("four bytes are zero-extended", 2, MOV32, -2, false, ADDR(1),
	    LDX(BPF_W, 0, 1, MINUS_WORD), EXIT),
	ROW("eight bytes that fit", 2, MOV64, 0x7fffffff, false, ADDR(1),
	    LDX(BPF_DW, 0, 1, SMALL), EXIT),
	ROW("eight bytes that fit zero-extended", 2, MOV32, -1, false, ADDR(1),
	    LDX(BPF_DW, 0, 1, U32_MAX), EXIT),
	ROW("eight bytes that fit sign-extended", 2, MOV64, -2, false, ADDR(1),
	    LDX(BPF_DW, 0, 1, MINUS_TWO), EXIT),
	ROW("the last byte", 2, MOV64, 0, false, ADDR(1),
	    LDX(BPF_B, 0, 1, END - 1), EXIT),
	ROW("beyond the end", 2, NOT_FOLDED, 0, true, ADDR(1),
	    LDX(BPF_B, 0, 1, END), EXIT),
	ROW("across the end", 2, NOT_FOLDED, 0, true, ADDR(1),
	    LDX(BPF_DW, 0, 1, END - 4), EXIT),
	ROW("before the beginning", 2, NOT_FOLDED, 0, true, ADDR(1),
	    LDX(BPF_B, 0, 1, -1), EXIT),
	ROW("into the address's own register", 2, MOV64, 0x12, false, ADDR(1),
	    LDX(BPF_B, 1, 1, 0), MOV_REG(0, 1), EXIT),
	ROW("with sign extension, cpu v4", 2, NOT_FOLDED, 0, true, ADDR(1),
	    INSN(BPF_LDX | BPF_MEMSX | BPF_B, 0, 1, 1, 0), EXIT),
	ROW("through moves", 4, MOV64, 0x12, false, ADDR(1), MOV_REG(6, 1),
	    MOV_REG(7, 6), LDX(BPF_B, 0, 7, 0), EXIT),
	ROW("through additions", 4, MOV64, 0x1234, false, ADDR(1),
	    ALU_IMM(BPF_ADD, 1, 36), ALU_IMM(BPF_ADD, 1, -34),
	    LDX(BPF_H, 0, 1, 0), EXIT),
	ROW("kept over a call", 3, MOV64, 0x12, false, ADDR(6), HELPER(5),
	    LDX(BPF_B, 0, 6, 0), EXIT),
	ROW("not kept over a call, nor given to it", 2, MOV64, 0x12, false,
	    ADDR(1), LDX(BPF_B, 6, 1, 0), MOV_IMM(1, 0), HELPER(5), EXIT),
	ROW("from the stack, which is not followed", 4, NOT_FOLDED, 0, true,
	    ADDR(1), STX(BPF_DW, 10, 1, -8), LDX(BPF_DW, 2, 10, -8),
	    LDX(BPF_B, 0, 2, 0), EXIT),
};

START_TEST(loads_become_constants)
{
	fold_check(&rows[_i]);
}
END_TEST

START_TEST(offsets_of_relocations_count)
{
	static const struct bpf_insn insns[FOLD_ROOM] = { ADDR(1),
							  LDX(BPF_H, 0, 1, -4),
							  EXIT };

	fold_func_is(insns, OBJ_REL_DATA, HALF + 4);
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	ck_assert_int_eq(image.insns[2].imm, 0x1234);
	ck_assert(!needed[0]);
	image_close(&image);
}
END_TEST

static const int64_t far[] = { INT32_MAX, INT32_MIN, 1ll << 32, INT64_MIN, -1 };

START_TEST(offsets_out_of_all_bounds_need_the_map)
{
	static const struct bpf_insn insns[FOLD_ROOM] = {
		ADDR(1), ALU_IMM(BPF_ADD, 1, 0), LDX(BPF_H, 0, 1, 0), EXIT
	};

	fold_func_is(insns, OBJ_REL_DATA, far[_i]);
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	ck_assert(needed[0]);
	image_close(&image);
}
END_TEST

START_TEST(data_that_may_not_be_folded_needs_its_map)
{
	static const struct bpf_insn insns[FOLD_ROOM] = { ADDR(1), LOAD_BYTE,
							  EXIT };

	fold_func_is(insns, OBJ_REL_DATA, 0);
	ck_assert_int_eq(fold(NULL, 0), 0);
	ck_assert(needed[0]);
	ck_assert_mem_eq(image.insns, insns, sizeof(insns));
	image_close(&image);
}
END_TEST

START_TEST(maps_that_are_no_data_are_needed)
{
	static const struct bpf_insn insns[FOLD_ROOM] = { ADDR(1), HELPER(1),
							  EXIT };

	fold_func_is(insns, OBJ_REL_MAP, 0);
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	ck_assert(needed[0]);
	image_close(&image);
}
END_TEST

START_TEST(numbers_are_no_addresses)
{
	static const struct bpf_insn insns[FOLD_ROOM] = { ADDR(1), LOAD_BYTE,
							  HELPER(1), EXIT };

	fold_func_is(insns, OBJ_REL_DATA, 0);
	fold_func.nrels = 0;
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	ck_assert(!needed[0]);
	ck_assert_mem_eq(image.insns, insns, sizeof(insns));
	image_close(&image);
}
END_TEST

START_TEST(registers_that_do_not_exist_are_an_error)
{
	static const struct bpf_insn bad[2][FOLD_ROOM] = {
		{ MOV_REG(11, 0), EXIT }, { MOV_REG(0, 15), EXIT }
	};

	fold_func_is(bad[_i], OBJ_REL_DATA, 0);
	ck_assert_int_lt(fold(&fold_data, sizeof(fold_data)), 0);
	ck_assert_str_eq(fold_err.msg, "function 'f': an instruction names a "
				       "register above r10");
	image_close(&image);
}
END_TEST

START_TEST(an_empty_function_is_fine)
{
	static struct bpf_insn none[1];

	fold_func = (struct obj_func){ .name = "f", .insns = none };
	ck_assert_int_eq(fold(&fold_data, sizeof(fold_data)), 0);
	image_close(&image);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, loads_become_constants, 0, ARRAY_SIZE(rows));
	tcase_add_test(t, offsets_of_relocations_count);
	tcase_add_loop_test(t, offsets_out_of_all_bounds_need_the_map, 0,
			    ARRAY_SIZE(far));
	tcase_add_test(t, data_that_may_not_be_folded_needs_its_map);
	tcase_add_test(t, maps_that_are_no_data_are_needed);
	tcase_add_test(t, numbers_are_no_addresses);
	tcase_add_loop_test(t, registers_that_do_not_exist_are_an_error, 0, 2);
	tcase_add_test(t, an_empty_function_is_fine);
}

int main(void)
{
	return run_tests("fold", add);
}
