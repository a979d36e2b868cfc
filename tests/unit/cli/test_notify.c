// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a service manager hears, and what becomes of bad addresses. */
#include <check.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli/notify.h"
#include "elf/err.h"
#include "tests/unit/run.h"

START_TEST(abstract_address)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char address[64], got[64] = "";
	struct err e;
	int len;

	len = snprintf(address, sizeof(address), "@rawbpf-unit-%d", getpid());
	memcpy(at.sun_path + 1, address + 1, (size_t)len - 1);
	ck_assert_int_eq(
		bind(fd, (struct sockaddr *)&at,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				 (size_t)len)),
		0);
	ck_assert_int_eq(notify_send(address, "READY=1\n", &e), 0);
	ck_assert_int_eq(recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT), 8);
	ck_assert_str_eq(got, "READY=1\n");
	close(fd);
}
END_TEST

START_TEST(nobody_asked)
{
	struct err e;

	ck_assert_int_eq(notify_send(NULL, "READY=1\n", &e), 0);
	ck_assert_int_eq(notify_send("", "READY=1\n", &e), 0);
}
END_TEST

START_TEST(bad_addresses)
{
	char address[200];
	struct err e;

	memset(address, 'x', sizeof(address));
	address[0] = '/';
	address[sizeof(address) - 1] = '\0';
	ck_assert_int_eq(notify_send(address, "", &e), -ENAMETOOLONG);
	ck_assert_int_eq(notify_send("vsock:2:1", "", &e), -EAFNOSUPPORT);
	ck_assert_int_eq(notify_send("/none/there", "x", &e), -ENOENT);
	ck_assert_ptr_nonnull(strstr(e.msg, "/none/there"));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, abstract_address);
	tcase_add_test(t, nobody_asked);
	tcase_add_test(t, bad_addresses);
}

int main(void)
{
	return run_tests("notify", add);
}
