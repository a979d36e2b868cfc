// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Starting a command so that the counter knows it: the fork hook recognises
 * the child by its parent's name, which works whatever process id namespace
 * this is. It is counted from its exec on.
 */
#include "cli/count_cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"

int cmd_exec(char **argv)
{
	const char *dir = getenv("PATH");
	char path[PATH_MAX];
	int code = ENOENT;

	if (argv[0][0] == '\0')
		return ENOENT;
	if (strchr(argv[0], '/')) {
		execv(argv[0], argv);
		return errno;
	}
	dir = dir ? dir : "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
	for (size_t len; code == ENOENT || code == EACCES; dir += len + 1) {
		len = strcspn(dir, ":");
		snprintf(path, sizeof(path), "%.*s%s%s", (int)len, dir,
			 len ? "/" : "./", argv[0]);
		execv(path, argv);
		if (errno != ENOENT && errno != ENOTDIR)
			code = errno;
		if (dir[len] == '\0')
			break;
	}
	return code;
}

static void run_child(char **argv, const sigset_t *signals, int report)
{
	int code;

	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, signals, NULL);
	code = cmd_exec(argv);
	if (write(report, &code, sizeof(code)) < 0)
		_exit(126);
	_exit(127);
}

static int not_started(const char *name, int code, struct err *e)
{
	err_set(e, code, "command '%s': %s", name, strerror(code));
	if (code == ENOENT && strchr(name, '/') == NULL)
		return err_hint(e, "it is in none of the directories of PATH");
	if (code == EACCES)
		return err_hint(e, "it is not executable");
	if (code == ENOEXEC)
		return err_hint(e, "a script needs a first line like "
				   "'#!/bin/sh'");
	return -code;
}

pid_t cmd_start(char **argv, const char *mark, const sigset_t *signals,
		struct err *e)
{
	auto_fd int from_child = -1;
	auto_fd int to_parent = -1;
	char name[16] = "rawbpf";
	int fds[2], code = 0;
	pid_t child;
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_set(e, errno, "pipe: %s", strerror(errno));
	from_child = fds[0];
	to_parent = fds[1];
	prctl(PR_GET_NAME, name);
	prctl(PR_SET_NAME, mark);
	child = fork();
	if (child == 0)
		run_child(argv, signals, to_parent);
	prctl(PR_SET_NAME, name);
	if (child < 0)
		return err_set(e, errno, "fork: %s", strerror(errno));
	close(take_fd(&to_parent));
	do {
		n = read(from_child, &code, sizeof(code));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(code))
		return child; /* the exec closed the pipe */
	waitpid(child, NULL, 0);
	return not_started(argv[0], code, e);
}

int cmd_exit_status(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status)
					: WEXITSTATUS(wait_status);
}
