// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The embedded objects: good as they are, harmless when cut or changed. */
#include <stdlib.h>
#include <string.h>

#include "cli/embed.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "tests/unit/hostile.h"
#include "tests/unit/run.h"
#include "tests/unit/use_obj.h"

/* Unpacked; forgotten at the end of the test */
static struct view bytes_of(const struct embed_object *o)
{
	struct view v = { 0 };
	struct err e = { 0 };
	static uint8_t *last;

	free(last);
	ck_assert_msg(embed_unpack(o, &last, &v.len, &e) == 0, "%s", e.msg);
	v.p = last;
	return v;
}

START_TEST(embedded_objects_are_good)
{
	unsigned n = 0;

	for (const struct embed_object *o = embed_table; o->name; o++, n++) {
		struct view v = bytes_of(o);

		ck_assert_msg(use_obj_copy(v.p, v.len), "%s", o->name);
	}
	ck_assert_uint_gt(n, 0);
}
END_TEST

START_TEST(no_prefix_is_an_object)
{
	struct view v = bytes_of(&embed_table[0]);

	ck_assert_uint_eq(hostile_prefixes(&v), 1);
}
END_TEST

START_TEST(mutants_do_no_harm)
{
	struct view v = bytes_of(&embed_table[0]);
	unsigned made = hostile_mutants(&v, 3000, 4711u + (unsigned)_i);

	ck_assert_uint_gt(made, 0);
	ck_assert_uint_lt(made, 3000);
}
END_TEST

static void add(TCase *t)
{
	tcase_set_timeout(t, 120);
	tcase_add_test(t, embedded_objects_are_good);
	tcase_add_test(t, no_prefix_is_an_object);
	tcase_add_loop_test(t, mutants_do_no_harm, 0, 2);
}

int main(void)
{
	return run_tests("count_object", add);
}
