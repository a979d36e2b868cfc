// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf link`: what is attached where, with bpftool's keys. What a link tells
 * depends on its type: a row of the table for each number or string in the
 * kernel's struct bpf_link_info, so that old headers know all of it.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "cli/select.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"

enum {
	RAW_TRACEPOINT = 1,
	TRACING,
	CGROUP,
	ITER,
	NETNS,
	XDP,
	PERF_EVENT,
	KPROBE_MULTI,
	STRUCT_OPS,
	NETFILTER,
	TCX,
	UPROBE_MULTI,
	NETKIT,
	SOCKMAP,
	LINK__COUNT
};

static const char *const names[LINK__COUNT] = {
	[RAW_TRACEPOINT] = "raw_tracepoint",
	[TRACING] = "tracing",
	[CGROUP] = "cgroup",
	[ITER] = "iter",
	[NETNS] = "netns",
	[XDP] = "xdp",
	[PERF_EVENT] = "perf_event",
	[KPROBE_MULTI] = "kprobe_multi",
	[STRUCT_OPS] = "struct_ops",
	[NETFILTER] = "netfilter",
	[TCX] = "tcx",
	[UPROBE_MULTI] = "uprobe_multi",
	[NETKIT] = "netkit",
	[SOCKMAP] = "sockmap",
};

/* Of perf_event, as the kernel counts them */
enum { UPROBE = 1, URETPROBE, KPROBE, KRETPROBE, TRACEPOINT, EVENT };
/* Of iter, after the names of their targets */
enum { ITER_MAP = 1, ITER_CGROUP, ITER_TASK };

#define ANY    0
#define SUB(a) (1u << (a))

