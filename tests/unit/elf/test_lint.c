// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each rule about what an object needs: something that trips it, the release
 * that lifts it, and something near it that does not.
 */
#include <string.h>

#include "elf/cleanup.h"
#include "elf/versions.h"
#include "tests/unit/elf/lint_case.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

#define E   LINT_ERROR
#define W   LINT_WARNING
#define N   LINT_NOTE
#define A   BPF_ALU64
#define RET MOV_IMM(0, 0), EXIT

static const struct {
	const char *rule;
	enum lint_severity severity;
	uint16_t since;
	uint32_t insn; /* UINT32_MAX: it is not found at all */
	struct lint_case c;
} rows[] = {
#define NOT UINT32_MAX
	/* types and sections */
	{ "program-type", E, 0x408, 0, { "xdp", .insns = { RET } } },
	{ "program-type", E, 0x313, 0, { .insns = { RET } } },
	{ "program-type", 0, 0, NOT, { "nothing", .insns = { RET } } },
	{ "section", N, 0, 0, { "nothing", .insns = { RET } } },
	{ "attach-type",
	  E,
	  0x508,
	  0,
	  { "cgroup/getpeername4", .insns = { MOV_IMM(0, 1), EXIT } } },
	{ "attach-type", W, 0x512, 0, { "kprobe.multi/x", .insns = { RET } } },
	{ "attach-type", 0, 0, NOT, { "xdp", .insns = { RET } } },
	{ "sleepable", E, 0x50a, 0, { "lsm.s/x", .insns = { RET } } },
	{ "sleepable", E, 0x600, 0, { "uprobe.s/x", .insns = { RET } } },
	{ "sleepable", 0, 0, NOT, { "syscall", .insns = { RET } } },
	{ "xdp-frags", E, 0x512, 0, { "xdp.frags", .insns = { RET } } },
	{ "licence", E, 0, 0, { "lsm/x", "BSD", .insns = { RET } } },
	{ "licence", 0, 0, NOT, { "lsm/x", "Dual BSD/GPL", .insns = { RET } } },
	{ "kern-version", N, 0x500, 0, { "kprobe/x", .insns = { RET } } },
	{ "kernel-types", N, 0, 0, { "fentry/x", .insns = { RET } } },
	/* helpers */
	{ "helper", E, 0x508, 0, { .insns = { HELPER(134), RET } } },
	{ "helper-unknown", E, 0, 0, { .insns = { HELPER(212), RET } } },
	{ "helper-unknown", 0, 0, NOT, { .insns = { HELPER(211), RET } } },
	{ "helper-type", E, 0, 0, { "xdp", .insns = { HELPER(39), RET } } },
	{ "helper-type", 0, 0, NOT, { "tc", .insns = { HELPER(39), RET } } },
	{ "helper-type", N, 0, 0, { "xdp", .insns = { HELPER(15), RET } } },
	{ "helper-type",
	  0,
	  0,
	  NOT,
	  { "freplace/x", .insns = { HELPER(39), RET } } },
	{ "licence", E, 0, 0, { NULL, "BSD", .insns = { HELPER(6), RET } } },
	{ "licence", 0, 0, NOT, { .insns = { HELPER(6), RET } } },
	{ "licence",
	  E,
	  0x508,
	  0,
	  { NULL, "BSD", .insns = { HELPER(5), RET } } },
	{ "helper-sleeps",
	  E,
	  0,
	  0,
	  { "kprobe/x", .insns = { HELPER(148), RET } } },
	{ "helper-sleeps",
	  0,
	  0,
	  NOT,
	  { "uprobe.s/x", .insns = { HELPER(148), RET } } },
	/* what kernels may know is never run */
	{ "helper",
	  W,
	  0x508,
	  3,
	  { .insns = { MOV_REG(6, 10), JMP_IMM(BPF_JEQ, 6, 0, 1), JMP(1),
		       HELPER(134), RET } } },
	{ "helper",
	  0,
	  0,
	  NOT,
	  { .insns = { MOV_IMM(6, 1), JMP_IMM(BPF_JEQ, 6, 1, 1), HELPER(134),
		       RET } } },
	{ "helper",
	  E,
	  0x508,
	  2,
	  { .insns = { MOV_IMM(6, 1), JMP_IMM(BPF_JNE, 6, 1, 1), HELPER(134),
		       RET } } },
	{ "helper",
	  0,
	  0,
	  NOT,
	  { .insns = { LD64(6, 0, CASE_RODATA), LDX(BPF_W, 6, 6, 0),
		       JMP_IMM(BPF_JEQ, 6, 1, 1), HELPER(134), RET } } },
	{ "helper",
	  E,
	  0x508,
	  4,
	  { .insns = { LD64(6, 0, CASE_DATA), LDX(BPF_W, 6, 6, 0),
		       JMP_IMM(BPF_JEQ, 6, 1, 1), HELPER(134), RET } } },
	/* ... but where the ways meet again it comes */
	{ "helper",
	  E,
	  0x508,
	  3,
	  { .insns = { MOV_REG(6, 10), JMP_IMM(BPF_JEQ, 6, 0, 1), MOV_IMM(7, 0),
		       HELPER(134), RET } } },
	/* instructions */
	{ "instruction",
	  E,
	  0x501,
	  0,
	  { .insns = { INSN(BPF_JMP32 | BPF_JEQ, 1, 0, 0, 0), RET } } },
	{ "instruction",
	  E,
	  0x40e,
	  0,
	  { .insns = { JMP_IMM(BPF_JLT, 1, 0, 0), RET } } },
	{ "instruction",
	  0,
	  0,
	  NOT,
	  { .insns = { JMP_IMM(BPF_JSGT, 1, 0, 0), RET } } },
	{ "instruction",
	  E,
	  0x606,
	  0,
	  { .insns = { INSN(BPF_JMP32 | BPF_JA, 0, 0, 0, 0), RET } } },
	{ "instruction",
	  E,
	  0x606,
	  0,
	  { .insns = { INSN(BPF_LDX | 0x80 | BPF_B, 0, 1, 0, 0), EXIT } } },
	{ "instruction",
	  E,
	  0x606,
	  0,
	  { .insns = { INSN(A | BPF_MOV | BPF_X, 0, 1, 8, 0), EXIT } } },
	{ "instruction",
	  E,
	  0x609,
	  0,
	  { .insns = { INSN(A | BPF_MOV | BPF_X, 0, 1, 1, 0), EXIT } } },
	{ "instruction",
	  E,
	  0x606,
	  1,
	  { .insns = { MOV_IMM(0, 8), INSN(A | BPF_DIV, 0, 0, 1, 2), EXIT } } },
	{ "instruction",
	  0,
	  0,
	  NOT,
	  { .insns = { MOV_IMM(0, 8), INSN(A | BPF_DIV, 0, 0, 0, 2), EXIT } } },
	{ "instruction",
	  E,
	  0x606,
	  1,
	  { .insns = { MOV_IMM(0, 8), INSN(A | BPF_END, 0, 0, 0, 16),
		       EXIT } } },
	{ "instruction",
	  E,
	  0x50c,
	  2,
	  { .insns = { MOV_IMM(0, 0), ST(BPF_DW, 10, -8, 0),
		       ATOMIC(BPF_DW, 10, 0, BPF_ADD | BPF_FETCH), EXIT } } },
	{ "instruction",
	  0,
	  0,
	  NOT,
	  { .insns = { MOV_IMM(0, 0), ST(BPF_DW, 10, -8, 0),
		       ATOMIC(BPF_DW, 10, 0, BPF_ADD), EXIT } } },
	{ "instruction",
	  E,
	  0x60f,
	  1,
	  { .insns = { ST(BPF_DW, 10, -8, 0), ATOMIC(BPF_DW, 0, 10, 0x100),
		       RET } } },
	{ "instruction",
	  E,
	  0x609,
	  0,
	  { .insns = { INSN(BPF_JMP | BPF_JCOND, 0, 0, 0, 0), RET } } },
	{ "packet",
	  E,
	  0,
	  1,
	  { "xdp",
	    .insns = { MOV_REG(6, 1),
		       INSN(BPF_LD | BPF_ABS | BPF_W, 0, 0, 0, 0), RET } } },
	{ "packet",
	  0,
	  0,
	  NOT,
	  { .insns = { MOV_REG(6, 1),
		       INSN(BPF_LD | BPF_ABS | BPF_W, 0, 0, 0, 0), RET } } },
	/* data and calls */
	{ "global-data",
	  E,
	  0x502,
	  0,
	  { .insns = { LD64(1, 0, CASE_DATA), RET } } },
	{ "global-data",
	  0,
	  0,
	  NOT,
	  { .insns = { LD64(1, 0, CASE_RODATA), RET } } },
	{ "constants",
	  N,
	  0x502,
	  0,
	  { .insns = { LD64(1, 0, CASE_RODATA), RET } } },
	{ "map-type", E, 0x313, 0, { .insns = { RET } } },
	{ "call", E, 0x410, 0, { .sub = 2, .insns = { CALL(1), EXIT, RET } } },
	{ "call", 0, 0, NOT, { .insns = { HELPER(5), EXIT } } },
	{ "tail-call",
	  E,
	  0x50a,
	  0,
	  { .sub = 3, .insns = { HELPER(12), CALL(1), EXIT, RET } } },
	{ "tail-call", 0, 0, NOT, { .insns = { HELPER(12), RET } } },
};

