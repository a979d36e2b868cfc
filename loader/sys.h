/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's door: bpf(2) and perf_event_open(2) are called in sys.c and
 * nowhere else, so that tests can put a scripted kernel in its place and
 * --debug sees everything.
 */
#ifndef LOADER_SYS_H
#define LOADER_SYS_H

#include <linux/bpf.h>
#include <stddef.h>
#include <stdint.h>

struct perf_event_attr;

/* Bytes of union bpf_attr up to and including a field: what to pass as size,
 * since a kernel takes any size whose tail it does not know is zero. */
#define ATTR_SIZE(field)                                                       \
	((uint32_t)(offsetof(union bpf_attr, field) +                          \
		    sizeof(((union bpf_attr *)NULL)->field)))

/* A file descriptor or 0, or -errno. The descriptor is close-on-exec. Retries
 * EAGAIN of BPF_PROG_LOAD, which a signal during verification causes. */
int sys_bpf(int cmd, union bpf_attr *attr, uint32_t size);

/* A file descriptor or -errno; PERF_FLAG_FD_CLOEXEC is added. */
int sys_perf_event_open(struct perf_event_attr *attr, int pid, int cpu);

/* 0 or -errno */
int sys_perf_set_bpf(int perf_fd, int prog_fd);

/* Called after each system call when set: what it was and what it gave. */
struct sys_call {
	int cmd; /* bpf command, or one of these */
	const union bpf_attr *attr;
	uint32_t size;
	int result;
	const struct perf_event_attr *perf;
};

#define SYS_PERF_EVENT_OPEN (-1)
#define SYS_PERF_SET_BPF    (-2)

typedef void sys_observer(const struct sys_call *call);
void sys_observe(sys_observer *observer);

static inline uint64_t sys_ptr(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

#endif
