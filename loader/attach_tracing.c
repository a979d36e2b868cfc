// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * fentry and its kin, BTF tracepoints, security hooks: the program was loaded
 * for its place already, attaching only switches it on.
 */
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "elf/section.h"
#include "loader/attach.h"
#include "loader/privilege.h"
#include "loader/sys.h"

int attach_kind_tracing(const struct attach *a, struct err *e)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.prog_fd = (uint32_t)a->prog_fd;
	fd = sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr,
		     ATTR_SIZE(raw_tracepoint.prog_fd));
	if (fd >= 0)
		return fd;
	err_set(e, fd, "%s '%s': attaching the program: %s", a->kind->name,
		a->target, strerror(-fd));
	if (fd == -EBUSY)
		return err_hint(e, "the program is attached already, or "
				   "something else traces the function");
	if (fd == -E2BIG)
		return err_hint(e, "the function has as many programs as the "
				   "kernel allows");
	if (fd == -ENOTSUP || fd == -524)
		return err_hint(e, "this kernel cannot trace functions on "
				   "this architecture");
	return privilege_hint(e, USE_TRACING);
}
