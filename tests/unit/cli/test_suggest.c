// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which names are offered for a misspelt one. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "elf/cleanup.h"

static const char *const commands[] = {
	"count",  "load",    "unload",	"attach", "detach", "run",  "boot",
	"verify", "lint",    "inspect", "disasm", "map",    "prog", "link",
	"trace",  "monitor", "doctor",	"bundle", "image",  "help",
};

static const char *const events[] = {
	"raw_syscalls:sys_enter",     "raw_syscalls:sys_exit",
	"syscalls:sys_enter_read",    "syscalls:sys_exit_read",
	"syscalls:sys_enter_openat",  "syscalls:sys_exit_openat",
	"syscalls:sys_enter_openat2", "sched:sched_switch",
	"sched:sched_wakeup",	      "sched:sched_wakeup_new",
	"sched:sched_process_exec",   "irq:irq_handler_entry",
	"irq:irq_handler_exit",	      "block:block_rq_issue",
	"block:block_rq_complete",    "tcp:tcp_retransmit_skb",
};

static const char *const options[] = {
	"json",	    "pretty", "quiet",	 "debug",  "dry-run",
	"color",    "help",   "version", "by",	   "duration",
	"interval", "top",    "pid",	 "output", "all",
};

#define COMMANDS commands, ARRAY_SIZE(commands)
#define EVENTS	 events, ARRAY_SIZE(events)
#define OPTIONS	 options, ARRAY_SIZE(options)

static const struct {
	const char *wanted;
	const char *const *names;
	size_t n;
	const char *want;
} cases[] = {
	{ "lod", COMMANDS, "did you mean 'load'?" },
	{ "laod", COMMANDS, "did you mean 'load'?" },
	{ "cuont", COMMANDS, "did you mean 'count'?" },
	{ "counter", COMMANDS, "did you mean 'count'?" },
	{ "COUNT", COMMANDS, "did you mean 'count'?" },
	{ "insp", COMMANDS, "did you mean 'inspect'?" },
	{ "lin", COMMANDS, "did you mean 'link' or 'lint'?" },
	{ "maps", COMMANDS, "did you mean 'map'?" },
	{ "docter", COMMANDS, "did you mean 'doctor'?" },
	{ "xyzzy", COMMANDS, "" },
	{ "q", COMMANDS, "" },
	{ "", COMMANDS, "" },
	{ "durtion", OPTIONS, "did you mean 'duration'?" },
	{ "dry_run", OPTIONS, "did you mean 'dry-run'?" },
	{ "colour", OPTIONS, "did you mean 'color'?" },
	{ "dur", OPTIONS, "did you mean 'duration'?" },
	{ "sys_enter", EVENTS, "did you mean 'raw_syscalls:sys_enter'?" },
	{ "sched_switch", EVENTS, "did you mean 'sched:sched_switch'?" },
	{ "sched_swich", EVENTS, "did you mean 'sched:sched_switch'?" },
	{ "sched/sched_switch", EVENTS, "did you mean 'sched:sched_switch'?" },
	{ "syscalls:sys_enter", EVENTS,
	  "did you mean 'raw_syscalls:sys_enter'?" },
	{ "raw_syscals:sys_entr", EVENTS,
	  "did you mean 'raw_syscalls:sys_enter'?" },
	{ "openat", EVENTS,
	  "did you mean 'syscalls:sys_exit_openat', "
	  "'syscalls:sys_enter_openat' or 'syscalls:sys_enter_openat2'?" },
	{ "sched_wake", EVENTS,
	  "did you mean 'sched:sched_wakeup' or 'sched:sched_wakeup_new'?" },
	{ "retransmit", EVENTS, "did you mean 'tcp:tcp_retransmit_skb'?" },
	{ "nope:nothing", EVENTS, "" },
};

START_TEST(the_nearest_names_are_offered)
{
	const char *best[SUGGEST_MAX];
	char buf[256];
	size_t n;

	n = suggest_list(cases[_i].wanted, cases[_i].names, cases[_i].n, best);
	ck_assert_str_eq(suggest_text(best, n, buf, sizeof(buf)),
			 cases[_i].want);
}
END_TEST

START_TEST(order_of_candidates_does_not_matter)
{
	const char *reversed[ARRAY_SIZE(events)];
	const char *a[SUGGEST_MAX], *b[SUGGEST_MAX];
	size_t n = ARRAY_SIZE(events), found;

	for (size_t i = 0; i < n; i++)
		reversed[i] = events[n - 1 - i];
	found = suggest_list("sys_e", events, n, a);
	ck_assert_uint_eq(suggest_list("sys_e", reversed, n, b), found);
	for (size_t i = 0; i < found; i++)
		ck_assert_str_eq(a[i], b[i]);
}
END_TEST

START_TEST(overlong_names_are_compared_by_their_beginning)
{
	char wanted[300], name[400];
	const char *const names[] = { name };
	const char *best[SUGGEST_MAX];

	memset(wanted, 'a', sizeof(wanted) - 1);
	wanted[sizeof(wanted) - 1] = '\0';
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_uint_eq(suggest_list(wanted, names, 1, best), 1);
}
END_TEST

START_TEST(text_is_cut_at_the_buffer)
{
	const char *const best[] = { "aaaaaaaa", "bbbbbbbb", "cccccccc" };

	for (size_t n = 1; n < 60; n++) {
		char *exact = malloc(n);

		ck_assert_uint_lt(strlen(suggest_text(best, 3, exact, n)), n);
		free(exact);
	}
}
END_TEST

static const char *generated(void *ctx, size_t i)
{
	static char names[5000][32];

	(void)ctx;
	if (i >= ARRAY_SIZE(names))
		return NULL;
	snprintf(names[i], sizeof(names[i]), "group%zu:event_%zu", i % 97, i);
	return names[i];
}

START_TEST(thousands_of_candidates_are_no_trouble)
{
	const struct suggest_source from = { generated, NULL };
	const char *best[SUGGEST_MAX];

	for (int i = 0; i < 20; i++)
		ck_assert_uint_gt(suggest("evnet_1234", &from, best), 0);
	ck_assert_str_eq(best[0], "group70:event_1234");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("suggest");
	TCase *t = tcase_create("suggest");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, the_nearest_names_are_offered, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, order_of_candidates_does_not_matter);
	tcase_add_test(t, overlong_names_are_compared_by_their_beginning);
	tcase_add_test(t, text_is_cut_at_the_buffer);
	tcase_add_test(t, thousands_of_candidates_are_no_trouble);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
