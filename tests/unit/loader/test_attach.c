// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Attaching to tracepoints: the calls, what is left when one fails, hints. */
#include <dirent.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "loader/attach.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct err e;

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

START_TEST(a_tracepoint_takes_one_event_and_one_program)
{
	int before = open_fds(), fd;

	fake_kernel(_i);
	fd = attach_tracepoint(7, 314, "sched:sched_switch", &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(fake.nevents, 1);
	ck_assert_uint_eq(fake.nattached, 1);
	ck_assert_int_eq(open_fds(), before + 1);
	close(fd);
	fake_finish();
}
END_TEST

START_TEST(cpus_that_are_offline_are_passed_over)
{
	int fd;

	fake_kernel(FAKE_5_10);
	fake.offline = 3;
	fd = attach_tracepoint(7, 314, "sched:sched_switch", &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(fake.nevents, 4);
	close(fd);
	fake_finish();
}
END_TEST

START_TEST(a_machine_without_cpus_ends_the_search)
{
	fake_kernel(FAKE_5_10);
	fake.offline = 1 << 20;
	ck_assert_int_eq(attach_tracepoint(7, 314, "a:b", &e), -ENODEV);
	fake_finish();
}
END_TEST

/* The request itself */
static struct perf_event_attr seen;

static void observe(const struct sys_call *call)
{
	if (call->perf)
		seen = *call->perf;
	if (call->cmd == SYS_PERF_SET_BPF)
		ck_assert_uint_eq(call->size, 7);
}

START_TEST(the_event_is_the_tracepoint)
{
	sys_observe(observe);
	fake_kernel(FAKE_4_9);
	close(attach_tracepoint(7, 314, "a:b", &e));
	ck_assert_uint_eq(seen.type, PERF_TYPE_TRACEPOINT);
	ck_assert_uint_eq(seen.config, 314);
	ck_assert_uint_eq(seen.sample_period, 0);
	fake_finish();
}
END_TEST

static const struct {
	bool opening; /* else setting */
	int code;
	const char *msg, *hint; /* hint: part of it */
} refused[] = {
	{ true, EACCES, "tracepoint 'a:b': perf_event_open: Permission denied",
	  "" },
	{ true, EPERM,
	  "tracepoint 'a:b': perf_event_open: Operation not permitted", "" },
	{ true, ENOSYS,
	  "tracepoint 'a:b': perf_event_open: Function not implemented",
	  "CONFIG_PERF_EVENTS" },
	{ false, EEXIST, "tracepoint 'a:b': attaching the program: File exists",
	  "before Linux 4.15 a tracepoint takes one program at a time" },
	{ false, E2BIG,
	  "tracepoint 'a:b': attaching the program: Argument list too long",
	  "64 programs already" },
	{ false, EACCES,
	  "tracepoint 'a:b': attaching the program: Permission denied",
	  "reads beyond the tracepoint's record" },
	{ false, EPERM,
	  "tracepoint 'a:b': attaching the program: Operation not permitted",
	  "" },
};

START_TEST(a_refusal_leaves_nothing_open)
{
	int before = open_fds();

	fake_kernel(FAKE_4_14);
	if (refused[_i].opening)
		fake.perf_refuse = refused[_i].code;
	else
		fake.set_refuse = refused[_i].code;
	ck_assert_int_eq(attach_tracepoint(7, 314, "a:b", &e),
			 -refused[_i].code);
	ck_assert_str_eq(e.msg, refused[_i].msg);
	ck_assert_str_ne(e.hint, "");
	ck_assert_ptr_nonnull(strstr(e.hint, refused[_i].hint));
	ck_assert_int_eq(open_fds(), before);
	fake_finish();
}
END_TEST

static const char *asked_for;

static void want_name(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(raw_tracepoint.prog_fd));
	ck_assert_uint_eq(attr->raw_tracepoint.prog_fd, 7);
	asked_for = (const char *)(uintptr_t)attr->raw_tracepoint.name;
}

START_TEST(a_raw_tracepoint_goes_by_its_name)
{
	static const struct fake_call call = { BPF_RAW_TRACEPOINT_OPEN, FAKE_FD,
					       want_name };
	int fd;

	fake_script(&call, 1);
	fd = attach_raw_tracepoint(7, "sys_enter", &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_str_eq(asked_for, "sys_enter");
	close(fd);
	fake_finish();
}
END_TEST

START_TEST(raw_tracepoints_came_with_4_17)
{
	int fd;

	fake_kernel(_i);
	fd = attach_raw_tracepoint(7, "sys_enter", &e);
	ck_assert_int_eq(fd >= 0, _i >= FAKE_4_19);
	if (fd < 0) {
		ck_assert_int_eq(fd, -EINVAL);
		ck_assert_str_eq(e.msg, "raw tracepoint 'sys_enter': "
					"Invalid argument");
		ck_assert_ptr_nonnull(strstr(e.hint, "need Linux 4.17"));
	} else {
		close(fd);
	}
	fake_finish();
}
END_TEST

START_TEST(a_raw_tracepoint_that_does_not_exist_is_said)
{
	fake_kernel(FAKE_6_12);
	fake.raw_refuse = ENOENT;
	ck_assert_int_eq(attach_raw_tracepoint(7, "nope", &e), -ENOENT);
	ck_assert_str_eq(e.msg, "raw tracepoint 'nope': No such file or "
				"directory");
	ck_assert_ptr_nonnull(strstr(e.hint, "tracepoint"));
	fake_finish();
}
END_TEST

static void want_link(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(link_create.flags));
	ck_assert_uint_eq(attr->link_create.prog_fd, 7);
	ck_assert_uint_eq(attr->link_create.attach_type, BPF_PERF_EVENT);
}

START_TEST(a_link_holds_the_event_itself)
{
	static const struct fake_call calls[] = {
		{ SYS_PERF_EVENT_OPEN, FAKE_FD, NULL },
		{ BPF_LINK_CREATE, FAKE_FD, want_link },
	};
	int before = open_fds(), fd;

	fake_script(calls, 2);
	fd = attach_tracepoint_link(7, 314, "a:b", &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(open_fds(), before + 1);
	close(fd);
	fake_finish();
}
END_TEST

START_TEST(where_there_are_no_links_the_event_holds_it)
{
	static const struct fake_call calls[] = {
		{ SYS_PERF_EVENT_OPEN, FAKE_FD, NULL },
		{ BPF_LINK_CREATE, -EINVAL, want_link },
		{ SYS_PERF_SET_BPF, 0, NULL },
	};
	int before = open_fds(), fd;

	fake_script(calls, 3);
	fd = attach_tracepoint_link(7, 314, "a:b", &e);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(open_fds(), before + 1);
	close(fd);
	fake_finish();
}
END_TEST

START_TEST(the_old_way_is_no_remedy_for_other_refusals)
{
	static const struct fake_call calls[] = {
		{ SYS_PERF_EVENT_OPEN, FAKE_FD, NULL },
		{ BPF_LINK_CREATE, -E2BIG, want_link },
	};
	int before = open_fds();

	fake_script(calls, 2);
	ck_assert_int_eq(attach_tracepoint_link(7, 314, "a:b", &e), -E2BIG);
	ck_assert_ptr_nonnull(strstr(e.hint, "64 programs already"));
	ck_assert_int_eq(open_fds(), before);
	fake_finish();
}
END_TEST

START_TEST(before_4_15_the_other_program_is_in_the_way)
{
	static const struct fake_call calls[] = {
		{ SYS_PERF_EVENT_OPEN, FAKE_FD, NULL },
		{ BPF_LINK_CREATE, -EINVAL, NULL },
		{ SYS_PERF_SET_BPF, -EEXIST, NULL },
	};

	fake_script(calls, 3);
	ck_assert_int_eq(attach_tracepoint_link(7, 314, "a:b", &e), -EEXIST);
	ck_assert_ptr_nonnull(strstr(e.hint, "detach the other"));
	fake_finish();
}
END_TEST

static void want_no_name(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(raw_tracepoint.prog_fd));
	ck_assert_uint_eq(attr->raw_tracepoint.prog_fd, 7);
	ck_assert_uint_eq(attr->raw_tracepoint.name, 0);
}

static int attach(const char *kind, const char *target)
{
	struct attach a = { 7, section_find(kind, NULL), target };

	return attach_prog(&a, &e);
}

START_TEST(programs_that_know_their_hook_are_switched_on)
{
	static const char *const kinds[] = { "fentry", "tp_btf", "lsm",
					     "fmod_ret.s" };
	static const struct fake_call call = { BPF_RAW_TRACEPOINT_OPEN, FAKE_FD,
					       want_no_name };
	static const struct fake_call busy = { BPF_RAW_TRACEPOINT_OPEN, -EBUSY,
					       want_no_name };
	int fd;

	fake_script(&call, 1);
	fd = attach(kinds[_i], "x");
	ck_assert_int_ge(fd, 0);
	close(fd);
	fake_finish();
	fake_script(&busy, 1);
	ck_assert_int_eq(attach(kinds[_i], "x"), -EBUSY);
	ck_assert_ptr_nonnull(strstr(e.msg, kinds[_i]));
	ck_assert_ptr_nonnull(strstr(e.hint, "attached already"));
	fake_finish();
}
END_TEST

START_TEST(a_kind_that_cannot_be_attached_is_named)
{
	fake_script(NULL, 0);
	ck_assert_int_eq(attach("kprobe", "x"), -EOPNOTSUPP);
	ck_assert_str_eq(e.msg, "attaching 'kprobe' programs is not there yet");
	ck_assert_int_eq(attach("fuse/x", "x"), -EOPNOTSUPP);
	ck_assert_int_eq(attach("syscall", ""), -EOPNOTSUPP);
	ck_assert_str_eq(e.msg, "'syscall' programs are run, not attached");
	fake_finish();
}
END_TEST

START_TEST(a_link_lies_beside_its_program)
{
	static const char *const paths[][2] = {
		{ "/sys/fs/bpf/prog_o_xdp", "/sys/fs/bpf/link_o_xdp" },
		{ "/prog_/x", "/prog_/link_x" },
		{ "prog_a", "link_a" },
		{ "x", "link_x" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		auto_free char *path = attach_link_path(paths[i][0]);

		ck_assert_str_eq(path, paths[i][1]);
	}
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_tracepoint_takes_one_event_and_one_program, 0,
			    FAKE__COUNT);
	tcase_add_test(t, cpus_that_are_offline_are_passed_over);
	tcase_add_test(t, a_machine_without_cpus_ends_the_search);
	tcase_add_test(t, the_event_is_the_tracepoint);
	tcase_add_loop_test(t, a_refusal_leaves_nothing_open, 0,
			    ARRAY_SIZE(refused));
	tcase_add_test(t, a_raw_tracepoint_goes_by_its_name);
	tcase_add_loop_test(t, raw_tracepoints_came_with_4_17, 0, FAKE__COUNT);
	tcase_add_test(t, a_raw_tracepoint_that_does_not_exist_is_said);
	tcase_add_test(t, a_link_holds_the_event_itself);
	tcase_add_test(t, where_there_are_no_links_the_event_holds_it);
	tcase_add_test(t, the_old_way_is_no_remedy_for_other_refusals);
	tcase_add_test(t, before_4_15_the_other_program_is_in_the_way);
	tcase_add_loop_test(t, programs_that_know_their_hook_are_switched_on, 0,
			    4);
	tcase_add_test(t, a_kind_that_cannot_be_attached_is_named);
	tcase_add_test(t, a_link_lies_beside_its_program);
}

int main(void)
{
	return run_tests("attach", add);
}
