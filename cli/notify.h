/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One word to the service manager that started this process. */
#ifndef CLI_NOTIFY_H
#define CLI_NOTIFY_H

struct err;

/* state: lines as "READY=1". address: of $NOTIFY_SOCKET, NULL or "" for
 * nobody. */
int notify_send(const char *address, const char *state, struct err *e);

#endif
