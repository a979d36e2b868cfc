// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The number of possible CPUs. The kernel copies one value for each to the
 * buffer of a per-CPU look-up and is told no length: guessing too low would
 * overwrite memory, so without sysfs it is measured with a buffer that is
 * large enough for any kernel.
 */
#include "loader/cpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/sys.h"

#define MAX_CPUS 8192 /* CONFIG_NR_CPUS of x86-64, the largest */

int cpus_parse(const char *list)
{
	long highest = -1;

	while (*list && *list != '\n') {
		char *end;
		long first = strtol(list, &end, 10), last = first;

		if (end == list || first < 0)
			return -EINVAL;
		if (*end == '-') {
			list = end + 1;
			last = strtol(list, &end, 10);
			if (end == list || last < first)
				return -EINVAL;
		}
		if (last >= MAX_CPUS)
			return -EINVAL;
		highest = last > highest ? last : highest;
		list = *end == ',' ? end + 1 : end;
		if (list == end && *end != '\0' && *end != '\n')
			return -EINVAL;
	}
	return highest < 0 ? -EINVAL : (int)highest + 1;
}

static int from_sysfs(void)
{
	auto_fd int fd =
		open("/sys/devices/system/cpu/possible", O_RDONLY | O_CLOEXEC);
	char text[1024];
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	if (n <= 0)
		return -EIO;
	text[n] = '\0';
	return cpus_parse(text);
}

/* Two look-ups into buffers with different fill: what differs afterwards was
 * not written. Key 0 of an array always exists. */
static int from_kernel(int fd, unsigned value_size, struct err *e)
{
	size_t each = (value_size + 7u) & ~7u, room = each * MAX_CPUS, n;
	auto_free uint8_t *a = malloc(room), *b = malloc(room);
	uint32_t key = 0;
	union bpf_attr attr;
	int err = 0;

	if (a == NULL || b == NULL)
		return err_nomem(e);
	memset(a, 0x55, room);
	memset(b, 0xaa, room);
	for (int i = 0; i < 2 && err == 0; i++) {
		memset(&attr, 0, sizeof(attr));
		attr.map_fd = (uint32_t)fd;
		attr.key = sys_ptr(&key);
		attr.value = sys_ptr(i ? b : a);
		err = sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, ATTR_SIZE(flags));
	}
	if (err < 0)
		return err_set(e, err, "counting the CPUs: %s", strerror(-err));
	for (n = room; n > 0 && (a[n - 1] ^ b[n - 1]) == 0xff; n--)
		;
	return (int)((n + each - 1) / each);
}

int cpus_possible(int fd, unsigned value_size, struct err *e)
{
	int n = from_sysfs();

	return n > 0 ? n : from_kernel(fd, value_size, e);
}