static const struct field {
	uint8_t type, subs; /* subs: a set, or ANY */
	enum { U32, U64, I32, POINTER, STRING, ATTACH_TYPE, IFINDEX, BIT } how;
	uint8_t off,
		len_off; /* len_off: of a string, whose pointer is at off */
	const char *key;
} fields[] = {
	{ RAW_TRACEPOINT, ANY, STRING, 16, 24, "tp_name" },
	{ RAW_TRACEPOINT, ANY, U64, 32, 0, "cookie" },
	{ TRACING, ANY, ATTACH_TYPE, 16, 0, "attach_type" },
	{ TRACING, ANY, U32, 20, 0, "target_obj_id" },
	{ TRACING, ANY, U32, 24, 0, "target_btf_id" },
	{ TRACING, ANY, U64, 32, 0, "cookie" },
	{ CGROUP, ANY, U64, 16, 0, "cgroup_id" },
	{ CGROUP, ANY, ATTACH_TYPE, 24, 0, "attach_type" },
	{ ITER, ANY, STRING, 16, 24, "target_name" },
	{ ITER, SUB(ITER_MAP), U32, 28, 0, "map_id" },
	{ ITER, SUB(ITER_CGROUP), U64, 32, 0, "cgroup_id" },
	{ ITER, SUB(ITER_CGROUP), U32, 40, 0, "order" },
	{ ITER, SUB(ITER_TASK), U32, 32, 0, "tid" },
	{ ITER, SUB(ITER_TASK), U32, 36, 0, "pid" },
	{ NETNS, ANY, U32, 16, 0, "netns_ino" },
	{ NETNS, ANY, ATTACH_TYPE, 20, 0, "attach_type" },
	{ XDP, ANY, IFINDEX, 16, 0, "ifindex" },
	{ PERF_EVENT, SUB(UPROBE) | SUB(URETPROBE), STRING, 24, 32, "file" },
	{ PERF_EVENT, SUB(UPROBE) | SUB(URETPROBE), U32, 36, 0, "offset" },
	{ PERF_EVENT, SUB(UPROBE) | SUB(URETPROBE), U64, 40, 0, "cookie" },
	{ PERF_EVENT, SUB(KPROBE) | SUB(KRETPROBE), STRING, 24, 32, "func" },
	{ PERF_EVENT, SUB(KPROBE) | SUB(KRETPROBE), U32, 36, 0, "offset" },
	{ PERF_EVENT, SUB(KPROBE) | SUB(KRETPROBE), POINTER, 40, 0, "addr" },
	{ PERF_EVENT, SUB(KPROBE) | SUB(KRETPROBE), U64, 48, 0, "missed" },
	{ PERF_EVENT, SUB(KPROBE) | SUB(KRETPROBE), U64, 56, 0, "cookie" },
	{ PERF_EVENT, SUB(TRACEPOINT), STRING, 24, 32, "tracepoint" },
	{ PERF_EVENT, SUB(TRACEPOINT), U64, 40, 0, "cookie" },
	{ PERF_EVENT, SUB(EVENT), U32, 32, 0, "event_type" },
	{ PERF_EVENT, SUB(EVENT), U64, 24, 0, "event_config" },
	{ PERF_EVENT, SUB(EVENT), U64, 40, 0, "cookie" },
	{ KPROBE_MULTI, ANY, U32, 24, 0, "func_cnt" },
	{ KPROBE_MULTI, ANY, BIT, 28, 0, "retprobe" },
	{ KPROBE_MULTI, ANY, U64, 32, 0, "missed" },
	{ STRUCT_OPS, ANY, U32, 16, 0, "map_id" },
	{ NETFILTER, ANY, U32, 16, 0, "pf" },
	{ NETFILTER, ANY, U32, 20, 0, "hook" },
	{ NETFILTER, ANY, I32, 24, 0, "prio" },
	{ NETFILTER, ANY, U32, 28, 0, "flags" },
	{ TCX, ANY, IFINDEX, 16, 0, "ifindex" },
	{ TCX, ANY, ATTACH_TYPE, 20, 0, "attach_type" },
	{ UPROBE_MULTI, ANY, STRING, 16, 48, "path" },
	{ UPROBE_MULTI, ANY, U32, 52, 0, "func_cnt" },
	{ UPROBE_MULTI, ANY, BIT, 56, 0, "retprobe" },
	{ UPROBE_MULTI, ANY, U32, 60, 0, "pid" },
	{ NETKIT, ANY, IFINDEX, 16, 0, "ifindex" },
	{ NETKIT, ANY, ATTACH_TYPE, 20, 0, "attach_type" },
	{ SOCKMAP, ANY, U32, 16, 0, "map_id" },
	{ SOCKMAP, ANY, ATTACH_TYPE, 20, 0, "attach_type" },
};

struct link_row {
	union {
		struct {
			uint32_t type, id, prog_id;
		};
		uint8_t bytes[128];
	};
	uint32_t prog_type; /* of tracing; 0: not known */
	char text[256]; /* the one string of its type */
};

static uint64_t number_at(const struct link_row *row, unsigned off,
			  unsigned size)
{
	uint64_t v = 0;

	memcpy(&v, row->bytes + off, size);
	return v;
}

static unsigned sub_type(const struct link_row *row)
{
	if (row->type == PERF_EVENT)
		return (unsigned)number_at(row, 16, 4) & 7;
	if (row->type != ITER)
		return 0;
	return strncmp(row->text, "bpf_map_elem", 12) == 0 ||
			       strncmp(row->text, "bpf_sk_stor", 11) == 0
		       ? ITER_MAP
	       : strcmp(row->text, "cgroup") == 0   ? ITER_CGROUP
	       : strncmp(row->text, "task", 4) == 0 ? ITER_TASK
						    : 0;
}

static bool has(const struct link_row *row, const struct field *f)
{
	return f->type == row->type &&
	       (f->subs == ANY || f->subs & SUB(sub_type(row)));
}

