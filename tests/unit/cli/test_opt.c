// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Command lines as rows: the words in, what the iterator says out, in one
 * line of text: "d=5" an option with its argument, "(x)" an operand, "| x" what
 * stands behind "--", "! ..." the error that ended it.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/opt.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static const struct opt count_opts[] = {
	{ 'b', "by", "KEY", "what to count by", 'b' },
	{ 'd', "duration", "S", "stop after S seconds", 'd' },
	{ 'n', "top", "N", "show the N busiest only", 'n' },
	{ 'p', "pid", "PID", "count this process only", 'p' },
	{ 'a', "all", NULL, "count everything", 'a' },
	{ 'x', NULL, NULL, "no long name", 'x' },
};

static const struct opt global_opts[] = {
	{ 'j', "json", NULL, "JSON", 'j' },
	{ 'p', "pretty", NULL, "indented JSON", 'P' },
	{ 'd', "debug", NULL, "system calls on stderr", 'D' },
	{ 'h', "help", NULL, "this help", 'h' },
	{ 0, "color", "WHEN", "auto, always or never", 'c' },
};

static const struct opt_table both[] = {
	{ "Options", count_opts, ARRAY_SIZE(count_opts) },
	{ "Global options", global_opts, ARRAY_SIZE(global_opts) },
};

#define WORDS_MAX 15

/* Splits a copy of line at blanks; ~ stands for an empty word. */
static int split(char *line, char *argv[WORDS_MAX + 1])
{
	int n = 0;

	for (char *w = strtok(line, " "); w; w = strtok(NULL, " "))
		argv[n++] = strcmp(w, "~") != 0 ? w : w + 1;
	argv[n] = NULL;
	return n;
}

static void walk(struct opt_iter *it, char *said, size_t room)
{
	struct err e;
	int id;

	said[0] = '\0';
	while ((id = opt_next(it, &e)) != OPT_END) {
		size_t at = strlen(said);

		if (id < 0) {
			ck_assert_int_eq(id, -EINVAL);
			snprintf(said + at, room - at, "! %s", e.msg);
			return;
		}
		if (id == OPT_OPERAND)
			snprintf(said + at, room - at, "(%s) ", it->arg);
		else if (it->arg)
			snprintf(said + at, room - at, "%c=%s ", id, it->arg);
		else
			snprintf(said + at, room - at, "%c ", id);
	}
	for (size_t i = 0; i < it->nrest; i++) {
		size_t at = strlen(said);

		snprintf(said + at, room - at, "| %s ", it->rest[i]);
	}
}

static const struct {
	const char *line, *said;
} lines[] = {
	{ "rawbpf", "" },
	{ "rawbpf -d5", "d=5 " },
	{ "rawbpf -d 5", "d=5 " },
	{ "rawbpf --duration=5", "d=5 " },
	{ "rawbpf --duration 5", "d=5 " },
	{ "rawbpf --duration= x", "d= (x) " },
	{ "rawbpf -d ~", "d= " },
	{ "rawbpf --by=a=b", "b=a=b " },
	{ "rawbpf -d -5", "d=-5 " },
	{ "rawbpf -ja", "j a " },
	{ "rawbpf -jad5 x", "j a d=5 (x) " },
	{ "rawbpf -jad 5 x", "j a d=5 (x) " },
	{ "rawbpf -jp", "j ! option '--pid' needs an argument: PID" },
	{ "rawbpf --pretty --pid 1", "P p=1 " },
	{ "rawbpf a -j b --all c", "(a) j (b) a (c) " },
	{ "rawbpf - -", "(-) (-) " },
	{ "rawbpf ~", "() " },
	{ "rawbpf -- ls -x --by", "| ls | -x | --by " },
	{ "rawbpf a -j -- b", "(a) j | b " },
	{ "rawbpf -- --", "| -- " },
	{ "rawbpf --", "" },
	{ "rawbpf --color never", "c=never " },
	{ "rawbpf -d", "! option '--duration' needs an argument: S" },
	{ "rawbpf --by", "! option '--by' needs an argument: KEY" },
	{ "rawbpf -d -- ls", "! option '--duration' needs an argument: S" },
	{ "rawbpf --json=yes", "! option '--json' takes no argument" },
	{ "rawbpf --json=", "! option '--json' takes no argument" },
	{ "rawbpf --durtion 5",
	  "! unknown option '--durtion' (did you mean '--duration'?)" },
	{ "rawbpf --durtion=5",
	  "! unknown option '--durtion' (did you mean '--duration'?)" },
	{ "rawbpf --dur 5",
	  "! unknown option '--dur' (did you mean '--duration'?)" },
	{ "rawbpf --colour x",
	  "! unknown option '--colour' (did you mean '--color'?)" },
	{ "rawbpf --xyzzy", "! unknown option '--xyzzy'" },
	{ "rawbpf --=5", "! unknown option '--'" },
	{ "rawbpf -q", "! unknown option '-q'" },
	{ "rawbpf -jq", "j ! unknown option '-q' in '-jq'" },
	{ "rawbpf -json",
	  "j ! unknown option '-json' (did you mean '--json'?)" },
	{ "rawbpf -x", "x " },
};

