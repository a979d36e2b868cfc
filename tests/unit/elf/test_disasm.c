// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each encoding in the words of kernel/bpf/disasm.c. */
#include <string.h>

#include "elf/cleanup.h"
#include "elf/disasm.h"
#include "elf/helper.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define ALU32(op, d, s)	 INSN(BPF_ALU | (op) | BPF_X, d, s, 0, 0)
#define ALU_OFF(op, o)	 INSN(BPF_ALU64 | (op) | BPF_X, 1, 2, o, 0)
#define MOV_OFF(c, o, i) INSN((c) | BPF_MOV | BPF_X, 1, 2, o, i)
#define END(c, src, n)	 INSN((c) | BPF_END | (src), 3, 0, 0, n)
#define JMP32(op, s)	 INSN(BPF_JMP32 | (op) | (s), 4, 5, -3, 6)
#define XADD(size, op)	 INSN(BPF_STX | BPF_ATOMIC | (size), 1, 2, 8, op)

static const struct row {
	struct bpf_insn insn[2];
	const char *text;
} rows[] = {
	{ { MOV_IMM(1, -5) }, "r1 = -5" },
	{ { MOV32_IMM(1, 7) }, "w1 = 7" },
	{ { MOV_REG(6, 1) }, "r6 = r1" },
	{ { ALU32(BPF_ADD, 1, 2) }, "w1 += w2" },
	{ { ALU_IMM(BPF_SUB, 2, 3) }, "r2 -= 3" },
	{ { ALU_REG(BPF_MUL, 2, 3) }, "r2 *= r3" },
	{ { ALU_IMM(BPF_DIV, 2, 3) }, "r2 /= 3" },
	{ { ALU_IMM(BPF_OR, 2, 3) }, "r2 |= 3" },
	{ { ALU_IMM(BPF_AND, 2, 3) }, "r2 &= 3" },
	{ { ALU_IMM(BPF_LSH, 2, 3) }, "r2 <<= 3" },
	{ { ALU_IMM(BPF_RSH, 2, 3) }, "r2 >>= 3" },
	{ { ALU_IMM(BPF_MOD, 2, 3) }, "r2 %= 3" },
	{ { ALU_IMM(BPF_XOR, 2, 3) }, "r2 ^= 3" },
	{ { ALU_IMM(BPF_ARSH, 2, 3) }, "r2 s>>= 3" },
	{ { ALU_IMM(BPF_NEG, 2, 0) }, "r2 = -r2" },
	{ { INSN(BPF_ALU | BPF_NEG, 2, 0, 0, 0) }, "w2 = -w2" },
	{ { ALU_OFF(BPF_DIV, 1) }, "r1 s/= r2" },
	{ { ALU_OFF(BPF_MOD, 1) }, "r1 s%= r2" },
	{ { MOV_OFF(BPF_ALU64, 8, 0) }, "r1 = (s8)r2" },
	{ { MOV_OFF(BPF_ALU, 16, 0) }, "w1 = (s16)w2" },
	{ { MOV_OFF(BPF_ALU64, 1, 1 << 16) },
	  "r1 = addr_space_cast(r2, 1, 0)" },
	{ { MOV_OFF(BPF_ALU64, -1, 0) }, "r1 = &(void __percpu *)(r2)" },
	{ { MOV_OFF(BPF_ALU64, 5, 0) }, "unknown bf 1 2 5 0" },
	{ { END(BPF_ALU, BPF_TO_BE, 16) }, "r3 = be16 r3" },
	{ { END(BPF_ALU, BPF_TO_LE, 64) }, "r3 = le64 r3" },
	{ { END(BPF_ALU64, BPF_TO_LE, 32) }, "r3 = bswap32 r3" },
	{ { INSN(BPF_ALU | 0xe0, 1, 2, 3, 4) }, "unknown e4 1 2 3 4" },
	{ { LDX(BPF_W, 1, 2, -4) }, "r1 = *(u32 *)(r2 -4)" },
	{ { LDX(BPF_DW, 1, 2, 0) }, "r1 = *(u64 *)(r2 +0)" },
	{ { INSN(BPF_LDX | BPF_MEMSX | BPF_H, 1, 2, 6, 0) },
	  "r1 = *(s16 *)(r2 +6)" },
	{ { INSN(BPF_LDX | BPF_ABS, 1, 2, 6, 0) }, "unknown 21 1 2 6 0" },
	{ { INSN(BPF_LD | BPF_ABS | BPF_H, 0, 0, 0, 12) },
	  "r0 = *(u16 *)skb[12]" },
	{ { INSN(BPF_LD | BPF_IND | BPF_B, 0, 7, 0, 2) },
	  "r0 = *(u8 *)skb[r7 + 2]" },
	{ { STX(BPF_B, 10, 3, -1) }, "*(u8 *)(r10 -1) = r3" },
	{ { ST(BPF_DW, 10, -8, -2) }, "*(u64 *)(r10 -8) = -2" },
	{ { INSN(BPF_ST | 0xc0, 0, 0, 0, 0) }, "nospec" },
	{ { XADD(BPF_DW, BPF_ADD) }, "lock *(u64 *)(r1 +8) += r2" },
	{ { XADD(BPF_W, BPF_XOR) }, "lock *(u32 *)(r1 +8) ^= r2" },
	{ { XADD(BPF_DW, BPF_ADD | BPF_FETCH) },
	  "r2 = atomic64_fetch_add((u64 *)(r1 +8), r2)" },
	{ { XADD(BPF_W, BPF_OR | BPF_FETCH) },
	  "r2 = atomic_fetch_or((u32 *)(r1 +8), r2)" },
	{ { XADD(BPF_DW, BPF_XCHG) },
	  "r2 = atomic64_xchg((u64 *)(r1 +8), r2)" },
	{ { XADD(BPF_W, BPF_CMPXCHG) },
	  "r0 = atomic_cmpxchg((u32 *)(r1 +8), r0, r2)" },
	{ { XADD(BPF_B, 0x100) }, "r1 = load_acquire((u8 *)(r2 +8))" },
	{ { XADD(BPF_H, 0x110) }, "store_release((u16 *)(r1 +8), r2)" },
	{ { XADD(BPF_DW, 0x77) }, "unknown db 1 2 8 119" },
	{ { LD64(1, 0, 5) }, "r1 = 0x5" },
	{ { INSN(BPF_LD | BPF_IMM | BPF_DW, 1, 0, 0, -1), INSN(0, 0, 0, 0, 1) },
	  "r1 = 0x1ffffffff" },
	{ { JMP(-2) }, "goto pc-2" },
	{ { INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, 70000) }, "gotol pc+70000" },
	{ { INSN(BPF_JMP | BPF_JA | BPF_X, 3, 0, 0, 0) }, "gotox r3" },
	{ { INSN(BPF_JMP | BPF_JCOND, 0, 0, 4, 0) }, "may_goto pc+4" },
	{ { JMP_IMM(BPF_JEQ, 1, 255, 3) }, "if r1 == 0xff goto pc+3" },
	{ { JMP_IMM(BPF_JSGT, 1, -1, 3) }, "if r1 s> 0xffffffff goto pc+3" },
	{ { JMP_REG(BPF_JSET, 1, 2, 3) }, "if r1 & r2 goto pc+3" },
	{ { JMP32(BPF_JNE, BPF_X) }, "if w4 != w5 goto pc-3" },
	{ { JMP32(BPF_JLT, BPF_K) }, "if w4 < 0x6 goto pc-3" },
	{ { JMP32(BPF_JLE, BPF_K) }, "if w4 <= 0x6 goto pc-3" },
	{ { JMP32(BPF_JSLT, BPF_K) }, "if w4 s< 0x6 goto pc-3" },
	{ { JMP32(BPF_JSLE, BPF_K) }, "if w4 s<= 0x6 goto pc-3" },
	{ { JMP32(BPF_JSGE, BPF_K) }, "if w4 s>= 0x6 goto pc-3" },
	{ { JMP32(BPF_JGT, BPF_K) }, "if w4 > 0x6 goto pc-3" },
	{ { JMP32(BPF_JGE, BPF_K) }, "if w4 >= 0x6 goto pc-3" },
	{ { HELPER(1) }, "call bpf_map_lookup_elem#1" },
	{ { HELPER(211) }, "call bpf_cgrp_storage_delete#211" },
	{ { HELPER(9999) }, "call unknown#9999" },
	{ { CALL(5) }, "call pc+5" },
	{ { INSN(BPF_JMP | BPF_CALL, 0, 2, 0, 77) },
	  "call kernel-function#77" },
	{ { EXIT }, "exit" },
};

