/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is known of the kernel's helper functions without asking one: name,
 * first kernel, which program types may call them (kernel: enum bpf_func_id,
 * struct bpf_func_proto).
 */
#ifndef ELF_HELPER_H
#define ELF_HELPER_H

#include <stdint.h>

enum helper_flag {
	HELPER_GPL = 1 << 0, /* for programs with a GPL-compatible licence */
	HELPER_GPL_MAYBE = 1 << 1, /* so for some program types */
	HELPER_GPL_OLD = 1 << 2, /* so before 5.8 */
	HELPER_SLEEPS = 1 << 3, /* for sleepable programs only */
};

struct helper {
	const char *name; /* without the "bpf_" */
	uint32_t types; /* bit N - 1: program type N may call it */
	uint16_t since; /* 0x509: Linux 5.9 */
	uint8_t flags; /* enum helper_flag */
};

/* NULL for a number that no kernel has. */
const struct helper *helper_at(int id);

/* The number of "bpf_NAME", 0 for none. */
int helper_find(const char *name);

#endif
