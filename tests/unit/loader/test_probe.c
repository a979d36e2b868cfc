// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What imitated kernels can do is found out, and what they refuse is not. */
#include <errno.h>

#include "elf/cleanup.h"
#include "elf/names.h"
#include "loader/probe.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static const struct {
	uint32_t type;
	enum fake_version since; /* FAKE__COUNT: none of them */
} maps[] = {
	{ BPF_MAP_TYPE_HASH, FAKE_4_9 },
	{ BPF_MAP_TYPE_LPM_TRIE, FAKE_4_14 },
	{ BPF_MAP_TYPE_RINGBUF, FAKE_5_10 },
	{ MAP_TYPE_ARENA, FAKE_6_12 },
	{ MAP_TYPE_INSN_ARRAY, FAKE__COUNT },
};

START_TEST(map_types_are_found)
{
	for (enum fake_version v = 0; v < FAKE__COUNT; v++) {
		fake_kernel(v);
		ck_assert_msg(
			probe_map_type(maps[_i].type) ==
				(v >= maps[_i].since ? PROBE_YES : PROBE_NO),
			"%u on %s", maps[_i].type, fake_version_name(v));
		fake_finish();
	}
}
END_TEST

static const struct {
	enum probe_feature feature;
	enum fake_version since;
} features[] = {
	{ PROBE_PROG_NAME, FAKE_4_15 },	 { PROBE_SUBPROGRAMS, FAKE_4_19 },
	{ PROBE_GLOBAL_DATA, FAKE_5_4 }, { PROBE_LARGE_PROGRAMS, FAKE_5_4 },
	{ PROBE_CPU_V3, FAKE_5_4 },	 { PROBE_ATOMICS, FAKE_5_15 },
	{ PROBE_BATCH, FAKE_5_10 },
};

START_TEST(features_are_found)
{
	for (enum fake_version v = 0; v < FAKE__COUNT; v++) {
		fake_kernel(v);
		ck_assert_msg(probe_feature(features[_i].feature) ==
				      (v >= features[_i].since ? PROBE_YES
							       : PROBE_NO),
			      "%s on %s",
			      probe_info(features[_i].feature)->name,
			      fake_version_name(v));
		fake_finish();
	}
}
END_TEST

START_TEST(helpers_are_found)
{
	fake_kernel(FAKE_4_9);
	ck_assert_int_eq(probe_helper(25, BPF_PROG_TYPE_XDP), PROBE_YES);
	ck_assert_int_eq(probe_helper(130, BPF_PROG_TYPE_XDP), PROBE_NO);
	fake_kernel(FAKE_6_12);
	ck_assert_int_eq(probe_helper(130, BPF_PROG_TYPE_XDP), PROBE_YES);
	fake_finish();
}
END_TEST

/* A program without the function that it is for is not read as far as that */
START_TEST(helpers_are_found_for_types_with_a_target)
{
	fake_kernel(FAKE_5_10);
	ck_assert_int_eq(probe_helper(25, BPF_PROG_TYPE_TRACING), PROBE_YES);
	ck_assert_int_eq(probe_helper(9999, BPF_PROG_TYPE_TRACING), PROBE_NO);
	ck_assert_int_eq(probe_helper(9999, BPF_PROG_TYPE_LSM), PROBE_NO);
	fake_finish();
}
END_TEST

START_TEST(program_types_are_found)
{
	fake_kernel(FAKE_4_9);
	ck_assert_int_eq(probe_prog_type(BPF_PROG_TYPE_XDP), PROBE_YES);
	ck_assert_int_eq(probe_prog_type(BPF_PROG_TYPE_SK_SKB), PROBE_NO);
	fake_finish();
}
END_TEST

START_TEST(a_refusal_is_no_answer)
{
	fake_kernel(FAKE_6_12);
	fake.refuse = EPERM;
	fake.map_refuse = EPERM;
	ck_assert_int_eq(probe_prog_type(BPF_PROG_TYPE_XDP), PROBE_UNKNOWN);
	ck_assert_int_eq(probe_map_type(BPF_MAP_TYPE_HASH), PROBE_UNKNOWN);
	ck_assert_int_eq(probe_helper(1, BPF_PROG_TYPE_XDP), PROBE_UNKNOWN);
	ck_assert_int_eq(probe_feature(PROBE_CPU_V3), PROBE_UNKNOWN);
	fake_finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, map_types_are_found, 0, ARRAY_SIZE(maps));
	tcase_add_loop_test(t, features_are_found, 0, ARRAY_SIZE(features));
	tcase_add_test(t, helpers_are_found);
	tcase_add_test(t, helpers_are_found_for_types_with_a_target);
	tcase_add_test(t, program_types_are_found);
	tcase_add_test(t, a_refusal_is_no_answer);
}

int main(void)
{
	return run_tests("probe", add);
}
