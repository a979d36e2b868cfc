// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What logs come to, and what the walk cost, on every kernel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "tests/unit/loader/verifier_logs.h"
#include "tests/unit/run.h"

static const char *const kernels[] = { "4.9", "4.14", "4.19", "5.4", "5.10",
				       "6.1", "6.12", "6.18", "7.2", "7.3" };

static const struct {
	const char *part, *id;
	int32_t insn, reg;
} refused[] = {
	{ "packet-l1", "packet-bounds", 7, 1 },
	{ "packet-l2", "packet-bounds", 7, 1 },
	{ "null-l1", "null-deref", 12, 7 },
	{ "null-l2", "null-deref", 12, 7 },
	{ "math-l1", "pointer-negative", 9, -1 },
	{ "callee-l2", "scalar-deref", 9, 3 },
	{ "return-l1", "scalar-deref", 3, 6 },
	{ "nested-l1", "uninitialised", 7, 8 },
	{ "dead-l1", "unreachable", 2, -1 },
	{ "dead-l2", "unreachable", 2, -1 },
	{ "leak-l1", "reference-leak", 6, -1 },
	{ "clobber-l2", "uninitialised", 2, 1 },
	{ "stats-bad", "uninitialised", -1, 3 },
	{ "full", "uninitialised", -2, 3 },
};

START_TEST(a_refusal_has_words_and_a_place)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		auto_free char *text = logs_part(kernels[i], refused[_i].part);
		struct reading r;

		/* before 6.4 a full buffer has no end */
		if (text[0] == '\0' || (i < 6 && _i == 13))
			continue;
		reading_init(&r, text, strlen(text), 0);
		ck_assert_msg(r.verdict.kind == VERDICT_REFUSED, "%s",
			      kernels[i]);
		ck_assert_ptr_nonnull(r.verdict.row);
		ck_assert_str_eq(r.verdict.row->parts, refused[_i].id);
		if (refused[_i].insn >= -1)
			ck_assert_int_eq(r.verdict.insn, refused[_i].insn);
		ck_assert_int_eq(r.verdict.reg, refused[_i].reg);
		reading_fini(&r);
	}
}
END_TEST

START_TEST(a_program_that_is_taken_has_no_words)
{
	static const char *const parts[] = { "branch-l1",  "branch-l2",
					     "loop-l1",	   "loop-l2",
					     "decided-l2", "stats",
					     "good-l1" };

	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		auto_free char *text = logs_part(kernels[i], parts[_i]);
		struct reading r;

		if (text[0] == '\0')
			continue;
		reading_init(&r, text, strlen(text), 0);
		ck_assert_msg(r.verdict.kind == VERDICT_TAKEN, "%s: %s",
			      kernels[i], r.verdict.words[0]);
		ck_assert_uint_eq(r.verdict.nwords, 0);
		reading_fini(&r);
	}
}
END_TEST

START_TEST(the_words_are_the_kernels)
{
	auto_free char *text = logs_part("6.18", "packet-l1");
	struct reading r;

	reading_init(&r, text, strlen(text), 0);
	ck_assert_uint_eq(r.verdict.nwords, 2);
	ck_assert_uint_eq(r.verdict.main, 0);
	ck_assert_str_eq(r.verdict.words[0],
			 "invalid access to packet, off=26 size=4, "
			 "R1(id=0,off=26,r=14)");
	ck_assert_str_eq(r.verdict.words[1],
			 "R1 offset is outside of the packet");
	ck_assert_uint_eq(r.verdict.stats.insns, 8);
	ck_assert_uint_eq(r.verdict.stats.limit, 1000000);
	reading_fini(&r);
}
END_TEST

START_TEST(the_report_of_7_3_is_kept_as_it_is)
{
	auto_free char *text = logs_part("7.3", "packet-l1");
	const char *start = strstr(text, "Verification failed");
	const char *end = strstr(text, "processed");
	struct reading r;

	reading_init(&r, text, strlen(text), 0);
	ck_assert_str_eq(r.verdict.category, "Memory Safety");
	ck_assert_str_eq(r.verdict.problem, "Packet access is out of bounds");
	ck_assert_uint_eq(r.verdict.report_len, (size_t)(end - start));
	ck_assert_mem_eq(r.verdict.report, start, r.verdict.report_len);
	ck_assert_uint_eq(r.verdict.nwords, 2);
	ck_assert_int_eq(r.verdict.insn, 7);
	reading_fini(&r);
}
END_TEST

