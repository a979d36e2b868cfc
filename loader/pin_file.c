// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One pin: to get, and to put. A new one waits under another name until it
 * looks as it should, since bpffs knows nothing but rename(2) that puts one
 * in the place of another at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"
#include "loader/sys.h"

static int object_command(int cmd, const char *path, uint32_t fd)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.pathname = sys_ptr(path);
	attr.bpf_fd = fd;
	return sys_bpf(cmd, &attr, ATTR_SIZE(bpf_fd));
}

int pin_open(const char *path)
{
	return object_command(BPF_OBJ_GET, path, 0);
}

bool pin_is(int fd, enum kernel_obj_kind kind)
{
	enum kernel_obj_kind there = kernel_obj_kind(fd);

	return there == kind || there == KERNEL_OBJ__COUNT;
}

static int dress(const char *path, const struct pin_look *look)
{
	const struct timespec times[2] = { look->stamp, look->stamp };

	if (look->stamp.tv_sec && utimensat(AT_FDCWD, path, times, 0) < 0)
		return -errno;
	/* Whose it is comes last: after that it cannot be changed without
	 * CAP_FOWNER */
	if (look->mode && chmod(path, look->mode) < 0)
		return -errno;
	if (look->mode && (look->uid || look->gid) &&
	    chown(path, look->uid, look->gid) < 0)
		return -errno;
	return 0;
}

int pin_temp(const char *path, int fd, const struct pin_look *look, char **temp,
	     struct err *e)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash + 1 - path) : 0, err;
	auto_free char *name = NULL;

	if (asprintf(&name, "%.*s" PIN_TEMP "%d_%d", len, path, getpid(), fd) <
	    0)
		return err_nomem(e);
	err = object_command(BPF_OBJ_PIN, name, (uint32_t)fd);
	if (err < 0)
		return pin_error(e, err, "pinning", path);
	err = dress(name, look);
	if (err < 0) {
		unlink(name);
		return pin_error(e, err, "owner and mode of", path);
	}
	*temp = take_ptr(&name);
	return 0;
}

int pin_rename(const char *temp, const char *path, struct err *e)
{
	int err = rename(temp, path) < 0 ? -errno : 0;

	if (err < 0)
		unlink(temp);
	return err < 0 ? pin_error(e, err, "pinning", path) : 0;
}

int pin_put(const char *path, int fd, const char *owner, struct err *e)
{
	struct pin_look look = { 0 };
	auto_free char *temp = NULL;
	struct stat st;

	if (owner && stat(owner, &st) == 0)
		look.stamp = st.st_mtim;
	if (pin_temp(path, fd, &look, &temp, e) < 0 || temp == NULL)
		return -e->code;
	return pin_rename(temp, path, e);
}
