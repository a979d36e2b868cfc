// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * turns N: two processes called core-turns with nice 5 pass a byte to and fro N
 * times on one CPU. Prints of each pid, parent, and how often it gave up the
 * CPU or lost it.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static long switches(void)
{
	FILE *f = fopen("/proc/self/status", "re");
	char line[256];
	long n = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, "ctxt_switches:"))
			n += strtol(strchr(line, ':') + 1, NULL, 10);
	if (f)
		fclose(f);
	return n;
}

static void take_turns(int in, int out, long n)
{
	char c;

	prctl(PR_SET_NAME, "core-turns");
	if (nice(5) < 0)
		_exit(1);
	while (n-- > 0 && read(in, &c, 1) == 1 && write(out, &c, 1) == 1)
		;
	dprintf(1, "%d %d %ld\n", (int)getpid(), (int)getppid(), switches());
	_exit(0);
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 2000;
	cpu_set_t first;
	int a[2], b[2];

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first) < 0 || pipe(a) < 0 ||
	    pipe(b) < 0)
		return 1;
	if (fork() == 0)
		take_turns(a[0], b[1], n);
	if (fork() == 0)
		take_turns(b[0], a[1], n);
	if (write(a[1], "x", 1) != 1)
		return 1;
	while (wait(NULL) > 0)
		;
	return 0;
}
