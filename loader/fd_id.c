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

static uint32_t from_proc(int fd)
{
	static const char *const keys[] = { "\nmap_id:", "\nprog_id:",
					    "\nlink_id:", "\nbtf_id:" };
	char path[40], text[1024];
	auto_fd int info = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return 0;
	n = read(info, text, sizeof(text) - 1);
	if (n <= 0)
		return 0;
	text[n] = '\0';
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
static uint32_t from_info(int fd)
{
	uint32_t words[2] = { 0 };
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = 8;
	attr.info.info = sys_ptr(words);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) < 0)
		return 0;
	return words[1];
}

uint32_t fd_id(int fd)
{
	uint32_t id = from_proc(fd);

	return id ? id : from_info(fd);
}
