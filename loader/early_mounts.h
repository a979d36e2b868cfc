/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel's own file systems, where nobody has mounted any yet. */
#ifndef LOADER_EARLY_MOUNTS_H
#define LOADER_EARLY_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

struct early_mount {
	const char *type, *dir;
	unsigned long flags;
	bool optional; /* nobody misses it where the kernel lacks it */
};

/* In the order in which they can be mounted; ends with a type of NULL. */
extern const struct early_mount early_mounts[];

/* 0 if a mount on dir would hide nothing; -ENOTEMPTY, or why it cannot be read,
 * as -ENOENT. */
int early_mount_hides(const char *dir);

/* 0 or -errno; 0 also when it is there already. */
int early_mount(const struct early_mount *m);

#endif
