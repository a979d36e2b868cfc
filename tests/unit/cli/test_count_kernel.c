// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The embedded counter, set up on kernels of every age: what it creates, loads
 * and attaches, and that nothing is left of it when one step fails.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/cli/fake_tracefs.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct count_args args;
static struct counter counter;
static struct err e;
static int fds_before;

static int open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void by(enum count_by key)
{
	args.by[args.nby++] = key;
	args.by_mask |= 1u << key;
}

static void event(const char *name, const char *system, const char *what)
{
	struct count_event *ev = &args.events[args.nevents++];

	ev->name = name;
	strcpy(ev->system, system);
	ev->event = what;
}

static void set_up(void)
{
	args = (struct count_args){ .entries = 500 };
	event("raw_syscalls:sys_enter", "raw_syscalls", "sys_enter");
	memset(&e, 0, sizeof(e));
	fds_before = open_fds();
}

/* All descriptors of it are closed again */
static void finish(void)
{
	counter_close(&counter);
	ck_assert_int_eq(open_fds(), fds_before);
	fake_finish();
}

static void open_counter(enum fake_version v)
{
	fake_kernel(v);
	ck_assert_msg(counter_open(&counter, &args, &e) == 0, "%s: %s",
		      fake_version_name(v), e.msg);
}

/* Nothing is left behind by itself, without a counter_close */
static void expect_error(int code, const char *msg, const char *hint)
{
	ck_assert_int_lt(counter_open(&counter, &args, &e), 0);
	ck_assert_int_eq(e.code, code);
	ck_assert_msg(strstr(e.msg, msg) != NULL, "%s", e.msg);
	ck_assert_msg(strstr(e.hint, hint) != NULL, "%s", e.hint);
	ck_assert_int_eq(open_fds(), fds_before);
	fake_finish();
}

static const struct fake_map *map_of(const char *name)
{
	const struct obj_map *m = obj_find_map(&counter.obj, name);
	int fd = counter.fds[m - counter.obj.maps];

	for (unsigned i = 0; i < fake.nmaps; i++)
		if (fake.maps[i].fd == fd)
			return &fake.maps[i];
	ck_abort_msg("no map '%s'", name);
}

START_TEST(processes_are_counted_on_every_kernel)
{
	by(BY_PID);
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 2); /* one for exec */
	ck_assert_uint_eq(fake.nprogs, 2);
	ck_assert_uint_eq(fake.nattached, 2);
	ck_assert_uint_eq(fake.progs[0].type, BPF_PROG_TYPE_TRACEPOINT);
	ck_assert(!counter.raw);
	ck_assert_uint_gt(counter.cpus, 0);
	ck_assert_uint_eq(map_of("places")->key_size, 4);
	ck_assert_uint_eq(map_of("places")->max_entries, 500);
	ck_assert_uint_eq(map_of("slots")->max_entries, 501);
	ck_assert_uint_eq(map_of("slots")->value_size, counter.slot_size);
	ck_assert_uint_eq(counter.slot_size,
			  offsetof(struct count_slot, key) + 8);
	ck_assert_uint_eq(fake.nmaps, 5); /* constants take none */
	finish();
}
END_TEST

/* Every choice of keys; the helper for control groups came with 4.18 */
START_TEST(every_choice_of_keys_is_loaded)
{
	uint32_t choice = (uint32_t)_i % 127 + 1;
	int v = _i / 127;

	for (unsigned k = 0; k < BY_EVENT; k++)
		if (choice >> k & 1)
			by(k);
	if (v < FAKE_4_19 && choice >> BY_CGROUP & 1) {
		fake_kernel(v);
		expect_error(EINVAL, "the verifier refuses it: invalid func",
			     "");
		return;
	}
	open_counter(v);
	ck_assert_uint_eq(fake.progs[fake.nprogs - 1].type,
			  BPF_PROG_TYPE_TRACEPOINT);
	finish();
}
END_TEST

START_TEST(each_event_has_a_program_of_its_own)
{
	by(BY_CPU);
	by(BY_EVENT);
	event("sched:sched_switch", "sched", "sched_switch");
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 2);
	ck_assert_uint_eq(fake.progs[0].ninsns, fake.progs[1].ninsns);
	/* the number of the event is a constant in it */
	ck_assert(memcmp(fake.progs[0].insns, fake.progs[1].insns,
			 fake.progs[0].ninsns * 8) != 0);
	finish();
}
END_TEST

START_TEST(a_command_is_followed)
{
	char *cmd[] = { (char *)"ls", NULL };

	by(BY_PID);
	args.cmd = cmd;
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 3); /* fork, exec and the event */
	ck_assert_uint_eq(map_of("followed")->max_entries, 65536);
	ck_assert_uint_eq(strlen(counter.mark), COUNT_COMM_LEN - 1);
	finish();
}
END_TEST

START_TEST(everything_beside_a_command_needs_no_following)
{
	char *cmd[] = { (char *)"ls", NULL };

	by(BY_CPU);
	args.cmd = cmd;
	args.all = true;
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 1);
	ck_assert_uint_eq(map_of("followed")->max_entries, 1);
	finish();
}
END_TEST

START_TEST(one_process_is_counted)
{
	by(BY_CPU);
	args.pid = 4711;
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 1);
	finish();
}
END_TEST

