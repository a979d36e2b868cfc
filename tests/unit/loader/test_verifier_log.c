// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Lines of every dialect, as events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "loader/verifier/log_state.h"
#include "tests/unit/loader/verifier_logs.h"
#include "tests/unit/run.h"

static char seen[1 << 20];
static size_t seen_len;

static void note(const struct log_event *ev, void *arg)
{
	static const char *const names[] = {
		"program", "insn",    "state",	"from",	     "safe", "source",
		"call",	   "func",    "global", "precision", "live", "dead",
		"loop",	   "message", "report", "stats",     "note",
	};
	int n;

	(void)arg;
	n = snprintf(seen + seen_len, sizeof(seen) - seen_len,
		     "%s %d %d %u %02x [%.*s] [%.*s] [%.*s]\n", names[ev->kind],
		     ev->insn, ev->target, ev->number, ev->op,
		     (int)ev->text.len, ev->text.p, (int)ev->file.len,
		     ev->file.p, (int)ev->state.len, ev->state.p);
	seen_len += (size_t)n;
	ck_assert_uint_lt(seen_len, sizeof(seen));
}

static struct log l;

static const char *events(const char *text, size_t len, size_t piece)
{
	seen_len = 0;
	seen[0] = '\0';
	log_init(&l, note, NULL);
	for (size_t i = 0; i < len; i += piece)
		log_feed(&l, text + i, len - i < piece ? len - i : piece);
	log_end(&l);
	return seen;
}

