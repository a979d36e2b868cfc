/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Loads a program to hear what the verifier says about it, whether it takes it
 * or not. A log that does not fit never decides: where the kernel answers
 * ENOSPC it is asked again for the verdict alone.
 */
#ifndef LOADER_VERIFIER_VERIFY_H
#define LOADER_VERIFIER_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_insn;
struct err;
struct prog_spec;

enum verify_level {
	VERIFY_STATS, /* the verdict and its cost; of a refusal level 1 */
	VERIFY_PATH, /* the failing path */
	VERIFY_ALL, /* everything that was looked at */
};

struct verify_request {
	enum verify_level level;
	size_t room; /* for the log; 0: 16 MiB. What is not written to costs
		      * no memory. At most 1 GiB. */
	bool keep_head; /* when it does not fit, where the kernel can choose
			 * (6.4): its beginning, not its end */
};

struct verify_result {
	int fd; /* or -errno: the verdict */
	char *log; /* may be empty, never NULL */
	size_t len, mapped;
	bool head_cut, tail_cut; /* it did not fit */
	uint32_t true_size; /* bytes a whole log takes (6.4), else 0 */
	uint64_t nsec; /* of the load that gave the verdict */
	/* Of a program that was taken; 0: the kernel does not say */
	uint32_t verified_insns, xlated_bytes, jited_bytes, id;
};

/* 0 when there is a verdict, of either kind; -errno when not even that. */
int verify_load(const struct prog_spec *p, const struct verify_request *req,
		struct verify_result *out, struct err *e);
void verify_close(struct verify_result *r);

/* What the kernel made of a program that was taken, in instructions to be
 * freed; NULL when it does not show them. */
struct bpf_insn *verify_xlated(const struct verify_result *r, uint32_t *n);

#endif