START_TEST(a_rule_and_its_neighbour)
{
	const struct lint_found *f;
	unsigned n = lint_case_find(&rows[_i].c, rows[_i].rule, &f);

	if (rows[_i].insn == NOT) {
		ck_assert_uint_eq(n, 0);
		return;
	}
	ck_assert_uint_ge(n, 1);
	ck_assert_int_eq((int)f->severity, (int)rows[_i].severity);
	ck_assert_uint_eq(f->since, rows[_i].since);
	ck_assert_uint_eq(f->insn, rows[_i].insn);
}
END_TEST

START_TEST(versions_of_types)
{
	ck_assert_uint_eq(map_type_since(BPF_MAP_TYPE_RINGBUF), 0x508);
	ck_assert_uint_eq(map_type_since(0), 0);
	ck_assert_uint_eq(map_type_since(36), 0);
	ck_assert_uint_eq(prog_type_since(BPF_PROG_TYPE_LSM), 0x507);
	ck_assert_uint_eq(prog_type_since(33), 0);
	ck_assert_uint_eq(attach_type_since(BPF_XDP), 0x509);
	ck_assert_uint_eq(attach_type_since(UINT32_MAX), 0);
}
END_TEST

START_TEST(the_newest_flag_of_a_map)
{
	uint32_t flag = 0;

	ck_assert_uint_eq(map_flags_since(0, &flag), 0);
	ck_assert_uint_eq(map_flags_since(1, &flag), 0x406);
	ck_assert_uint_eq(map_flags_since(BPF_F_MMAPABLE | 1, &flag), 0x505);
	ck_assert_uint_eq(flag, BPF_F_MMAPABLE);
	ck_assert_uint_eq(map_flags_since(1u << 31, &flag), 0);
}
END_TEST

static const struct {
	const char *text;
	uint16_t version;
} versions[] = {
	{ "4.9", 0x409 },
	{ "v6.18", 0x612 },
	{ "5.10.1", 0x50a },
	{ "5.4-rc1", 0x504 },
	{ "5.10-generic", 0x50a },
	{ "5", 0 },
	{ "", 0 },
	{ "5.", 0 },
	{ "5.x", 0 },
	{ "5.256", 0 },
	{ "256.1", 0 },
	{ "5.4x", 0 },
	{ "-5.4", 0 },
	{ "0.1", 0 },
	{ "99999999999.1", 0 },
};

START_TEST(a_version_and_its_text)
{
	char buf[VERSION_SIZE];

	ck_assert_uint_eq(version_parse(versions[_i].text),
			  versions[_i].version);
	ck_assert_str_eq(version_text(0x612, buf), "6.18");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_rule_and_its_neighbour, 0, ARRAY_SIZE(rows));
	tcase_add_test(t, versions_of_types);
	tcase_add_test(t, the_newest_flag_of_a_map);
	tcase_add_loop_test(t, a_version_and_its_text, 0, ARRAY_SIZE(versions));
}

int main(void)
{
	return run_tests("lint", add);
}