START_TEST(command_line_is_read_as_written)
{
	char line[128], said[512], *argv[WORDS_MAX + 1];
	struct opt_iter it;

	strcpy(line, lines[_i].line);
	opt_init(&it, split(line, argv), argv);
	opt_tables(&it, both, ARRAY_SIZE(both));
	walk(&it, said, sizeof(said));
	ck_assert_str_eq(said, lines[_i].said);
}
END_TEST

START_TEST(command_takes_over_in_the_middle)
{
	char line[] = "rawbpf -d -p count ev1 -d 5 -p 1 ev2 -j -- sh -c";
	char said[256], *argv[WORDS_MAX + 1];
	struct opt_iter it;
	struct err e;

	opt_init(&it, split(line, argv), argv);
	opt_tables(&it, both + 1, 1);
	ck_assert_int_eq(opt_next(&it, &e), 'D');
	ck_assert_int_eq(opt_next(&it, &e), 'P');
	ck_assert_int_eq(opt_next(&it, &e), OPT_OPERAND);
	ck_assert_str_eq(it.arg, "count");
	opt_command(&it, both, 2);
	walk(&it, said, sizeof(said));
	ck_assert_str_eq(said, "(ev1) d=5 p=1 (ev2) j | sh | -c ");
	ck_assert_uint_eq(it.noperands, 2);
	ck_assert_str_eq(it.operands[0], "ev1");
	ck_assert_str_eq(it.operands[1], "ev2");
	ck_assert(it.dashes);
	ck_assert_ptr_null(it.rest[it.nrest]); /* ready for execvp */
	ck_assert_str_eq(argv[0], "rawbpf");
}
END_TEST

START_TEST(rest_may_become_operands)
{
	char line[] = "rawbpf a -j -d 5 b -- -c -- d";
	char said[256], *argv[WORDS_MAX + 1];
	const char *const want[] = { "a", "b", "-c", "--", "d" };
	struct opt_iter it;

	opt_init(&it, split(line, argv), argv);
	opt_tables(&it, both, 2);
	walk(&it, said, sizeof(said));
	opt_rest_as_operands(&it);
	ck_assert_uint_eq(it.noperands, ARRAY_SIZE(want));
	for (size_t i = 0; i < it.noperands; i++)
		ck_assert_str_eq(it.operands[i], want[i]);
	ck_assert_uint_eq(it.nrest, 0);
}
END_TEST

START_TEST(end_stays_the_end)
{
	char *argv[] = { "rawbpf", "--", NULL };
	struct opt_iter it;
	struct err e;

	opt_init(&it, 2, argv);
	opt_tables(&it, both, 2);
	ck_assert_int_eq(opt_next(&it, &e), OPT_END);
	ck_assert_int_eq(opt_next(&it, &e), OPT_END);
	ck_assert(it.dashes);
}
END_TEST

