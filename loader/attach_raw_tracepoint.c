// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Raw tracepoints: by name, with the arguments as the kernel passes them. */
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "loader/attach.h"
#include "loader/privilege.h"
#include "loader/sys.h"

int attach_raw_tracepoint(int prog_fd, const char *name, struct err *e)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.name = sys_ptr(name);
	attr.raw_tracepoint.prog_fd = (uint32_t)prog_fd;
	fd = sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr,
		     ATTR_SIZE(raw_tracepoint.prog_fd));
	if (fd >= 0)
		return fd;
	err_set(e, fd, "raw tracepoint '%s': %s", name, strerror(-fd));
	if (fd == -ENOENT)
		return err_hint(e, "no raw tracepoint has that name; those of "
				   "syscalls: need tracefs");
	if (fd == -EINVAL)
		return err_hint(e, "raw tracepoints need Linux 4.17; mount "
				   "tracefs to use the ordinary ones");
	return privilege_hint(e, USE_TRACING);
}

int attach_kind_raw_tracepoint(const struct attach *a, struct err *e)
{
	return attach_raw_tracepoint(a->prog_fd, a->target, e);
}
