/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A kernel file system, mounted so that only the caller sees it. */
#ifndef LOADER_PRIVATE_MOUNT_H
#define LOADER_PRIVATE_MOUNT_H

/* A descriptor of the root of a new mount of that file system type, which is
 * gone when the last descriptor into it is closed; or -errno. */
int private_mount(const char *fstype);

#endif
