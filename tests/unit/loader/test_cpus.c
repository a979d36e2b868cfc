// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Counting CPUs, by sysfs's list and without it. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/cpus.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

#define SYSFS "/sys/devices/system/cpu/possible"

static const char *sysfs; /* a file in place of it; NULL: none */
static struct err e;

/* The executable's open() comes before libc's */
int open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	if (strcmp(path, SYSFS) == 0)
		path = sysfs ? sysfs : "/nonexistent";
	return openat(AT_FDCWD, path, flags, mode);
}

static const struct {
	const char *list;
	int n; /* 0: refused */
} lists[] = {
	{ "0", 1 },	{ "0\n", 1 },	    { "0-3", 4 },
	{ "0-3,8", 9 }, { "0-3,8\n", 9 },   { "8,0-3", 9 },
	{ "0-0", 1 },	{ "0,2,4,6", 7 },   { "0-127,256-383", 384 },
	{ "5", 6 },	{ "0-8191", 8192 }, { "", 0 },
	{ "\n", 0 },	{ "0-8192", 0 },    { "99999999999999999999", 0 },
	{ "-1", 0 },	{ "-", 0 },	    { "3-", 0 },
	{ "3-1", 0 },	{ "0--2", 0 },	    { "0-3-5", 0 },
	{ ",0", 0 },	{ "0,,2", 0 },	    { "0,x", 0 },
	{ "x", 0 },	{ "0x3", 0 },	    { "0 1", 0 },
	{ "0-3;8", 0 }, { "0-3:1/2", 0 },   { "0xff", 0 },
};

START_TEST(a_list_is_parsed)
{
	ck_assert_int_eq(cpus_parse(lists[_i].list),
			 lists[_i].n ? lists[_i].n : -EINVAL);
}
END_TEST

START_TEST(this_machine_has_some)
{
	sysfs = SYSFS;
	ck_assert_int_ge(cpus_possible(-1, 8, &e), 1);
}
END_TEST

static const struct {
	unsigned cpus, value_size;
	uint8_t fill; /* what the values are made of */
} values[] = {
	{ 1, 8, 0 },	 { 2, 8, 0 },	  { 4, 12, 1 }, { 4, 72, 0 },
	{ 33, 8, 0x55 }, { 33, 8, 0xaa }, { 64, 1, 7 }, { 8192, 8, 0xff },
	{ 8191, 9, 0 },	 { 1, 4, 0x55 },
};

START_TEST(without_sysfs_a_look_up_tells)
{
	struct fake_map *m;

	/* neither the file nor an unreadable one nor garbage */
	sysfs = _i % 3 == 0   ? NULL
		: _i % 3 == 1 ? "/dev/null"
			      : "/proc/self/status";
	fake_kernel(FAKE_4_9);
	fake.cpus = values[_i].cpus;
	m = fake_make_map(BPF_MAP_TYPE_PERCPU_ARRAY, values[_i].value_size, 1);
	memset(fake_element(m, 0, 0), values[_i].fill,
	       ((values[_i].value_size + 7) & ~7u) * fake.cpus);
	ck_assert_int_eq(cpus_possible(m->fd, values[_i].value_size, &e),
			 (int)values[_i].cpus);
	fake_finish();
}
END_TEST

START_TEST(a_look_up_may_fail)
{
	static const struct fake_call call = { BPF_MAP_LOOKUP_ELEM, -EPERM,
					       NULL };

	fake_script(&call, 1);
	ck_assert_int_eq(cpus_possible(3, 8, &e), -EPERM);
	ck_assert_str_eq(e.msg, "counting the CPUs: Operation not permitted");
	fake_finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, a_list_is_parsed, 0, ARRAY_SIZE(lists));
	tcase_add_test(t, this_machine_has_some);
	tcase_add_loop_test(t, without_sysfs_a_look_up_tells, 0,
			    ARRAY_SIZE(values));
	tcase_add_test(t, a_look_up_may_fail);
}

int main(void)
{
	return run_tests("cpus", add);
}