START_TEST(empty_argv_is_the_end)
{
	char *argv[] = { NULL };
	struct opt_iter it;
	struct err e;

	opt_init(&it, 0, argv);
	ck_assert_int_eq(opt_next(&it, &e), OPT_END);
}
END_TEST

START_TEST(error_about_an_argument_names_the_option)
{
	char *argv[] = { "rawbpf", "-d", "x", "-x", NULL };
	struct opt_iter it;
	struct err e;
	uint64_t ns;

	opt_init(&it, 4, argv);
	opt_tables(&it, both, 2);
	ck_assert_int_eq(opt_next(&it, &e), 'd');
	parse_seconds(it.arg, &ns, &e);
	ck_assert_int_eq(opt_wrap(&it, &e), -EINVAL);
	ck_assert_str_eq(
		e.msg,
		"--duration: 'x' is not a time (such as 2, 0.5, 250ms, 10s, 5m)");
	ck_assert_int_eq(opt_next(&it, &e), 'x');
	err_set(&e, EINVAL, "no");
	opt_wrap(&it, &e);
	ck_assert_str_eq(e.msg, "-x: no");
}
END_TEST

START_TEST(help_hides_names_that_the_command_takes)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	opt_help(f, both, ARRAY_SIZE(both));
	fclose(f);
	ck_assert_str_eq(text, "Options:\n"
			       "  -b, --by KEY      what to count by\n"
			       "  -d, --duration S  stop after S seconds\n"
			       "  -n, --top N       show the N busiest only\n"
			       "  -p, --pid PID     count this process only\n"
			       "  -a, --all         count everything\n"
			       "  -x                no long name\n"
			       "\n"
			       "Global options:\n"
			       "  -j, --json        JSON\n"
			       "      --pretty      indented JSON\n"
			       "      --debug       system calls on stderr\n"
			       "  -h, --help        this help\n"
			       "      --color WHEN  auto, always or never\n");
	free(text);
}
END_TEST

START_TEST(help_is_wrapped_at_80_columns)
{
	static const struct opt opts[] = {
		{ 'o', "output", "table|json|csv|openmetrics",
		  "the form of the report", 1 },
		{ 'b', "by", "KEY",
		  "what to count by, one or several of pid, tid, comm, uid, cgroup, cpu and syscall, separated by commas",
		  2 },
		{ 'b', NULL, NULL, "hidden altogether", 3 },
	};
	static const struct opt_table t = { "Options", opts, 3 };
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	opt_help(f, &t, 1);
	fclose(f);
	ck_assert_str_eq(
		text,
		"Options:\n"
		"  -o, --output table|json|csv|openmetrics\n"
		"                the form of the report\n"
		"  -b, --by KEY  what to count by, one or several of pid, tid, comm, uid, cgroup,\n"
		"                cpu and syscall, separated by commas\n");
	free(text);
}
END_TEST

