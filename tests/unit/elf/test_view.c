// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The bounds check itself, at its edges, in both byte orders. */
#include <string.h>

#include "elf/cleanup.h"
#include "elf/view.h"
#include "tests/unit/run.h"

static const uint8_t bytes[10] = { 1, 2, 3, 4, 5, 6, 7, 8, 'z', 0 };

static struct view all(bool swap)
{
	return (struct view){ bytes, sizeof(bytes), swap };
}

static const struct {
	uint64_t off, len;
	bool inside;
} parts[] = {
	{ 0, 0, true },
	{ 0, 10, true },
	{ 0, 11, false },
	{ 10, 0, true },
	{ 10, 1, false },
	{ 11, 0, false },
	{ 3, 7, true },
	{ 3, 8, false },
	{ 1, UINT64_MAX, false },
	{ UINT64_MAX, 1, false },
	{ UINT64_MAX, UINT64_MAX, false },
	{ UINT64_MAX - 1, 2, false },
};

START_TEST(part_must_lie_inside)
{
	struct view v = all(true), out = { NULL, 77, false };

	ck_assert_int_eq(view_sub(&v, parts[_i].off, parts[_i].len, &out),
			 parts[_i].inside);
	if (!parts[_i].inside) {
		ck_assert_ptr_null(out.p);
		ck_assert_uint_eq(out.len, 77);
		return;
	}
	ck_assert_ptr_eq(out.p, bytes + parts[_i].off);
	ck_assert_uint_eq(out.len, parts[_i].len);
	ck_assert(out.swap);
}
END_TEST

START_TEST(part_may_replace_its_whole)
{
	struct view v = all(false);

	ck_assert(view_sub(&v, 2, 4, &v));
	ck_assert(view_sub(&v, 1, 3, &v));
	ck_assert_ptr_eq(v.p, bytes + 3);
	ck_assert(!view_sub(&v, 1, 3, &v));
	ck_assert_uint_eq(v.len, 3);
}
END_TEST

/* What this machine's order makes of the bytes, and what the other */
START_TEST(integers_are_read_in_either_order)
{
	struct view here = all(false), there = all(true);
	uint64_t d, dd;
	uint32_t w, ww;
	uint16_t h, hh;
	uint8_t b;

	ck_assert(view_u8(&there, 2, &b) && b == 3);
	ck_assert(view_u16(&here, 1, &h) && view_u16(&there, 1, &hh));
	ck_assert(view_u32(&here, 1, &w) && view_u32(&there, 1, &ww));
	ck_assert(view_u64(&here, 0, &d) && view_u64(&there, 0, &dd));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	ck_assert_uint_eq(h, 0x0302);
	ck_assert_uint_eq(w, 0x05040302);
	ck_assert_uint_eq(d, 0x0807060504030201);
#endif
	ck_assert_uint_eq(hh, __builtin_bswap16(h));
	ck_assert_uint_eq(ww, __builtin_bswap32(w));
	ck_assert_uint_eq(dd, __builtin_bswap64(d));
}
END_TEST

START_TEST(integers_beyond_the_end_are_not_read)
{
	struct view v = all(true);
	uint64_t d = 9;
	uint32_t w = 9;
	uint16_t h = 9;
	uint8_t b = 9;

	ck_assert(!view_u8(&v, 10, &b));
	ck_assert(!view_u16(&v, 9, &h));
	ck_assert(!view_u32(&v, 7, &w));
	ck_assert(!view_u64(&v, 3, &d));
	ck_assert(!view_u64(&v, UINT64_MAX - 3, &d));
	ck_assert(b == 9 && h == 9 && w == 9 && d == 9);
	ck_assert(view_u8(&v, 9, &b) && view_u16(&v, 8, &h) &&
		  view_u32(&v, 6, &w) && view_u64(&v, 2, &d));
}
END_TEST

START_TEST(strings_end_inside)
{
	struct view v = all(false), cut;

	ck_assert_str_eq(view_str(&v, 8), "z");
	ck_assert_str_eq(view_str(&v, 9), "");
	ck_assert_ptr_null(view_str(&v, 10));
	ck_assert_ptr_null(view_str(&v, UINT64_MAX));
	ck_assert(view_sub(&v, 0, 9, &cut));
	ck_assert_ptr_null(view_str(&cut, 8));
	ck_assert_ptr_null(view_str(&cut, 0));
	ck_assert(view_sub(&v, 0, 0, &cut));
	ck_assert_ptr_null(view_str(&cut, 0));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, part_must_lie_inside, 0, ARRAY_SIZE(parts));
	tcase_add_test(t, part_may_replace_its_whole);
	tcase_add_test(t, integers_are_read_in_either_order);
	tcase_add_test(t, integers_beyond_the_end_are_not_read);
	tcase_add_test(t, strings_end_inside);
}

int main(void)
{
	return run_tests("view", add);
}
