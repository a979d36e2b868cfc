// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The command line of `rawbpf count`, turned into struct count_args. */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/count.h"
#include "cli/suggest.h"
#include "elf/cleanup.h"
#include "elf/err.h"

/* With tens of thousands of processes raise it with --max-entries */
#define DEFAULT_ENTRIES 10240
#define MAX_ENTRIES	(1u << 22)

enum {
	OPT_ALL = 1,
	OPT_BY,
	OPT_DURATION,
	OPT_INTERVAL,
	OPT_ENTRIES,
	OPT_TOP,
	OPT_FORMAT,
	OPT_PID,
	OPT_RAW,
	OPT_WRITE
};

static const struct opt options[] = {
	{ 'a', "all", NULL, "with a command: count everything while it runs",
	  OPT_ALL },
	{ 'b', "by", "KEY,...",
	  "what to count by: pid (default), tid, comm, uid, cgroup, cpu, "
	  "syscall; several make a combined key",
	  OPT_BY },
	{ 'd', "duration", "S", "count for S seconds (also 500ms, 2m)",
	  OPT_DURATION },
	{ 'i', "interval", "S", "report what came every S seconds",
	  OPT_INTERVAL },
	{ 'm', "max-entries", "N", "room for N keys (default 10240)",
	  OPT_ENTRIES },
	{ 'n', "top", "N", "show only the N busiest", OPT_TOP },
	{ 'o', "output", "FORMAT", "table (default), json, csv or openmetrics",
	  OPT_FORMAT },
	{ 'p', "pid", "PID", "count only this process and its threads",
	  OPT_PID },
	{ 0, "raw", NULL, "attach as raw tracepoint, without tracefs (4.17)",
	  OPT_RAW },
	{ 'w', "write", "FILE", "write the report to FILE, not to stdout",
	  OPT_WRITE },
};

const struct opt_table count_options = { "Options of count", options,
					 ARRAY_SIZE(options) };

static const char *const by_names[BY__COUNT] = {
	[BY_PID] = "pid",	  [BY_TID] = "tid",	  [BY_COMM] = "comm",
	[BY_UID] = "uid",	  [BY_CGROUP] = "cgroup", [BY_CPU] = "cpu",
	[BY_SYSCALL] = "syscall", [BY_EVENT] = "event",
};

const char *count_by_name(enum count_by by)
{
	return by_names[by];
}

static int add_by(struct count_args *a, const char *word, size_t len,
		  struct err *e)
{
	const char *best[SUGGEST_MAX];
	char given[32], hint[96];

	for (unsigned i = 0; i < BY_EVENT; i++) {
		if (strlen(by_names[i]) != len ||
		    strncmp(by_names[i], word, len) != 0)
			continue;
		if (!(a->by_mask & 1u << i))
			a->by[a->nby++] = i;
		a->by_mask |= 1u << i;
		return 0;
	}
	snprintf(given, sizeof(given), "%.*s", (int)len, word);
	err_set(e, EINVAL, "'%s' is nothing to count by", given);
	if (suggest_text(best, suggest_list(given, by_names, BY_EVENT, best),
			 hint, sizeof(hint))[0])
		return err_hint(e, "%s", hint);
	return err_hint(e, "keys are pid, tid, comm, uid, cgroup, cpu and "
			   "syscall, separated by commas");
}

static int parse_by(struct count_args *a, const char *list, struct err *e)
{
	for (;;) {
		size_t len = strcspn(list, ",");
		int err = add_by(a, list, len, e);

		if (err < 0 || list[len] == '\0')
			return err;
		list += len + 1;
	}
}

const char *count_format_name(enum count_format format)
{
	static const char *const formats[FORMAT__COUNT] = {
		[FORMAT_TABLE] = "table",
		[FORMAT_JSON] = "json",
		[FORMAT_CSV] = "csv",
		[FORMAT_OPENMETRICS] = "openmetrics",
	};

	return formats[format];
}

