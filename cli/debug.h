/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --debug: each system call of the loader, one line on stderr. */
#ifndef CLI_DEBUG_H
#define CLI_DEBUG_H

void debug_system_calls(void);

#endif
