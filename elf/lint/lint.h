/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The verifier's questions, asked of an object without a kernel: what it needs,
 * what of it is refused and by which releases. An error is certain; a warning
 * depends on what a kernel knows when it loads the object; a note is for who
 * wants to know. What this project's loader makes up for is no error. Bounds,
 * the ends of loops and complexity are left to kernels.
 */
#ifndef ELF_LINT_LINT_H
#define ELF_LINT_LINT_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct obj;
struct obj_func;

enum lint_severity { LINT_NOTE, LINT_WARNING, LINT_ERROR };

struct lint_finding {
	const char *rule; /* its name, "helper-new" */
	enum lint_severity severity;
	const char *message; /* like fix one sentence without its dot */
	const char *fix; /* or NULL */
	/* Of kernels from the first on and below the second, 0: of all that
	 * follow; 0x509 is Linux 5.9 */
	uint16_t from, since;
	const struct obj_func *program; /* NULL: of the whole object */
	const struct obj_func *func; /* where it is, or NULL */
	uint32_t at; /* instruction of that function */
	uint32_t insn; /* the same as the verifier counts, with the program's
			* functions one after the other */
	bool optional; /* the object is loaded without this program */
};

typedef void lint_fn(void *ctx, const struct lint_finding *f);

/* What any release might say. The message of a finding lasts until fn returns,
 * the rest as long as obj. -ENOMEM is the only error. */
int lint_object(const struct obj *obj, lint_fn *fn, void *ctx, struct err *e);

/* The finding is about that release. */
bool lint_applies(const struct lint_finding *f, uint16_t kernel);

#endif
