// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Command lines of `rawbpf count` as rows: the words in, and out comes one
 * line that says what was understood, or the error and its hint.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

#define WORDS_MAX 80

static struct global g;
static struct count_args args;
static struct err e;
static char line[4096];
static char *argv[WORDS_MAX + 1];

/* Splits the words at blanks; ~ stands for an empty word. */
static int parse(const char *words)
{
	struct opt_table tables[2] = { count_options, global_options };
	struct opt_iter it;
	int argc = 0;

	ck_assert_uint_lt(strlen(words), sizeof(line));
	strcpy(line, words);
	argv[argc++] = (char *)"count";
	for (char *w = strtok(line, " "); w; w = strtok(NULL, " ")) {
		ck_assert_int_lt(argc, WORDS_MAX);
		argv[argc++] = strcmp(w, "~") != 0 ? w : w + 1;
	}
	argv[argc] = NULL;
	opt_init(&it, argc, argv);
	opt_tables(&it, tables, 2);
	return count_parse(&g, &it, &args, &e);
}

static void append(char *text, size_t room, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *text, size_t room, const char *fmt, ...)
{
	size_t at = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + at, room - at, fmt, ap);
	va_end(ap);
}

/* Only what differs from what no words at all give */
static const char *understood(void)
{
	static const char *const formats[] = { "", "json ", "csv ",
					       "openmetrics " };
	static char t[1024];

	t[0] = '\0';
	for (unsigned i = 0; i < args.nevents; i++)
		append(t, sizeof(t), "%s|%s ", args.events[i].system,
		       args.events[i].event);
	for (unsigned i = 0; i < args.nby; i++)
		append(t, sizeof(t), "%s%s", i ? "," : "by ",
		       count_by_name(args.by[i]));
	append(t, sizeof(t), " %s", formats[args.format]);
	if (args.duration_ns)
		append(t, sizeof(t), "d=%" PRIu64 " ", args.duration_ns);
	if (args.interval_ns)
		append(t, sizeof(t), "i=%" PRIu64 " ", args.interval_ns);
	if (args.top)
		append(t, sizeof(t), "n=%" PRIu32 " ", args.top);
	if (args.pid)
		append(t, sizeof(t), "pid=%" PRIu32 " ", args.pid);
	if (args.entries != 10240)
		append(t, sizeof(t), "m=%" PRIu32 " ", args.entries);
	append(t, sizeof(t), "%s%s%s%s", args.all ? "all " : "",
	       args.raw ? "raw " : "", args.pretty ? "pretty " : "",
	       g.json ? "errors-in-json " : "");
	if (args.output)
		append(t, sizeof(t), "w=%s ", args.output);
	for (char **w = args.cmd; w && *w; w++)
		append(t, sizeof(t), "(%s)", *w);
	return t;
}

#define DEFAULT "raw_syscalls|sys_enter by pid "

static const struct {
	const char *words, *want;
} good[] = {
	{ "", DEFAULT },
	{ "sched:sched_switch", "sched|sched_switch by pid " },
	{ "sched/sched_switch", "sched|sched_switch by pid " },
	{ "a:b:c", "a|b:c by pid " },
	{ "sys_enter", "|sys_enter by pid " },
	{ "a:b c:d", "a|b c|d by pid,event " },
	{ "a:b a:c -b cpu a:d", "a|b a|c a|d by cpu,event " },
	{ "-b comm", "raw_syscalls|sys_enter by comm " },
	{ "--by syscall,uid", "raw_syscalls|sys_enter by syscall,uid " },
	{ "-b uid -b pid,uid", "raw_syscalls|sys_enter by uid,pid " },
	{ "-b pid,pid,pid", DEFAULT },
	{ "-b syscall,cpu,cgroup,uid,comm,tid,pid a:b c:d",
	  "a|b c|d by syscall,cpu,cgroup,uid,comm,tid,pid,event " },
	{ "-d 3", DEFAULT "d=3000000000 " },
	{ "-d 500ms", DEFAULT "d=500000000 " },
	{ "-d 0.001", DEFAULT "d=1000000 " },
	{ "-d 2m", DEFAULT "d=120000000000 " },
	{ "-d 1 -d 2", DEFAULT "d=2000000000 " },
	{ "--interval=1.5", DEFAULT "i=1500000000 " },
	{ "-n 10", DEFAULT "n=10 " },
	{ "-m 100", DEFAULT "m=100 " },
	{ "-m 4194304", DEFAULT "m=4194304 " },
	{ "-p 1", DEFAULT "pid=1 " },
	{ "-p 2147483647", DEFAULT "pid=2147483647 " },
	{ "--raw", DEFAULT "raw " },
	{ "-w /tmp/x", DEFAULT "w=/tmp/x " },
	{ "-o table", DEFAULT },
	{ "-o csv", DEFAULT "csv " },
	{ "-o openmetrics", DEFAULT "openmetrics " },
	{ "-o json", DEFAULT "json errors-in-json " },
	{ "-j", DEFAULT "json errors-in-json " },
	{ "-p 3 --pretty", DEFAULT "json pid=3 pretty errors-in-json " },
	{ "-j -o csv", DEFAULT "csv errors-in-json " },
	{ "-- ls", DEFAULT "(ls)" },
	{ "-d 1 -- ls -l --all -- x",
	  DEFAULT "d=1000000000 (ls)(-l)(--all)(--)(x)" },
	{ "-a -- ls", DEFAULT "all (ls)" },
	{ "a:b -- ~ ~", "a|b by pid ()()" },
};

