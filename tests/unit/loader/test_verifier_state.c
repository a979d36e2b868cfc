// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Registers, stack slots and operands as the kernels put them. */
#include <string.h>

#include "elf/cleanup.h"
#include "loader/verifier/log_state.h"
#include "tests/unit/run.h"

static struct log_span span(const char *s)
{
	return (struct log_span){ s, strlen(s) };
}

static struct log_reg one(const char *text)
{
	struct log_span s = span(text);
	struct log_reg r;

	ck_assert_msg(log_state_next(&s, &r), "%s", text);
	return r;
}

static bool is(struct log_span s, const char *what)
{
	return s.len == strlen(what) && memcmp(s.p, what, s.len) == 0;
}

static const struct {
	const char *text, *type;
	int32_t id, range;
	int64_t off;
	uint32_t key_size, value_size;
} pointers[] = {
	{ "R1=ctx()", "ctx", 0, 0, 0, 0, 0 },
	{ "R1=ctx", "ctx", 0, 0, 0, 0, 0 },
	{ "R10=fp", "fp", 0, 0, 0, 0, 0 },
	{ "R10=fp0,call_-1", "fp", 0, 0, 0, 0, 0 },
	{ "R2=fp-16", "fp", 0, 0, -16, 0, 0 },
	{ "R2_w=fp[1]-8", "fp", 0, 0, -8, 0, 0 },
	{ "R3=pkt(id=2,off=14,r=34)", "pkt", 2, 34, 14, 0, 0 },
	{ "R3=pkt(r=14,imm=14)", "pkt", 0, 14, 14, 0, 0 },
	{ "R3_rwD=pkt(id=0,off=14,r=14,imm=0)", "pkt", 0, 14, 14, 0, 0 },
	{ "R0=map_value_or_null(id=1,ks=4,vs=8)", "map_value_or_null", 1, 0, 0,
	  4, 8 },
	{ "R0=map_value_or_null(ks=4,vs=8,id=1),min_value=0,max_value=0",
	  "map_value_or_null", 1, 0, 0, 4, 8 },
	{ "R0=map_value(map=cnt,ks=4,vs=8)", "map_value", 0, 0, 0, 4, 8 },
	{ "R6=ptr_task_struct(id=3,off=8)", "ptr_task_struct", 3, 0, 8, 0, 0 },
	{ "fp-16=dynptr_ringbuf(ref_id=2)", "dynptr_ringbuf", 0, 0, 0, 0, 0 },
	{ "fp-8_w=map_value", "map_value", 0, 0, 0, 0, 0 },
};

START_TEST(a_pointer_is_read)
{
	struct log_reg r = one(pointers[_i].text);

	ck_assert(is(r.type, pointers[_i].type));
	ck_assert_int_eq(r.id, pointers[_i].id);
	ck_assert_int_eq(r.range, pointers[_i].range);
	ck_assert_int_eq(r.off, pointers[_i].off);
	ck_assert_uint_eq(r.key_size, pointers[_i].key_size);
	ck_assert_uint_eq(r.value_size, pointers[_i].value_size);
}
END_TEST

