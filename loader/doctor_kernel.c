// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the kernel has beyond types and helpers: BTF, JIT, events. */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/doctor.h"
#include "loader/sys.h"
#include "loader/tracefs.h"

static void release(const struct doctor *d)
{
	struct utsname u;

	if (uname(&u) == 0)
		doctor_say(d, "release", DOCTOR_OK, NULL, "%s %s %s", u.sysname,
			   u.release, u.machine);
}

static void system_call(const struct doctor *d)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = 4;
	attr.value_size = 4;
	attr.max_entries = 1;
	fd = sys_bpf(BPF_MAP_CREATE, &attr, ATTR_SIZE(map_flags));
	if (fd >= 0)
		close(fd);
	doctor_say(d, "bpf(2)", fd >= 0 ? DOCTOR_OK : DOCTOR_MISSING,
		   ADVICE("nothing works",
			  fd == -ENOSYS
				  ? "build the kernel with CONFIG_BPF_SYSCALL=y"
				  : "see privileges above"),
		   "%s", fd >= 0 ? "works" : errno_name(-fd));
}

static void jit(const struct doctor *d)
{
	char line[16];

	if (doctor_read("/proc/sys/net/core/bpf_jit_enable", line,
			sizeof(line)) < 0) {
		doctor_say(
			d, "JIT", DOCTOR_UNKNOWN,
			ADVICE("programs may be interpreted, several times slower",
			       "mount -t proc proc /proc; CONFIG_BPF_JIT=y"),
			"no bpf_jit_enable");
		return;
	}
	doctor_say(d, "JIT", line[0] == '0' ? DOCTOR_MISSING : DOCTOR_OK,
		   ADVICE("programs are interpreted, several times slower",
			  "sysctl net.core.bpf_jit_enable=1"),
		   "%s", line[0] == '0' ? "off" : "on");
	if (doctor_read("/proc/sys/net/core/bpf_jit_harden", line,
			sizeof(line)) == 0)
		doctor_say(d, "JIT hardening",
			   line[0] == '0' ? DOCTOR_OK : DOCTOR_NOTE,
			   ADVICE("programs run slower",
				  "sysctl net.core.bpf_jit_harden=0"),
			   "%s", line);
}

static void types(const struct doctor *d)
{
	struct stat st;

	if (stat("/sys/kernel/btf/vmlinux", &st) == 0)
		doctor_say(d, "types (BTF)", DOCTOR_OK, NULL,
			   "%llu bytes of /sys/kernel/btf/vmlinux",
			   (unsigned long long)st.st_size);
	else
		doctor_say(
			d, "types (BTF)", DOCTOR_MISSING,
			ADVICE("CO-RE for anything but tracepoints, fentry, LSM, "
			       "struct_ops, kfuncs",
			       "build the kernel with CONFIG_DEBUG_INFO_BTF=y, or "
			       "load with --btf FILE"),
			"no /sys/kernel/btf/vmlinux (%s)", errno_name(errno));
}

static void perf_events(const struct doctor *d)
{
	struct perf_event_attr attr;
	auto_fd int fd = -1;

	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_SOFTWARE;
	attr.size = PERF_ATTR_SIZE_VER0;
	attr.config = PERF_COUNT_SW_CPU_CLOCK;
	attr.disabled = 1;
	fd = sys_perf_event_open(&attr, -1, 0);
	doctor_say(d, "perf_event_open(2)",
		   fd >= 0 ? DOCTOR_OK : DOCTOR_MISSING,
		   ADVICE("no attaching to tracepoints, kprobes, uprobes",
			  fd == -ENOSYS
				  ? "build the kernel with CONFIG_PERF_EVENTS=y"
				  : "run as root, or sysctl "
				    "kernel.perf_event_paranoid=-1"),
		   "%s", fd >= 0 ? "works" : errno_name(-fd));
}

static int count_event(void *ctx, const char *system, const char *event)
{
	unsigned *n = ctx;

	(void)system;
	(void)event;
	++*n;
	return 0;
}

static void tracepoints(const struct doctor *d)
{
	struct err e = { 0 }, e2 = { 0 };
	struct tracefs t;
	unsigned n = 0;
	bool calls;

	if (tracefs_open(&t, &e) < 0) {
		doctor_say(
			d, "tracepoints", DOCTOR_MISSING,
			ADVICE("no tracepoints by name; raw tracepoints work",
			       "mount -t tracefs tracefs /sys/kernel/tracing; "
			       "CONFIG_TRACING=y"),
			"%s", e.msg);
		return;
	}
	tracefs_walk(&t, count_event, &n);
	calls = tracefs_event_id(&t, "raw_syscalls", "sys_enter", &e2) >= 0;
	tracefs_close(&t);
	doctor_say(d, "tracepoints", n ? DOCTOR_OK : DOCTOR_MISSING,
		   ADVICE("nothing to attach to", "CONFIG_TRACEPOINTS=y"), "%u",
		   n);
	doctor_say(d, "system call events", calls ? DOCTOR_OK : DOCTOR_MISSING,
		   ADVICE("rawbpf count cannot count system calls",
			  "build the kernel with CONFIG_FTRACE_SYSCALLS=y"),
		   "%s", calls ? "raw_syscalls:sys_enter" : e2.msg);
}

static void probes(const struct doctor *d)
{
	static const struct {
		const char *name, *path, *mend;
	} kinds[] = {
		{ "kprobes", "/sys/bus/event_source/devices/kprobe/type",
		  "build the kernel with CONFIG_KPROBE_EVENTS=y" },
		{ "uprobes", "/sys/bus/event_source/devices/uprobe/type",
		  "build the kernel with CONFIG_UPROBE_EVENTS=y" },
	};
	bool sysfs = access("/sys/bus/event_source/devices", F_OK) == 0;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		bool there = access(kinds[i].path, F_OK) == 0;

		doctor_say(d, kinds[i].name,
			   there   ? DOCTOR_OK
			   : sysfs ? DOCTOR_MISSING
				   : DOCTOR_UNKNOWN,
			   ADVICE("programs of that kind cannot be attached",
				  sysfs ? kinds[i].mend
					: "mount -t sysfs sysfs /sys"),
			   "%s",
			   there   ? "there"
			   : sysfs ? "not there"
				   : "/sys is not there");
	}
}

void doctor_kernel(struct doctor *d)
{
	d->area = "kernel";
	release(d);
	system_call(d);
	jit(d);
	types(d);
	perf_events(d);
	tracepoints(d);
	probes(d);
}
