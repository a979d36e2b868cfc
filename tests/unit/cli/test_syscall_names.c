/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Both tables against this machine's UAPI headers, whichever the host is.
 * __NR_x turned into a string is the number where the headers define it and
 * the macro's own name where they are too old for it, so each entry checks
 * itself without an #ifdef.
 */
#include <check.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/syscall_names.h"

#define STR_(x)	      #x
#define STR(x)	      STR_(x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct entry {
	unsigned int nr;
	const char *name;
	const char *uapi;
};

#define S(number, call) { number, #call, STR(__NR_##call) },

#if defined(__x86_64__)
#include <asm/unistd_64.h>
static const struct entry x86_64[] = {
#include "cli/syscalls_x86_64.inc"

#include "cli/syscalls_common.inc"
};
#endif

/* What arm64's <asm/unistd.h> asks the generic header for. Its numbers replace
 * those of x86-64 from here on; a name that only x86-64 has would keep its old
 * number and fail. */
#define __ARCH_WANT_RENAMEAT
#define __ARCH_WANT_NEW_STAT
#define __ARCH_WANT_SET_GET_RLIMIT
#define __ARCH_WANT_SYS_CLONE3
#define __ARCH_WANT_MEMFD_SECRET
#include <asm-generic/unistd.h>
static const struct entry arm64[] = {
#include "cli/syscalls_arm64.inc"

#include "cli/syscalls_common.inc"
};

/* Returns how many entries the headers of this machine know. */
static size_t check_table(const struct entry *t, size_t n)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(i == 0 || t[i].nr > t[i - 1].nr,
			      "%s (%u) is out of order", t[i].name, t[i].nr);
		if (strncmp(t[i].uapi, "__NR_", 5) == 0)
			continue;
		ck_assert_msg(strtoul(t[i].uapi, NULL, 10) == t[i].nr,
			      "%s is %s, not %u", t[i].name, t[i].uapi,
			      t[i].nr);
		known++;
	}
	return known;
}

static void check_function(enum syscall_arch arch, const struct entry *t,
			   size_t n)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < n; i++, nr++) {
		for (; nr < t[i].nr; nr++)
			ck_assert_ptr_null(syscall_name(arch, nr));
		if (arch == SYSCALL_HOST)
			ck_assert_str_eq(syscall_name(arch, nr), t[i].name);
		else
			ck_assert_ptr_null(syscall_name(arch, nr));
	}
	ck_assert_ptr_null(syscall_name(arch, nr));
	ck_assert_ptr_null(syscall_name(arch, nr | 0x40000000));
	ck_assert_ptr_null(syscall_name(arch, UINT_MAX));
}

#if defined(__x86_64__)
START_TEST(x86_64_agrees_with_the_uapi_header)
{
	/* Headers of Linux 6.1 have 362; much older ones are no check. */
	ck_assert_uint_ge(check_table(x86_64, ARRAY_SIZE(x86_64)), 340);
	ck_assert_uint_eq(ARRAY_SIZE(x86_64), 385);
}
END_TEST

START_TEST(x86_64_numbers_give_their_names)
{
	check_function(SYSCALL_X86_64, x86_64, ARRAY_SIZE(x86_64));
}
END_TEST
#endif

START_TEST(arm64_agrees_with_the_uapi_header)
{
	ck_assert_uint_ge(check_table(arm64, ARRAY_SIZE(arm64)), 280);
	ck_assert_uint_eq(ARRAY_SIZE(arm64), 327);
}
END_TEST

START_TEST(arm64_numbers_give_their_names)
{
	check_function(SYSCALL_ARM64, arm64, ARRAY_SIZE(arm64));
}
END_TEST

START_TEST(an_architecture_without_a_table_has_no_names)
{
	ck_assert_ptr_null(syscall_name(SYSCALL_OTHER, 0));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("syscall_names");
	TCase *tc = tcase_create("tables");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, tc);
#if defined(__x86_64__)
	tcase_add_test(tc, x86_64_agrees_with_the_uapi_header);
	tcase_add_test(tc, x86_64_numbers_give_their_names);
#endif
	tcase_add_test(tc, arm64_agrees_with_the_uapi_header);
	tcase_add_test(tc, arm64_numbers_give_their_names);
	tcase_add_test(tc, an_architecture_without_a_table_has_no_names);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
