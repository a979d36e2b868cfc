// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A file that is there can still refuse: /proc/sys is read-only in containers,
 * and a kernel that always has its compiler on takes nothing but 1.
 */
#include "loader/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"

static int failed(const char *name, struct err *e)
{
	return err_set(e, errno, "/proc/sys/%s: %s", name, strerror(errno));
}

int sysctl_switch_on(const char *name, bool dry_run, struct err *e)
{
	auto_fd int fd = -1;
	char path[96], value[8];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return failed(name, e);
	n = read(fd, value, sizeof(value));
	if (n < 0)
		return failed(name, e);
	if (n == 2 && memcmp(value, "1\n", 2) == 0)
		return 0;
	if (dry_run)
		return 1;
	close(take_fd(&fd));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1\n", 2) < 0)
		return failed(name, e);
	return 1;
}
