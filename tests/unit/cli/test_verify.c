// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is made of a log: verdict, class, facts, history, costs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify.h"
#include "cli/verify_facts.h"
#include "elf/cleanup.h"
#include "tests/unit/run.h"

static struct study study;

/* code: of the load that left this log; 0 for one that was saved */
static void read_log(const char *log, int code)
{
	struct err e;

	ck_assert_int_eq(study_init(&study, &e), 0);
	study.saved = code == 0;
	study.code = code;
	study.loaded = true;
	log_feed(&study.log, log, strlen(log));
	log_end(&study.log);
	study_finish(&study);
}

static void forget(void)
{
	study_fini(&study);
}

#define STATS                                                                   \
	"processed 3 insns (limit 1000000) max_states_per_insn 0 total_states " \
	"0 peak_states 0 mark_read 0\n"

static const struct row {
	const char *words, *knew, *needs, *missing;
} rows[] = {
	{ "invalid access to packet, off=26 size=4, R1(id=0,off=26,r=14)",
	  "bytes 0..13 of the packet exist", "bytes 26..29", "16 bytes" },
	{ "invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)",
	  "no byte is known to exist", "byte 0", "1 byte" },
	{ "invalid access to map value, value_size=8 off=8 size=8",
	  "bytes 0..7 are the map's value", "bytes 8..15", "8 bytes" },
	{ "invalid access to map value, value_size=8 off=-4 size=4",
	  "bytes 0..7 are the map's value", "bytes -4..-1",
	  "4 bytes before the first" },
	{ "invalid write to stack R10 off=-520 size=8",
	  "bytes -512..-1 of the stack, from r10", "bytes -520..-513",
	  "8 bytes before the first" },
};

START_TEST(words_become_numbers)
{
	const struct row *r = &rows[_i];
	struct verify_facts f;
	char log[512];

	snprintf(
		log, sizeof(log),
		"0: R1=ctx() R10=fp0\n0: (61) r1 = *(u32 *)(r1 +0)\n%s\n" STATS,
		r->words);
	read_log(log, -EACCES);
	ck_assert_int_eq(study_verdict(&study), STUDY_REFUSED);
	ck_assert_str_eq(study_class(&study), "source");
	ck_assert(verify_facts(&study, &f));
	ck_assert_str_eq(f.knew, r->knew);
	ck_assert_str_eq(f.needs, r->needs);
	ck_assert_str_eq(f.missing, r->missing);
	forget();
}
END_TEST

START_TEST(other_words_have_none)
{
	struct verify_facts f;

	read_log("0: R1=ctx() R10=fp0\n0: (bf) r0 = r3\nR3 !read_ok\n" STATS,
		 -EACCES);
	ck_assert(!verify_facts(&study, &f));
	ck_assert_int_eq(study.verdict.insn, 0);
	forget();
}
END_TEST

START_TEST(an_accepted_program_has_costs)
{
	struct verify_cost c;

	read_log("verification time 40 usec\nstack depth 16+8\n"
		 "processed 25 insns (limit 1000000) max_states_per_insn 1 "
		 "total_states 4 peak_states 3 mark_read 1\n",
		 0);
	ck_assert_int_eq(study_verdict(&study), STUDY_ACCEPTED);
	ck_assert_str_eq(study_class(&study), "");
	verify_cost(&study, &c);
	ck_assert_uint_eq(c.processed, 25);
	ck_assert_uint_eq(c.states, 4);
	ck_assert_uint_eq(c.peak_states, 3);
	ck_assert_uint_eq(c.stack, 24);
	ck_assert_uint_eq(c.usec, 40);
	forget();
}
END_TEST

START_TEST(history_leads_to_the_instruction)
{
	char text[128];

	read_log("0: R1=ctx() R10=fp0\n"
		 "; __u64 *n = lookup(); @ a.bpf.c:7\n"
		 "0: (85) call bpf_map_lookup_elem#1  ; "
		 "R0_w=map_value_or_null(id=1,ks=4,vs=8)\n"
		 "; *n += 1; @ a.bpf.c:9\n"
		 "1: (79) r1 = *(u64 *)(r0 +0)\n"
		 "R0 invalid mem access 'map_value_or_null'\n" STATS,
		 -EACCES);
	ck_assert_uint_eq(study.nlinks, 2);
	ck_assert_str_eq(study_why(study.links[0].why), "returned");
	ck_assert_str_eq(
		study_state(&study, &study.links[0], text, sizeof(text)),
		"map_value_or_null(id=1,ks=4,vs=8)");
	ck_assert_str_eq(study_disasm(&study, 1, text, sizeof(text)),
			 "r1 = *(u64 *)(r0 +0)");
	ck_assert_str_eq(study_text(&study, CATALOGUE_ID, text, sizeof(text)),
			 "null-deref");
	forget();
}
END_TEST

START_TEST(source_is_that_of_the_instruction)
{
	struct study_source src;

	read_log("; __u64 *n = lookup(); @ a.bpf.c:7\n"
		 "0: (b7) r0 = 0                       ; R0_w=0\n"
		 "1: (b7) r1 = 0                       ; R1_w=0\n"
		 "; return 0; @ a.bpf.c:9\n2: (95) exit\n" STATS,
		 0);
	ck_assert(study_source(&study, 1, &src));
	ck_assert_uint_eq(src.line, 7);
	ck_assert(study_source(&study, 2, &src));
	ck_assert_uint_eq(src.line, 9);
	ck_assert(!study_source(&study, 3, &src));
	ck_assert(!study_source(&study, -1, &src));
	forget();
}
END_TEST

START_TEST(an_errno_alone_is_explained)
{
	char text[600];

	read_log("", -EPERM);
	ck_assert_int_eq(study_verdict(&study), STUDY_REFUSED);
	ck_assert_str_eq(study_class(&study), "permission");
	ck_assert_str_ne(study_text(&study, CATALOGUE_FIX, text, sizeof(text)),
			 "");
	forget();
}
END_TEST

/* Nothing is known: nothing must be looked for in vain */
START_TEST(any_text_can_be_shown)
{
	static const char *const logs[] = { "", "\n\n", "99999999: (ff) ?\n",
					    "processed\n",
					    "0: (85) call pc+1\nfoo\n" };
	struct verify_view v = { 0 };
	char *text = NULL;
	size_t len;

	v.color = (struct color){ "", "", "", "", "", "" };
	v.verbose = 2;
	for (size_t i = 0; i < ARRAY_SIZE(logs); i++) {
		read_log(logs[i], i % 2 ? -EINVAL : 0);
		v.f = open_memstream(&text, &len);
		verify_text(&v, &study);
		fclose(v.f);
		ck_assert_uint_gt(len, 0);
		free(text);
		forget();
	}
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, words_become_numbers, 0, ARRAY_SIZE(rows));
	tcase_add_test(t, other_words_have_none);
	tcase_add_test(t, an_accepted_program_has_costs);
	tcase_add_test(t, history_leads_to_the_instruction);
	tcase_add_test(t, source_is_that_of_the_instruction);
	tcase_add_test(t, an_errno_alone_is_explained);
	tcase_add_test(t, any_text_can_be_shown);
}

int main(void)
{
	return run_tests("verify", add);
}