/* The kernel writes a string to where the info points */
static bool ask_for_text(struct link_row *row)
{
	uint64_t at = (uintptr_t)row->text;
	uint32_t len = sizeof(row->text) - 1;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const struct field *f = &fields[i];

		if (f->how != STRING || !has(row, f))
			continue;
		memset(row->bytes, 0, sizeof(row->bytes));
		memcpy(row->bytes + f->off, &at, sizeof(at));
		memcpy(row->bytes + f->len_off, &len, sizeof(len));
		return true;
	}
	return false;
}

static uint32_t prog_type(uint32_t id)
{
	struct bpf_prog_info info = { 0 };
	struct err ignored;
	auto_fd int fd = kernel_obj_open(KERNEL_PROG, id, &ignored);

	if (fd >= 0)
		kernel_obj_info(fd, &info, sizeof(info), &ignored);
	return info.type;
}

static int add(void *ctx, int fd, struct err *e)
{
	struct link_row *row = select_row(ctx);
	int err;

	if (row == NULL)
		return err_nomem(e);
	err = kernel_obj_info(fd, row->bytes, sizeof(row->bytes), e);
	if (err == 0 && ask_for_text(row))
		err = kernel_obj_info(fd, row->bytes, sizeof(row->bytes), e);
	if (err == 0 && row->type == TRACING)
		row->prog_type = prog_type(row->prog_id);
	return err;
}

static void show_device(struct sheet *s, uint32_t index)
{
	char name[IF_NAMESIZE];

	sheet_string(s, "devname|DEVICE",
		     index == 0			   ? "(detached)"
		     : if_indextoname(index, name) ? name
						   : "(unknown)");
	sheet_uint(s, ".ifindex", index);
}

static void show_field(struct sheet *s, const struct link_row *row,
		       const struct field *f)
{
	uint64_t v = number_at(row, f->off,
			       f->how == U64 || f->how == POINTER ? 8 : 4);

	switch (f->how) {
	case STRING:
		sheet_string(s, f->key, row->text);
		break;
	case ATTACH_TYPE:
		sheet_string(s, f->key, attach_type_name((uint32_t)v));
		break;
	case IFINDEX:
		show_device(s, (uint32_t)v);
		break;
	case BIT:
		sheet_bool(s, f->key, v & 1);
		break;
	case I32:
		sheet_int(s, f->key, (int32_t)v);
		break;
	default:
		sheet_some(s, f->key, v);
	}
}

static void show_row(struct sheet *s, void *ctx, size_t i)
{
	const struct select_rows *rows = ctx;
	const struct link_row *row = (const struct link_row *)rows->v + i;
	unsigned sub = sub_type(row);
	char type[24];

	sheet_uint(s, "id", row->id);
	snprintf(type, sizeof(type), "type %u", row->type);
	sheet_string(s, "type",
		     row->type < LINK__COUNT && names[row->type]
			     ? names[row->type]
			     : type);
	sheet_uint(s, "prog_id|PROG", row->prog_id);
	if (row->prog_type)
		sheet_string(s, "prog_type", prog_type_name(row->prog_type));
	if (row->type == PERF_EVENT && sub >= UPROBE && sub <= KRETPROBE)
		sheet_bool(s, "retprobe", sub % 2 == 0);
	for (size_t f = 0; f < ARRAY_SIZE(fields); f++)
		if (has(row, &fields[f]))
			show_field(s, row, &fields[f]);
	select_pinned(&rows->select, s, row->id);
}

static int run_show(struct global *g, struct opt_iter *it, struct err *e)
{
	struct select_rows rows = { .select.kind = KERNEL_LINK,
				    .add = add,
				    .row = show_row,
				    .size = sizeof(struct link_row) };
	int err = select_show(&rows, g, it, e);

	select_rows_close(&rows);
	return err;
}

#define ARGS "[OPTIONS] [id N | [pinned] FILE]"

SELECT_SHOW(ARGS, "show what is attached in the kernel", run_show);

static const struct command *const verbs[] = { &show, &list, NULL };

const struct command link_command = { "link", "[show] ...",
				      "show what is attached in the kernel",
				      .verbs = verbs };
