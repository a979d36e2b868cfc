// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Loading programs on kernels of every age, and the verifier's last words. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/prog.h"
#include "loader/prog_info.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static struct err e;
static char *said; /* the log */

static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

static struct prog_spec spec = {
	.name = "count.event",
	.type = BPF_PROG_TYPE_TRACEPOINT,
	.insns = insns,
	.ninsns = ARRAY_SIZE(insns),
	.license = "GPL",
	.btf_fd = -1,
};

static int load(void)
{
	int fd;

	memset(&e, 0, sizeof(e));
	fd = prog_load(&spec, &said, &e);
	if (fd >= 0)
		close(fd);
	return fd;
}

static void finish(void)
{
	free(said);
	said = NULL;
	fake_finish();
}

START_TEST(a_program_is_loaded_on_every_kernel)
{
	fake_kernel(_i);
	ck_assert_msg(load() >= 0, "%s: %s", fake_version_name(_i), e.msg);
	ck_assert_ptr_null(said);
	ck_assert_uint_eq(fake.nprogs, 1);
	ck_assert_str_eq(fake.progs[0].name,
			 _i < FAKE_4_15 ? "" : "count_event");
	ck_assert_mem_eq(fake.progs[0].insns, insns, sizeof(insns));
	ck_assert_uint_eq(fake.ncalls, _i < FAKE_4_15 ? 2 : 1);
	ck_assert_uint_eq(fake.log_size, 0);
	finish();
}
END_TEST

START_TEST(functions_and_lines_are_dropped_where_they_are_unknown)
{
	struct bpf_func_info func = { 0, 1 };
	struct bpf_line_info line = { .line_off = 1 };
	struct prog_info info = { &func, &line, 1, 1 };

	spec.info = &info;
	spec.btf_fd = 3;
	fake_kernel(_i);
	ck_assert_msg(load() >= 0, "%s: %s", fake_version_name(_i), e.msg);
	ck_assert_uint_eq(fake.nprogs, 1);
	ck_assert_uint_eq(fake.ncalls, _i < FAKE_4_15  ? 4
				       : _i < FAKE_5_4 ? 3
						       : 1);
	finish();
}
END_TEST

START_TEST(a_program_that_is_too_long_is_refused)
{
	struct bpf_insn *many = calloc(5000, sizeof(*many));

	for (int i = 0; i < 4999; i++)
		many[i] = insns[0];
	many[4999] = insns[1];
	spec.insns = many;
	spec.ninsns = 5000;
	fake_kernel(_i);
	ck_assert_int_eq(load() == -E2BIG, _i < FAKE_5_4);
	if (_i < FAKE_5_4)
		ck_assert_str_eq(e.msg, "program 'count.event': the kernel "
					"refuses it: Argument list too long");
	finish();
	free(many);
}
END_TEST

/* Whatever the kernel's age, the verdict is the first errno */
START_TEST(the_verifier_has_the_last_word)
{
	fake_kernel(_i);
	fake.refuse = EACCES;
	fake.log = "0: (79) r0 = *(u64 *)(r1 +8)\n"
		   "invalid bpf_context access off=8 size=8\n";
	ck_assert_int_eq(load(), -EACCES);
	ck_assert_str_eq(e.msg, "program 'count.event': the verifier refuses "
				"it: invalid bpf_context access off=8 size=8");
	ck_assert_str_eq(said, fake.log);
	finish();
}
END_TEST

