// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Features against kernels: objects of tests/data/feature_* go whole into
 * imitated kernels, and this table says what is to come of them. Prints it.
 */
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/object.h"
#include "tests/unit/each_clang.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

/* A cell: n the program has a name, t types are in the kernel, f functions
 * have theirs, m there is a map, - not. What an old kernel does not know goes
 * away; "no" is a refusal, which must say this. */
static const struct row {
	const char *feature, *object, *cells[FAKE__COUNT], *refusal;
} rows[] = {
	/*  4.9     4.14    4.15    4.19    5.4     5.10    5.15    6.12 */
	{ "map of the section maps",
	  "feature_legacy",
	  { "---m", "---m", "n--m", "nt-m", "ntfm", "ntfm", "ntfm", "ntfm" },
	  NULL },
	{ "map with types",
	  "feature_maps",
	  { "---m", "---m", "n--m", "nt-m", "ntfm", "ntfm", "ntfm", "ntfm" },
	  NULL },
	{ "constant: folded, or a frozen map",
	  "feature_config",
	  { "----", "----", "n---", "nt--", "ntfm", "ntfm", "ntfm", "ntfm" },
	  NULL },
	{ "constant of 64 bits: the same",
	  "feature_wide",
	  { "----", "----", "n---", "nt--", "ntfm", "ntfm", "ntfm", "ntfm" },
	  NULL },
	{ "string: on the stack, or in a map",
	  "feature_string",
	  { "----", "----", "n---", "nt--", "ntfm", "ntfm", "ntfm", "ntfm" },
	  NULL },
	{ "variable that is written (5.2)",
	  "feature_counter",
	  { "no", "no", "no", "no", "ntfm", "ntfm", "ntfm", "ntfm" },
	  "5.2" },
	{ "function that is called (4.16)",
	  "feature_subprogram",
	  { "no", "no", "no", "nt--", "ntf-", "ntf-", "ntf-", "ntf-" },
	  "4.16" },
	{ "kprobe: kernel version before 5.0",
	  "feature_kprobe",
	  { "----", "----", "n---", "nt--", "ntf-", "ntf-", "ntf-", "ntf-" },
	  NULL },
	{ "expected attach type (4.17)",
	  "feature_hook",
	  { "no", "no", "no", "nt--", "ntf-", "ntf-", "ntf-", "ntf-" },
	  "4.17" },
	{ "ring buffer (5.8)",
	  "feature_ring",
	  { "no", "no", "no", "no", "no", "ntfm", "ntfm", "ntfm" },
	  "ringbuf" },
};

static const struct row *row;
static enum fake_version version;
static char cell[8];

static void outcome(const struct object *o)
{
	snprintf(cell, sizeof(cell), "%c%c%c%c",
		 fake.progs[0].name[0] ? 'n' : '-', o->btf_fd >= 0 ? 't' : '-',
		 fake.progs[0].func_info ? 'f' : '-', fake.nmaps ? 'm' : '-');
}

/* Loads it into the imitated kernel and sees what came of it */
static void load(const struct obj *obj)
{
	const struct object_opts opts = { .target_fd = -1 };
	struct object object;
	struct err e = { 0 };

	fake_kernel(version);
	ck_assert_msg(object_plan(obj, &opts, &object, &e) == 0, "%s", e.msg);
	if (object_load(&object, &e) == 0) {
		ck_assert_int_eq(fake.nprogs, 1);
		outcome(&object);
	} else {
		snprintf(cell, sizeof(cell), "no");
		ck_assert_msg(row->refusal && (strstr(e.msg, row->refusal) ||
					       strstr(e.hint, row->refusal)),
			      "%s on %s: %s; hint: %s", row->feature,
			      fake_version_name(version), e.msg, e.hint);
	}
	ck_assert_msg(strcmp(cell, row->cells[version]) == 0,
		      "%s on %s: %s, not %s", row->feature,
		      fake_version_name(version), cell, row->cells[version]);
	object_close(&object);
	fake_finish();
}

static void print_head(void)
{
	printf("| %-34s", "feature");
	for (int v = 0; v < FAKE__COUNT; v++)
		printf(" %-5s", fake_version_name((enum fake_version)v));
	putchar('\n');
}

START_TEST(what_a_kernel_lacks_is_made_up_for)
{
	row = &rows[_i];
	if (_i == 0)
		print_head();
	printf("| %-34s", row->feature);
	for (version = 0; version < FAKE__COUNT; version++) {
		each_clang(row->object, load);
		printf(" %-5s", cell);
	}
	putchar('\n');
	fflush(stdout);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, what_a_kernel_lacks_is_made_up_for, 0,
			    ARRAY_SIZE(rows));
}

int main(void)
{
	return run_tests("matrix", add);
}
