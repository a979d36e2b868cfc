// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf count`: start the counter, wait for what ends it (time, a command,
 * a signal, a key), report on the way and at the end.
 */
#include "cli/count.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cgroup_names.h"
#include "cli/cli.h"
#include "cli/count_cmd.h"
#include "cli/out_file.h"
#include "cli/term.h"
#include "elf/cleanup.h"
#include "elf/err.h"

#define LIVE_REFRESH_NS 1000000000u

/* <linux/nsfs.h> of 6.18 has it, every kernel since 3.8 means it */
#define PID_NS_INIT_INO 0xeffffffcu

struct session {
	struct count_args args;
	struct counter counter;
	struct count_rows rows;
	struct term term;
	struct out_file out;
	sigset_t old_signals;
	int signals; /* signalfd */
	pid_t child; /* 0: none, or it has ended */
	int status; /* of the command */
	bool live, ended;
	uint64_t start, last, next; /* ns: start, latest and next report */
	unsigned nreports;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A hangup that whoever started this wants ignored (nohup) stays so. SIGINT
 * ends the counting even where a shell ignored it for a background job: it is
 * how scripts stop tools like this. A command's end has to be told. */
static int catch_signals(struct session *s, struct err *e)
{
	struct sigaction hup;
	sigset_t set;

	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigaction(SIGHUP, NULL, &hup) < 0 || hup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &s->old_signals);
	/* An ignored signal is dropped even while blocked */
	signal(SIGINT, SIG_DFL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return err_set(e, errno, "signalfd: %s", strerror(errno));
	return 0;
}

static void show_screen(struct session *s, struct count_report *r,
			struct err *e)
{
	FILE *f = term_frame(&s->term);

	if (f == NULL)
		return;
	r->live = true;
	r->width = s->term.cols;
	r->height = s->term.rows > 4 ? s->term.rows - 4 : 1;
	fprintf(f,
		"%s%s  %" PRIu64 " s  %" PRIu64 " hits/s  %" PRIu32
		" rows  lost %" PRIu64 "  q quits\n\n",
		s->args.events[0].name, s->args.nevents > 1 ? " ..." : "",
		r->at_ns / 1000000000,
		r->rows->total * 1000 / (r->ns / 1000000 + 1), r->rows->norder,
		r->rows->lost);
	count_print(f, r);
	term_draw(&s->term, e);
}

static int print(struct session *s, const struct count_report *r, struct err *e)
{
	if (s->out.f == NULL && out_file_open(&s->out, s->args.output, e) < 0)
		return -e->code;
	count_print(s->out.f, r);
	if (fflush(s->out.f) != 0)
		s->ended = true; /* what ends the output says why */
	/* Each OpenMetrics report is a whole exposition: the next one
	 * replaces it */
	return s->args.format == FORMAT_OPENMETRICS
		       ? out_file_commit(&s->out, e)
		       : 0;
}

/* final: the last report, of everything; else of what came since the last */
static int report(struct session *s, bool final, struct err *e)
{
	struct cgroup_names cgroups = { 0 };
	uint64_t now = now_ns();
	/* OpenMetrics has counters, which only grow */
	bool deltas = s->live ? !final
			      : s->args.interval_ns != 0 &&
					s->args.format != FORMAT_OPENMETRICS;
	struct count_report r = {
		.args = &s->args,
		.rows = &s->rows,
		.cgroups = &cgroups,
		.ns = now - (deltas ? s->last : s->start),
		.at_ns = now - s->start,
		.number = s->live ? 0 : s->nreports++,
		.last = final,
	};
	int err = rows_read(&s->rows, &s->counter, e);

	if (err == 0)
		err = rows_sort(&s->rows, deltas, e);
	if (err < 0)
		return err;
	if (s->args.by_mask & 1u << BY_CGROUP)
		cgroup_names_read(&cgroups);
	if (s->live && !final)
		show_screen(s, &r, e);
	else
		err = print(s, &r, e);
	cgroup_names_close(&cgroups);
	rows_mark(&s->rows);
	s->last = now;
	return err;
}

static void reap(struct session *s)
{
	int status;

	if (s->child && waitpid(s->child, &status, WNOHANG) == s->child) {
		s->status = cmd_exit_status(status);
		s->child = 0;
		s->ended = true;
	}
}

static void take_signals(struct session *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			reap(s);
			continue;
		}
		/* A terminal's Ctrl-C reaches the command by itself; its end
		 * is ours */
		if (s->child == 0)
			s->ended = true;
		else if (info.ssi_signo != SIGINT || info.ssi_code <= 0)
			kill(s->child, (int)info.ssi_signo);
	}
}

static void take_keys(struct session *s)
{
	int key;

	while ((key = term_key(&s->term)) != TERM_KEY_NONE)
		if (key == 'q' || key == 'Q' || key < 0)
			s->ended = true;
	if (term_resized(&s->term))
		s->next = now_ns();
}

