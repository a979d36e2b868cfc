/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Lines in the kernel's log, for when nothing else keeps any yet. */
#ifndef CLI_KMSG_H
#define CLI_KMSG_H

/* As syslog(3) numbers them */
#define KMSG_ERROR  3
#define KMSG_NOTICE 5
#define KMSG_INFO   6

/* One line, cut where the kernel would refuse it. What cannot be written is
 * lost: there is no other place to say so. */
void kmsg_line(int level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
