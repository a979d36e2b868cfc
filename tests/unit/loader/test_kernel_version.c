// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The version in notes and in texts, as distributions write them. */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "loader/kernel_version.h"
#include "tests/unit/run.h"

static const struct {
	const char *signature, *version, *release;
	uint32_t expected;
} texts[] = {
	{ "", "#1 SMP PREEMPT_DYNAMIC @0", "6.18.44-fc-v669", 0x06122c },
	{ "", "", "5.0", 0x050000 },
	{ "", "", "4.14.253", 0x040efd },
	{ "", "", "4.14.255-rc1", 0x040eff },
	{ "", "", "4.14.336", 0x040eff },
	{ "", "", "4.9.0+", 0x040900 },
	{ "Ubuntu 4.15.0-55.60-generic 4.15.18\n", "#60-Ubuntu SMP",
	  "4.15.0-55-generic", 0x040f12 },
	{ "", "#1 SMP Debian 4.19.118-2+deb10u1 (2020-06-07)", "4.19.0-9-amd64",
	  0x041376 },
	{ "nonsense", "Debian kernel", "3.10.0-1160.el7.x86_64", 0x030a00 },
	{ "", "", "unknown", 0 },
};

START_TEST(texts_are_understood)
{
	ck_assert_uint_eq(kernel_version_of_text(texts[_i].signature,
						 texts[_i].version,
						 texts[_i].release),
			  texts[_i].expected);
}
END_TEST

/* The second of two notes is the one */
static const uint32_t image[] = {
	0x464c457f, 4,	      3, 3, 0x00554e47 /* GNU */,
	0x00bbaa00, 6,	      4, 0, 0x756e694c /* Linux */,
	0x00000078, 0x06122c,
};

START_TEST(the_note_is_found)
{
	struct view v = { (const uint8_t *)image, sizeof(image), false };
	uint32_t version = 0;

	ck_assert(kernel_version_of_vdso(&v, &version));
	ck_assert_uint_eq(version, 0x06122c);
}
END_TEST

START_TEST(a_note_that_is_cut_is_none)
{
	uint32_t version;

	for (size_t len = 0; len < sizeof(image); len++) {
		uint8_t *cut = malloc(len + 1);
		struct view v = { cut, len, false };

		memcpy(cut, image, len);
		ck_assert(!kernel_version_of_vdso(&v, &version));
		free(cut);
	}
}
END_TEST

START_TEST(this_kernel_has_a_version)
{
	ck_assert_uint_gt(kernel_version(), 0x030000);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, texts_are_understood, 0, ARRAY_SIZE(texts));
	tcase_add_test(t, the_note_is_found);
	tcase_add_test(t, a_note_that_is_cut_is_none);
	tcase_add_test(t, this_kernel_has_a_version);
}

int main(void)
{
	return run_tests("kernel_version", add);
}