static int parse_format(struct count_args *a, const char *word, struct err *e)
{
	for (unsigned i = 0; i < FORMAT__COUNT; i++) {
		if (strcmp(count_format_name(i), word) == 0) {
			a->format = i;
			return 0;
		}
	}
	err_set(e, EINVAL, "'%s' is no output format", word);
	return err_hint(e, "formats are table, json, csv and openmetrics");
}

static int add_event(struct count_args *a, const char *name, struct err *e)
{
	struct count_event *ev = &a->events[a->nevents];
	const char *colon = strpbrk(name, ":/");

	if (a->nevents == COUNT_MAX_EVENTS)
		return err_set(e, EINVAL, "more than %d tracepoints",
			       COUNT_MAX_EVENTS);
	for (unsigned i = 0; i < a->nevents; i++)
		if (strcmp(a->events[i].name, name) == 0)
			return err_set(e, EINVAL, "'%s' is given twice", name);
	ev->name = name;
	ev->event = colon ? colon + 1 : name;
	if (colon)
		snprintf(ev->system, sizeof(ev->system), "%.*s",
			 (int)(colon - name), name);
	a->nevents++;
	return 0;
}

static int take_option(struct count_args *a, const struct opt_iter *it, int id,
		       struct err *e)
{
	switch (id) {
	case OPT_ALL:
		a->all = true;
		return 0;
	case OPT_BY:
		return parse_by(a, it->arg, e);
	case OPT_DURATION:
		return parse_duration(it->arg, &a->duration_ns, e);
	case OPT_INTERVAL:
		return parse_duration(it->arg, &a->interval_ns, e);
	case OPT_ENTRIES:
		return parse_u32(it->arg, 1, MAX_ENTRIES, &a->entries, e);
	case OPT_TOP:
		return parse_u32(it->arg, 1, UINT32_MAX, &a->top, e);
	case OPT_FORMAT:
		return parse_format(a, it->arg, e);
	case OPT_PID:
		return parse_u32(it->arg, 1, INT32_MAX, &a->pid, e);
	case OPT_RAW:
		a->raw = true;
		return 0;
	default:
		a->output = it->arg;
		return 0;
	}
}

static int check(struct count_args *a, struct err *e)
{
	if (a->all && a->cmd == NULL)
		return err_set(e, EINVAL,
			       "--all goes with a command behind "
			       "'--'; without one everything is counted");
	if (a->pid && a->cmd)
		return err_set(e, EINVAL,
			       "--pid and a command exclude each "
			       "other");
	if (a->nby == 0)
		return parse_by(a, "pid", e);
	return 0;
}

static void fill_in(struct global *g, struct count_args *a)
{
	if (g->json && a->format == FORMAT_TABLE)
		a->format = FORMAT_JSON;
	if (a->format == FORMAT_JSON)
		g->json = true;
	a->pretty = g->pretty;
	if (a->entries == 0)
		a->entries = DEFAULT_ENTRIES;
	if (a->nevents > 1) {
		a->by[a->nby++] = BY_EVENT;
		a->by_mask |= 1u << BY_EVENT;
	}
}

int count_parse(struct global *g, struct opt_iter *it, struct count_args *a,
		struct err *e)
{
	int id = 0, err = 0;

	while (err == 0 && (id = command_next(g, it, e)) > 0) {
		if (id == OPT_OPERAND)
			err = add_event(a, it->arg, e);
		else if (take_option(a, it, id, e) < 0)
			err = opt_wrap(it, e);
	}
	if (id < 0 || err < 0)
		return USAGE_ERROR;
	if (it->dashes && it->nrest == 0) {
		err_set(e, EINVAL, "no command behind '--'");
		return USAGE_ERROR;
	}
	if (it->dashes)
		a->cmd = it->rest;
	if (a->nevents == 0)
		add_event(a, "raw_syscalls:sys_enter", e);
	if (check(a, e) < 0)
		return USAGE_ERROR;
	fill_in(g, a);
	return 0;
}