START_TEST(without_tracefs_raw_tracepoints_do)
{
	by(BY_PID);
	by(BY_SYSCALL);
	fake_tracefs_missing = EPERM;
	if (_i < FAKE_4_19) { /* neither way */
		fake_kernel(_i);
		expect_error(EPERM, "no tracefs here", "");
		return;
	}
	open_counter(_i);
	ck_assert(counter.raw);
	ck_assert_uint_eq(fake.progs[0].type, BPF_PROG_TYPE_RAW_TRACEPOINT);
	ck_assert_uint_eq(fake.nevents, 0);
	finish();
}
END_TEST

START_TEST(raw_tracepoints_may_be_asked_for)
{
	by(BY_CPU);
	args.raw = true;
	if (_i < FAKE_4_19) {
		fake_kernel(_i);
		expect_error(EINVAL, "'count_event': the kernel refuses it",
			     "");
		return;
	}
	open_counter(_i);
	ck_assert(counter.raw);
	finish();
}
END_TEST

START_TEST(raw_tracepoints_have_system_calls_at_sys_enter_only)
{
	by(BY_SYSCALL);
	args.nevents = 0;
	event("sched:sched_switch", "sched", "sched_switch");
	args.raw = true;
	fake_kernel(FAKE_5_10);
	expect_error(EOPNOTSUPP,
		     "as raw tracepoint it has no system call "
		     "number",
		     "");
}
END_TEST

START_TEST(an_event_without_a_system_call_is_no_key)
{
	by(BY_SYSCALL);
	args.nevents = 0;
	event("sched:sched_switch", "sched", "sched_switch");
	fake_kernel(FAKE_5_10);
	ck_assert_int_lt(counter_open(&counter, &args, &e), 0);
	ck_assert_ptr_nonnull(strstr(e.msg, "count_event"));
	ck_assert_int_eq(open_fds(), fds_before);
	fake_finish();
}
END_TEST

START_TEST(an_event_that_does_not_exist_has_neighbours)
{
	by(BY_PID);
	args.nevents = 0;
	event("sched:sched_swich", "sched", "sched_swich");
	fake_kernel(_i);
	expect_error(ENOENT, "no tracepoint 'sched:sched_swich'",
		     "did you mean 'sched:sched_switch'");
}
END_TEST

/* Only names would be older */
START_TEST(without_an_exec_hook_it_still_counts)
{
	by(BY_PID);
	fake_tracefs_without = "sched:sched_process_exec";
	open_counter(_i);
	ck_assert_uint_eq(counter.nhooks, 1);
	finish();
}
END_TEST

START_TEST(a_refused_event_leaves_nothing)
{
	by(BY_PID);
	fake_kernel(_i);
	fake.perf_refuse = EACCES;
	expect_error(EACCES,
		     "tracepoint 'raw_syscalls:sys_enter': "
		     "perf_event_open: Permission denied",
		     "");
}
END_TEST

START_TEST(a_refused_program_leaves_nothing)
{
	by(BY_PID);
	fake_kernel(_i);
	fake.refuse = EACCES;
	fake.log = "R1 invalid mem access 'inv'\nprocessed 9 insns\n";
	expect_error(EACCES,
		     "'count_event': the verifier refuses it: R1 "
		     "invalid mem access 'inv'",
		     "");
}
END_TEST

START_TEST(a_refused_map_leaves_nothing)
{
	by(BY_PID);
	fake_kernel(_i);
	fake.map_refuse = ENOMEM;
	expect_error(ENOMEM, "the kernel refuses it: Cannot allocate memory",
		     "ask for fewer entries");
}
END_TEST

START_TEST(detaching_keeps_the_numbers)
{
	int fds;

	by(BY_PID);
	open_counter(_i);
	fake.missed = 5;
	fds = open_fds();
	counter_detach(&counter);
	ck_assert_int_eq(open_fds(), fds - 2);
	counter_detach(&counter);
	ck_assert_int_eq(open_fds(), fds - 2);
	ck_assert_uint_eq(counter_missed(&counter), _i >= FAKE_5_15 ? 10 : 0);
	finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, NULL);
	tcase_add_loop_test(t, processes_are_counted_on_every_kernel, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, every_choice_of_keys_is_loaded, 0,
			    127 * FAKE_5_4);
	tcase_add_loop_test(t, each_event_has_a_program_of_its_own, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, a_command_is_followed, 0, FAKE__COUNT);
	tcase_add_loop_test(t, everything_beside_a_command_needs_no_following,
			    0, FAKE__COUNT);
	tcase_add_loop_test(t, one_process_is_counted, 0, FAKE__COUNT);
	tcase_add_loop_test(t, without_tracefs_raw_tracepoints_do, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, raw_tracepoints_may_be_asked_for, 0,
			    FAKE__COUNT);
	tcase_add_test(t, raw_tracepoints_have_system_calls_at_sys_enter_only);
	tcase_add_test(t, an_event_without_a_system_call_is_no_key);
	tcase_add_loop_test(t, an_event_that_does_not_exist_has_neighbours, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, without_an_exec_hook_it_still_counts, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, a_refused_event_leaves_nothing, 0, FAKE__COUNT);
	tcase_add_loop_test(t, a_refused_program_leaves_nothing, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, a_refused_map_leaves_nothing, 0, FAKE__COUNT);
	tcase_add_loop_test(t, detaching_keeps_the_numbers, 0, FAKE__COUNT);
}

int main(void)
{
	return run_tests("count_kernel", add);
}
