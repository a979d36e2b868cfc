// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What this process may do, and the order in which everything is looked at. */
#include "loader/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "loader/kernel_version.h"
#include "loader/privilege.h"

void doctor_say(const struct doctor *d, const char *name,
		enum doctor_state state, const struct doctor_advice *advice,
		const char *fmt, ...)
{
	struct doctor_item item = { d->area, name, state, "", NULL, NULL };
	va_list ap;

	if (state != DOCTOR_OK && advice) {
		item.costs = advice->costs;
		item.mend = advice->mend;
	}
	va_start(ap, fmt);
	vsnprintf(item.value, sizeof(item.value), fmt, ap);
	va_end(ap);
	d->each(d->ctx, &item);
}

int doctor_read(const char *path, char *buf, unsigned long size)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	if (n < 0)
		return -errno;
	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	return 0;
}

static void capabilities(const struct doctor *d)
{
	static const struct {
		int cap;
		const char *name;
	} wanted[] = {
		{ PRIVILEGE_CAP_BPF, " CAP_BPF" },
		{ PRIVILEGE_CAP_PERFMON, " CAP_PERFMON" },
		{ PRIVILEGE_CAP_NET_ADMIN, " CAP_NET_ADMIN" },
		{ PRIVILEGE_CAP_SYS_ADMIN, " CAP_SYS_ADMIN" },
		{ PRIVILEGE_CAP_SYS_RESOURCE, " CAP_SYS_RESOURCE" },
	};
	char text[128] = "";
	unsigned have = 0;
	size_t len = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(wanted); i++) {
		if (!privilege_has(wanted[i].cap))
			continue;
		have |= 1u << i;
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
					wanted[i].name);
	}
	doctor_say(
		d, "capabilities",
		have & 8 || (have & 3) == 3 ? DOCTOR_OK : DOCTOR_MISSING,
		ADVICE("no programs, hardly any maps",
		       "run as root, or: setcap cap_bpf,cap_perfmon,cap_net_admin+ep "
		       "rawbpf (before Linux 5.8: cap_sys_admin)"),
		"%s", text[0] ? text + 1 : "none that BPF asks for");
}

static void user_namespace(const struct doctor *d)
{
	char line[64], *end = line;
	unsigned long n[3] = { 0 }; /* ids inside, outside, how many */

	if (doctor_read("/proc/self/uid_map", line, sizeof(line)) < 0) {
		doctor_say(d, "user namespace", DOCTOR_UNKNOWN, NULL,
			   "/proc is not there");
		return;
	}
	for (int i = 0; i < 3; i++)
		n[i] = strtoul(end, &end, 10);
	if (n[2] == UINT32_MAX)
		doctor_say(d, "user namespace", DOCTOR_OK, NULL,
			   "the initial one");
	else
		doctor_say(
			d, "user namespace", DOCTOR_MISSING,
			ADVICE("capabilities inside do not count for BPF",
			       "run outside of the container's user namespace"),
			"not the initial one");
}

static void seccomp(const struct doctor *d)
{
	int mode = prctl(PR_GET_SECCOMP);

	doctor_say(d, "seccomp", mode > 0 ? DOCTOR_NOTE : DOCTOR_OK,
		   ADVICE("a filter may refuse bpf(2) and perf_event_open(2)",
			  "docker run --security-opt seccomp=unconfined"),
		   "%s", mode > 0 ? "a filter is active" : "no filter");
}

static void lockdown(const struct doctor *d)
{
	char line[128];
	bool all;

	if (doctor_read("/sys/kernel/security/lockdown", line, sizeof(line)) <
	    0) {
		doctor_say(d, "lockdown", DOCTOR_OK, NULL, "nothing says so");
		return;
	}
	all = strstr(line, "[confidentiality]") != NULL;
	doctor_say(d, "lockdown", all ? DOCTOR_MISSING : DOCTOR_OK,
		   ADVICE("programs may not read kernel memory",
			  "boot with lockdown=integrity or none"),
		   "%s", line);
}

static void security_modules(const struct doctor *d)
{
	char line[128];

	if (doctor_read("/sys/kernel/security/lsm", line, sizeof(line)) < 0)
		doctor_say(d, "security modules", DOCTOR_UNKNOWN,
			   ADVICE(NULL, "mount -t securityfs securityfs "
					"/sys/kernel/security"),
			   "securityfs is not mounted");
	else
		doctor_say(d, "security modules",
			   strstr(line, "bpf") ? DOCTOR_OK : DOCTOR_NOTE,
			   ADVICE("programs of type lsm are never called",
				  "boot with lsm=...,bpf"),
			   "%s", line);
}

static void unprivileged(const struct doctor *d)
{
	char line[16] = "";

	if (doctor_read("/proc/sys/kernel/unprivileged_bpf_disabled", line,
			sizeof(line)) == 0)
		doctor_say(d, "unprivileged BPF", DOCTOR_OK, NULL, "%s",
			   line[0] == '0' ? "allowed" : "disabled");
}

static void memlock(const struct doctor *d)
{
	struct rlimit now;
	bool enough;

	if (getrlimit(RLIMIT_MEMLOCK, &now) < 0)
		return;
	enough = d->version >= 0x50b00 || now.rlim_max == RLIM_INFINITY ||
		 privilege_has(PRIVILEGE_CAP_SYS_RESOURCE);
	if (now.rlim_cur == RLIM_INFINITY)
		doctor_say(d, "locked memory", DOCTOR_OK, NULL, "no limit");
	else
		doctor_say(
			d, "locked memory", enough ? DOCTOR_OK : DOCTOR_MISSING,
			ADVICE("maps and programs are charged to it before 5.11",
			       "ulimit -l unlimited"),
			"%llu KiB%s", (unsigned long long)now.rlim_cur / 1024,
			d->version >= 0x50b00
				? ", which BPF is not charged to since 5.11"
				: "");
	/* As a load would: what else there is does not show before */
	if (d->version < 0x50b00)
		memlock_raise();
}

void doctor_privileges(struct doctor *d)
{
	d->area = "privileges";
	doctor_say(d, "user", DOCTOR_OK, NULL, "uid %u", (unsigned)geteuid());
	capabilities(d);
	user_namespace(d);
	seccomp(d);
	lockdown(d);
	security_modules(d);
	unprivileged(d);
	memlock(d);
}

void doctor_examine(doctor_fn *each, void *ctx)
{
	struct doctor d = { each, ctx, NULL, kernel_version() };

	doctor_privileges(&d);
	doctor_kernel(&d);
	doctor_config(&d);
	doctor_mounts(&d);
}
