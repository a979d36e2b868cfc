// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Since 5.2 a mount need not be attached anywhere. Before that, a child moves
 * into a mount namespace of its own, mounts over some directory there, and
 * sends the opened root back: the namespace dies with the child, the mount
 * lives as long as the descriptor.
 */
#include "loader/private_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "elf/cleanup.h"

/* The same numbers on every architecture; not in older headers */
#define NR_FSOPEN	  430
#define NR_FSCONFIG	  431
#define NR_FSMOUNT	  432
#define CONFIG_CMD_CREATE 6

static int detached_mount(const char *fstype)
{
	auto_fd int fs = (int)syscall(NR_FSOPEN, fstype, 1 /* CLOEXEC */);
	long fd;

	if (fs < 0 ||
	    syscall(NR_FSCONFIG, fs, CONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -errno;
	fd = syscall(NR_FSMOUNT, fs, 1 /* CLOEXEC */, 0);
	return fd < 0 ? -errno : (int)fd;
}

/* Any directory but the root will do as the place to mount on */
static const char *const places[] = {
	"/sys/kernel/tracing", "/sys", "/proc", "/dev", "/tmp", "/mnt", "/etc"
};

static int mount_somewhere(const char *fstype)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -errno;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (mount(fstype, places[i], fstype, 0, NULL) == 0) {
			int fd = open(places[i],
				      O_RDONLY | O_DIRECTORY | O_CLOEXEC);

			return fd < 0 ? -errno : fd;
		}
		if (errno != ENOENT && errno != ENOTDIR)
			return -errno;
	}
	return -ENOENT;
}

union control {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static void send_result(int sock, int fd)
{
	struct iovec iov = { &fd, sizeof(fd) };
	union control control = { { 0 } };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd >= 0) {
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof(control.buf);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	sendmsg(sock, &msg, 0);
}

static int receive_result(int sock)
{
	int result = -EIO;
	struct iovec iov = { &result, sizeof(result) };
	union control control = { { 0 } };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control.buf,
			      .msg_controllen = sizeof(control.buf) };
	struct cmsghdr *c;

	if (recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) != sizeof(result))
		return -EIO;
	c = CMSG_FIRSTHDR(&msg);
	if (result >= 0) {
		if (c == NULL || c->cmsg_type != SCM_RIGHTS)
			return -EIO;
		memcpy(&result, CMSG_DATA(c), sizeof(result));
	}
	return result;
}

static int mount_in_child(const char *fstype)
{
	auto_fd int ours = -1;
	auto_fd int theirs = -1;
	int pair[2], result;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	ours = pair[0];
	theirs = pair[1];
	child = fork();
	if (child < 0)
		return -errno;
	if (child == 0) {
		send_result(theirs, mount_somewhere(fstype));
		_exit(0);
	}
	close(take_fd(&theirs));
	result = receive_result(ours);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	return result;
}

int private_mount(const char *fstype)
{
	int fd = detached_mount(fstype);

	return fd == -ENOSYS ? mount_in_child(fstype) : fd;
}
