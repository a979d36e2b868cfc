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
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cgroup_names.h"
#include "cli/cli.h"
#include "cli/count_cmd.h"
#include "cli/term.h"
#include "elf/cleanup.h"
#include "elf/err.h"

#define LIVE_REFRESH_NS 1000000000u

struct session {
	struct count_args args;
	struct counter counter;
	struct count_rows rows;
	struct term term;
	FILE *out;
	sigset_t old_signals;
	int signals; /* signalfd */
	pid_t child; /* 0: none, or it has ended */
	int status; /* of the command */
	bool live, ended, child_ended;
	uint64_t start, last, next; /* ns: start, latest and next report */
	unsigned nreports;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int catch_signals(struct session *s, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &s->old_signals);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return err_set(e, errno, "signalfd: %s", strerror(errno));
	return 0;
}

/* A file is replaced as a whole, so that whoever scrapes it never sees half
 * a report */
static int open_output(struct session *s, struct err *e)
{
	char path[4096];

	s->out = stdout;
	if (s->args.output == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s.tmp", s->args.output);
	s->out = fopen(path, "we");
	if (s->out == NULL)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	return 0;
}

static int close_output(struct session *s, struct err *e)
{
	char path[4096];
	int code = 0;

	if (s->out == stdout || s->out == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s.tmp", s->args.output);
	if (ferror(s->out))
		code = EIO;
	if (fclose(s->out) != 0)
		code = errno;
	s->out = NULL;
	if (code == 0 && rename(path, s->args.output) < 0)
		code = errno;
	if (code) {
		unlink(path);
		return err_set(e, code, "'%s': %s", s->args.output,
			       strerror(code));
	}
	return 0;
}

/* Each OpenMetrics report is a whole exposition: the next replaces it */
static int between_reports(struct session *s, struct err *e)
{
	if (s->args.format != FORMAT_OPENMETRICS || s->out == stdout)
		return 0;
	return close_output(s, e) < 0 ? -e->code : open_output(s, e);
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
	fprintf(f, "%s%s  %" PRIu64 " s  %" PRIu64 " hits  %" PRIu32
		" rows  lost %" PRIu64 "  q quits\n\n",
		s->args.events[0].name, s->args.nevents > 1 ? " ..." : "",
		r->at_ns / 1000000000, r->rows->total, r->rows->norder,
		r->rows->lost);
	count_print(f, r);
	term_draw(&s->term, e);
}

/* final: the last report, of everything; else of what came since the last */
static int report(struct session *s, bool final, struct err *e)
{
	struct cgroup_names cgroups = { 0 };
	uint64_t now = now_ns();
	/* OpenMetrics has counters, which only grow */
	bool deltas = s->live ? !final :
		      s->args.interval_ns != 0 &&
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
		count_print(s->out, &r);
	cgroup_names_close(&cgroups);
	rows_mark(&s->rows);
	s->last = now;
	if (s->out && fflush(s->out) != 0)
		s->ended = true; /* the end of main says why */
	return final ? 0 : between_reports(s, e);
}

static void reap(struct session *s)
{
	int status;

	if (s->child && waitpid(s->child, &status, WNOHANG) == s->child) {
		s->status = cmd_exit_status(status);
		s->child = 0;
		s->child_ended = s->ended = true;
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
		if (s->child && info.ssi_signo != SIGINT)
			kill(s->child, (int)info.ssi_signo);
		else if (!s->child)
			s->ended = true;
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
	uint64_t end = s->args.duration_ns ? s->start + s->args.duration_ns :
					     UINT64_MAX;
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
		fprintf(stderr, "rawbpf: %" PRIu64 " hits were not counted: "
			"no room for their keys, or hit while counting\n"
			"hint: the room is for %" PRIu32 " keys, see "
			"--max-entries\n", rows->lost, s->args.entries);
	if (rows->unfollowed)
		fprintf(stderr, "rawbpf: %" PRIu64 " child processes were not "
			"followed: too many at once\n", rows->unfollowed);
}

static bool wants_screen(const struct global *g, const struct session *s)
{
	return s->args.format == FORMAT_TABLE && s->args.cmd == NULL &&
	       s->args.output == NULL && !g->debug && isatty(STDOUT_FILENO);
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

/* The command outlives a --duration; its exit status is awaited */
static void wait_for_child(struct session *s)
{
	int status;

	if (s->child > 0 && waitpid(s->child, &status, 0) == s->child)
		s->status = cmd_exit_status(status);
	s->child = 0;
}

static int count(struct global *g, struct session *s, struct err *e)
{
	int err;

	err = catch_signals(s, e);
	if (err == 0)
		err = open_output(s, e);
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
		err = close_output(s, e);
	wait_for_child(s);
	return err;
}

int run_count(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .signals = -1 };
	int err;

	err = count_parse(g, it, &s.args, e);
	if (err < 0)
		return err;
	err = count(g, &s, e);
	if (s.out && s.out != stdout)
		fclose(s.out);
	rows_close(&s.rows);
	counter_close(&s.counter);
	if (s.signals >= 0)
		close(s.signals);
	return err < 0 ? err : s.status;
}
