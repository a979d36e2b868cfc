// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * PID 1 of a test guest. Mounts proc, sysfs and devtmpfs and nothing else, runs
 * each line of /commands (argv split at blanks, no shell), and prints for each
 *
 *	=== BEGIN n: line
 *	what it wrote on standard output
 *	=== ERR n
 *	what it wrote on standard error
 *	=== LEFT n: what       (only if it left BPF objects or mounts behind)
 *	=== END n: exit status (128 + signal when killed)
 *
 * then powers off. Output goes through files, so kernel messages on the console
 * cannot tear it. Knows nothing of rawbpf.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_SECONDS 60
#define SETTLE_TRIES	100 /* of 10 ms: the kernel frees BPF objects lazily */

struct leftovers {
	unsigned int objects;
	char mounts[4096];
};

static unsigned int ids_of(int get_next_id)
{
	union bpf_attr attr;
	unsigned int n = 0;

	memset(&attr, 0, sizeof(attr));
	/* start_id and next_id: the first 8 bytes, open_flags the next 4 */
	while (syscall(SYS_bpf, get_next_id, &attr, 12) == 0) {
		attr.start_id = attr.next_id;
		n++;
	}
	return n;
}

static void take_stock(struct leftovers *l)
{
	ssize_t n = -1;
	int fd;

	memset(l, 0, sizeof(*l));
	l->objects = ids_of(BPF_PROG_GET_NEXT_ID) +
		     ids_of(BPF_MAP_GET_NEXT_ID) + ids_of(BPF_LINK_GET_NEXT_ID);
	fd = open("/proc/self/mounts", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, l->mounts, sizeof(l->mounts) - 1);
		close(fd);
	}
	if (n < 0)
		printf("=== NOTE: /proc/self/mounts: %s\n", strerror(errno));
}

static void report_left(int n, const struct leftovers *before)
{
	struct leftovers now;

	for (int i = 0; i < SETTLE_TRIES; i++) {
		take_stock(&now);
		if (now.objects <= before->objects)
			break;
		usleep(10000);
	}
	if (now.objects > before->objects)
		printf("=== LEFT %d: %u BPF objects\n", n,
		       now.objects - before->objects);
	if (strcmp(now.mounts, before->mounts) != 0)
		printf("=== LEFT %d: other mounts\n", n);
}

static void print_file(const char *path)
{
	char buf[4096];
	char last = '\n';
	size_t n;
	FILE *f = fopen(path, "re");

	if (!f)
		return;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
		fwrite(buf, 1, n, stdout);
		last = buf[n - 1];
	}
	if (last != '\n')
		putchar('\n');
	fclose(f);
}

static void exec_line(char *line)
{
	static char *env[] = { (char *)"PATH=/", (char *)"TERM=dumb", NULL };
	char *argv[64] = { NULL };
	char *save = NULL;
	char *word = strtok_r(line, " \t", &save);
	int out = open("/out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int err = open("/err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int in = open("/dev/null", O_RDONLY);

	for (size_t i = 0; word && i < 63; i++) {
		argv[i] = word;
		word = strtok_r(NULL, " \t", &save);
	}
	if (!argv[0] || in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 ||
	    dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	close(in);
	close(out);
	close(err);
	alarm(COMMAND_SECONDS);
	execve(argv[0], argv, env);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int run_line(char *line)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return 126;
	if (pid == 0)
		exec_line(line);
	/* orphans come home to PID 1: reap them too */
	for (;;) {
		pid_t got = waitpid(-1, &status, 0);

		if (got == pid || (got < 0 && errno != EINTR))
			break;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static void run_commands(FILE *f)
{
	static struct leftovers before;
	char line[1024];
	int n = 0;

	while (fgets(line, sizeof(line), f)) {
		int status;

		line[strcspn(line, "\n")] = '\0';
		if (line[strspn(line, " \t")] == '\0')
			continue;
		printf("=== BEGIN %d: %s\n", ++n, line);
		fflush(stdout);
		take_stock(&before);
		status = run_line(line);
		print_file("/out");
		printf("=== ERR %d\n", n);
		print_file("/err");
		report_left(n, &before);
		printf("=== END %d: %d\n", n, status);
	}
	printf("=== DONE %d\n", n);
}

static void mount_at(const char *type, const char *dir)
{
	mkdir(dir, 0755);
	if (mount(type, dir, type, 0, NULL) != 0)
		printf("=== NOTE: mount %s: %s\n", type, strerror(errno));
}

int main(void)
{
	struct utsname u;
	FILE *f;

	setvbuf(stdout, NULL, _IOLBF, 0);
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mount_at("devtmpfs", "/dev");
	if (uname(&u) == 0)
		printf("\n=== BOOT %s %s\n", u.release, u.machine);
	f = fopen("/commands", "re");
	if (f)
		run_commands(f);
	else
		printf("=== NOTE: /commands: %s\n", strerror(errno));
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 1;
}