static const struct {
	const char *text;
	uint32_t given;
	bool constant, precise;
	int64_t smin, smax;
	uint64_t umin, umax, value, mask;
} scalars[] = {
	{ "R0=inv", 0, false, false, 0, 0, 0, 0, 0, 0 },
	{ "R0=scalar()", 0, false, false, 0, 0, 0, 0, 0, 0 },
	{ "R0=imm5 R10=fp", 511, true, false, 5, 5, 5, 5, 5, 0 },
	{ "R0=inv5 R10=fp0", 511, true, false, 5, 5, 5, 5, 5, 0 },
	{ "R0_w=invP5 R10=fp0", 511, true, true, 5, 5, 5, 5, 5, 0 },
	{ "R0=P-1", 511, true, true, -1, -1, UINT64_MAX, UINT64_MAX, UINT64_MAX,
	  0 },
	{ "R0=0x4fb7d", 511, true, false, 0x4fb7d, 0x4fb7d, 0x4fb7d, 0x4fb7d,
	  0x4fb7d, 0 },
	{ "R0=inv56 R10=fp", LOG_UMAX, false, false, 56, 56, 0, 255, 56, 0 },
	{ "R0=inv,min_value=3,max_value=9", LOG_SMIN | LOG_UMAX, false, false,
	  3, 0, 0, 9, 0, 0 },
	{ "R0=inv(id=0,umax_value=255,var_off=(0x0; 0xff))",
	  LOG_UMAX | LOG_TNUM, false, false, 0, 0, 0, 255, 0, 0xff },
	{ "R0=Pscalar(id=2,umin=1,smin=-8)", LOG_UMIN | LOG_SMIN, false, true,
	  -8, 0, 1, 0, 0, 0 },
	{ "R0=scalar(id=2+4,smin=0,smax=umax=0xffffffff,var_off=(0x0; "
	  "0xffffffff))",
	  LOG_SMIN | LOG_SMAX | LOG_UMAX | LOG_TNUM, false, false, 0,
	  0xffffffff, 0, 0xffffffff, 0, 0xffffffff },
	{ "fp-8=P0", 511, true, true, 0, 0, 0, 0, 0, 0 },
};

START_TEST(a_number_is_read)
{
	struct log_reg r = one(scalars[_i].text);

	ck_assert(is(r.type, "scalar"));
	ck_assert_uint_eq(r.given, scalars[_i].given);
	ck_assert_int_eq(r.constant, scalars[_i].constant);
	ck_assert_int_eq(r.precise, scalars[_i].precise);
	ck_assert_uint_eq(r.umin, scalars[_i].umin);
	ck_assert_uint_eq(r.umax, scalars[_i].umax);
	ck_assert_int_eq(r.smin, scalars[_i].smin);
	ck_assert_int_eq(r.smax, scalars[_i].smax);
	ck_assert_uint_eq(r.value, scalars[_i].value);
	ck_assert_uint_eq(r.mask, scalars[_i].mask);
}
END_TEST

START_TEST(a_stack_slot_is_read_byte_by_byte)
{
	struct log_reg r = one("fp-16_w=mmmm??00");

	ck_assert_int_eq(r.place, LOG_STACK);
	ck_assert_int_eq(r.at, -16);
	ck_assert_mem_eq(r.slot, "mmmm??00", 8);
	ck_assert_uint_eq(r.type.len, 0);
	r = one("fp-8=mmmmscalar(umax=7)");
	ck_assert_mem_eq(r.slot, "mmmmrrrr", 8);
	ck_assert(is(r.type, "scalar"));
	ck_assert_uint_eq(r.umax, 7);
	r = one("fp-8=ctx()");
	ck_assert_mem_eq(r.slot, "rrrrrrrr", 8);
	r = one("fp-8=0");
	ck_assert_mem_eq(r.slot, "rrrrrrrr", 8);
	ck_assert(r.constant);
	r = one("*(R11-8)=scalar()");
	ck_assert_int_eq(r.place, LOG_STACK_ARG);
	ck_assert_int_eq(r.at, -8);
}
END_TEST

START_TEST(a_state_is_a_list)
{
	struct log_span s = span(" frame2: R0_w=inv(id=0,var_off=(0x0; 0xff)) "
				 "fp-8=mmmmmmmm refs=2,4 cb");
	struct log_reg r;

	ck_assert_uint_eq(log_state_frame(&s), 2);
	ck_assert(log_state_find(s, LOG_STACK, -8, &r));
	ck_assert(!log_state_find(s, LOG_REG, 1, &r));
	ck_assert(log_state_next(&s, &r));
	ck_assert_int_eq(r.place, LOG_REG);
	ck_assert(log_state_next(&s, &r));
	ck_assert(log_state_next(&s, &r));
	ck_assert_int_eq(r.place, LOG_REFS);
	ck_assert(is(r.text, "2,4"));
	ck_assert(log_state_next(&s, &r));
	ck_assert_int_eq(r.place, LOG_FLAG);
	ck_assert(is(r.text, "cb"));
	ck_assert(!log_state_next(&s, &r));
}
END_TEST

