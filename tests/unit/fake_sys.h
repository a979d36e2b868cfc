/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Stands in for loader/sys.c in every test that uses a name of this file:
 * either a script of the calls to come, or an imitation of a kernel by its
 * age, which knows commands, attributes, map and program types and helpers,
 * and keeps the values of array maps. Any other call fails the test.
 */
#ifndef TESTS_UNIT_FAKE_SYS_H
#define TESTS_UNIT_FAKE_SYS_H

#include <stdbool.h>

#include "loader/sys.h"

/* A script: what comes next must be this. */
struct fake_call {
	int cmd; /* BPF_* or SYS_PERF_* */
	int result; /* FAKE_FD: a new descriptor */
	/* Looks at the request and may write its answer; NULL: nothing to
	 * see */
	void (*check)(union bpf_attr *attr, uint32_t size);
};

#define FAKE_FD 1000000

void fake_script(const struct fake_call *calls, size_t n);
/* All of the script has been said; forgets everything. */
void fake_finish(void);

/* An imitation */
enum fake_version {
	FAKE_4_9,
	FAKE_4_14,
	FAKE_4_15,
	FAKE_4_19,
	FAKE_5_4,
	FAKE_5_10,
	FAKE_5_15,
	FAKE_6_12,
	FAKE__COUNT
};

void fake_kernel(enum fake_version v);
const char *fake_version_name(enum fake_version v);

struct fake_map {
	int fd;
	uint32_t type, key_size, value_size, max_entries, flags;
	char name[BPF_OBJ_NAME_LEN];
	uint8_t *values; /* array maps: all elements, all CPUs */
};

struct fake_prog {
	int fd;
	uint32_t type, ninsns;
	bool func_info; /* types of its functions came along */
	char name[BPF_OBJ_NAME_LEN];
	struct bpf_insn *insns;
};

#define FAKE_OBJECTS 16

struct fake {
	unsigned cpus; /* possible; 4 unless changed */
	unsigned offline; /* perf_event_open: CPUs below are ENODEV */
	bool charges; /* EPERM as long as RLIMIT_MEMLOCK is low */
	int refuse; /* errno of every program load, 0: as it deserves */
	const char *log; /* what the verifier says when it refuses */
	/* More errnos; 0: no refusal */
	int map_refuse, lookup_refuse, perf_refuse, set_refuse, raw_refuse;
	uint64_t missed; /* recursion_misses of each program */
	/* What came of it */
	unsigned ncalls, nloads, nbatches, nlookups, nevents, nattached;
	uint32_t log_size; /* of the latest load */
	struct fake_map maps[FAKE_OBJECTS];
	unsigned nmaps;
	struct fake_prog progs[FAKE_OBJECTS];
	unsigned nprogs;
};

extern struct fake fake;

struct fake_map *fake_find_map(const char *name);
/* An element of an array map as one CPU sees it */
void *fake_element(struct fake_map *m, uint32_t key, unsigned cpu);
/* A new map as if the program under test had made it */
struct fake_map *fake_make_map(uint32_t type, uint32_t value_size,
			       uint32_t max_entries);

/* The two halves of this fake: fake_kernel.c answers for the imitation */
int fake_answer(int cmd, union bpf_attr *attr, uint32_t size);
int fake_new_fd(void);

#endif
