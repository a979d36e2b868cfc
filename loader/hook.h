/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The name of a hook: as a user gives it, and as it can be read out of a
 * program's pin.
 */
#ifndef LOADER_HOOK_H
#define LOADER_HOOK_H

#include <stdint.h>

struct err;
struct section_kind;

struct hook {
	const struct section_kind *kind;
	char target[128]; /* see struct attach */
};

/* "raw_syscalls:sys_enter", "raw_tp:sys_enter", or a section's name. prog_type
 * is that of the program, BPF_PROG_TYPE_*; 0, unknown, is a tracepoint's. */
int hook_parse(const char *text, uint32_t prog_type, struct hook *out,
	       struct err *e);

/* From the name of a pin, prog_OBJECT_SECTION, where / stands as _: which
 * underscore is what is asked of tracefs. For types whose programs know their
 * hook themselves the target may be empty. */
int hook_of_pin(const char *name, uint32_t prog_type, struct hook *out,
		struct err *e);

/* A tracepoint by its target, "sched/sched_switch", behind which anything may
 * follow after a "/" or "$" */
struct hook_event {
	char system[64], event[64];
	char name[130]; /* "sched:sched_switch" */
};
int hook_event(const char *target, struct hook_event *out, struct err *e);

#endif