/* A line, and what it is but for the event that a program begins */
static const struct {
	const char *line, *events;
} lines[] = {
	{ "3: (07) r3 += 14                      ; R3=pkt(off=14,r=0)\n",
	  "insn 3 -1 0 07 [r3 += 14] [] [R3=pkt(off=14,r=0)]\n" },
	{ "3: (18) r1 = 0xffff888281a9bc00\n",
	  "insn 3 -1 0 18 [r1 = 0xffff888281a9bc00] [] []\n" },
	{ "7: safe\n", "safe 7 -1 0 00 [] [] []\n" },
	{ "from 2 to 4: R0=1 R10=fp0\n",
	  "from 2 4 0 00 [from 2 to 4: R0=1 R10=fp0] [] [R0=1 R10=fp0]\n" },
	{ "from 2 to 4: safe\n", "from 2 4 0 00 [from 2 to 4: safe] [] []\n" },
	{ "from 2 to 4 (speculative execution): R0=1\n",
	  "from 2 4 0 00 [from 2 to 4 (speculative execution): R0=1] [] "
	  "[R0=1]\n" },
	{ "; return *p; @ a/b c.c:12\n",
	  "source -1 -1 12 00 [return *p;] [a/b c.c] []\n" },
	{ ";  @ a.c:0\n", "source -1 -1 0 00 [] [a.c] []\n" },
	{ "; x = a @ b:c\n", "source -1 -1 0 00 [x = a @ b:c] [] []\n" },
	{ "     ; R7=0x4fb7d\n", "state -1 -1 0 00 [R7=0x4fb7d] [] "
				 "[R7=0x4fb7d]\n" },
	{ "func#1 @12\n", "func 12 -1 1 00 [func#1 @12] [] []\n" },
	{ "Func#1 ('f') is global and assumed valid.\n",
	  "global -1 -1 1 00 [Func#1 ('f') is global and assumed valid.] [] "
	  "[]\n" },
	{ "Func#1 is not sane\n",
	  "message -1 -1 0 00 [Func#1 is not sane] [] []\n" },
	{ "Validating f() func#1...\n",
	  "global -1 -1 0 00 [Validating f() func#1...] [] []\n" },
	{ " frame1: R1=5 R10=fp0\n",
	  "state -1 -1 0 00 [frame1: R1=5 R10=fp0] [] [frame1: R1=5 "
	  "R10=fp0]\n" },
	{ "2: frame1: R1=5\n", "state 2 -1 0 00 [] [] [frame1: R1=5]\n" },
	{ "to caller at 2:\n", "call -1 -1 0 00 [to caller at 2:] [] []\n" },
	{ "  1   2: 0......... (a5) if r0 < 0x3 goto pc-2\n",
	  "live 2 -1 1 a5 [if r0 < 0x3 goto pc-2] [] [0.........]\n" },
	{ "      2: 01........ (95) exit\n",
	  "live 2 -1 0 95 [exit] [] [01........]\n" },
	{ "(0) frame 0 insn 7 +written -8 \n",
	  "dead -1 -1 0 00 [(0) frame 0 insn 7 +written -8] [] []\n" },
	{ "cur state: R0=1\n", "loop -1 -1 0 00 [cur state] [] [R0=1]\n" },
	{ "regs=40 stack=0 before 8: (15) if r0 == 0x0 goto pc+2\n"
	  " R0_rw=invP(id=0)\n",
	  "precision -1 -1 0 00 [regs=40 stack=0 before 8: (15) if r0 == 0x0 "
	  "goto pc+2] [] []\n"
	  "precision -1 -1 0 00 [R0_rw=invP(id=0)] [] [R0_rw=invP(id=0)]\n" },
	{ "frame 1: propagating r6\n",
	  "precision -1 -1 0 00 [frame 1: propagating r6] [] []\n" },
	{ "frame pointer is read only\n",
	  "message -1 -1 0 00 [frame pointer is read only] [] []\n" },
	{ "R1 !read_ok\n", "message -1 -1 0 00 [R1 !read_ok] [] []\n" },
	{ "2: (55) if r6 != 0x1 goto pc-1 2: R0=1 R10=fp0\n",
	  "insn 2 -1 0 55 [if r6 != 0x1 goto pc-1] [] []\n"
	  "state 2 -1 0 00 [] [] [R0=1 R10=fp0]\n" },
	{ "2: (55) if r6 != 0x1 goto pc-1 infinite loop detected at insn 2\n",
	  "insn 2 -1 0 55 [if r6 != 0x1 goto pc-1] [] []\n"
	  "message -1 -1 0 00 [infinite loop detected at insn 2] [] []\n" },
	{ "R1 is badprocessed 3 insns (limit 10) total_states 7\n",
	  "message -1 -1 0 00 [R1 is bad] [] []\n"
	  "stats -1 -1 0 00 [processed 3 insns (limit 10) total_states 7] [] "
	  "[]\n" },
	{ "subprog#0:\n  0: (95) exit\n0: (95) exit\n",
	  "dead -1 -1 0 00 [subprog#0:] [] []\ndead 0 -1 0 95 [exit] [] []\n"
	  "insn 0 -1 0 95 [exit] [] []\n" },
	{ "[   12.345678] 7: safe\r\n", "safe 7 -1 0 00 [] [] []\n" },
	{ "<6>[   12.345678] 7: safe\n", "safe 7 -1 0 00 [] [] []\n" },
	{ "Nov  2 22:10:11 host kernel: [ 1.2] 7: safe\n",
	  "safe 7 -1 0 00 [] [] []\n" },
	{ "2026-11-22T22:10:11.5+0000 host app[1]: 7: safe",
	  "safe 7 -1 0 00 [] [] []\n" },
	{ "99999999999: (95) exit\n",
	  "message -1 -1 0 00 [99999999999: (95) exit] [] []\n" },
};

START_TEST(a_line_is_what_it_is)
{
	const char *got = events(lines[_i].line, strlen(lines[_i].line), 4096);

	got = strchr(got, '\n') + 1;
	ck_assert_str_eq(got, lines[_i].events);
}
END_TEST

static const char *const files[] = { "4.9",  "4.14",	     "4.19",
				     "5.4",  "5.10",	     "6.1",
				     "6.12", "6.18",	     "7.2",
				     "7.3",  "saved-libbpf", "saved-dmesg" };