enum { L = 1, S = 2, C = 4, J = 8, E = 16, M = 32 };

static const struct {
	uint8_t op;
	const char *text;
	int8_t dst, src, base;
	int32_t off;
	uint8_t size;
	unsigned is;
	int32_t step;
} insns[] = {
	{ 0xbf, "r6 = r1", 6, 1, -1, 0, 0, M, 0 },
	{ 0xb7, "r6 = -1", 6, -1, -1, 0, 0, M, 0 },
	{ 0xbc, "w6 = w10", 6, 10, -1, 0, 0, M, 0 },
	{ 0xbf, "r1 = (s8)r2", 1, 2, -1, 0, 0, M, 0 },
	{ 0x0f, "r0 += r6", 0, 6, -1, 0, 0, 0, 0 },
	{ 0x04, "(u32) r1 += (u32) 4", 1, -1, -1, 0, 0, 0, 0 },
	{ 0xdc, "r1 = be16 r1", 1, -1, -1, 0, 0, 0, 0 },
	{ 0x18, "r1 = 0xffff888281a9bc00", 1, -1, -1, 0, 8, M, 0 },
	{ 0x61, "r1 = *(u32 *)(r2 +26)", 1, -1, 2, 26, 4, L, 0 },
	{ 0x7b, "*(u64 *)(r10 -16) = r0", -1, 0, 10, -16, 8, S, 0 },
	{ 0x62, "*(u32 *)(r10 -4) = 7", -1, -1, 10, -4, 4, S, 0 },
	{ 0xdb, "lock *(u64 *)(r1 +0) += r2", -1, 2, 1, 0, 8, S, 0 },
	{ 0xdb, "r0 = atomic64_cmpxchg((u64 *)(r1 +8), r0, r2)", 0, 2, 1, 8, 8,
	  L | S, 0 },
	{ 0xdb, "r1 = load_acquire((u64 *)(r2 +0))", 1, -1, 2, 0, 8, L, 0 },
	{ 0x85, "call bpf_r1_goto#1", -1, -1, -1, 0, 0, C, 0 },
	{ 0x85, "call pc+2", -1, -1, -1, 0, 0, C, 2 },
	{ 0x95, "exit", -1, -1, -1, 0, 0, E, 0 },
	{ 0x05, "goto pc-3", -1, -1, -1, 0, 0, 0, -3 },
	{ 0x2d, "if r3 > r2 goto pc+15", 3, 2, -1, 0, 0, J, 15 },
	{ 0xc6, "if w3 s< 0x5 goto pc-2", 3, -1, -1, 0, 0, J, -2 },
	{ 0xe5, "may_goto pc+4", -1, -1, -1, 0, 0, J, 4 },
};

START_TEST(operands_are_read_from_disassembly)
{
	struct log_insn i;
	unsigned got;

	log_insn_read(insns[_i].op, span(insns[_i].text), &i);
	got = (i.load ? L : 0) | (i.store ? S : 0) | (i.call ? C : 0) |
	      (i.jump ? J : 0) | (i.exit ? E : 0) | (i.move ? M : 0);
	ck_assert_uint_eq(got, insns[_i].is);
	ck_assert_int_eq(i.dst, insns[_i].dst);
	ck_assert_int_eq(i.src, insns[_i].src);
	ck_assert_int_eq(i.base, insns[_i].base);
	ck_assert_int_eq(i.off, insns[_i].off);
	ck_assert_uint_eq(i.size, insns[_i].size);
	ck_assert_int_eq(i.step, insns[_i].step);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_pointer_is_read, 0, ARRAY_SIZE(pointers));
	tcase_add_loop_test(t, a_number_is_read, 0, ARRAY_SIZE(scalars));
	tcase_add_test(t, a_stack_slot_is_read_byte_by_byte);
	tcase_add_test(t, a_state_is_a_list);
	tcase_add_loop_test(t, operands_are_read_from_disassembly, 0,
			    ARRAY_SIZE(insns));
}

int main(void)
{
	return run_tests("verifier_state", add);
}
