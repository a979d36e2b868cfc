// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ranges of loaders and kernels, builds and machines: who is wanted where. */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/android_rules.h"
#include "tests/unit/run.h"

#define INF UINT32_MAX

static const struct android_here here = { .loader = 47,
					  .kver = 6 << 16 | 1 << 8 | 7,
					  .is = OBJ_IGNORE_USER |
						OBJ_IGNORE_X86_64 };

static const struct {
	uint32_t min_loader, max_loader, min_kver, max_kver, ignore;
	const char *why; /* NULL: wanted */
} rules[] = {
	{ 0, 0x10000, 0, INF, 0, NULL },
	{ 47, 48, 0x60107, 0x60108, 0, NULL },
	{ 48, 0x10000, 0, INF, 0, "for loaders from 0.48 on, this is 0.47" },
	{ 2, 25, 0, INF, 0, "for loaders below 0.25, this is 0.47" },
	{ 2, 47, 0, INF, 0, "for loaders below 0.47, this is 0.47" },
	{ 0, 0x10000, 0x60600, INF, 0, "for Linux from 6.6.0, this is 6.1.7" },
	{ 0, 0x10000, 0, 0x60107, 0, "for Linux before 6.1.7, this is 6.1.7" },
	{ 0, 0x10000, 0, INF, OBJ_IGNORE_ENG | OBJ_IGNORE_AARCH64, NULL },
	{ 0, 0x10000, 0, INF, OBJ_IGNORE_USER, "not for user builds" },
	{ 0, 0x10000, 0, INF, OBJ_IGNORE_X86_64, "not for x86_64" },
};

static void check(bool wanted, const char *why, const char *want)
{
	ck_assert_int_eq(wanted, want == NULL);
	if (want)
		ck_assert_str_eq(why, want);
}

START_TEST(rules_of_programs_and_maps)
{
	const struct obj_prog_legacy p = {
		.min_loader = rules[_i].min_loader,
		.max_loader = rules[_i].max_loader,
		.min_kver = rules[_i].min_kver,
		.max_kver = rules[_i].max_kver,
		.ignore = rules[_i].ignore,
	};
	const struct obj_map_legacy m = {
		.android = true,
		.min_loader = rules[_i].min_loader,
		.max_loader = rules[_i].max_loader,
		.min_kver = rules[_i].min_kver,
		.max_kver = rules[_i].max_kver,
		.ignore = rules[_i].ignore,
	};
	char why[128] = "";

	check(android_wants_prog(&here, &p, why, sizeof(why)), why,
	      rules[_i].why);
	check(android_wants_map(&here, &m, why, sizeof(why)), why,
	      rules[_i].why);
}
END_TEST

START_TEST(no_definition_no_rule)
{
	const struct obj_map_legacy samples = { .min_kver = INF };
	const struct obj_android plain = { .present = false };
	char why[8];

	ck_assert(android_wants_prog(&here, NULL, why, sizeof(why)));
	ck_assert(android_wants_map(&here, NULL, why, sizeof(why)));
	ck_assert(android_wants_map(&here, &samples, why, sizeof(why)));
	ck_assert(android_wants_object(&here, &plain, why, sizeof(why)));
}
END_TEST

START_TEST(objects_are_skipped_or_fail)
{
	struct obj_android o = { .present = true,
				 .min_loader = 2,
				 .max_loader = 25 };
	struct android_here any = here;
	char why[128];
	struct err e;

	any.loader = 0;
	check(android_wants_object(&here, &o, why, sizeof(why)), why,
	      "for loaders below 0.25, this is 0.47");
	ck_assert(android_wants_object(&any, &o, why, sizeof(why)));
	o.max_loader = 0x10000;
	o.min_netbpfload = 48;
	ck_assert(!android_wants_object(&here, &o, why, sizeof(why)));
	o.min_required = 47;
	ck_assert_int_eq(android_check_object(&here, &o, &e), 0);
	o.min_required = 48;
	ck_assert_int_eq(android_check_object(&any, &o, &e), 0);
	ck_assert_int_eq(android_check_object(&here, &o, &e), -ENOTSUP);
	ck_assert_str_eq(e.msg, "it requires loader 0.48, this is 0.47");
}
END_TEST

static const struct {
	const char *name;
	uint32_t bit;
} machines[] = {
	{ "x86_64", OBJ_IGNORE_X86_64 },
	{ "i686", OBJ_IGNORE_X86_32 },
	{ "i386", OBJ_IGNORE_X86_32 },
	{ "aarch64", OBJ_IGNORE_AARCH64 },
	{ "armv7l", OBJ_IGNORE_ARM32 },
	{ "armv8l", OBJ_IGNORE_ARM32 },
	{ "riscv64", OBJ_IGNORE_RISCV64 },
	{ "s390x", 0 },
	{ "", 0 },
};

START_TEST(machines_by_name)
{
	ck_assert_uint_eq(android_machine(machines[_i].name), machines[_i].bit);
}
END_TEST

START_TEST(this_machine_is_a_user_build)
{
	struct android_here h;

	android_here(&h, 12);
	ck_assert_uint_eq(h.loader, 12);
	ck_assert_uint_gt(h.kver, 0x40000);
	ck_assert(h.is & OBJ_IGNORE_USER);
	ck_assert(!(h.is & (OBJ_IGNORE_ENG | OBJ_IGNORE_USERDEBUG)));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, rules_of_programs_and_maps, 0,
			    ARRAY_SIZE(rules));
	tcase_add_test(t, no_definition_no_rule);
	tcase_add_test(t, objects_are_skipped_or_fail);
	tcase_add_loop_test(t, machines_by_name, 0, ARRAY_SIZE(machines));
	tcase_add_test(t, this_machine_is_a_user_build);
}

int main(void)
{
	return run_tests("android_rules", add);
}
