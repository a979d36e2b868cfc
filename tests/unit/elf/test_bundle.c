// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What an executable carries is found whole, or the damage is. */
#include <check.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/bundle.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

#define BASE_LEN 300
#define MARK	 200

static const char carried[] = "whatever it is that stands here";

static size_t make(uint8_t *p)
{
	uint32_t crc = bundle_crc(0, carried, sizeof(carried));

	memset(p, 0, BASE_LEN);
	memcpy(p, ELFMAG "\2\1\1", 8);
	p[offsetof(Elf64_Ehdr, e_machine)] = EM_AARCH64;
	bundle_trailer(1, 0, p + MARK - BUNDLE_MAGIC_LEN);
	memcpy(p + BASE_LEN, carried, sizeof(carried));
	bundle_trailer(crc, sizeof(carried), p + BASE_LEN + sizeof(carried));
	return BASE_LEN + sizeof(carried) + BUNDLE_TRAILER_LEN;
}

START_TEST(checksum_is_the_one_everybody_uses)
{
	uint32_t crc;

	ck_assert_uint_eq(bundle_crc(0, "123456789", 9), 0xcbf43926);
	ck_assert_uint_eq(bundle_crc(0, "", 0), 0);
	crc = bundle_crc(0, "1234", 4);
	ck_assert_uint_eq(bundle_crc(crc, "56789", 5), 0xcbf43926);
}
END_TEST

START_TEST(what_it_carries_is_found)
{
	uint8_t bytes[512];
	struct view v = { bytes, make(bytes), false };
	struct bundle b;
	struct err e;

	ck_assert_int_eq(bundle_open(&v, &b, &e), 0);
	ck_assert_uint_eq(b.base.len, BASE_LEN);
	ck_assert_ptr_eq(b.base.p, bytes);
	ck_assert_uint_eq(b.archive.len, sizeof(carried));
	ck_assert_mem_eq(b.archive.p, carried, sizeof(carried));
	ck_assert_str_eq(bundle_machine(&b.base), "aarch64");
}
END_TEST

START_TEST(without_the_mark_it_carries_nothing)
{
	uint8_t bytes[512];
	struct view v = { bytes, make(bytes), false };
	struct bundle b;
	struct err e;

	ck_assert(bundle_mark(bytes, BASE_LEN, false));
	ck_assert_int_eq(bundle_open(&v, &b, &e), 0);
	ck_assert_uint_eq(b.base.len, v.len);
	ck_assert_uint_eq(b.archive.len, 0);
	ck_assert(bundle_mark(bytes, BASE_LEN, true));
	ck_assert_int_eq(bundle_open(&v, &b, &e), 0);
	ck_assert_uint_eq(b.base.len, BASE_LEN);
}
END_TEST

START_TEST(every_prefix_is_an_error)
{
	uint8_t bytes[512];
	size_t len = make(bytes);

	for (size_t n = 0; n < len; n++) {
		auto_free uint8_t *copy = malloc(n ? n : 1);
		struct view v = { copy, n, false };
		int want = n < sizeof(Elf64_Ehdr) ? -ENOEXEC : -EBADMSG;
		struct bundle b;
		struct err e;

		memcpy(copy, bytes, n);
		if (n >= sizeof(Elf64_Ehdr) && n <= MARK)
			want = 0; /* the mark is gone, as is most of it */
		ck_assert_msg(bundle_open(&v, &b, &e) == want, "%zu bytes", n);
	}
}
END_TEST

START_TEST(every_changed_byte_behind_the_base_is_noticed)
{
	uint8_t bytes[512];
	size_t len = make(bytes);
	struct view v = { bytes, len, false };

	for (size_t n = BASE_LEN; n < len; n++) {
		struct bundle b;
		struct err e;

		bytes[n] ^= 4;
		ck_assert_msg(bundle_open(&v, &b, &e) == -EBADMSG, "byte %zu",
			      n);
		ck_assert_str_ne(e.hint, "");
		bytes[n] ^= 4;
	}
}
END_TEST

START_TEST(a_length_that_reaches_before_the_file_is_an_error)
{
	uint8_t bytes[512];
	struct view v = { bytes, make(bytes), false };
	struct bundle b;
	struct err e;

	bundle_trailer(0, UINT32_MAX, bytes + v.len - BUNDLE_TRAILER_LEN);
	ck_assert_int_eq(bundle_open(&v, &b, &e), -EBADMSG);
	bundle_trailer(0, (uint32_t)v.len, bytes + v.len - BUNDLE_TRAILER_LEN);
	ck_assert_int_eq(bundle_open(&v, &b, &e), -EBADMSG);
}
END_TEST

START_TEST(only_a_program_with_a_place_for_it_can_be_marked)
{
	uint8_t bytes[512];

	make(bytes);
	ck_assert(bundle_mark(bytes, MARK + 1, true));
	ck_assert(!bundle_mark(bytes, MARK, true));
	ck_assert(!bundle_mark(bytes, MARK - 1, true));
	ck_assert(!bundle_mark(bytes, 0, true));
	ck_assert(!bundle_own_mark());
}
END_TEST

START_TEST(machines_of_either_byte_order_have_names)
{
	uint8_t bytes[64] = { 0 };
	struct view v = { bytes, sizeof(bytes), false };

	bytes[EI_DATA] = ELFDATA2MSB;
	bytes[offsetof(Elf64_Ehdr, e_machine) + 1] = EM_S390;
	ck_assert_str_eq(bundle_machine(&v), "s390");
	bytes[EI_DATA] = ELFDATA2LSB;
	ck_assert_str_eq(bundle_machine(&v), "unknown");
	v.len = 10;
	ck_assert_str_eq(bundle_machine(&v), "unknown");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, checksum_is_the_one_everybody_uses);
	tcase_add_test(t, what_it_carries_is_found);
	tcase_add_test(t, without_the_mark_it_carries_nothing);
	tcase_add_test(t, every_prefix_is_an_error);
	tcase_add_test(t, every_changed_byte_behind_the_base_is_noticed);
	tcase_add_test(t, a_length_that_reaches_before_the_file_is_an_error);
	tcase_add_test(t, only_a_program_with_a_place_for_it_can_be_marked);
	tcase_add_test(t, machines_of_either_byte_order_have_names);
}

int main(void)
{
	return run_tests("bundle", add);
}