static const struct {
	const char *s;
	uint64_t min, max;
	int ok;
	uint64_t value; /* else the message */
	const char *msg;
} numbers[] = {
	{ "0", 0, 10, 1, 0, NULL },
	{ "10", 0, 10, 1, 10, NULL },
	{ "010", 0, 100, 1, 10, NULL }, /* no octal */
	{ "0x1F", 0, 100, 1, 31, NULL },
	{ "0Xff", 0, 255, 1, 255, NULL },
	{ "18446744073709551615", 0, UINT64_MAX, 1, UINT64_MAX, NULL },
	{ "0xffffffffffffffff", 0, UINT64_MAX, 1, UINT64_MAX, NULL },
	{ "11", 0, 10, 0, 0, "'11' is out of range (0 to 10)" },
	{ "0", 1, 10, 0, 0, "'0' is out of range (1 to 10)" },
	{ "18446744073709551616", 0, UINT64_MAX, 0, 0,
	  "'18446744073709551616' is out of range (0 to 18446744073709551615)" },
	{ "99999999999999999999999", 0, 5, 0, 0,
	  "'99999999999999999999999' is out of range (0 to 5)" },
	{ "0x10000000000000000", 0, 5, 0, 0,
	  "'0x10000000000000000' is out of range (0 to 5)" },
	{ "", 0, 10, 0, 0, "'' is not a whole number" },
	{ "x", 0, 10, 0, 0, "'x' is not a whole number" },
	{ "5x", 0, 10, 0, 0, "'5x' is not a whole number" },
	{ "5 ", 0, 10, 0, 0, "'5 ' is not a whole number" },
	{ " 5", 0, 10, 0, 0, "' 5' is not a whole number" },
	{ "-5", 0, 10, 0, 0, "'-5' is not a whole number" },
	{ "+5", 0, 10, 0, 0, "'+5' is not a whole number" },
	{ "1.5", 0, 10, 0, 0, "'1.5' is not a whole number" },
	{ "0x", 0, 10, 0, 0, "'0x' is not a whole number" },
	{ "0xg", 0, 10, 0, 0, "'0xg' is not a whole number" },
	{ "f", 0, 10, 0, 0, "'f' is not a whole number" },
	{ "99999999999999999999999x", 0, 5, 0, 0,
	  "'99999999999999999999999x' is not a whole number" },
};

START_TEST(whole_number_is_read_whole)
{
	struct err e = { .code = 0 };
	uint64_t v = 4711;
	int r = parse_u64(numbers[_i].s, numbers[_i].min, numbers[_i].max, &v,
			  &e);

	if (numbers[_i].ok) {
		ck_assert_int_eq(r, 0);
		ck_assert_uint_eq(v, numbers[_i].value);
		return;
	}
	ck_assert_int_eq(r, -EINVAL);
	ck_assert_uint_eq(v, 4711);
	ck_assert_str_eq(e.msg, numbers[_i].msg);
}
END_TEST

START_TEST(u32_is_bounded)
{
	struct err e;
	uint32_t v = 4711;

	ck_assert_int_eq(parse_u32("4294967296", 0, UINT32_MAX, &v, &e),
			 -EINVAL);
	ck_assert_str_eq(e.msg,
			 "'4294967296' is out of range (0 to 4294967295)");
	ck_assert_uint_eq(v, 4711);
	ck_assert_int_eq(parse_u32("4294967295", 0, UINT32_MAX, &v, &e), 0);
	ck_assert_uint_eq(v, UINT32_MAX);
}
END_TEST

#define SECOND UINT64_C(1000000000)

static const struct {
	const char *s;
	int ok;
	uint64_t ns;
} times[] = {
	{ "2", 1, 2 * SECOND },
	{ "0", 1, 0 },
	{ "0.5", 1, SECOND / 2 },
	{ ".5", 1, SECOND / 2 },
	{ "1.25", 1, SECOND / 4 * 5 },
	{ "0.000000001", 1, 1 },
	{ "0.100000000", 1, SECOND / 10 },
	{ "10s", 1, 10 * SECOND },
	{ "250ms", 1, SECOND / 4 },
	{ "0.5ms", 1, 500000 },
	{ "5m", 1, 300 * SECOND },
	{ "1.5m", 1, 90 * SECOND },
	{ "9223372036", 1, 9223372036 * SECOND },
	{ "9223372037", 0, 1 },
	{ "18446744073709551615", 0, 1 },
	{ "99999999999999999999m", 0, 1 },
	{ "307445734561825860m", 0, 1 },
	{ "", 0, 0 },
	{ ".", 0, 0 },
	{ "5.", 0, 0 },
	{ "1.2.3", 0, 0 },
	{ "0.0000000001", 0, 0 },
	{ "-1", 0, 0 },
	{ "0x10", 0, 0 },
	{ "1,5", 0, 0 },
	{ "5M", 0, 0 },
	{ "5 s", 0, 0 },
	{ "5sm", 0, 0 },
	{ "ms", 0, 0 },
	{ "inf", 0, 0 },
	{ "1e3", 0, 0 },
};