static int wait_ms(uint64_t until)
{
	uint64_t now = now_ns(), ms;

	if (until == UINT64_MAX)
		return -1;
	ms = until > now ? (until - now + 999999) / 1000000 : 0;
	return ms > 1000000 ? 1000000 : (int)ms;
}

static int loop(struct session *s, struct err *e)
{
	uint64_t step = s->args.interval_ns;
	uint64_t end = s->args.duration_ns ? s->start + s->args.duration_ns
					   : UINT64_MAX;
	int err = 0;

	if (s->live && step == 0)
		step = LIVE_REFRESH_NS;
	s->next = step ? s->start + step : UINT64_MAX;
	while (!s->ended && err == 0) {
		struct pollfd p[2] = {
			{ .fd = s->signals, .events = POLLIN },
			{ .fd = s->live ? term_fd(&s->term) : -1,
			  .events = POLLIN },
		};

		poll(p, 2, wait_ms(end < s->next ? end : s->next));
		take_signals(s);
		if (s->live)
			take_keys(s);
		if (now_ns() >= end)
			s->ended = true;
		if (now_ns() >= s->next && !s->ended) {
			err = report(s, false, e);
			while (s->next <= now_ns())
				s->next += step;
		}
	}
	return err;
}

static void say_what_is_missing(const struct session *s)
{
	const struct count_rows *rows = &s->rows;

	if (rows->lost)
		fprintf(stderr,
			"rawbpf: %" PRIu64 " hits were not counted: "
			"no room for their keys, or hit while counting\n"
			"hint: the room is for %" PRIu32 " keys, see "
			"--max-entries\n",
			rows->lost, s->args.entries);
	if (rows->unfollowed)
		fprintf(stderr,
			"rawbpf: %" PRIu64 " child processes were not "
			"followed: too many at once\n",
			rows->unfollowed);
}

static bool wants_screen(const struct global *g, const struct session *s)
{
	return s->args.format == FORMAT_TABLE && s->args.cmd == NULL &&
	       s->args.output == NULL && !g->debug && isatty(STDOUT_FILENO);
}

/* A typing mistake would count nothing. Only in the first pid namespace are
 * these the ids that the kernel counts by. */
static int check_pid(uint32_t pid, struct err *e)
{
	struct stat ns;

	if (pid == 0 || syscall(SYS_tgkill, pid, pid, 0) == 0 ||
	    errno != ESRCH || stat("/proc/self/ns/pid", &ns) < 0 ||
	    ns.st_ino != PID_NS_INIT_INO)
		return 0;
	return err_set(e, ESRCH, "--pid: there is no process %" PRIu32, pid);
}

static int start(struct global *g, struct session *s, struct err *e)
{
	struct err no_screen;

	s->start = s->last = now_ns();
	if (s->args.cmd) {
		s->child = cmd_start(s->args.cmd, s->counter.mark,
				     &s->old_signals, e);
		if (s->child < 0)
			return s->child;
	}
	if (wants_screen(g, s))
		s->live = term_open(&s->term, &no_screen) == 0;
	if (!s->live && s->child == 0 && s->args.duration_ns == 0 &&
	    !g->quiet && isatty(STDERR_FILENO))
		fprintf(stderr, "rawbpf: counting until Ctrl-C\n");
	return 0;
}

/* The command outlives a --duration: its exit status is awaited, and signals
 * are still passed on to it */
static void wait_for_child(struct session *s)
{
	struct pollfd p = { .fd = s->signals, .events = POLLIN };

	while (s->child > 0) {
		poll(&p, 1, -1);
		take_signals(s);
	}
}

static int count(struct global *g, struct session *s, struct err *e)
{
	int err;

	err = check_pid(s->args.pid, e);
	if (err == 0)
		err = catch_signals(s, e);
	if (err == 0)
		err = out_file_open(&s->out, s->args.output, e);
	if (err == 0)
		err = counter_open(&s->counter, &s->args, e);
	if (err == 0)
		err = start(g, s, e);
	if (err == 0)
		err = loop(s, e);
	term_close(&s->term);
	if (err == 0)
		err = report(s, true, e);
	counter_detach(&s->counter);
	if (err == 0 && !g->quiet)
		say_what_is_missing(s);
	if (err == 0)
		err = out_file_commit(&s->out, e);
	wait_for_child(s);
	return err;
}

static int run_count(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .signals = -1 };
	int err;

	err = count_parse(g, it, &s.args, e);
	if (err < 0)
		return err;
	err = count(g, &s, e);
	out_file_discard(&s.out);
	rows_close(&s.rows);
	counter_close(&s.counter);
	if (s.signals >= 0)
		close(s.signals);
	return err < 0 ? err : s.status;
}

const struct command count_command = {
	"count", "[OPTIONS] [EVENT...] [-- COMMAND...]",
	"count tracepoint hits, by default system calls per process",
	.options = &count_options, .run = run_count
};