START_TEST(words_are_understood)
{
	ck_assert_msg(parse(good[_i].words) == 0, "%s: %s", good[_i].words,
		      e.msg);
	ck_assert_str_eq(understood(), good[_i].want);
}
END_TEST

static const struct {
	const char *words, *msg, *hint;
} bad[] = {
	{ "-b", "option '--by' needs an argument: KEY,...", "" },
	{ "-b foo", "--by: 'foo' is nothing to count by",
	  "keys are pid, tid, comm, uid, cgroup, cpu and syscall, separated "
	  "by commas" },
	{ "-b pdi", "--by: 'pdi' is nothing to count by",
	  "did you mean 'pid'" },
	{ "-b syscal", "--by: 'syscal' is nothing to count by",
	  "did you mean 'syscall'?" },
	{ "-b event", "--by: 'event' is nothing to count by", "" },
	{ "-b ~", "--by: '' is nothing to count by", "keys are" },
	{ "-b pid,", "--by: '' is nothing to count by", "keys are" },
	{ "-b ,pid", "--by: '' is nothing to count by", "keys are" },
	{ "-b PID", "--by: 'PID' is nothing to count by",
	  "did you mean 'pid'" },
	{ "-b aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "--by: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' is nothing", "keys are" },
	{ "-d 0", "--duration: '0' is less than a millisecond", "" },
	{ "-d 0.0009", "--duration: '0.0009' is less than a millisecond", "" },
	{ "-d -1", "--duration: ", "" },
	{ "-d x", "--duration: ", "" },
	{ "-i 0s", "--interval: '0s' is less than a millisecond", "" },
	{ "-n 0", "--top: ", "" },
	{ "-n 4294967296", "--top: ", "" },
	{ "-n -1", "--top: ", "" },
	{ "-m 0", "--max-entries: ", "" },
	{ "-m 4194305", "--max-entries: ", "" },
	{ "-p 0", "--pid: ", "" },
	{ "-p 2147483648", "--pid: ", "" },
	{ "-p self", "--pid: ", "" },
	{ "-o xml", "--output: 'xml' is no output format",
	  "formats are table, json, csv and openmetrics" },
	{ "-o ~", "--output: '' is no output format", "formats are" },
	{ "a:b c:d a:b", "'a:b' is given twice", "" },
	/* the first mistake counts, not what stands behind it */
	{ "a:b a:b --nonsense", "'a:b' is given twice", "" },
	{ "-b foo -d x", "--by: 'foo' is nothing to count by", "" },
	{ "--nonsense", "", "" },
	{ "--", "no command behind '--'", "" },
	{ "-a", "--all goes with a command behind '--'", "" },
	{ "-p 1 -- ls", "--pid and a command exclude each other", "" },
};

START_TEST(a_mistake_is_named)
{
	ck_assert_int_eq(parse(bad[_i].words), USAGE_ERROR);
	ck_assert_msg(strncmp(e.msg, bad[_i].msg, strlen(bad[_i].msg)) == 0,
		      "%s: %s", bad[_i].words, e.msg);
	ck_assert_str_ne(e.msg, "");
	ck_assert_msg(strstr(e.hint, bad[_i].hint) != NULL, "%s: %s",
		      bad[_i].words, e.hint);
}
END_TEST

/* As many as there is room for, and one more */
START_TEST(events_have_a_limit)
{
	char words[WORDS_MAX * 8] = "";

	for (int i = 0; i < COUNT_MAX_EVENTS + _i; i++)
		append(words, sizeof(words), "a:e%d ", i);
	ck_assert_int_eq(parse(words), _i ? USAGE_ERROR : 0);
	if (_i)
		ck_assert_str_eq(e.msg, "more than 64 tracepoints");
	else
		ck_assert_uint_eq(args.nevents, COUNT_MAX_EVENTS);
}
END_TEST

START_TEST(a_long_system_is_cut)
{
	char words[300];

	memset(words, 's', 200);
	strcpy(words + 200, ":event");
	ck_assert_int_eq(parse(words), 0);
	ck_assert_uint_eq(strlen(args.events[0].system), 63);
	ck_assert_str_eq(args.events[0].event, "event");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, words_are_understood, 0, ARRAY_SIZE(good));
	tcase_add_loop_test(t, a_mistake_is_named, 0, ARRAY_SIZE(bad));
	tcase_add_loop_test(t, events_have_a_limit, 0, 2);
	tcase_add_test(t, a_long_system_is_cut);
}

int main(void)
{
	return run_tests("count_args", add);
}
