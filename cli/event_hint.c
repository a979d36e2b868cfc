// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The nearest among all tracepoints of this kernel. */
#include "cli/event_hint.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "elf/err.h"
#include "loader/tracefs.h"

struct list {
	char **names; /* owned, as its strings are */
	size_t n, room;
};

static int add(void *ctx, const char *system, const char *event)
{
	struct list *l = ctx;
	char **names = l->names;

	if (l->n == l->room) {
		size_t room = l->room ? l->room * 2 : 1024;

		names = realloc(names, room * sizeof(*names));
		if (names == NULL)
			return 1;
		l->names = names;
		l->room = room;
	}
	if (asprintf(&names[l->n], "%s:%s", system, event) < 0)
		return 1;
	l->n++;
	return 0;
}

int event_hint(const struct tracefs *t, const char *name, struct err *e)
{
	const char *best[SUGGEST_MAX];
	struct list l = { 0 };
	char hint[256];

	err_set(e, ENOENT, "no tracepoint '%s'", name);
	tracefs_walk(t, add, &l);
	suggest_text(
		best,
		suggest_list(name, (const char *const *)l.names, l.n, best),
		hint, sizeof(hint));
	if (hint[0])
		err_hint(e, "%s", hint);
	else if (strcmp(name, "raw_syscalls:sys_enter") == 0)
		err_hint(e, "this kernel was built without "
			    "CONFIG_FTRACE_SYSCALLS");
	else
		err_hint(e,
			 "tracepoints are written SYSTEM:EVENT; this kernel "
			 "has %zu of them",
			 l.n);
	for (size_t i = 0; i < l.n; i++)
		free(l.names[i]);
	free(l.names);
	return -e->code;
}
