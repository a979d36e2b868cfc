// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Waiting for a person, a script or a clock to say that it is enough. */
#include "cli/hold.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* A hangup that whoever started this wants ignored (nohup) stays so */
static int catch_signals(void)
{
	struct sigaction hup;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN)
		sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int hold_until_end(uint64_t ns, struct err *e)
{
	return hold_and_work(ns, &(struct hold_work){ -1, NULL, NULL }, e);
}

int hold_and_work(uint64_t ns, const struct hold_work *work, struct err *e)
{
	auto_fd int signals = catch_signals();
	uint64_t end = now_ns() + ns, now;
	char ignored[4096];

	if (signals < 0)
		return err_set(e, errno, "signalfd: %s", strerror(errno));
	while (ns == 0 || (now = now_ns()) < end) {
		struct pollfd p[3] = { { signals, POLLIN, 0 },
				       { work->fd, POLLIN, 0 },
				       { ns ? -1 : STDIN_FILENO, POLLIN, 0 } };
		struct timespec left;

		if (ns)
			left = (struct timespec){
				(time_t)((end - now) / 1000000000u),
				(long)((end - now) % 1000000000u)
			};
		if (ppoll(p, 3, ns ? &left : NULL, NULL) < 0 && errno != EINTR)
			return err_set(e, errno, "poll: %s", strerror(errno));
		if (p[0].revents)
			return 0;
		if (p[1].revents && work->ready)
			work->ready(work->ctx);
		if (p[2].revents &&
		    read(STDIN_FILENO, ignored, sizeof(ignored)) <= 0)
			return 0;
	}
	return 0;
}