START_TEST(time_is_read_without_floats)
{
	struct err e = { .code = 0 };
	uint64_t ns = 4711;
	char want[128];
	int r = parse_seconds(times[_i].s, &ns, &e);

	if (times[_i].ok) {
		ck_assert_int_eq(r, 0);
		ck_assert_uint_eq(ns, times[_i].ns);
		return;
	}
	ck_assert_int_eq(r, -EINVAL);
	ck_assert_uint_eq(ns, 4711);
	snprintf(want, sizeof(want),
		 times[_i].ns ? "'%s' is too long a time"
			      : "'%s' is not a time (such as 2, 0.5, "
				"250ms, 10s, 5m)",
		 times[_i].s);
	ck_assert_str_eq(e.msg, want);
}
END_TEST

static const struct {
	const char *s;
	uint64_t max;
	int ok;
	uint64_t bytes;
	const char *msg;
} sizes[] = {
	{ "4096", UINT64_MAX, 1, 4096, NULL },
	{ "64K", UINT64_MAX, 1, 65536, NULL },
	{ "64k", UINT64_MAX, 1, 65536, NULL },
	{ "16M", UINT64_MAX, 1, 16777216, NULL },
	{ "1m", UINT64_MAX, 1, 1048576, NULL },
	{ "2G", UINT64_MAX, 1, 2147483648, NULL },
	{ "0x10K", UINT64_MAX, 1, 16384, NULL },
	{ "2K", 1024, 0, 0, "'2K' is out of range (1 to 1024)" },
	{ "0", 1024, 0, 0, "'0' is out of range (1 to 1024)" },
	{ "17179869184G", UINT64_MAX, 0, 0,
	  "'17179869184G' is out of range (1 to 18446744073709551615)" },
	{ "", 9, 0, 0, "'' is not a size (such as 4096, 64K, 16M)" },
	{ "K", 9, 0, 0, "'K' is not a size (such as 4096, 64K, 16M)" },
	{ "1KB", 9, 0, 0, "'1KB' is not a size (such as 4096, 64K, 16M)" },
	{ "1.5M", 9, 0, 0, "'1.5M' is not a size (such as 4096, 64K, 16M)" },
	{ "1T", 9, 0, 0, "'1T' is not a size (such as 4096, 64K, 16M)" },
};

START_TEST(size_takes_a_suffix)
{
	struct err e = { .code = 0 };
	uint64_t v = 4711;
	int r = parse_size(sizes[_i].s, 1, sizes[_i].max, &v, &e);

	if (sizes[_i].ok) {
		ck_assert_int_eq(r, 0);
		ck_assert_uint_eq(v, sizes[_i].bytes);
		return;
	}
	ck_assert_int_eq(r, -EINVAL);
	ck_assert_uint_eq(v, 4711);
	ck_assert_str_eq(e.msg, sizes[_i].msg);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("opt");
	TCase *t = tcase_create("opt");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, command_line_is_read_as_written, 0,
			    ARRAY_SIZE(lines));
	tcase_add_test(t, command_takes_over_in_the_middle);
	tcase_add_test(t, rest_may_become_operands);
	tcase_add_test(t, end_stays_the_end);
	tcase_add_test(t, empty_argv_is_the_end);
	tcase_add_test(t, error_about_an_argument_names_the_option);
	tcase_add_test(t, help_hides_names_that_the_command_takes);
	tcase_add_test(t, help_is_wrapped_at_80_columns);
	tcase_add_loop_test(t, whole_number_is_read_whole, 0,
			    ARRAY_SIZE(numbers));
	tcase_add_test(t, u32_is_bounded);
	tcase_add_loop_test(t, time_is_read_without_floats, 0,
			    ARRAY_SIZE(times));
	tcase_add_loop_test(t, size_takes_a_suffix, 0, ARRAY_SIZE(sizes));
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
