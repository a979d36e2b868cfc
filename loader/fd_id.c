// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ids from /proc/self/fdinfo, which has them for every kind of object and
 * costs no bpf(2); from the object's info where /proc is missing.
 */
#include "loader/fd_id.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "loader/sys.h"

/* All that /proc tells about a descriptor, from a line's end on */
static bool read_fdinfo(int fd, char *text, size_t size)
{
	char path[40];
	auto_fd int info = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	n = info < 0 ? -1 : read(info, text, size - 1);
	text[n < 0 ? 0 : n] = '\0';
	return n > 0;
}

bool fd_fact(int fd, const char *key, uint64_t *out)
{
	char text[1024], line[32];
	const char *at = NULL;

	snprintf(line, sizeof(line), "\n%s:", key);
	if (read_fdinfo(fd, text, sizeof(text)))
		at = strstr(text, line);
	if (at)
		*out = strtoull(at + strlen(line), NULL, 0);
	return at != NULL;
}

static uint32_t from_proc(int fd)
{
	static const char *const keys[] = { "\nmap_id:", "\nprog_id:",
					    "\nlink_id:", "\nbtf_id:" };
	char text[1024];

	read_fdinfo(fd, text, sizeof(text));
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *at = strstr(text, keys[i]);

		if (at)
			return (uint32_t)strtoul(at + strlen(keys[i]), NULL,
						 10);
	}
	return 0;
}

/* Infos of programs, maps and links begin with type and id; that of BTF does
 * not, but nobody asks for it without /proc */
static uint32_t from_info(int fd, unsigned word)
{
	uint32_t words[2] = { 0 };
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = 8;
	attr.info.info = sys_ptr(words);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) < 0)
		return 0;
	return words[word];
}

uint32_t fd_id(int fd)
{
	uint32_t id = from_proc(fd);

	return id ? id : from_info(fd, 1);
}

uint32_t fd_type(int fd)
{
	return from_info(fd, 0);
}
