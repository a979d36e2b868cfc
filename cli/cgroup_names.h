/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths of control groups by their ids. */
#ifndef CLI_CGROUP_NAMES_H
#define CLI_CGROUP_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct cgroup_names {
	struct cgroup_entry *v; /* owned; sorted by id */
	size_t n, room;
};

/* Walks the mounted cgroup2 hierarchy; no names where there is none. */
void cgroup_names_read(struct cgroup_names *names);
void cgroup_names_close(struct cgroup_names *names);

/* "/system.slice/cron.service", or NULL. */
const char *cgroup_name(const struct cgroup_names *names, uint64_t id);

#endif
