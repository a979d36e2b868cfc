/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is mounted where, as this process sees it. */
#ifndef LOADER_MOUNTS_H
#define LOADER_MOUNTS_H

/* Calls each for every mount until it returns non-zero; returns that, or 0 at
 * the end and without /proc. */
typedef int mounts_each(void *ctx, const char *dir, const char *fstype);
int mounts_walk(mounts_each *each, void *ctx);

#endif