static const struct {
	const char *log, *words; /* NULL: none */
} logs[] = {
	{ "one line", "one line" },
	{ "one line\n", "one line" },
	{ "first\nsecond\n", "second" },
	{ "first\nsecond\n\n\n", "second" },
	{ "why\nprocessed 3 insns (limit 1000000) max_states_per_insn 0\n",
	  "why" },
	{ "why\nverification time 12 usec\nstack depth 0\nprocessed 9 insns\n",
	  "why" },
	{ "why\n  \t\n", "why" },
	{ "\n\nwhy", "why" },
	{ "  indented\n", "  indented" },
	{ "infinite loop detected at insn 3\ncur state: R0=0\nold state: R0=P0\n",
	  "infinite loop detected at insn 3" },
	{ "7: (61) r1 = *(u32 *)(r1 +26)\n"
	  "invalid access to packet, off=26 size=4, R1(id=0,off=26,r=14)\n"
	  "R1 offset is outside of the packet\nprocessed 8 insns\n",
	  "invalid access to packet, off=26 size=4, R1(id=0,off=26,r=14): "
	  "R1 offset is outside of the packet" },
	{ "Unreleased reference id=2 alloc_insn=4\nBPF_EXIT instruction in main "
	  "prog would lead to reference leak\n",
	  "Unreleased reference id=2 alloc_insn=4: BPF_EXIT instruction in "
	  "main prog would lead to reference leak" },
	{ "invalid access to packet, off=26 size=4\n\n"
	  "Verification failed: Memory Safety\n\nReason:\n  why\n",
	  "invalid access to packet, off=26 size=4" },
	{ "cur state: R0=0\nold state: R0=0\n", NULL },
	{ "processed 3 insns\n", NULL },
	{ "\n", NULL },
	{ "\n\n\n", NULL },
	{ "", NULL },
	{ NULL, NULL },
};

START_TEST(last_words_are_the_last_line_that_says_something)
{
	fake_kernel(FAKE_5_10);
	fake.refuse = EINVAL;
	fake.log = logs[_i].log;
	ck_assert_int_eq(load(), -EINVAL);
	if (logs[_i].words) {
		const char *at = strstr(e.msg, "the verifier refuses it: ");

		ck_assert_ptr_nonnull(at);
		ck_assert_str_eq(at + strlen("the verifier refuses it: "),
				 logs[_i].words);
	} else {
		ck_assert_str_eq(e.msg, "program 'count.event': the kernel "
					"refuses it: Invalid argument");
	}
	finish();
}
END_TEST

/* Bytes of log, and of the buffer that is enough or the largest */
static const struct {
	size_t len;
	uint32_t room;
	enum fake_version kernel;
} sizes[] = {
	{ (64 << 10) - 1, 64 << 10, FAKE_5_10 },
	{ 64 << 10, 1 << 20, FAKE_5_10 },
	{ (1 << 20) - 1, 1 << 20, FAKE_4_9 },
	{ 1 << 20, (16 << 20) - 1, FAKE_4_9 },
	{ 1 << 20, (16 << 20) - 1, FAKE_6_12 },
	{ (16 << 20) - 2, (16 << 20) - 1, FAKE_5_10 },
};

static char *long_log(size_t len)
{
	char *log = malloc(len + 1);

	memset(log, 'x', len);
	memcpy(log + len - 5, "\nwhy\n", 6);
	return log;
}

START_TEST(the_buffer_grows_until_the_log_fits)
{
	char *log = long_log(sizes[_i].len);

	fake_kernel(sizes[_i].kernel);
	fake.refuse = EINVAL;
	fake.log = log;
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_uint_eq(fake.log_size, sizes[_i].room);
	ck_assert_str_eq(said, log);
	ck_assert_ptr_nonnull(strstr(e.msg, "refuses it: why"));
	finish();
	free(log);
}
END_TEST

/* Newer kernels keep its end, older ones its beginning */
START_TEST(a_log_beyond_all_bounds_is_cut)
{
	char *log = long_log(17 << 20);

	fake_kernel(_i ? FAKE_6_12 : FAKE_5_10);
	fake.refuse = EINVAL;
	fake.log = log;
	ck_assert_int_eq(load(), -EINVAL);
	ck_assert_uint_eq(fake.log_size, (16 << 20) - 1);
	ck_assert_uint_eq(strlen(said), (16 << 20) - 2);
	if (_i)
		ck_assert_ptr_nonnull(strstr(e.msg, "refuses it: why"));
	finish();
	free(log);
}
END_TEST

