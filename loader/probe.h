/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the running kernel can do, found out by trying: each question is one or
 * two system calls whose object is closed at once. "Refused" is not "absent":
 * what this process may not try stays unknown.
 */
#ifndef LOADER_PROBE_H
#define LOADER_PROBE_H

#include <stdint.h>

enum probe {
	PROBE_NO,
	PROBE_YES,
	PROBE_UNKNOWN, /* no permission to find out */
};

enum probe probe_map_type(uint32_t type);
enum probe probe_prog_type(uint32_t type);

/* Whether programs of the type may be loaded for the attach type; kernels
 * check that for some types only when they attach. */
enum probe probe_attach_type(uint32_t prog_type, uint32_t attach_type);

/* Whether a program of that type may call the helper. */
enum probe probe_helper(int id, uint32_t prog_type);

/* What came with some version and is neither of these */
enum probe_feature {
	PROBE_PROG_NAME, /* 4.15 */
	PROBE_SUBPROGRAMS, /* 4.16 */
	PROBE_BTF, /* 4.18: types of user space */
	PROBE_GLOBAL_DATA, /* 5.2 */
	PROBE_BOUNDED_LOOPS, /* 5.3 */
	PROBE_LARGE_PROGRAMS, /* 5.2: over 4096 instructions */
	PROBE_CPU_V2, /* 4.14: BPF_JLT and the like */
	PROBE_CPU_V3, /* 5.1: 32-bit jumps */
	PROBE_CPU_V4, /* 6.6 */
	PROBE_ATOMICS, /* 5.12: fetch, xchg, cmpxchg */
	PROBE_BATCH, /* 5.6: maps by many elements */
	PROBE_PERF_LINK, /* 5.15: attached beyond the process */
	PROBE_FEATURE__COUNT
};

enum probe probe_feature(enum probe_feature feature);

/* Its name, the first kernel (0x50f: 5.15), what is lost without it. */
struct probe_info {
	const char *name, *without;
	uint16_t since;
};
const struct probe_info *probe_info(enum probe_feature feature);

#endif
