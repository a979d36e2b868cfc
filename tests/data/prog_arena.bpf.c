/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Variables in an arena: from clang 19 on in a section of their own; older ones
 * do not know how, and the program has none.
 */
#include "bpf/rawbpf.h"

#define MAP_TYPE_ARENA 33 /* 6.9 */

struct {
	__uint(type, MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 10);
} arena SEC(".maps");

#ifdef __BPF_FEATURE_ADDR_SPACE_CAST
#define ARENA __attribute__((address_space(1)))
#else
#define ARENA
#endif

int ARENA five = 5;
int ARENA zero;

SEC("syscall")
int sum(void *ctx)
{
	void *used = &arena;

	asm volatile("" ::"r"(used));
	five += 2;
	return five + ++zero;
}

LICENSE("GPL");
