/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Why the kernel said no. Looks at this process and this kernel after a call
 * was refused, never before one: what may be done is learnt by trying.
 */
#ifndef LOADER_PRIVILEGE_H
#define LOADER_PRIVILEGE_H

#include <stdbool.h>

struct err;

/* What was tried, for the choice of the hint */
enum privilege_use {
	USE_BPF, /* maps and networking programs: CAP_BPF */
	USE_TRACING, /* tracing programs: CAP_BPF and CAP_PERFMON */
	USE_PERF_EVENT, /* perf_event_open: CAP_PERFMON */
	USE_MOUNT, /* CAP_SYS_ADMIN */
};

/* Adds a hint to an error with EPERM, EACCES or ENOSYS that names what is
 * missing; leaves others alone. Returns -e->code. */
int privilege_hint(struct err *e, enum privilege_use use);

/* By number: the build machine's headers may be older than 5.8 */
enum {
	PRIVILEGE_CAP_DAC_OVERRIDE = 1,
	PRIVILEGE_CAP_NET_ADMIN = 12,
	PRIVILEGE_CAP_SYS_ADMIN = 21,
	PRIVILEGE_CAP_SYS_RESOURCE = 24,
	PRIVILEGE_CAP_PERFMON = 38,
	PRIVILEGE_CAP_BPF = 39,
};

/* Whether this process has the capability in effect. */
bool privilege_has(int cap);

/* Lifts RLIMIT_MEMLOCK as far as this process may, for kernels before 5.11
 * that charge maps and programs to it. True if it changed anything, that is,
 * if trying again makes sense. */
bool memlock_raise(void);

#endif
