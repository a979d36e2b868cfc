// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files with a configuration in them, packed, plain and otherwise. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/kernel_config.h"
#include "tests/unit/run.h"

static char path[] = "/tmp/test_kernel_config.XXXXXX";
static struct kernel_config c;
static struct err e;

static const char packed[] =
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x73\xf6\xf7\x73\xf3\x74"
	"\x8f\x8f\xb0\xad\xe4\x02\x00\x9b\xa9\x91\xf7\x0b\x00\x00\x00";

static void write_file(const char *bytes, size_t n)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	close(fd);
}

static int read_file(const char *bytes, size_t n)
{
	int err;

	write_file(bytes, n);
	err = kernel_config_read(path, &c, &e);
	unlink(path);
	return err;
}

START_TEST(plain_and_packed_files_are_read)
{
	static const char plain[] = "CONFIG_X=y\n";

	ck_assert_msg(read_file(_i ? packed : plain,
				_i ? sizeof(packed) - 1 : sizeof(plain) - 1) ==
			      0,
		      "%s", e.msg);
	ck_assert_uint_eq(c.len, strlen(plain));
	ck_assert_str_eq(c.text, plain);
	ck_assert_str_eq(c.path, path);
	kernel_config_close(&c);
}
END_TEST

START_TEST(an_empty_file_has_no_values)
{
	ck_assert_int_eq(read_file("", 0), 0);
	ck_assert_uint_eq(c.len, 0);
	kernel_config_close(&c);
}
END_TEST

START_TEST(a_damaged_file_is_named)
{
	char expected[200];

	ck_assert_int_eq(read_file(packed, sizeof(packed) - 2), -EINVAL);
	snprintf(expected, sizeof(expected), "'%s': packed data ", path);
	ck_assert_msg(strncmp(e.msg, expected, strlen(expected)) == 0, "%s",
		      e.msg);
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(kernel_config_read("/nowhere/config", &c, &e),
			 -ENOENT);
	ck_assert_int_eq(kernel_config_read("/tmp", &c, &e), -EINVAL);
	ck_assert_str_eq(e.msg, "'/tmp': is no configuration");
	ck_assert_int_eq(kernel_config_read("/dev/zero", &c, &e), -EINVAL);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, plain_and_packed_files_are_read, 0, 2);
	tcase_add_test(t, an_empty_file_has_no_values);
	tcase_add_test(t, a_damaged_file_is_named);
	tcase_add_test(t, what_is_no_file_is_refused);
}

int main(void)
{
	return run_tests("kernel_config", add);
}
