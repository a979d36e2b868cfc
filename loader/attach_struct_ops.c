// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A struct_ops map takes its value once, with all functions in it. With
 * BPF_F_LINK that only makes it ready; without, it is in use at once and the
 * kernel holds on to the map until its element is deleted.
 */
#include "loader/attach_struct_ops.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "elf/err.h"
#include "elf/names.h"
#include "elf/obj.h"
#include "loader/object.h"
#include "loader/privilege.h"
#include "loader/struct_ops.h"
#include "loader/sys.h"

#define F_LINK (1u << 13) /* BPF_F_LINK, 6.4 */

bool struct_ops_has_link(const struct obj_map *m)
{
	return m->flags & F_LINK;
}

static int refused(const char *name, int code, const char *what, struct err *e)
{
	err_set(e, code, "struct_ops '%s': %s: %s", name, what,
		strerror(-code));
	if (code == -EEXIST)
		return err_hint(e, "one of that name is registered already");
	if (code == -EBUSY)
		return err_hint(e, "it is registered already");
	if (code == -EINVAL)
		return err_hint(e, "the subsystem may want functions that are "
				   "not set; the kernel's log may say which");
	return privilege_hint(e, USE_BPF);
}

int struct_ops_write(const struct obj_map *m, const struct object_map *made,
		     struct err *e)
{
	union bpf_attr attr;
	uint32_t key = 0;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)made->fd;
	attr.key = sys_ptr(&key);
	attr.value = sys_ptr(made->ops->value);
	err = sys_bpf(BPF_MAP_UPDATE_ELEM, &attr, ATTR_SIZE(flags));
	return err < 0 ? refused(m->name, err, "registering it", e) : 0;
}

static int link_create(int map_fd)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)map_fd; /* so named before 6.4 */
	attr.link_create.attach_type = ATTACH_STRUCT_OPS;
	return sys_bpf(BPF_LINK_CREATE, &attr, ATTR_SIZE(link_create.flags));
}

int attach_struct_ops(const struct obj_map *m, const struct object_map *made,
		      struct err *e)
{
	int fd = struct_ops_write(m, made, e);

	if (fd < 0)
		return fd;
	if (struct_ops_has_link(m)) {
		fd = link_create(made->fd);
		return fd < 0 ? refused(m->name, fd, "its link", e) : fd;
	}
	fd = fcntl(made->fd, F_DUPFD_CLOEXEC, 0);
	if (fd < 0) {
		err_set(e, errno, "struct_ops '%s': %s", m->name,
			strerror(errno));
		detach_struct_ops(m->name, made->fd, &(struct err){ 0 });
		return -e->code;
	}
	return fd;
}

int detach_struct_ops(const char *name, int map_fd, struct err *e)
{
	union bpf_attr attr;
	uint32_t key = 0;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map_fd;
	attr.key = sys_ptr(&key);
	err = sys_bpf(BPF_MAP_DELETE_ELEM, &attr, ATTR_SIZE(key));
	if (err == -ENOENT || err == -EINPROGRESS)
		return 0;
	return err < 0 ? refused(name, err, "taking it back", e) : 0;
}
