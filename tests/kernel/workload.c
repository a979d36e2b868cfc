// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that call getppid a known number of times, in every way in which a
 * process can come to be: workload MODE [NUMBER...]. Without arguments it is a
 * test: each mode runs under `rawbpf count --by syscall`, which must find
 * exactly that many. The shell tests run the modes, too.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static long args[3]; /* the numbers behind MODE */

static void call(long n)
{
	while (n-- > 0)
		syscall(SYS_getppid);
}

static void *call_in_thread(void *n)
{
	call((long)n);
	return NULL;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void await(pid_t child)
{
	int status;

	if (waitpid(child, &status, 0) != child || status != 0)
		die("a child");
}

/* A child that calls */
static pid_t fork_calls(long n)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child == 0) {
		call(n);
		_exit(0);
	}
	return child;
}

static void become(const char *mode, long a, long b)
{
	char x[24], y[24];
	char *const argv[] = { "workload", (char *)mode, x, y, NULL };

	snprintf(x, sizeof(x), "%ld", a);
	snprintf(y, sizeof(y), "%ld", b);
	execv(SELF, argv);
	die("execv");
}

static void run_calls(void)
{
	call(args[0]);
}

/* Until it is killed */
static void run_loop(void)
{
	for (;;)
		call(1000);
}

static void run_forks(void)
{
	for (long i = 0; i < args[0]; i++)
		await(fork_calls(args[1]));
}

static void run_storm(void)
{
	for (long i = 0; i < args[0]; i++)
		fork_calls(args[1]);
	while (wait(NULL) > 0)
		;
	if (errno != ECHILD)
		die("wait");
}

static void run_threads(void)
{
	pthread_t threads[64];

	for (long i = 0; i < args[0] && i < 64; i++)
		if (pthread_create(&threads[i], NULL, call_in_thread,
				   (void *)args[1]))
			die("pthread_create");
	for (long i = 0; i < args[0] && i < 64; i++)
		pthread_join(threads[i], NULL);
}

/* posix_spawn: a child that shares its memory until it calls exec */
static void run_vforks(void)
{
	char n[24];
	char *const argv[] = { "workload", "calls", n, NULL };
	pid_t child;

	snprintf(n, sizeof(n), "%ld", args[1]);
	for (long i = 0; i < args[0]; i++) {
		if (posix_spawn(&child, SELF, NULL, NULL, argv, environ))
			die("posix_spawn");
		await(child);
	}
}

/* One process, many programs */
static void run_execs(void)
{
	call(args[1]);
	if (args[0] > 1)
		become("execs", args[0] - 1, args[1]);
}

static void *exec_in_thread(void *unused)
{
	(void)unused;
	become("calls", args[0], 0);
	return NULL;
}

/* The thread that calls exec takes over the id of the process */
static void run_thread_exec(void)
{
	pthread_t thread;

	call(args[0]);
	if (pthread_create(&thread, NULL, exec_in_thread, NULL))
		die("pthread_create");
	pause();
}

/* A process that is 1 in a pid namespace of its own, and a child of it */
static void run_pidns(void)
{
	pid_t child;

	if (unshare(CLONE_NEWPID) < 0)
		die("unshare");
	child = fork();
	if (child == 0) {
		call(args[0]);
		await(fork_calls(args[0]));
		_exit(0);
	}
	await(child);
}

/* A grandchild that init adopts; the pipe tells when it is done */
static void run_orphan(void)
{
	int fds[2];
	pid_t child;
	char c;

	if (pipe(fds) < 0)
		die("pipe");
	child = fork();
	if (child == 0) {
		close(fds[0]);
		if (fork() == 0) {
			usleep(20000);
			call(args[0]);
		}
		_exit(0);
	}
	close(fds[1]);
	await(child);
	if (read(fds[0], &c, 1) != 0)
		die("read");
}

