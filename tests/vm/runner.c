// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Runs the tests of a guest whose process 1 is another. Each line of /commands
 * is a command: argv split at blanks, no shell, input empty. Lines that begin
 * with a colon are for this program:
 *
 *	:test NAME	here begins one; it has to leave the kernel as it found it
 *	:start COMMAND	go on when it has attached something, or ended
 *	:end		of what was started: its input, and so itself
 *	:insmod FILE	:rmmod MODULE	:mount TYPE DIR	:unmount DIR
 *	:print FILE	:list DIR
 *
 * Markers, each a line that begins with "=== ", say in the output what is what:
 * see run() and report(). Knows nothing of rawbpf.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_SECONDS 60
#define SETTLE_TRIES	100 /* of 10 ms: the kernel frees BPF objects lazily */

struct stock {
	unsigned int objects;
	char mounts[4096];
};

static struct {
	int number; /* of the line */
	struct stock before; /* the test */
	bool in_test;
	pid_t started;
	int its_number, its_input;
} now;

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

static void take_stock(struct stock *s)
{
	ssize_t n = -1;
	int fd;

	memset(s, 0, sizeof(*s));
	s->objects = ids_of(BPF_PROG_GET_NEXT_ID) +
		     ids_of(BPF_MAP_GET_NEXT_ID) + ids_of(BPF_LINK_GET_NEXT_ID);
	fd = open("/proc/self/mounts", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, s->mounts, sizeof(s->mounts) - 1);
		close(fd);
	}
	if (n < 0)
		printf("=== NOTE: /proc/self/mounts: %s\n", strerror(errno));
}

