// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Times a loop of getppid(2): getppid [--empty] CALLS ROUNDS. With --empty a
 * program that does nothing is attached to raw_syscalls:sys_enter meanwhile,
 * which is what being counted is compared with. Prints nanoseconds per call,
 * the best round.
 */
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int load_empty(void)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACEPOINT;
	attr.insns = (uintptr_t)insns;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t) "GPL";
	return (int)syscall(__NR_bpf, BPF_PROG_LOAD, &attr, 48);
}

static int attach(int prog)
{
	FILE *f = fopen("/sys/kernel/tracing/events/raw_syscalls/sys_enter/id",
			"r");
	struct perf_event_attr attr;
	int id, fd;

	if (f == NULL || fscanf(f, "%d", &id) != 1)
		return -1;
	fclose(f);
	memset(&attr, 0, sizeof(attr));
	attr.type = PERF_TYPE_TRACEPOINT;
	attr.size = sizeof(attr);
	attr.config = (unsigned long long)id;
	fd = (int)syscall(__NR_perf_event_open, &attr, -1, 0, -1, 0);
	return fd < 0 ? -1 : ioctl(fd, PERF_EVENT_IOC_SET_BPF, prog);
}

static double round_ns(long calls)
{
	struct timespec a, b;

	clock_gettime(CLOCK_MONOTONIC, &a);
	for (long i = 0; i < calls; i++)
		syscall(SYS_getppid);
	clock_gettime(CLOCK_MONOTONIC, &b);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9 +
		(double)(b.tv_nsec - a.tv_nsec)) /
	       (double)calls;
}

int main(int argc, char **argv)
{
	int empty = argc > 1 && strcmp(argv[1], "--empty") == 0;
	double best = 1e12;

	if (argc != 3 + empty)
		return 2;
	if (empty && attach(load_empty()) < 0) {
		perror("attaching the empty program");
		return 1;
	}
	for (long r = atol(argv[2 + empty]); r > 0; r--) {
		double ns = round_ns(atol(argv[1 + empty]));

		best = ns < best ? ns : best;
	}
	printf("%.2f\n", best);
	return 0;
}
