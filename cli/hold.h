/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Staying, where what was made lasts as long as the process. */
#ifndef CLI_HOLD_H
#define CLI_HOLD_H

#include <stdint.h>

struct err;

/* Until the end of standard input, SIGINT, SIGTERM or SIGHUP, or for so many
 * nanoseconds if not 0. */
int hold_until_end(uint64_t ns, struct err *e);

/* Something to be done meanwhile, whenever a descriptor can be read */
struct hold_work {
	int fd;
	void (*ready)(void *ctx);
	void *ctx;
};
int hold_and_work(uint64_t ns, const struct hold_work *work, struct err *e);

#endif
