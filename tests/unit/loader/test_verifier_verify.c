// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* No log ever refuses a good program, on no kernel. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/prog.h"
#include "loader/verifier/verify.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static const struct bpf_insn insns[] = { MOV_IMM(0, 0), EXIT };

static const struct prog_spec spec = {
	.name = "good",
	.type = BPF_PROG_TYPE_TRACEPOINT,
	.insns = insns,
	.ninsns = ARRAY_SIZE(insns),
	.license = "GPL",
	.btf_fd = -1,
};

static struct verify_result r;
static struct err e;

static void verify(enum verify_level level, bool keep_head)
{
	struct verify_request req = { .level = level, .keep_head = keep_head };

	ck_assert_int_eq(verify_load(&spec, &req, &r, &e), 0);
}

static void says(union bpf_attr *attr, const char *text, uint32_t true_size)
{
	memcpy((char *)(uintptr_t)attr->log_buf, text, strlen(text) + 1);
	memcpy((char *)attr + 140, &true_size, sizeof(true_size));
}

static void level_6_fits(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(attr->log_level, 6);
	ck_assert_uint_eq(attr->log_size, (16 << 20) - 1);
	ck_assert_uint_eq(size, 144);
	says(attr, "all of it\nprocessed 2 insns\n", 29);
}

static void info(union bpf_attr *attr, uint32_t size)
{
	struct bpf_prog_info *to = (void *)(uintptr_t)attr->info.info;

	(void)size;
	to->verified_insns = 2;
	to->xlated_prog_len = 16;
}

START_TEST(one_load_gives_log_and_verdict)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, FAKE_FD, level_6_fits },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, info },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_ALL, false);
	ck_assert_int_ge(r.fd, 0);
	ck_assert_str_eq(r.log, "all of it\nprocessed 2 insns\n");
	ck_assert_uint_eq(r.len, 28);
	ck_assert_uint_eq(r.true_size, 29);
	ck_assert_uint_eq(r.verified_insns, 2);
	ck_assert(!r.head_cut && !r.tail_cut);
	verify_close(&r);
	fake_finish();
}
END_TEST

static void tail_only(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	says(attr, "the end\nprocessed 2 insns\n", 50 << 20);
}

static void head_only(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	says(attr, "the beginning\n0: (b7) r", 0);
}

static void stats_only(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	ck_assert_uint_eq(attr->log_level, 4);
	says(attr, "processed 2 insns\n", 19);
}

START_TEST(a_log_that_does_not_fit_does_not_refuse)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -ENOSPC, tail_only },
		{ BPF_PROG_LOAD, FAKE_FD, stats_only },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, NULL },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_ALL, false);
	ck_assert_int_ge(r.fd, 0);
	ck_assert(r.head_cut && !r.tail_cut);
	ck_assert_uint_eq(r.true_size, 50 << 20);
	ck_assert_str_eq(r.log, "the end\nprocessed 2 insns\n");
	verify_close(&r);
	fake_finish();
}
END_TEST

START_TEST(before_6_4_the_end_is_asked_for)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -ENOSPC, head_only },
		{ BPF_PROG_LOAD, FAKE_FD, stats_only },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, NULL },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_ALL, false);
	ck_assert_int_ge(r.fd, 0);
	ck_assert(!r.head_cut && r.tail_cut);
	ck_assert_str_eq(r.log,
			 "the beginning\n0: (b7) r\nprocessed 2 insns\n");
	ck_assert_uint_eq(r.len, strlen(r.log));
	verify_close(&r);
	fake_finish();
}
END_TEST

static void level_2(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	ck_assert_uint_eq(attr->log_level, 2);
	says(attr, "0: (b7) r0 = 0\n", 0);
}

/* 4.x: neither BPF_LOG_FIXED nor statistics are known */
START_TEST(old_kernels_are_asked_for_less)
{
	static const struct fake_call calls[] = {
		/* refused, and without its name, each time */
		{ BPF_PROG_LOAD, -EINVAL, NULL },
		{ BPF_PROG_LOAD, -EINVAL, NULL },
		{ BPF_PROG_LOAD, FAKE_FD, level_2 },
		{ BPF_OBJ_GET_INFO_BY_FD, -EINVAL, NULL },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_ALL, true);
	ck_assert_int_ge(r.fd, 0);
	ck_assert_str_eq(r.log, "0: (b7) r0 = 0\n");
	ck_assert_uint_eq(r.verified_insns, 0);
	verify_close(&r);
	fake_finish();
}
END_TEST

static void no_log(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	ck_assert_uint_eq(attr->log_level, 0);
	ck_assert_uint_eq(attr->log_buf, 0);
}

START_TEST(a_refusal_without_words_is_one)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -EINVAL, NULL },
		{ BPF_PROG_LOAD, -EINVAL, NULL },
		{ BPF_PROG_LOAD, -EINVAL, no_log },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_PATH, false);
	ck_assert_int_eq(r.fd, -EINVAL);
	ck_assert_uint_eq(r.len, 0);
	verify_close(&r);
	fake_finish();
}
END_TEST

static void words(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	says(attr, "R0 !read_ok\nprocessed 1 insns\n", 31);
}

static void path(union bpf_attr *attr, uint32_t size)
{
	(void)size;
	ck_assert_uint_eq(attr->log_level, 5);
	says(attr, "0: (95) exit\nR0 !read_ok\nprocessed 1 insns\n", 44);
}

START_TEST(of_a_refusal_the_path_is_asked_for)
{
	static const struct fake_call calls[] = {
		{ BPF_PROG_LOAD, -EACCES, words },
		{ BPF_PROG_LOAD, -EACCES, path },
	};

	fake_script(calls, ARRAY_SIZE(calls));
	verify(VERIFY_STATS, false);
	ck_assert_int_eq(r.fd, -EACCES);
	ck_assert_str_eq(r.log, "0: (95) exit\nR0 !read_ok\nprocessed 1 "
				"insns\n");
	verify_close(&r);
	fake_finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, one_load_gives_log_and_verdict);
	tcase_add_test(t, a_log_that_does_not_fit_does_not_refuse);
	tcase_add_test(t, before_6_4_the_end_is_asked_for);
	tcase_add_test(t, old_kernels_are_asked_for_less);
	tcase_add_test(t, a_refusal_without_words_is_one);
	tcase_add_test(t, of_a_refusal_the_path_is_asked_for);
}

int main(void)
{
	return run_tests("verifier_verify", add);
}
