/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Switches of the kernel below /proc/sys. */
#ifndef LOADER_SYSCTL_H
#define LOADER_SYSCTL_H

#include <stdbool.h>

struct err;

/* Sees to it that the switch is 1; name as "net/core/bpf_jit_enable". Writes
 * only where it is not, and nothing with dry_run. 1 when it was written or
 * would be, 0 when it was 1 already. */
int sysctl_switch_on(const char *name, bool dry_run, struct err *e);

#endif
