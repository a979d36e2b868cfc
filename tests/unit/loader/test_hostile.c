// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The sample object, cut and changed in every way, up to the linked image. */
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/obj.h"
#include "tests/unit/hostile.h"
#include "tests/unit/run.h"
#include "tests/unit/sample.h"
#include "tests/unit/use_obj.h"

#define MUTANTS 8000

static struct sample sample;

/* i: bit 0 big-endian, bit 1 RELA */
static struct view make(int i)
{
	sample_init(&sample, i & 1, i & 2);
	return sample_bytes(&sample);
}

START_TEST(the_sample_is_good)
{
	struct view v = make(_i);

	ck_assert(use_obj_copy(v.p, v.len));
	sample_fini(&sample);
}
END_TEST

/* Section headers stand at the end: no prefix has them all */
START_TEST(no_prefix_is_an_object)
{
	struct view v = make(_i);

	ck_assert_uint_eq(hostile_prefixes(&v), 1);
	sample_fini(&sample);
}
END_TEST

/* Some are still good, most are not */
START_TEST(mutants_do_no_harm)
{
	struct view v = make(_i % 4);
	unsigned made = hostile_mutants(&v, MUTANTS, 20261122u + (unsigned)_i);

	ck_assert_uint_gt(made, MUTANTS / 20);
	ck_assert_uint_lt(made, MUTANTS);
	sample_fini(&sample);
}
END_TEST

static void add(TCase *t)
{
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, the_sample_is_good, 0, 4);
	tcase_add_loop_test(t, no_prefix_is_an_object, 0, 4);
	tcase_add_loop_test(t, mutants_do_no_harm, 0, 4);
}

int main(void)
{
	return run_tests("hostile", add);
}
