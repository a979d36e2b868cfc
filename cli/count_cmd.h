/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command that `rawbpf count -- COMMAND` runs. */
#ifndef CLI_COUNT_CMD_H
#define CLI_COUNT_CMD_H

#include <signal.h>
#include <sys/types.h>

struct err;

/* Forks and runs argv with the signal mask given; during the fork this
 * process is called mark. Returns the child, or -errno with e filled when the
 * command cannot be run; there is no child then. */
pid_t cmd_start(char **argv, const char *mark, const sigset_t *signals,
		struct err *e);

/* As execvp, but for scripts without a first line: some libraries run them by
 * sh, some do not. Returns the errno. */
int cmd_exec(char **argv);

/* What a shell would make of a wait status. */
int cmd_exit_status(int wait_status);

#endif
