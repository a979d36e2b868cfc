// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A known number of system calls: work [OWN [CHILDREN [EACH]]] calls getppid
 * OWN times itself (100000) and EACH times (1000) in each of CHILDREN (10)
 * forked children, one after the other. Everything else it does, starting and
 * ending included, is some dozens of calls.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void call(long n)
{
	while (n-- > 0)
		syscall(SYS_getppid);
}

static long number(int argc, char **argv, int i, long otherwise)
{
	return i < argc ? strtol(argv[i], NULL, 0) : otherwise;
}

int main(int argc, char **argv)
{
	long own = number(argc, argv, 1, 100000);
	long children = number(argc, argv, 2, 10);
	long each = number(argc, argv, 3, 1000);

	call(own);
	for (long i = 0; i < children; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return 1;
		if (pid == 0) {
			call(each);
			_exit(0);
		}
		if (waitpid(pid, NULL, 0) != pid)
			return 1;
	}
	return 0;
}
