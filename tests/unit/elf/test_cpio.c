// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Archives read back as written, and damaged ones are told, whatever it is. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf/cleanup.h"
#include "elf/cpio.h"
#include "elf/err.h"
#include "tests/unit/run.h"

struct out {
	uint8_t bytes[4096];
	size_t len;
	size_t room; /* put() fails behind it; 0: never */
};

static int put(void *ctx, const void *p, size_t n)
{
	struct out *o = ctx;

	if (o->room && o->len + n > o->room)
		return -ENOSPC;
	ck_assert_uint_le(o->len + n, sizeof(o->bytes));
	memcpy(o->bytes + o->len, p, n);
	o->len += n;
	return 0;
}

static struct view text(const char *s)
{
	return (struct view){ (const uint8_t *)s, strlen(s), false };
}

static const struct cpio_entry device = {
	.name = "dev/console", .mode = S_IFCHR | 0600, .major = 5, .minor = 1
};

/* Every length of name and data modulo four */
static void write_samples(struct out *o)
{
	static const char *const names[] = { "e/f/1", "e/f/12", "e/f123/4",
					     "e/g", "init" };
	struct cpio c = { .put = put, .ctx = o };
	struct cpio_entry file = { .mode = S_IFREG | 0644, .mtime = 7 };

	ck_assert_int_eq(cpio_add(&c, &device), 0);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		file.name = names[i];
		file.data = text("12345" + i);
		ck_assert_int_eq(cpio_add(&c, &file), 0);
	}
	ck_assert_int_eq(cpio_end(&c), 0);
}

START_TEST(entries_read_back_as_written)
{
	static const char *const want[] = { "dev",    "dev/console", "e",
					    "e/f",    "e/f/1",	     "e/f/12",
					    "e/f123", "e/f123/4",    "e/g",
					    "init" };
	struct out o = { .len = 0 };
	struct cpio_entry got;
	uint64_t off = 0;
	struct view v;
	struct err e;

	write_samples(&o);
	v = (struct view){ o.bytes, o.len, false };
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		ck_assert_int_eq(cpio_next(&v, &off, &got, &e), 1);
		ck_assert_str_eq(got.name, want[i]);
		if (i == 1) {
			ck_assert_uint_eq(got.mode, device.mode);
			ck_assert_uint_eq(got.major, 5);
			ck_assert_uint_eq(got.minor, 1);
		}
		if (i == 5) {
			ck_assert_uint_eq(got.mtime, 7);
			ck_assert_uint_eq(got.data.len, 4);
			ck_assert_mem_eq(got.data.p, "2345", 4);
		}
	}
	ck_assert_int_eq(cpio_next(&v, &off, &got, &e), 0);
	ck_assert_int_eq(cpio_next(&v, &off, &got, &e), 0);
}
END_TEST

static int read_all(const struct view *v, struct err *e)
{
	struct cpio_entry got;
	uint64_t off = 0;
	int ret;

	while ((ret = cpio_next(v, &off, &got, e)) > 0)
		ck_assert_ptr_nonnull(memchr(got.name, 0, 16));
	return ret;
}

START_TEST(every_prefix_is_an_error)
{
	struct out o = { .len = 0 };
	size_t end;
	struct err e;

	write_samples(&o);
	/* What pads the last name may be missing */
	end = o.len - 3;
	for (size_t n = 0; n < end; n++) {
		auto_free uint8_t *copy = malloc(n ? n : 1);
		struct view v = { copy, n, false };

		memcpy(copy, o.bytes, n);
		ck_assert_msg(read_all(&v, &e) == -EBADMSG, "%zu bytes", n);
	}
}
END_TEST

/* Where, what, and what is said */
static const struct {
	size_t off;
	const char *bytes, *said;
} damages[] = {
	{ 0, "070702", "no archive entry at +0x0" },
	{ 6, "0000000g", "no archive entry" },
	{ 54, "FFFFFFFF", "4294967295 bytes do not fit" },
	{ 94, "00000000", "no archive entry" }, /* no name */
	{ 94, "FFFFFFFF", "no archive entry" },
	{ 94, "00000003", "no archive entry" }, /* without its NUL */
	{ 94, "00000006", "no archive entry" }, /* with two */
};

START_TEST(damage_is_told)
{
	struct out o = { .len = 0 };
	struct view v;
	struct err e;

	write_samples(&o);
	memcpy(o.bytes + damages[_i].off, damages[_i].bytes,
	       strlen(damages[_i].bytes));
	v = (struct view){ o.bytes, o.len, false };
	ck_assert_int_eq(read_all(&v, &e), -EBADMSG);
	ck_assert_msg(strstr(e.msg, damages[_i].said) != NULL, "%s", e.msg);
}
END_TEST

START_TEST(a_full_disk_ends_it)
{
	struct out o = { .room = (size_t)_i };
	struct cpio c = { .put = put, .ctx = &o };

	ck_assert_int_eq(cpio_add(&c, &device), -ENOSPC);
	ck_assert_int_eq(cpio_end(&c), -ENOSPC);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, entries_read_back_as_written);
	tcase_add_test(t, every_prefix_is_an_error);
	tcase_add_loop_test(t, damage_is_told, 0, (int)ARRAY_SIZE(damages));
	tcase_add_loop_test(t, a_full_disk_ends_it, 1, 120);
}

int main(void)
{
	return run_tests("cpio", add);
}