START_TEST(statistics_are_read)
{
	auto_free char *old = logs_part("4.19", "deep-l1");
	auto_free char *new = logs_part("5.4", "deep-l1");
	struct reading r;

	reading_init(&r, old, strlen(old), 0);
	ck_assert_uint_eq(r.verdict.stats.limit, 131072);
	ck_assert_uint_eq(r.verdict.stats.nstack, 2);
	ck_assert_uint_eq(r.verdict.stats.stack[1], 512);
	ck_assert_int_eq(r.verdict.insn, -1);
	reading_fini(&r);
	reading_init(&r, new, strlen(new), 0);
	ck_assert_uint_eq(r.verdict.stats.usec, 92);
	ck_assert_uint_eq(r.verdict.stats.nstack, 2);
	reading_fini(&r);
}
END_TEST

START_TEST(a_log_that_is_cut_decides_nothing)
{
	static const char text[] = "0: R1=ctx() R10=fp0\n0: (bf) r2 = r1     ";
	struct reading r;

	reading_init(&r, text, sizeof(text) - 1, 0);
	ck_assert_int_eq(r.verdict.kind, VERDICT_UNKNOWN);
	reading_fini(&r);
}
END_TEST

/* Visits, and the ways out of branches: b both, n on, t taken; p pruned */
static const struct {
	const char *part, *heat;
} heats[] = {
	{ "branch-l2", "0:1 1:1 2:1b 3:1 4:2 5:2b 6:1 7:1p 8:1" },
	{ "nested-l2", "0:1 1:1 2:1 3:1 4:1b 5:1 6:2b 7:2 8:1 9:1 10:1" },
	{ "loop-l2", "0:1 1:3 2:3 3:3b 4:1 5:1" },
	{ "endless-l2", "0:1 1:1 2:3b 3:3 4:3" },
};

START_TEST(visits_and_branches_are_counted)
{
	unsigned found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		auto_free char *text = logs_part(kernels[i], heats[_i].part);
		struct reading r;
		char got[256] = "";
		size_t n = 0;

		if (text[0] == '\0')
			continue;
		found++;
		reading_init(&r, text, strlen(text), 0);
		for (uint32_t k = 0; k < r.heat.count; k++) {
			const struct heat_insn *h = &r.heat.insns[k];
			const char *way = h->on && h->taken ? "b"
					  : h->on	    ? "n"
					  : h->taken	    ? "t"
							    : "";

			n += (size_t)snprintf(got + n, sizeof(got) - n,
					      "%s%u:%u%s%s", k ? " " : "", k,
					      h->visits, way,
					      h->pruned ? "p" : "");
		}
		if (_i != 3)
			ck_assert_msg(strcmp(got, heats[_i].heat) == 0,
				      "%s: %s", kernels[i], got);
		reading_fini(&r);
	}
	ck_assert_uint_ge(found, 5);
}
END_TEST

START_TEST(a_decided_branch_has_a_way_never_taken)
{
	auto_free char *text = logs_part("6.18", "decided-l2");
	struct reading r;

	reading_init(&r, text, strlen(text), 0);
	ck_assert_int_eq(r.heat.insns[1].target, 3);
	ck_assert(r.heat.insns[1].taken);
	ck_assert(!r.heat.insns[1].on);
	ck_assert_uint_eq(r.heat.insns[2].visits, 0);
	ck_assert_uint_ne(r.heat.insns[2].op, 0); /* listed, never seen */
	reading_fini(&r);
}
END_TEST

START_TEST(lines_have_their_heat)
{
	auto_free char *text = logs_part("7.3", "packet-l1");
	struct heat_source s;
	struct reading r;

	reading_init(&r, text, strlen(text), 0);
	ck_assert(heat_source(&r.heat, &r.heat.insns[4], &s));
	ck_assert_uint_eq(s.line, 17);
	ck_assert_str_eq(s.file, "bad.bpf.c");
	ck_assert_str_eq(s.text, "if (data + sizeof(*eth) > end)");
	ck_assert_uint_eq(r.heat.insns[2].source, r.heat.insns[4].source);
	reading_fini(&r);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_refusal_has_words_and_a_place, 0,
			    ARRAY_SIZE(refused));
	tcase_add_loop_test(t, a_program_that_is_taken_has_no_words, 0, 7);
	tcase_add_test(t, the_words_are_the_kernels);
	tcase_add_test(t, the_report_of_7_3_is_kept_as_it_is);
	tcase_add_test(t, statistics_are_read);
	tcase_add_test(t, a_log_that_is_cut_decides_nothing);
	tcase_add_loop_test(t, visits_and_branches_are_counted, 0,
			    ARRAY_SIZE(heats));
	tcase_add_test(t, a_decided_branch_has_a_way_never_taken);
	tcase_add_test(t, lines_have_their_heat);
}

int main(void)
{
	return run_tests("verifier_verdict", add);
}
