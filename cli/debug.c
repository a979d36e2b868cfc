// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the loader asks of the kernel, in the order in which it does, with the
 * attributes that matter for each command and what came of it.
 */
#include "cli/debug.h"

#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>

#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "loader/sys.h"

static const char *const commands[] = {
	[BPF_MAP_CREATE] = "BPF_MAP_CREATE",
	[BPF_MAP_LOOKUP_ELEM] = "BPF_MAP_LOOKUP_ELEM",
	[BPF_MAP_UPDATE_ELEM] = "BPF_MAP_UPDATE_ELEM",
	[BPF_MAP_DELETE_ELEM] = "BPF_MAP_DELETE_ELEM",
	[BPF_MAP_GET_NEXT_KEY] = "BPF_MAP_GET_NEXT_KEY",
	[BPF_PROG_LOAD] = "BPF_PROG_LOAD",
	[BPF_OBJ_PIN] = "BPF_OBJ_PIN",
	[BPF_OBJ_GET] = "BPF_OBJ_GET",
	[BPF_PROG_GET_NEXT_ID] = "BPF_PROG_GET_NEXT_ID",
	[BPF_MAP_GET_NEXT_ID] = "BPF_MAP_GET_NEXT_ID",
	[BPF_PROG_GET_FD_BY_ID] = "BPF_PROG_GET_FD_BY_ID",
	[BPF_MAP_GET_FD_BY_ID] = "BPF_MAP_GET_FD_BY_ID",
	[BPF_OBJ_GET_INFO_BY_FD] = "BPF_OBJ_GET_INFO_BY_FD",
	[BPF_RAW_TRACEPOINT_OPEN] = "BPF_RAW_TRACEPOINT_OPEN",
	[BPF_BTF_LOAD] = "BPF_BTF_LOAD",
	[BPF_BTF_GET_FD_BY_ID] = "BPF_BTF_GET_FD_BY_ID",
	[BPF_MAP_FREEZE] = "BPF_MAP_FREEZE",
	[BPF_BTF_GET_NEXT_ID] = "BPF_BTF_GET_NEXT_ID",
	[BPF_MAP_LOOKUP_BATCH] = "BPF_MAP_LOOKUP_BATCH",
	[BPF_LINK_CREATE] = "BPF_LINK_CREATE",
	[BPF_LINK_GET_FD_BY_ID] = "BPF_LINK_GET_FD_BY_ID",
	[BPF_LINK_GET_NEXT_ID] = "BPF_LINK_GET_NEXT_ID",
	[BPF_LINK_DETACH] = "BPF_LINK_DETACH",
};

static void show_path(uint64_t pathname)
{
	const char *path;

	memcpy(&path, &pathname, sizeof(path));
	fputs("path=", stderr);
	text_put(stderr, path, 256);
}

static void show_attr(const struct sys_call *c)
{
	const union bpf_attr *a = c->attr;

	switch (c->cmd) {
	case BPF_MAP_CREATE:
		fprintf(stderr,
			"%s name=%.16s key=%u value=%u entries=%u "
			"flags=0x%x",
			map_type_name(a->map_type),
			c->size >= ATTR_SIZE(map_name) ? a->map_name : "",
			a->key_size, a->value_size, a->max_entries,
			a->map_flags);
		break;
	case BPF_PROG_LOAD:
		fprintf(stderr, "type=%u name=%.16s insns=%u log_level=%u",
			a->prog_type,
			c->size >= ATTR_SIZE(prog_name) ? a->prog_name : "",
			a->insn_cnt, a->log_level);
		break;
	case BPF_RAW_TRACEPOINT_OPEN:
		fprintf(stderr, "prog=%u", a->raw_tracepoint.prog_fd);
		break;
	case BPF_LINK_CREATE:
		fprintf(stderr, "prog=%u target=%u type=%u",
			a->link_create.prog_fd, a->link_create.target_fd,
			a->link_create.attach_type);
		break;
	case BPF_PROG_GET_FD_BY_ID:
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_BTF_GET_FD_BY_ID:
	case BPF_LINK_GET_FD_BY_ID:
		fprintf(stderr, "id=%u", a->link_id);
		break;
	case BPF_PROG_GET_NEXT_ID:
	case BPF_MAP_GET_NEXT_ID:
	case BPF_BTF_GET_NEXT_ID:
	case BPF_LINK_GET_NEXT_ID:
		fprintf(stderr, "after=%u", a->start_id);
		break;
	case BPF_OBJ_PIN:
	case BPF_OBJ_GET:
		show_path(a->pathname);
		break;
	case BPF_MAP_LOOKUP_BATCH:
		fprintf(stderr, "map=%u count=%u", a->batch.map_fd,
			a->batch.count);
		break;
	case SYS_PERF_EVENT_OPEN:
		fprintf(stderr, "type=%u config=%llu", c->perf->type,
			(unsigned long long)c->perf->config);
		break;
	case SYS_PERF_SET_BPF:
		fprintf(stderr, "prog=%u", c->size);
		break;
	default:
		fprintf(stderr, "fd=%u", a->map_fd);
	}
}

static void show(const struct sys_call *c)
{
	if (c->cmd == SYS_PERF_EVENT_OPEN)
		fprintf(stderr, "perf_event_open(");
	else if (c->cmd == SYS_PERF_SET_BPF)
		fprintf(stderr, "ioctl(PERF_EVENT_IOC_SET_BPF, ");
	else if ((size_t)c->cmd < ARRAY_SIZE(commands) && commands[c->cmd])
		fprintf(stderr, "bpf(%s, ", commands[c->cmd]);
	else
		fprintf(stderr, "bpf(%d, ", c->cmd);
	show_attr(c);
	if (c->attr)
		fprintf(stderr, ", %u", c->size);
	if (c->result < 0)
		fprintf(stderr, ") = %s\n", errno_name(c->result));
	else
		fprintf(stderr, ") = %d\n", c->result);
}

void debug_system_calls(void)
{
	sys_observe(show);
}
