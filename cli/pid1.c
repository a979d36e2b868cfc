// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Everything that may fail is tried, told, and left behind: with one console
 * and no shell, whatever still runs is worth more than a clean stop. There is
 * no controlling terminal, whose hangup would eat the last lines.
 */
#include "cli/pid1.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/count_cmd.h"
#include "cli/words.h"
#include "elf/cleanup.h"
#include "loader/early_mounts.h"

#define WORDS_MAX 128

/* Kept, for the children go on with it when pid1() has returned */
static struct {
	char command[4096], then[4096];
	char *words[WORDS_MAX]; /* in command */
	const char *end; /* what to do behind it, in then */
} told;

static void mount_all(void)
{
	for (const struct early_mount *m = early_mounts; m->type; m++) {
		int err = early_mount(m);

		if (err < 0 && !m->optional)
			fprintf(stderr, "rawbpf: no %s on %s: %s\n", m->type,
				m->dir, strerror(-err));
	}
}

/* The kernel opens it where the archive has it; devtmpfs has it later */
static void open_console(void)
{
	while (fcntl(STDERR_FILENO, F_GETFD) < 0)
		if (open("/dev/console", O_RDWR | O_NOCTTY) < 0)
			return;
}

/* Its bytes and a NUL; how many */
static size_t read_all(const char *path, char *buf, size_t size)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n = fd < 0 ? 0 : 1;

	while (n > 0 && len < size - 1) {
		n = read(fd, buf + len, size - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	buf[len] = '\0';
	return len;
}

/* What the kernel's command line says goes before what the image says */
static char *parameter(char *buf, size_t size, const char *name)
{
	read_all("/proc/cmdline", buf, size);
	return words_parameter(buf, name);
}

static void read_command(void)
{
	char *given =
		parameter(told.command, sizeof(told.command), "rawbpf.cmd");
	size_t len, n = 0;

	len = given ? 0
		    : read_all("/" PID1_COMMAND, told.command,
			       sizeof(told.command));
	/* Made by hand, it is a line like the kernel's */
	if (len && told.command[len - 1] != '\0')
		given = told.command;
	if (given) {
		words_split(given, told.words, WORDS_MAX);
		return;
	}
	for (size_t at = 0; at < len && n + 1 < WORDS_MAX;
	     at += strlen(told.command + at) + 1)
		told.words[n++] = told.command + at;
	if (n == 0 && access("/" PID1_OBJECTS, F_OK) < 0)
		told.words[0] = (char *)"doctor";
}

static void read_then(void)
{
	told.end = parameter(told.then, sizeof(told.then), "rawbpf.then");
	if (told.end && pid1_then_known(told.end))
		return;
	if (told.end)
		fprintf(stderr, "rawbpf: rawbpf.then=%s is not known\n",
			told.end);
	read_all("/" PID1_THEN, told.then, sizeof(told.then));
	told.then[strcspn(told.then, "\n")] = '\0';
	told.end = pid1_then_known(told.then) ? told.then : "poweroff";
}

/* In the child: returns with a command line of this program, or becomes
 * another one. */
static void become(char **words, int *argc, char ***argv)
{
	static char *own[WORDS_MAX + 1];
	int n = 0;

	prctl(PR_SET_NAME, "rawbpf");
	if (strchr(words[0], '/') || !command_find(commands, words[0])) {
		int code = cmd_exec(words);

		fprintf(stderr, "rawbpf: '%s': %s\n", words[0],
			code == ENOENT ? "no such command or program"
				       : strerror(code));
		_exit(127);
	}
	own[0] = (char *)"rawbpf";
	while ((own[n + 1] = words[n]) != NULL)
		n++;
	*argc = n + 1;
	*argv = own;
}

/* Its exit status, with everything that lost its parent reaped on the way; or
 * -1 in the child. */
static int run_child(void)
{
	int status = 0;
	pid_t got, child = fork();

	if (child == 0)
		return -1;
	if (child < 0) {
		fprintf(stderr, "rawbpf: fork: %s\n", strerror(errno));
		return 126;
	}
	do {
		got = waitpid(-1, &status, 0);
	} while (got != child && (got >= 0 || errno == EINTR));
	return cmd_exit_status(status);
}

static const struct {
	const char *name;
	unsigned int how; /* for reboot(2); 0: not at all */
} ends[] = {
	{ "poweroff", RB_POWER_OFF },
	{ "reboot", RB_AUTOBOOT },
	{ "halt", RB_HALT_SYSTEM },
	{ "wait", 0 },
};

static int end_find(const char *then)
{
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (strcmp(ends[i].name, then) == 0)
			return (int)i;
	return -1;
}

bool pid1_then_known(const char *then)
{
	return then[0] == '/' || end_find(then) >= 0;
}

static void __attribute__((noreturn)) finish(void)
{
	char *argv[] = { (char *)told.end, NULL };
	int i = end_find(told.end);
	unsigned int how = i < 0 ? RB_POWER_OFF : ends[i].how;

	if (i < 0) {
		execv(argv[0], argv);
		fprintf(stderr, "rawbpf: '%s': %s\n", argv[0], strerror(errno));
	}
	tcdrain(STDERR_FILENO);
	sync();
	if (how != 0 && reboot((int)how) < 0)
		fprintf(stderr, "rawbpf: %s: %s\n", told.end, strerror(errno));
	/* Whoever still runs may; the kernel reaps them itself now */
	signal(SIGCHLD, SIG_IGN);
	for (;;)
		pause();
}

static bool is_init(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strcmp(slash ? slash + 1 : name, "init") == 0 && getpid() == 1;
}

void pid1(int *argc, char ***argv)
{
	static char *boot[] = { (char *)"boot", NULL };
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	int status = 0;

	if (*argc == 0 || !is_init((*argv)[0]))
		return;
	mount_all();
	open_console();
	setrlimit(RLIMIT_MEMLOCK, &all);
	read_command();
	read_then();
	if (access("/" PID1_OBJECTS, F_OK) == 0) {
		status = run_child();
		if (status < 0) {
			become(boot, argc, argv);
			return;
		}
		if (status > 0)
			fprintf(stderr, "rawbpf: boot: exit status %d\n",
				status);
	}
	if (told.words[0]) {
		status = run_child();
		if (status < 0) {
			become(told.words, argc, argv);
			return;
		}
	}
	fprintf(stderr, "rawbpf: exit status %d\n", status);
	finish();
}
