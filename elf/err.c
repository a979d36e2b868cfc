// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Filling and extending struct err. Messages are cut at the buffer's end,
 * never allocated: an error path must not be able to fail.
 */
#include "elf/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	e->code = abs(code);
	e->hint[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return -e->code;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char place[sizeof(e->msg)];
	size_t have, room;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(place, sizeof(place) - 2, fmt, ap);
	va_end(ap);
	memcpy(place + strlen(place), ": ", 3);

	have = strlen(place);
	room = sizeof(e->msg) - 1 - have;
	if (strlen(e->msg) < room)
		room = strlen(e->msg);
	memmove(e->msg + have, e->msg, room);
	memcpy(e->msg, place, have);
	e->msg[have + room] = '\0';
	return -e->code;
}

int err_hint(struct err *e, const char *fmt, ...)
{
	va_list ap;

	if (e->hint[0] == '\0') {
		va_start(ap, fmt);
		vsnprintf(e->hint, sizeof(e->hint), fmt, ap);
		va_end(ap);
	}
	return -e->code;
}

int err_nomem(struct err *e)
{
	return err_set(e, ENOMEM, "out of memory");
}

static const struct {
	int code;
	const char *name;
} names[] = {
#define E(x)                                                                   \
	{                                                                      \
		x, #x                                                          \
	}
	E(EPERM),
	E(ENOENT),
	E(ESRCH),
	E(EINTR),
	E(EIO),
	E(ENXIO),
	E(E2BIG),
	E(ENOEXEC),
	E(EBADF),
	E(ECHILD),
	E(EAGAIN),
	E(ENOMEM),
	E(EACCES),
	E(EFAULT),
	E(EBUSY),
	E(EEXIST),
	E(EXDEV),
	E(ENODEV),
	E(ENOTDIR),
	E(EISDIR),
	E(EINVAL),
	E(ENFILE),
	E(EMFILE),
	E(ENOTTY),
	E(ETXTBSY),
	E(EFBIG),
	E(ENOSPC),
	E(ESPIPE),
	E(EROFS),
	E(EMLINK),
	E(EPIPE),
	E(EDOM),
	E(ERANGE),
	E(EDEADLK),
	E(ENAMETOOLONG),
	E(ENOSYS),
	E(ENOTEMPTY),
	E(ELOOP),
	E(ENODATA),
	E(EPROTO),
	E(EBADMSG),
	E(EOVERFLOW),
	E(EILSEQ),
	E(EOPNOTSUPP),
	E(EADDRINUSE),
	E(ECONNREFUSED),
	E(ENOBUFS),
	E(ETIMEDOUT),
	E(EALREADY),
	E(EINPROGRESS),
	E(ESTALE),
	E(ECANCELED),
#undef E
	{ 524, "ENOTSUPP" }, /* include/linux/errno.h, not in the UAPI */
};

const char *errno_name(int code)
{
	static char unknown[24];

	code = abs(code);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].code == code)
			return names[i].name;
	snprintf(unknown, sizeof(unknown), "errno %d", code);
	return unknown;
}
