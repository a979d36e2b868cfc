/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What stands in the way of BPF on this machine, for this process: each thing
 * that was looked at, what was found, what it costs and the line that mends
 * it. Nothing is changed; nothing that is missing is an error.
 */
#ifndef LOADER_DOCTOR_H
#define LOADER_DOCTOR_H

#include <stdint.h>

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_NOTE, /* worth knowing, stands in nobody's way */
	DOCTOR_UNKNOWN, /* could not be looked at */
	DOCTOR_MISSING,
};

struct doctor_item {
	const char *area, *name;
	enum doctor_state state;
	char value[200]; /* what was found; may be empty */
	const char *costs, *mend; /* NULL: nothing, or nothing to be done */
};

typedef void doctor_fn(void *ctx, const struct doctor_item *item);

/* All areas in turn, the most basic first. */
void doctor_examine(doctor_fn *each, void *ctx);

/* One area each; for doctor_examine. */
struct doctor {
	doctor_fn *each;
	void *ctx;
	const char *area;
	uint32_t version; /* of the kernel, as KERNEL_VERSION() */
};

void doctor_privileges(struct doctor *d);
void doctor_kernel(struct doctor *d);
void doctor_config(struct doctor *d);
void doctor_mounts(struct doctor *d);

/* Given unless the state is DOCTOR_OK; NULL: there is nothing to say */
struct doctor_advice {
	const char *costs, *mend;
};

#define ADVICE(costs, mend) (&(const struct doctor_advice){ costs, mend })

void doctor_say(const struct doctor *d, const char *name,
		enum doctor_state state, const struct doctor_advice *advice,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The first line of a small file, without its end; -errno. */
int doctor_read(const char *path, char *buf, unsigned long size);

#endif
