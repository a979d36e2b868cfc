// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each write() is a record. The kernel lets ten lines of an open file pass in
 * five seconds and drops the others, so that each line opens it anew.
 */
#include "cli/kmsg.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/text.h"
#include "elf/cleanup.h"

#define LINE_MAX_BYTES 900 /* the kernel takes 976 at least */

void kmsg_line(int level, const char *fmt, ...)
{
	auto_fd int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);
	char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES];
	va_list ap;
	int n;

	if (fd < 0)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n = snprintf(line, sizeof(line), "<%d>rawbpf: ", level);
	text_copy(line + n, sizeof(line) - (size_t)n - 1, text);
	n = (int)strlen(line);
	line[n++] = '\n';
	(void)!write(fd, line, (size_t)n);
}
