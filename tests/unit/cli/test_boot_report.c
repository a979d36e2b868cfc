// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The words that scripts and people get of a boot. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/boot_report.h"
#include "elf/err.h"
#include "loader/boot.h"
#include "tests/unit/run.h"

static const struct boot some = { .outcome = BOOT_PARTIAL,
				  .count = { 3, 0, 1, 2 } };

START_TEST(summary_leaves_out_what_is_none)
{
	const struct boot none = { .outcome = BOOT_OK };
	char text[64], shorter[12];

	boot_summary(&some, false, text, sizeof(text));
	ck_assert_str_eq(text, "3 loaded, 1 skipped, 2 failed");
	boot_summary(&some, true, text, sizeof(text));
	ck_assert_str_eq(text, "3 would load, 1 skipped, 2 failed");
	boot_summary(&none, false, text, sizeof(text));
	ck_assert_str_eq(text, "no objects");
	boot_summary(&some, false, shorter, sizeof(shorter));
	ck_assert_str_eq(shorter, "3 loaded, 1");
}
END_TEST

START_TEST(marker_is_for_shells)
{
	char text[128] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");

	boot_marker(f, &some);
	fclose(f);
	ck_assert_str_eq(text, "outcome=partial\nloaded=3\nunchanged=0\n"
			       "skipped=1\nfailed=2\n");
}
END_TEST

START_TEST(reasons_are_whole)
{
	struct boot_object o = { .state = BOOT_FAILED, .critical = "needed" };
	char text[256];

	err_set(&o.err, EPERM, "owned by user 7");
	err_hint(&o.err, "chown");
	boot_why(&o, text, sizeof(text));
	ck_assert_str_eq(text, "owned by user 7 (EPERM); hint: chown; "
			       "critical: needed");
	o.state = BOOT_SKIPPED;
	boot_why(&o, text, sizeof(text));
	ck_assert_str_eq(text, "owned by user 7");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, summary_leaves_out_what_is_none);
	tcase_add_test(t, marker_is_for_shells);
	tcase_add_test(t, reasons_are_whole);
}

int main(void)
{
	return run_tests("boot_report", add);
}
