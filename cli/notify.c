// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A datagram to a socket that is a path, or in the abstract name space with
 * '@' for its leading NUL.
 */
#include "cli/notify.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "elf/cleanup.h"
#include "elf/err.h"

static int failed(const char *address, int code, struct err *e)
{
	return err_set(e, code, "notifying '%s': %s", address, strerror(code));
}

int notify_send(const char *address, const char *state, struct err *e)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = address ? strlen(address) : 0;
	auto_fd int fd = -1;

	if (len == 0)
		return 0;
	if (address[0] != '/' && address[0] != '@')
		return failed(address, EAFNOSUPPORT, e);
	if (len >= sizeof(to.sun_path))
		return failed(address, ENAMETOOLONG, e);
	memcpy(to.sun_path, address, len);
	if (address[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    sendto(fd, state, strlen(state), MSG_NOSIGNAL,
		   (const struct sockaddr *)&to,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) <
		    0)
		return failed(address, errno, e);
	return 0;
}
