// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* bpf(2) and perf_event_open(2), as they are. */
#include "loader/sys.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BPF_PROG_LOAD gives EAGAIN when a signal is pending; more than a few times
 * in a row means that somebody does it on purpose. */
#define LOAD_ATTEMPTS 5

static sys_observer *observer;

void sys_observe(sys_observer *new_observer)
{
	observer = new_observer;
}

static int observed(int cmd, const union bpf_attr *attr, uint32_t size,
		    long result)
{
	struct sys_call call = { .cmd = cmd, .attr = attr, .size = size };

	call.result = result < 0 ? -errno : (int)result;
	if (observer)
		observer(&call);
	return call.result;
}

int sys_bpf(int cmd, union bpf_attr *attr, uint32_t size)
{
	int attempts = cmd == BPF_PROG_LOAD ? LOAD_ATTEMPTS : 1;
	long result;

	do {
		result = syscall(__NR_bpf, cmd, attr, size);
	} while (result < 0 && errno == EAGAIN && --attempts > 0);
	return observed(cmd, attr, size, result);
}

int sys_perf_event_open(struct perf_event_attr *attr, int pid, int cpu)
{
	struct sys_call call = { .cmd = SYS_PERF_EVENT_OPEN, .perf = attr };
	long fd = syscall(__NR_perf_event_open, attr, pid, cpu, -1,
			  PERF_FLAG_FD_CLOEXEC);

	call.result = fd < 0 ? -errno : (int)fd;
	if (observer)
		observer(&call);
	return call.result;
}

int sys_perf_set_bpf(int perf_fd, int prog_fd)
{
	long result = ioctl(perf_fd, PERF_EVENT_IOC_SET_BPF, prog_fd);

	return observed(SYS_PERF_SET_BPF, NULL, (uint32_t)prog_fd, result);
}
