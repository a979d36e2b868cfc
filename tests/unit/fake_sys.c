// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The functions of loader/sys.c, and the script. It defines all that sys.c
 * does: were one missing, the linker would take both.
 */
#include "tests/unit/fake_sys.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static const struct fake_call *script;
static size_t nscript, at;
static bool imitates;
static sys_observer *observer;

struct fake fake;

int fake_new_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void forget(void)
{
	for (unsigned i = 0; i < fake.nmaps; i++)
		free(fake.maps[i].values);
	for (unsigned i = 0; i < fake.nprogs; i++)
		free(fake.progs[i].insns);
	memset(&fake, 0, sizeof(fake));
	fake.cpus = 4;
	nscript = at = 0;
	imitates = false;
}

void fake_script(const struct fake_call *calls, size_t n)
{
	forget();
	script = calls;
	nscript = n;
}

/* fake_kernel() of fake_kernel.c calls this */
void fake_imitate(void);
void fake_imitate(void)
{
	forget();
	imitates = true;
}

void fake_finish(void)
{
	ck_assert_msg(at == nscript, "%zu of %zu calls came", at, nscript);
	forget();
}

static int answer(int cmd, union bpf_attr *attr, uint32_t size)
{
	const struct fake_call *call = &script[at];

	fake.ncalls++;
	if (imitates)
		return fake_answer(cmd, attr, size);
	ck_assert_msg(at < nscript, "call %zu of command %d", at, cmd);
	ck_assert_msg(call->cmd == cmd, "call %zu is %d, not %d", at, cmd,
		      call->cmd);
	at++;
	if (call->check)
		call->check(attr, size);
	return call->result == FAKE_FD ? fake_new_fd() : call->result;
}

static int observed(int cmd, union bpf_attr *attr, uint32_t size)
{
	struct sys_call call = { .cmd = cmd, .attr = attr, .size = size };

	call.result = answer(cmd, attr, size);
	if (observer)
		observer(&call);
	return call.result;
}

int sys_bpf(int cmd, union bpf_attr *attr, uint32_t size)
{
	if (size > sizeof(*attr)) /* a ck_assert that holds takes time */
		ck_abort_msg("a request of %u bytes", size);
	return observed(cmd, attr, size);
}

/* What there is to see goes in the size: the CPU, or the program */
int sys_perf_event_open(struct perf_event_attr *attr, int pid, int cpu)
{
	struct sys_call call = { .cmd = SYS_PERF_EVENT_OPEN, .perf = attr };

	ck_assert_int_eq(pid, -1);
	call.result = answer(call.cmd, NULL, (uint32_t)cpu);
	if (observer)
		observer(&call);
	return call.result;
}

int sys_perf_set_bpf(int perf_fd, int prog_fd)
{
	ck_assert_int_ge(perf_fd, 0);
	return observed(SYS_PERF_SET_BPF, NULL, (uint32_t)prog_fd);
}

void sys_observe(sys_observer *new_observer)
{
	observer = new_observer;
}