/* A child whose name has all that a format could stumble over */
static void run_named(void)
{
	prctl(PR_SET_NAME, "a\"b,c\\d\n\033[1m\xff\xc3\xa9");
	await(fork_calls(args[0]));
}

static const struct mode {
	const char *name;
	void (*run)(void);
	long args[2]; /* in the test */
	long calls; /* that these make; 0: not in the test */
} modes[] = {
	{ "calls", run_calls, { 20000 }, 20000 },
	{ "loop", run_loop, { 0 }, 0 },
	{ "forks", run_forks, { 50, 200 }, 10000 },
	{ "storm", run_storm, { 500, 40 }, 20000 },
	{ "threads", run_threads, { 16, 2000 }, 32000 },
	{ "vforks", run_vforks, { 40, 100 }, 4000 },
	{ "execs", run_execs, { 50, 100 }, 5000 },
	{ "thread-exec", run_thread_exec, { 3000 }, 6000 },
	{ "pidns", run_pidns, { 4000 }, 8000 },
	{ "orphan", run_orphan, { 5000 }, 5000 },
	{ "named", run_named, { 3000 }, 3000 },
};

#define NMODES (sizeof(modes) / sizeof(modes[0]))

/* The count of getppid in a CSV report, -1: none */
static long reported(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[128];
	long n = -1;

	if (f == NULL)
		return -1;
	while (n < 0 && fgets(line, sizeof(line), f))
		if (strncmp(line, "getppid,", 8) == 0)
			n = strtol(line + 8, NULL, 10);
	fclose(f);
	return n;
}

static int run_rawbpf(const struct mode *m, const char *how, char *path)
{
	char x[24], y[24], self[256] = "";
	const char *argv[] = { getenv("RAWBPF"),
			       "count",
			       "--by",
			       "syscall",
			       "-o",
			       "csv",
			       "-w",
			       path,
			       how,
			       "--",
			       self,
			       m->name,
			       x,
			       y,
			       NULL };
	int status;
	pid_t child;

	if (argv[0] == NULL)
		argv[0] = "build/rawbpf";
	if (readlink(SELF, self, sizeof(self) - 1) < 0)
		die(SELF);
	snprintf(x, sizeof(x), "%ld", m->args[0]);
	snprintf(y, sizeof(y), "%ld", m->args[1]);
	if (posix_spawn(&child, argv[0], NULL, NULL, (char *const *)argv,
			environ))
		die(argv[0]);
	if (waitpid(child, &status, 0) != child)
		die("waitpid");
	return status;
}

static int test(const struct mode *m, const char *how)
{
	char path[] = "/tmp/rawbpf-workload.XXXXXX";
	int fd = mkstemp(path), status;
	long n;

	if (fd < 0)
		die(path);
	close(fd);
	status = run_rawbpf(m, how, path);
	n = reported(path);
	unlink(path);
	if (status == 0 && n == m->calls)
		return 1;
	printf("%s, %s: %ld calls of %ld, status 0x%x\n", m->name, how, n,
	       m->calls, (unsigned)status);
	return 0;
}

static int test_all(void)
{
	/* By way of tracefs, and without it */
	static const char *const ways[] = { "--by=syscall", "--raw" };
	unsigned passed = 0, failed = 0;

	for (size_t i = 0; i < NMODES; i++) {
		for (size_t w = 0; w < 2 && modes[i].calls; w++) {
			if (test(&modes[i], ways[w]))
				passed++;
			else
				failed++;
		}
	}
	printf("TOTAL: %u passed, %u failed, 0 skipped\n", passed, failed);
	return failed != 0;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return test_all();
	for (int i = 2; i < argc && i < 5; i++)
		args[i - 2] = strtol(argv[i], NULL, 10);
	for (size_t i = 0; i < NMODES; i++) {
		if (strcmp(modes[i].name, argv[1]) == 0) {
			modes[i].run();
			return 0;
		}
	}
	fprintf(stderr, "workload: no mode '%s'\n", argv[1]);
	return 2;
}
