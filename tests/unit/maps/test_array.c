// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reading arrays with and without batches: the same values either way. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "maps/array.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct array_reader r;
static struct fake_map *map;
static struct err e;

/* Element i on CPU c is filled with this */
static uint8_t mark(uint32_t i, unsigned c)
{
	return (uint8_t)(i * 7 + c + 1);
}

static void make_map(enum fake_version v, unsigned cpus, uint32_t value_size,
		     uint32_t n)
{
	fake_kernel(v);
	fake.cpus = cpus;
	map = fake_make_map(cpus > 1 ? BPF_MAP_TYPE_PERCPU_ARRAY
				     : BPF_MAP_TYPE_ARRAY,
			    value_size, n);
	for (uint32_t i = 0; i < n; i++)
		for (unsigned c = 0; c < cpus; c++)
			memset(fake_element(map, i, c), mark(i, c), value_size);
	ck_assert_int_eq(array_open(&r, map->fd, value_size, cpus, &e), 0);
}

static void finish(void)
{
	array_close(&r);
	array_close(&r);
	fake_finish();
}

static void expect_values(uint32_t first, uint32_t n, unsigned cpus)
{
	size_t each = r.stride / cpus;

	unsigned wrong = 0;

	for (uint32_t i = 0; i < n; i++)
		for (unsigned c = 0; c < cpus; c++)
			wrong += r.values[i * r.stride + c * each] !=
				 mark(first + i, c);
	ck_assert_uint_eq(wrong, 0);
}

/* The whole array, in as many calls as it takes */
static void read_all(uint32_t count, unsigned cpus)
{
	uint32_t n;

	for (uint32_t first = 0; first < count; first += n) {
		n = count - first;
		ck_assert_msg(array_read(&r, first, &n, &e) == 0, "%s", e.msg);
		ck_assert_uint_gt(n, 0);
		ck_assert_uint_le(first + n, count);
		expect_values(first, n, cpus);
	}
}

static const struct {
	unsigned cpus;
	uint32_t value_size, count;
	enum fake_version batches; /* since when */
} maps[] = {
	{ 1, 8, 1, FAKE__COUNT },     { 1, 4, 1000, FAKE_5_10 },
	{ 1, 12, 100000, FAKE_5_10 }, { 1, 100000, 3, FAKE__COUNT },
	{ 4, 8, 1000, FAKE_5_15 },    { 4, 12, 20000, FAKE_5_15 },
	{ 64, 72, 300, FAKE_5_15 },   { 128, 1000, 2, FAKE__COUNT },
};

START_TEST(every_kernel_gives_the_same_values)
{
	size_t i = (size_t)_i / FAKE__COUNT;
	int v = _i % FAKE__COUNT;

	make_map(v, maps[i].cpus, maps[i].value_size, maps[i].count);
	read_all(maps[i].count, maps[i].cpus);
	if (v < (int)maps[i].batches) {
		ck_assert_uint_eq(fake.nlookups, maps[i].count);
		ck_assert_uint_le(fake.nbatches, 1);
	} else {
		ck_assert_uint_le(fake.nlookups, 1); /* a rest of one */
		ck_assert_uint_eq(fake.nbatches + fake.nlookups,
				  (maps[i].count + r.batch - 1) / r.batch);
	}
	finish();
}
END_TEST

START_TEST(values_of_cpus_are_rounded_up_to_eight)
{
	make_map(FAKE_5_15, 3, 12, 2);
	ck_assert_uint_eq(r.stride, 3 * 16);
	finish();
	make_map(FAKE_5_15, 1, 12, 2);
	ck_assert_uint_eq(r.stride, 12);
	finish();
}
END_TEST

START_TEST(reading_begins_anywhere)
{
	uint32_t n;

	make_map(_i, 2, 8, 100);
	for (uint32_t first = 0; first < 100; first += 13) {
		n = 5;
		ck_assert_int_eq(array_read(&r, first, &n, &e), 0);
		ck_assert_uint_eq(n, 5);
		expect_values(first, 5, 2);
	}
	finish();
}
END_TEST

START_TEST(the_end_of_the_map_ends_a_batch)
{
	uint32_t n = 10;

	make_map(FAKE_6_12, 2, 8, 100);
	ck_assert_int_eq(array_read(&r, 97, &n, &e), 0);
	ck_assert_uint_eq(n, 3);
	expect_values(97, 3, 2);
	n = 10;
	ck_assert_int_eq(array_read(&r, 100, &n, &e), 0);
	ck_assert_uint_eq(n, 0);
	finish();
}
END_TEST

START_TEST(no_batches_is_remembered)
{
	uint32_t n = 10;

	make_map(_i, 2, 8, 100);
	ck_assert_int_eq(array_read(&r, 0, &n, &e), 0);
	ck_assert_int_eq(array_read(&r, 10, &n, &e), 0);
	ck_assert_uint_eq(fake.nlookups, 20);
	ck_assert(r.one_by_one);
	/* the command is unknown before 5.6, then it is not for this map */
	ck_assert_uint_eq(fake.nbatches, _i < FAKE_5_10 ? 0 : 1);
	finish();
}
END_TEST

static const struct {
	struct fake_call calls[2];
	size_t ncalls;
	uint32_t n;
	int code;
} bad[] = {
	{ { { BPF_MAP_LOOKUP_BATCH, -EPERM, NULL } }, 1, 5, EPERM },
	{ { { BPF_MAP_LOOKUP_BATCH, -EFAULT, NULL } }, 1, 5, EFAULT },
	{ { { BPF_MAP_LOOKUP_BATCH, -EINVAL, NULL },
	    { BPF_MAP_LOOKUP_ELEM, -ENOENT, NULL } },
	  2,
	  5,
	  ENOENT },
	{ { { BPF_MAP_LOOKUP_BATCH, -524, NULL },
	    { BPF_MAP_LOOKUP_ELEM, -EPERM, NULL } },
	  2,
	  5,
	  EPERM },
	{ { { BPF_MAP_LOOKUP_ELEM, -EBADF, NULL } }, 1, 1, EBADF },
};

START_TEST(an_error_is_one)
{
	uint32_t n = bad[_i].n;

	fake_script(bad[_i].calls, bad[_i].ncalls);
	ck_assert_int_eq(array_open(&r, 3, 8, 1, &e), 0);
	ck_assert_int_eq(array_read(&r, 0, &n, &e), -bad[_i].code);
	ck_assert(strncmp(e.msg, "reading the map: ", 17) == 0);
	finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, every_kernel_gives_the_same_values, 0,
			    ARRAY_SIZE(maps) * FAKE__COUNT);
	tcase_add_test(t, values_of_cpus_are_rounded_up_to_eight);
	tcase_add_loop_test(t, reading_begins_anywhere, 0, FAKE__COUNT);
	tcase_add_test(t, the_end_of_the_map_ends_a_batch);
	tcase_add_loop_test(t, no_batches_is_remembered, 0, FAKE_5_15);
	tcase_add_loop_test(t, an_error_is_one, 0, ARRAY_SIZE(bad));
}

int main(void)
{
	return run_tests("array", add);
}
