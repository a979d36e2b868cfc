// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sections as maps. They can be mapped into user space where the kernel has
 * that (5.5); the order of writing, freezing and only then loading programs
 * is what makes constants of read-only data.
 */
#include "loader/data_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/map_create.h"
#include "loader/sys.h"

uint8_t *data_map_contents(const struct obj_map *m)
{
	uint8_t *data = calloc(1, m->value_size + 1);

	if (data && m->data.len <= m->value_size)
		memcpy(data, m->data.p, m->data.len);
	return data;
}

static bool all_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static int write_contents(int fd, const uint8_t *contents)
{
	uint32_t key = 0;
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)fd;
	attr.key = sys_ptr(&key);
	attr.value = sys_ptr(contents);
	return sys_bpf(BPF_MAP_UPDATE_ELEM, &attr, ATTR_SIZE(flags));
}

static int freeze(int fd)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)fd;
	return sys_bpf(BPF_MAP_FREEZE, &attr, ATTR_SIZE(map_fd));
}

static int create(const struct obj_map *m, const struct map_refs *refs,
		  struct err *e)
{
	struct obj_map mappable = *m;
	int fd;

	mappable.flags |= BPF_F_MMAPABLE;
	fd = map_create(&mappable, refs, e);
	return fd == -EINVAL ? map_create(m, refs, e) : fd;
}

int data_map_create(const struct obj_map *m, const uint8_t *contents,
		    const struct map_refs *refs, struct err *e)
{
	auto_fd int fd = create(m, refs, e);
	int err = 0;

	if (fd < 0)
		return fd;
	if (!all_zero(contents, m->value_size))
		err = write_contents(fd, contents);
	if (err == 0 && (m->flags & BPF_F_RDONLY_PROG))
		err = freeze(fd);
	if (err < 0)
		return err_set(e, err, "map '%s': writing its contents: %s",
			       m->name, strerror(-err));
	return take_fd(&fd);
}