/* In whatever order */
static bool same_mounts(const struct stock *a, struct stock *b)
{
	char *save = NULL;

	if (strlen(a->mounts) != strlen(b->mounts))
		return false;
	for (const char *line = strtok_r(b->mounts, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (!strstr(a->mounts, line))
			return false;
	return true;
}

static void end_test(void)
{
	struct stock after;

	if (!now.in_test)
		return;
	for (int i = 0; i < SETTLE_TRIES; i++) {
		take_stock(&after);
		if (after.objects <= now.before.objects)
			break;
		usleep(10000);
	}
	if (after.objects > now.before.objects)
		printf("=== LEFT: %u BPF objects\n",
		       after.objects - now.before.objects);
	if (!same_mounts(&now.before, &after))
		printf("=== LEFT: other mounts\n");
	printf("=== TESTED\n");
}

static void begin_test(const char *name)
{
	end_test();
	printf("=== TEST: %s\n", name);
	take_stock(&now.before);
	now.in_test = true;
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

/* Output goes through files, so that kernel messages do not tear it */
static const char *output(const char *kind, int number)
{
	static char path[64];

	snprintf(path, sizeof(path), "/%s.%d", kind, number);
	return path;
}

static int create(const char *kind)
{
	return open(output(kind, now.number), O_WRONLY | O_CREAT | O_TRUNC,
		    0600);
}

static void exec_line(char *line, int in)
{
	static char *env[] = { (char *)"PATH=/", (char *)"TERM=dumb", NULL };
	/* As a kernel's first process has it */
	static const struct rlimit locked = { 64 << 10, 64 << 10 };
	char *argv[64] = { NULL };
	char *save = NULL;
	char *word = strtok_r(line, " \t", &save);
	int out = create("out"), err = create("err");

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
	setrlimit(RLIMIT_MEMLOCK, &locked);
	alarm(COMMAND_SECONDS);
	execve(argv[0], argv, env);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Its input is in, which is closed here */
static pid_t start(char *line, int in)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		exec_line(line, in);
	close(in);
	return pid;
}

static int wait_for(pid_t pid)
{
	int status = 0;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 126;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static void report(int number, int status)
{
	printf("=== OUT %d\n", number);
	print_file(output("out", number));
	unlink(output("out", number));
	printf("=== ERR %d\n", number);
	print_file(output("err", number));
	unlink(output("err", number));
	printf("=== END %d: %d\n", number, status);
}

static bool is_hook(int dir, const char *name)
{
	char to[256];
	ssize_t n = readlinkat(dir, name, to, sizeof(to) - 1);

	to[n > 0 ? n : 0] = '\0';
	return strstr(to, "perf_event") || strstr(to, "bpf_link") ||
	       strstr(to, "bpf-link") || strstr(to, "bpf-raw-tracepoint");
}

static bool has_attached(pid_t pid)
{
	char path[64];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir)))
		found = is_hook(dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
	return found;
}

static void start_behind(char *line)
{
	int fds[2];
	siginfo_t info = { 0 };

	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	now.started = start(line, fds[0]);
	now.its_number = now.number;
	now.its_input = fds[1];
	for (int i = 0; i < COMMAND_SECONDS * 20; i++) {
		waitid(P_PID, (id_t)now.started, &info,
		       WEXITED | WNOHANG | WNOWAIT);
		if (info.si_pid || has_attached(now.started))
			break;
		usleep(50000);
	}
	usleep(300000); /* there may be more to attach */
}

static void end_started(void)
{
	int status;

	if (!now.started)
		return;
	close(now.its_input);
	status = wait_for(now.started);
	now.started = 0;
	report(now.its_number, status);
}

static int insert_module(char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? -1 : (int)syscall(SYS_finit_module, fd, "", 0);

	if (fd >= 0)
		close(fd);
	return result;
}

static int list(char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);

	for (int i = 0; i < n; i++)
		if (entries[i]->d_name[0] != '.')
			printf("%s\n", entries[i]->d_name);
	return n;
}

static int remove_module(char *name)
{
	long result = -1;

	for (int i = 0; i < SETTLE_TRIES && result < 0; i++) {
		result = syscall(SYS_delete_module, name, O_NONBLOCK);
		if (result < 0 && errno != EAGAIN)
			break;
		usleep(10000);
	}
	return (int)result;
}

static int mount_one(char *type)
{
	char *dir = strchr(type, ' ');

	if (dir == NULL)
		return -1;
	*dir++ = '\0';
	return mount(type, dir, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
}

static int print(char *path)
{
	if (access(path, R_OK) < 0)
		return -1;
	print_file(path);
	return 0;
}

static int unmount(char *dir)
{
	return umount2(dir, 0);
}

static const struct {
	const char *word;
	int (*run)(char *rest);
} words[] = {
	{ ":insmod", insert_module }, { ":rmmod", remove_module },
	{ ":mount", mount_one },      { ":unmount", unmount },
	{ ":print", print },	      { ":list", list },
};

/* 0 or an errno */
static int own(char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest)
		*rest++ = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, line) == 0)
			return words[i].run(rest) < 0 ? errno : 0;
	return ENOSYS;
}

static void run(char *line)
{
	int status;

	if (strncmp(line, ":test ", 6) == 0) {
		begin_test(line + 6);
		return;
	}
	printf("=== BEGIN %d: %s\n", ++now.number, line);
	if (strncmp(line, ":start ", 7) == 0) {
		start_behind(line + 7);
	} else if (strcmp(line, ":end") == 0) {
		end_started();
		printf("=== END %d: 0\n", now.number);
	} else if (line[0] == ':') {
		printf("=== OUT %d\n", now.number);
		status = own(line);
		printf("=== END %d: %d\n", now.number, status);
	} else {
		status = wait_for(
			start(line, open("/dev/null", O_RDONLY | O_CLOEXEC)));
		report(now.number, status);
	}
}

int main(void)
{
	static char line[4096];
	FILE *f = fopen("/commands", "re");
	struct utsname u;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (uname(&u) == 0)
		printf("\n=== BOOT %s %s\n", u.release, u.machine);
	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0')
			run(line);
	}
	end_started();
	end_test();
	printf("=== DONE %d\n", now.number);
	fflush(stdout);
	return f ? 0 : 1;
}
