// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* All that loader/tracefs.c defines, from a table. */
#include "tests/unit/cli/fake_tracefs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/tracefs.h"

int fake_tracefs_missing;
const char *fake_tracefs_without;

#define FIELD(decl, off, size, sign)                                           \
	"\tfield:" decl ";\toffset:" #off ";\tsize:" #size ";\tsigned:" #sign  \
	";\n"
#define COMMON                                                                 \
	FIELD("unsigned short common_type", 0, 2, 0)                           \
	FIELD("unsigned char common_flags", 2, 1, 0)                           \
	FIELD("unsigned char common_preempt_count", 3, 1, 0)                   \
	FIELD("int common_pid", 4, 4, 1) "\n"
#define FORMAT(name, id, fields)                                               \
	"name: " name "\nID: " #id "\nformat:\n" COMMON fields                 \
	"\nprint fmt: \"\"\n"

static const struct event {
	const char *system, *event;
	int id;
	const char *format;
} events[] = {
	{ "raw_syscalls", "sys_enter", 348,
	  FORMAT("sys_enter", 348,
		 FIELD("long id", 8, 8, 1)
			 FIELD("unsigned long args[6]", 16, 48, 0)) },
	{ "sched", "sched_process_exec", 312,
	  FORMAT("sched_process_exec", 312,
		 FIELD("__data_loc char[] filename", 8, 4, 1)
			 FIELD("pid_t pid", 12, 4, 1)
				 FIELD("pid_t old_pid", 16, 4, 1)) },
	{ "sched", "sched_switch", 316,
	  FORMAT("sched_switch", 316,
		 FIELD("char prev_comm[16]", 8, 16,
		       0) FIELD("pid_t prev_pid", 24, 4,
				1) FIELD("int prev_prio", 28, 4,
					 1) FIELD("long prev_state", 32, 8, 1)
			 FIELD("char next_comm[16]", 40, 16, 0)
				 FIELD("pid_t next_pid", 56, 4, 1)
					 FIELD("int next_prio", 60, 4, 1)) },
	{ "task", "task_newtask", 122,
	  FORMAT("task_newtask", 122,
		 FIELD("pid_t pid", 8, 4, 1) FIELD("char comm[16]", 12, 16, 0)
			 FIELD("unsigned long clone_flags", 32, 8, 0)
				 FIELD("short oom_score_adj", 40, 2, 1)) },
};

int tracefs_open(struct tracefs *out, struct err *e)
{
	if (fake_tracefs_missing)
		return err_set(e, fake_tracefs_missing, "no tracefs here");
	out->events = 1 << 20;
	return 0;
}

void tracefs_close(struct tracefs *t)
{
	t->events = -1;
}

static bool is_there(const struct event *ev)
{
	char name[64];

	snprintf(name, sizeof(name), "%s:%s", ev->system, ev->event);
	return fake_tracefs_without == NULL ||
	       strcmp(fake_tracefs_without, name) != 0;
}

static const struct event *find(const char *system, const char *event)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (strcmp(events[i].system, system) == 0 &&
		    strcmp(events[i].event, event) == 0 && is_there(&events[i]))
			return &events[i];
	return NULL;
}

int tracefs_event_id(const struct tracefs *t, const char *system,
		     const char *event, struct err *e)
{
	const struct event *ev = find(system, event);

	(void)t;
	return ev ? ev->id
		  : err_set(e, ENOENT, "no tracepoint '%s:%s'", system, event);
}

int tracefs_format(const struct tracefs *t, const char *system,
		   const char *event, char **out, struct err *e)
{
	const struct event *ev = find(system, event);

	(void)t;
	if (ev == NULL)
		return err_set(e, ENOENT, "no tracepoint '%s:%s'", system,
			       event);
	*out = strdup(ev->format);
	return *out ? 0 : err_nomem(e);
}

int tracefs_walk(const struct tracefs *t, tracefs_each *each, void *ctx)
{
	int ret = 0;

	(void)t;
	for (size_t i = 0; i < ARRAY_SIZE(events) && ret == 0; i++)
		if (is_there(&events[i]))
			ret = each(ctx, events[i].system, events[i].event);
	return ret;
}