START_TEST(no_privilege_asks_for_no_log)
{
	fake_kernel(FAKE_5_10);
	fake.refuse = EPERM;
	fake.log = "never shown";
	ck_assert_int_eq(load(), -EPERM);
	ck_assert_ptr_null(said);
	ck_assert_str_ne(e.hint, "");
	ck_assert_uint_eq(fake.log_size, 0);
	finish();
}
END_TEST

START_TEST(a_low_memlock_limit_is_lifted)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
	if (limit.rlim_max < 1 << 20)
		return; /* this machine forbids it */
	limit.rlim_cur = 65536;
	ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	fake_kernel(_i);
	fake.charges = true;
	ck_assert_int_ge(load(), 0);
	ck_assert_uint_eq(fake.nloads, 2);
	finish();
}
END_TEST

START_TEST(a_kernel_without_bpf_is_said)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -ENOSYS, NULL },
	};

	fake_script(calls, 1);
	ck_assert_int_eq(load(), -ENOSYS);
	ck_assert_ptr_nonnull(strstr(e.hint, "CONFIG_BPF_SYSCALL"));
	finish();
}
END_TEST

static void write_log(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_ge(size, ATTR_SIZE(log_buf));
	ck_assert_uint_eq(attr->log_level, 1);
	strcpy((char *)(uintptr_t)attr->log_buf, "processed 3 insns\n");
}

/* Memory was short for a moment: the second request works, and is not kept */
START_TEST(a_refusal_that_passes_is_a_refusal)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -ENOMEM, NULL },
		{ BPF_PROG_LOAD, FAKE_FD, write_log },
	};

	fake_script(calls, 2);
	ck_assert_int_eq(load(), -ENOMEM);
	ck_assert_ptr_nonnull(strstr(e.msg, "Cannot allocate memory"));
	finish();
}
END_TEST

static void want_no_name(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(kern_version));
	ck_assert_int_eq(attr->prog_name[0], 0);
}

static void want_name(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(prog_name));
	ck_assert_str_eq(attr->prog_name, "count_event");
	ck_assert_uint_eq(attr->kern_version, 0);
	ck_assert_uint_eq(attr->insn_cnt, 2);
}

START_TEST(the_shorter_request_is_as_short_as_can_be)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -E2BIG, want_name },
		{ BPF_PROG_LOAD, FAKE_FD, want_no_name },
	};

	fake_script(calls, 2);
	ck_assert_int_ge(load(), 0);
	finish();
}
END_TEST

START_TEST(misses_are_known_since_5_12)
{
	fake_kernel(_i);
	fake.missed = 77;
	ck_assert_uint_eq(prog_missed(3), _i >= FAKE_5_15 ? 77 : 0);
	finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_program_is_loaded_on_every_kernel, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(
		t, functions_and_lines_are_dropped_where_they_are_unknown, 0,
		FAKE__COUNT);
	tcase_add_loop_test(t, a_program_that_is_too_long_is_refused, 0,
			    FAKE__COUNT);
	tcase_add_loop_test(t, the_verifier_has_the_last_word, 0, FAKE__COUNT);
	tcase_add_loop_test(t, last_words_are_the_last_line_that_says_something,
			    0, ARRAY_SIZE(logs));
	tcase_add_loop_test(t, the_buffer_grows_until_the_log_fits, 0,
			    ARRAY_SIZE(sizes));
	tcase_add_loop_test(t, a_log_beyond_all_bounds_is_cut, 0, 2);
	tcase_add_test(t, no_privilege_asks_for_no_log);
	tcase_add_loop_test(t, a_low_memlock_limit_is_lifted, 0, FAKE__COUNT);
	tcase_add_test(t, a_kernel_without_bpf_is_said);
	tcase_add_test(t, a_refusal_that_passes_is_a_refusal);
	tcase_add_test(t, the_shorter_request_is_as_short_as_can_be);
	tcase_add_loop_test(t, misses_are_known_since_5_12, 0, FAKE__COUNT);
}

int main(void)
{
	return run_tests("prog", add);
}
