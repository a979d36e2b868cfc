// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Filling and extending errors, up to the end of their buffers. */
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

START_TEST(set_fills_all_and_returns_the_negative_code)
{
	struct err e;

	memset(&e, 'x', sizeof(e));
	ck_assert_int_eq(err_set(&e, EINVAL, "map '%s' has %d", "m", 3),
			 -EINVAL);
	ck_assert_int_eq(e.code, EINVAL);
	ck_assert_str_eq(e.msg, "map 'm' has 3");
	ck_assert_str_eq(e.hint, "");
	ck_assert_int_eq(err_set(&e, -ENOENT, "gone"), -ENOENT);
	ck_assert_int_eq(e.code, ENOENT);
}
END_TEST

START_TEST(wrap_puts_places_before_the_message)
{
	struct err e;

	err_set(&e, ENOENT, "no symbol");
	err_hint(&e, "link it");
	ck_assert_int_eq(err_wrap(&e, "relocation %d", 3), -ENOENT);
	ck_assert_int_eq(err_wrap(&e, "section '%s'", "xdp"), -ENOENT);
	ck_assert_str_eq(e.msg, "section 'xdp': relocation 3: no symbol");
	ck_assert_str_eq(e.hint, "link it");
}
END_TEST

START_TEST(innermost_hint_stays)
{
	struct err e;

	err_set(&e, EPERM, "no");
	ck_assert_int_eq(err_hint(&e, "first %d", 1), -EPERM);
	ck_assert_int_eq(err_hint(&e, "second"), -EPERM);
	ck_assert_str_eq(e.hint, "first 1");
	err_set(&e, EPERM, "again");
	ck_assert_str_eq(e.hint, "");
}
END_TEST

/* A text of n letters */
static const char *letters(char c, size_t n)
{
	static char text[2][2000];
	static int which;
	char *t = text[which ^= 1];

	memset(t, c, n);
	t[n] = '\0';
	return t;
}

START_TEST(message_and_hint_are_cut_at_their_ends)
{
	struct err e;

	err_set(&e, EIO, "%s", letters('m', 1000));
	ck_assert_uint_eq(strlen(e.msg), sizeof(e.msg) - 1);
	err_hint(&e, "%s", letters('h', 1000));
	ck_assert_uint_eq(strlen(e.hint), sizeof(e.hint) - 1);
	ck_assert_int_eq(e.code, EIO);
}
END_TEST

/* Lengths of place and message around what the buffer holds */
static const struct {
	size_t place, msg, want_place, want_msg;
} wraps[] = {
	{ 0, 0, 0, 0 },	      { 1, 508, 1, 508 },   { 1, 509, 1, 508 },
	{ 10, 511, 10, 499 }, { 508, 100, 508, 1 }, { 509, 100, 509, 0 },
	{ 510, 5, 509, 0 },   { 1000, 5, 509, 0 },
};

START_TEST(wrap_keeps_the_place_and_cuts_the_message)
{
	size_t place = wraps[_i].want_place, msg = wraps[_i].want_msg;
	struct err e;

	err_set(&e, EIO, "%s", letters('m', wraps[_i].msg));
	err_wrap(&e, "%s", letters('p', wraps[_i].place));
	ck_assert_uint_eq(strspn(e.msg, "p"), place);
	ck_assert(strncmp(e.msg + place, ": ", 2) == 0);
	ck_assert_uint_eq(strspn(e.msg + place + 2, "m"), msg);
	ck_assert_uint_eq(strlen(e.msg), place + 2 + msg);
}
END_TEST

START_TEST(nomem_is_an_error_like_another)
{
	struct err e;

	ck_assert_int_eq(err_nomem(&e), -ENOMEM);
	ck_assert_str_eq(e.msg, "out of memory");
}
END_TEST

static const struct {
	int code;
	const char *name;
} names[] = {
	{ EPERM, "EPERM" },	    { -ENOENT, "ENOENT" },
	{ E2BIG, "E2BIG" },	    { ENOSPC, "ENOSPC" },
	{ ENOTEMPTY, "ENOTEMPTY" }, { EOPNOTSUPP, "EOPNOTSUPP" },
	{ 524, "ENOTSUPP" },	    { -524, "ENOTSUPP" },
	{ 4711, "errno 4711" },	    { -4711, "errno 4711" },
	{ 0, "errno 0" },
};

START_TEST(errno_has_its_name)
{
	ck_assert_str_eq(errno_name(names[_i].code), names[_i].name);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, set_fills_all_and_returns_the_negative_code);
	tcase_add_test(t, wrap_puts_places_before_the_message);
	tcase_add_test(t, innermost_hint_stays);
	tcase_add_test(t, message_and_hint_are_cut_at_their_ends);
	tcase_add_loop_test(t, wrap_keeps_the_place_and_cuts_the_message, 0,
			    ARRAY_SIZE(wraps));
	tcase_add_test(t, nomem_is_an_error_like_another);
	tcase_add_loop_test(t, errno_has_its_name, 0, ARRAY_SIZE(names));
}

int main(void)
{
	return run_tests("err", add);
}