START_TEST(pieces_make_no_difference)
{
	static const size_t pieces[] = { 1, 7, 4096 };
	auto_free char *text = NULL, *whole = NULL;
	size_t len;

	text = logs_file(files[_i], &len);
	whole = strdup(events(text, len, len));
	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
		ck_assert_str_eq(events(text, len, pieces[i]), whole);
}
END_TEST

START_TEST(every_state_is_read_to_its_end)
{
	static const char *const parts[] = { "packet-l1", "packet-l2" };
	struct log_reg r;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		auto_free char *text = logs_part(files[_i], parts[i]);
		struct reading got;
		uint64_t n;

		if (text[0] == '\0')
			continue;
		reading_init(&got, text, strlen(text), 0);
		ck_assert(path_find(&got.path, 7, &n));
		ck_assert(path_reg(&got.path, n, LOG_REG, 1, &r));
		ck_assert_int_eq(r.range, 14);
		ck_assert_uint_eq(r.type.len, 3);
		ck_assert(path_reg(&got.path, n, LOG_REG, 3, &r));
		ck_assert_int_eq(r.off, 14);
		ck_assert(path_reg(&got.path, n, LOG_REG, 2, &r));
		ck_assert(r.constant);
		ck_assert_int_eq(r.smin, 8);
		reading_fini(&got);
	}
}
END_TEST

START_TEST(no_prefix_of_a_log_breaks_anything)
{
	auto_free char *text = NULL;
	size_t len;

	text = logs_file(files[_i], &len);
	for (size_t n = 0; n < len; n += n < 1500 ? 1 : 211) {
		auto_free char *part = malloc(n ? n : 1);
		struct reading got;

		memcpy(part, text, n);
		reading_init(&got, part, n, 0);
		reading_fini(&got);
		memcpy(part, text + len - n, n);
		reading_init(&got, part, n, 0);
		reading_fini(&got);
	}
}
END_TEST

START_TEST(a_line_of_any_length_is_taken)
{
	auto_free char *text = malloc(100000);

	memset(text, 'x', 100000);
	ck_assert_uint_gt(strlen(events(text, 100000, 100000)), LOG_LINE);
	ck_assert_uint_gt(strlen(events(text, 100000, 999)), LOG_LINE);
}
END_TEST

START_TEST(programs_of_a_saved_file_are_told_apart)
{
	auto_free char *text = NULL;
	struct reading got;
	size_t len;

	text = logs_file("saved-libbpf", &len);
	events(text, len, len);
	ck_assert_ptr_nonnull(strstr(seen, "program -1 -1 0 00 [first]"));
	ck_assert_ptr_nonnull(strstr(seen, "program -1 -1 0 00 [second]"));
	ck_assert_ptr_nonnull(strstr(seen, "program -1 -1 0 00 [third]"));
	ck_assert_ptr_nonnull(strstr(seen, "insn 0 -1 0 bf [r3 = r1] [] [R]"));
	reading_init(&got, text, len, 0);
	ck_assert_uint_eq(got.programs, 3);
	reading_fini(&got);
	free(take_ptr(&text));
	text = logs_file("saved-dmesg", &len);
	reading_init(&got, text, len, 0);
	ck_assert_uint_eq(got.programs, 4);
	ck_assert_str_eq(got.verdict.program, "fourth");
	reading_fini(&got);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_line_is_what_it_is, 0, ARRAY_SIZE(lines));
	tcase_add_loop_test(t, pieces_make_no_difference, 0, ARRAY_SIZE(files));
	tcase_add_loop_test(t, every_state_is_read_to_its_end, 0, 10);
	tcase_add_loop_test(t, no_prefix_of_a_log_breaks_anything, 0,
			    ARRAY_SIZE(files));
	tcase_add_test(t, a_line_of_any_length_is_taken);
	tcase_add_test(t, programs_of_a_saved_file_are_told_apart);
	tcase_set_timeout(t, 60);
}

int main(void)
{
	return run_tests("verifier_log", add);
}