START_TEST(an_encoding_has_the_kernels_words)
{
	char buf[DISASM_SIZE];

	ck_assert_str_eq(disasm_text(rows[_i].insn, NULL, buf, sizeof(buf)),
			 rows[_i].text);
}
END_TEST

START_TEST(names_stand_for_numbers)
{
	static const struct disasm_names names = { "map[counts]", "half",
						   "L2" };
	static const struct bpf_insn ld[] = { LD64(1, 1, 0) };
	static const struct bpf_insn call = CALL(3), jump = JMP(3);
	char buf[DISASM_SIZE];

	ck_assert_str_eq(disasm_text(ld, &names, buf, sizeof(buf)),
			 "r1 = map[counts]");
	ck_assert_str_eq(disasm_text(&call, &names, buf, sizeof(buf)),
			 "call half");
	ck_assert_str_eq(disasm_text(&jump, &names, buf, sizeof(buf)),
			 "goto L2");
}
END_TEST

START_TEST(any_bytes_have_a_text)
{
	struct bpf_insn insn[2];
	char buf[DISASM_SIZE];

	for (unsigned code = 0; code < 256; code++) {
		memset(insn, 0xff, sizeof(insn));
		insn[0].code = (uint8_t)code;
		disasm_text(insn, NULL, buf, sizeof(buf));
		ck_assert(buf[0] != '\0' && strlen(buf) < 80);
		disasm_text(insn, NULL, buf, 5);
		ck_assert_uint_eq(strlen(buf), 4);
	}
}
END_TEST

START_TEST(helpers_are_found_by_name_and_number)
{
	ck_assert_int_eq(helper_find("bpf_map_lookup_elem"), 1);
	ck_assert_int_eq(helper_find("bpf_ringbuf_output"), 130);
	ck_assert_int_eq(helper_find("map_lookup_elem"), 0);
	ck_assert_int_eq(helper_find("bpf_nonsense"), 0);
	ck_assert_ptr_null(helper_at(0));
	ck_assert_ptr_null(helper_at(212));
	for (int i = 1; i <= 211; i++)
		ck_assert_uint_ge(helper_at(i)->since, 0x313);
	ck_assert_uint_eq(helper_at(6)->flags, HELPER_GPL);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, an_encoding_has_the_kernels_words, 0,
			    ARRAY_SIZE(rows));
	tcase_add_test(t, names_stand_for_numbers);
	tcase_add_test(t, any_bytes_have_a_text);
	tcase_add_test(t, helpers_are_found_by_name_and_number);
}

int main(void)
{
	return run_tests("disasm", add);
}
