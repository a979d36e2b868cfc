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
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/attach.h"
#include "loader/hook.h"
#include "loader/privilege.h"
#include "loader/sys.h"
#include "loader/tracefs.h"

#define GONE_TRIES 100
#define GONE_MS	   3

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

static int open_failed(int code, const char *name, struct err *e)
{
	err_set(e, code, "tracepoint '%s': perf_event_open: %s", name,
		strerror(-code));
	return privilege_hint(e, USE_PERF_EVENT);
}

static int set_program(int *event, int prog_fd, const char *name, struct err *e)
{
	int err = sys_perf_set_bpf(*event, prog_fd);

	return err < 0 ? set_failed(err, name, e) : take_fd(event);
}

int attach_tracepoint(int prog_fd, int id, const char *name, struct err *e)
{
	auto_fd int fd = open_event(id);

	if (fd < 0)
		return open_failed(fd, name, e);
	return set_program(&fd, prog_fd, name, e);
}

/* The link holds the event, which the caller need not keep */
static int create_link(int event, int prog_fd)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)prog_fd;
	attr.link_create.target_fd = (uint32_t)event;
	attr.link_create.attach_type = BPF_PERF_EVENT;
	return sys_bpf(BPF_LINK_CREATE, &attr, ATTR_SIZE(link_create.flags));
}

int attach_tracepoint_link(int prog_fd, int id, const char *name, struct err *e)
{
	auto_fd int event = open_event(id);
	int fd = -EEXIST;

	if (event < 0)
		return open_failed(event, name, e);
	/* A link that is gone, with its process or its pin, lets go of the
	 * program some time later */
	for (int i = 0; i < GONE_TRIES; i++) {
		fd = create_link(event, prog_fd);
		if (fd != -EEXIST)
			break;
		usleep(GONE_MS * 1000);
	}
	if (fd >= 0)
		return fd;
	/* Before 5.7 there is no such command, up to 5.14 no such type */
	if (fd == -EINVAL)
		return set_program(&event, prog_fd, name, e);
	return set_failed(fd, name, e);
}

int attach_kind_tracepoint(const struct attach *a, struct err *e)
{
	struct hook_event ev;
	struct tracefs t;
	int id;

	if (hook_event(a->target, &ev, e) < 0 || tracefs_open(&t, e) < 0)
		return -e->code;
	id = tracefs_event_id(&t, ev.system, ev.event, e);
	tracefs_close(&t);
	if (id < 0)
		return id;
	return attach_tracepoint_link(a->prog_fd, id, ev.name, e);
}
