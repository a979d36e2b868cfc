/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How many values a per-CPU map gives for a key. */
#ifndef LOADER_CPUS_H
#define LOADER_CPUS_H

struct err;

/* CPUs that can ever exist here, of which some may be offline: what the kernel
 * calls possible. A positive number, or -errno. Learnt from sysfs, or without
 * it from the kernel's answer for the map fd, which must be per-CPU with a
 * value of value_size bytes. */
int cpus_possible(int fd, unsigned value_size, struct err *e);

/* Parses the kernel's list format, "0-3,8"; the highest number plus one, or
 * -EINVAL. */
int cpus_parse(const char *list);

#endif
