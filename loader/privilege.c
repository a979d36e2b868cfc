// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Capabilities, seccomp, lockdown and limits, asked for without /proc. */
#include "loader/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"

static uint64_t effective_caps(void)
{
	struct __user_cap_header_struct hdr = { _LINUX_CAPABILITY_VERSION_3,
						0 };
	struct __user_cap_data_struct data[2] = { { 0 } };

	if (syscall(__NR_capget, &hdr, data) < 0)
		return 0;
	return (uint64_t)data[1].effective << 32 | data[0].effective;
}

static bool has_cap(uint64_t caps, int cap)
{
	return caps >> cap & 1;
}

bool privilege_has(int cap)
{
	return has_cap(effective_caps(), cap);
}

static bool locked_down(void)
{
	auto_fd int fd =
		open("/sys/kernel/security/lockdown", O_RDONLY | O_CLOEXEC);
	char text[128] = "";

	return fd >= 0 && read(fd, text, sizeof(text) - 1) > 0 &&
	       strstr(text, "[confidentiality]") != NULL;
}

static const char *missing_caps(uint64_t caps, enum privilege_use use)
{
	bool bpf = has_cap(caps, PRIVILEGE_CAP_BPF),
	     perf = has_cap(caps, PRIVILEGE_CAP_PERFMON);

	/* CAP_SYS_ADMIN implies the others, and is the only one before 5.8 */
	if (has_cap(caps, PRIVILEGE_CAP_SYS_ADMIN))
		return NULL;
	switch (use) {
	case USE_MOUNT:
		return "CAP_SYS_ADMIN";
	case USE_BPF:
		return bpf ? NULL : "CAP_BPF";
	case USE_PERF_EVENT:
		return perf ? NULL : "CAP_PERFMON";
	case USE_TRACING:
		if (bpf && perf)
			return NULL;
		if (bpf)
			return "CAP_PERFMON";
		return perf ? "CAP_BPF" : "CAP_BPF and CAP_PERFMON";
	}
	return NULL;
}

static int hint_refused(struct err *e, enum privilege_use use)
{
	const char *missing = missing_caps(effective_caps(), use);

	if (missing && use == USE_MOUNT)
		return err_hint(e, "this process lacks %s: run it as root",
				missing);
	if (missing)
		return err_hint(e,
				"this process lacks %s: run it as root, or "
				"give it the capability (CAP_SYS_ADMIN before "
				"Linux 5.8)",
				missing);
	if (use != USE_MOUNT && locked_down())
		return err_hint(e, "the kernel is locked down "
				   "(confidentiality mode), which forbids BPF "
				   "programs that read kernel memory");
	if (prctl(PR_GET_SECCOMP) > 0)
		return err_hint(e, "a seccomp filter is active and refuses "
				   "the call, as container runtimes do by "
				   "default");
	if (use == USE_MOUNT)
		return err_hint(e, "a security module or a user namespace "
				   "refuses it");
	return err_hint(e, "the capabilities are there: a security module, a "
			   "user namespace or, before Linux 5.11, "
			   "RLIMIT_MEMLOCK refuses it");
}

int privilege_hint(struct err *e, enum privilege_use use)
{
	switch (e->code) {
	case EPERM:
	case EACCES:
		return hint_refused(e, use);
	case ENOSYS:
		if (prctl(PR_GET_SECCOMP) > 0)
			return err_hint(e, "either a seccomp filter hides the "
					   "call or this kernel was built "
					   "without it");
		return err_hint(e, use == USE_PERF_EVENT
					   ? "this kernel was built without "
					     "CONFIG_PERF_EVENTS"
					   : "this kernel was built without "
					     "CONFIG_BPF_SYSCALL");
	default:
		return -e->code;
	}
}

bool memlock_raise(void)
{
	struct rlimit now, want = { RLIM_INFINITY, RLIM_INFINITY };

	if (getrlimit(RLIMIT_MEMLOCK, &now) < 0 ||
	    now.rlim_cur == RLIM_INFINITY)
		return false;
	if (setrlimit(RLIMIT_MEMLOCK, &want) == 0)
		return true;
	/* Without CAP_SYS_RESOURCE the hard limit stays */
	want.rlim_cur = want.rlim_max = now.rlim_max;
	return now.rlim_cur < now.rlim_max &&
	       setrlimit(RLIMIT_MEMLOCK, &want) == 0;
}
