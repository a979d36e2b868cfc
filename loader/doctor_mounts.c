// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* File systems of the kernel, where they are usually mounted or elsewhere. */
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "elf/cleanup.h"
#include "loader/doctor.h"
#include "loader/mounts.h"

#ifndef BPF_FS_MAGIC
#define BPF_FS_MAGIC 0xcafe4a11
#endif

static const struct place {
	const char *type, *dir;
	long magic;
	enum doctor_state missing;
	const char *costs, *mend;
} places[] = {
	{ "proc", "/proc", PROC_SUPER_MAGIC, DOCTOR_MISSING,
	  "names of processes, sysctls, other mounts are out of reach",
	  "mount -t proc proc /proc" },
	{ "sysfs", "/sys", SYSFS_MAGIC, DOCTOR_MISSING,
	  "no types of the kernel, no place for the others",
	  "mount -t sysfs sysfs /sys" },
	{ "bpf", "/sys/fs/bpf", BPF_FS_MAGIC, DOCTOR_MISSING,
	  "nothing can be pinned", "mount -t bpf bpf /sys/fs/bpf" },
	{ "tracefs", "/sys/kernel/tracing", TRACEFS_MAGIC, DOCTOR_NOTE,
	  "rawbpf mounts its own when it needs it; others do not",
	  "mount -t tracefs tracefs /sys/kernel/tracing" },
	{ "cgroup2", "/sys/fs/cgroup", CGROUP2_SUPER_MAGIC, DOCTOR_NOTE,
	  "control groups have no names",
	  "mount -t cgroup2 cgroup2 /sys/fs/cgroup" },
};

struct search {
	const char *type;
	char dir[128]; /* "": not found */
};

static int see(void *ctx, const char *dir, const char *type)
{
	struct search *s = ctx;

	if (strcmp(type, s->type) != 0)
		return 0;
	snprintf(s->dir, sizeof(s->dir), "%s", dir);
	return 1;
}

void doctor_mounts(struct doctor *d)
{
	d->area = "mounts";
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *p = &places[i];
		struct search s = { p->type, "" };
		struct statfs st;

		if (statfs(p->dir, &st) == 0 && (long)st.f_type == p->magic)
			snprintf(s.dir, sizeof(s.dir), "%s", p->dir);
		else
			mounts_walk(see, &s);
		doctor_say(d, p->type, s.dir[0] ? DOCTOR_OK : p->missing,
			   ADVICE(p->costs, p->mend), "%s",
			   s.dir[0] ? s.dir : "not mounted");
	}
}
