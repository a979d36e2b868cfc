// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Tracepoints through perf. The event is only the handle that the program
 * hangs on: it is opened once, on one CPU, since the program runs for hits on
 * all of them (kernel/trace/bpf_trace.c, perf_event_attach_bpf_prog), from
 * the moment it is set to the moment the descriptor is closed.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/attach.h"
#include "loader/privilege.h"
#include "loader/sys.h"

static int open_event(int id)
{
	struct perf_event_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_TRACEPOINT;
	attr.size = PERF_ATTR_SIZE_VER1;
	attr.config = (__u64)id;
	attr.disabled = 1; /* it has nothing to count itself */
	fd = sys_perf_event_open(&attr, -1, 0);
	/* CPU 0 can be offline */
	for (int cpu = 1; fd == -ENODEV && cpu < 4096; cpu++)
		fd = sys_perf_event_open(&attr, -1, cpu);
	return fd;
}

static int set_failed(int code, const char *name, struct err *e)
{
	err_set(e, code, "tracepoint '%s': attaching the program: %s", name,
		strerror(abs(code)));
	if (code == -EEXIST)
		return err_hint(e, "before Linux 4.15 a tracepoint takes one "
				   "program at a time: detach the other");
	if (code == -E2BIG)
		return err_hint(e, "the tracepoint has 64 programs already");
	if (code == -EACCES)
		return err_hint(e, "the program reads beyond the tracepoint's "
				   "record");
	return privilege_hint(e, USE_TRACING);
}

int attach_tracepoint(int prog_fd, int id, const char *name, struct err *e)
{
	auto_fd int fd = open_event(id);
	int err;

	if (fd < 0) {
		err_set(e, fd, "tracepoint '%s': perf_event_open: %s", name,
			strerror(-fd));
		return privilege_hint(e, USE_PERF_EVENT);
	}
	err = sys_perf_set_bpf(fd, prog_fd);
	if (err < 0)
		return set_failed(err, name, e);
	return take_fd(&fd);
}
