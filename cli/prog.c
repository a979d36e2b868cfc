// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `rawbpf prog`: the programs that are in the kernel, with bpftool's keys. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "cli/select.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "loader/fd_id.h"

/* What bpf_prog_info has behind recursion_misses, and older headers not */
struct prog_info_end {
	uint32_t verified_insns; /* 5.16 */
	uint32_t attach_btf_obj_id, attach_btf_id; /* 5.18 */
};

struct prog_row {
	union {
		struct bpf_prog_info info;
		uint8_t bytes[256];
	};
	struct prog_info_end end;
	uint64_t memlock;
	uint32_t *map_ids; /* owned */
	char *name; /* owned: all of it, or NULL */
	bool orphaned;
};

#define END_OFFSET (offsetof(struct bpf_prog_info, recursion_misses) + 8)

/* The function's name, when the kernel has cut the program's */
static char *full_name(const struct bpf_prog_info *info, uint32_t type_id)
{
	struct kernel_obj_btf btf = { 0 };
	struct err ignored;
	char *name = NULL;

	if (strlen(info->name) < sizeof(info->name) - 1 || info->btf_id == 0 ||
	    type_id == 0 ||
	    kernel_obj_btf_open(info->btf_id, &btf, &ignored) < 0)
		return NULL;
	if (strncmp(btf_name(&btf.btf, type_id), info->name,
		    sizeof(info->name) - 1) == 0)
		name = strdup(btf_name(&btf.btf, type_id));
	kernel_obj_btf_close(&btf);
	return name;
}

static int add(void *ctx, int fd, struct err *e)
{
	struct prog_row *row = select_row(ctx);
	uint32_t func[64] = { 0 };
	uint32_t nmaps, rec_size;
	int err;

	if (row == NULL)
		return err_nomem(e);
	err = kernel_obj_info(fd, row->bytes, sizeof(row->bytes), e);
	row->orphaned = err == -ENODEV; /* the device it was for */
	if (err < 0 && !row->orphaned)
		return err;
	fd_fact(fd, "memlock", &row->memlock);
	nmaps = row->info.nr_map_ids;
	rec_size = row->info.func_info_rec_size;
	row->map_ids = calloc(nmaps + 1, sizeof(*row->map_ids));
	if (row->map_ids == NULL)
		return err_nomem(e);
	memset(row->bytes, 0, sizeof(row->bytes));
	row->info.map_ids = (uintptr_t)row->map_ids;
	row->info.nr_map_ids = nmaps;
	if (rec_size > 0 && rec_size <= sizeof(func)) {
		row->info.func_info = (uintptr_t)func;
		row->info.func_info_rec_size = rec_size;
		row->info.nr_func_info = 1;
	}
	err = kernel_obj_info(fd, row->bytes, sizeof(row->bytes), e);
	if (err < 0 && err != -ENODEV)
		return err;
	if (row->info.nr_map_ids > nmaps)
		row->info.nr_map_ids = nmaps;
	memcpy(&row->end, row->bytes + END_OFFSET, sizeof(row->end));
	row->name = full_name(&row->info, func[1]);
	return 0;
}

static void show_names(struct sheet *s, const struct prog_row *row)
{
	const struct bpf_prog_info *info = &row->info;
	char tag[SELECT_TAG_TEXT];

	sheet_uint(s, "id", info->id);
	sheet_string(s, "type", prog_type_name(info->type));
	if (info->name[0])
		sheet_string(s, "name", row->name ? row->name : info->name);
	sheet_string(s, "tag", select_tag(info->tag, tag));
	sheet_bool(s, "gpl_compatible|GPL", info->gpl_compatible);
	select_number(s, "run_time_ns", info->run_time_ns);
	select_number(s, "run_cnt", info->run_cnt);
	select_number(s, "recursion_misses|MISSES", info->recursion_misses);
}

static void show_loaded_at(struct sheet *s, uint64_t since_boot)
{
	struct timespec now, boot;
	char text[32];
	struct tm tm;
	time_t at;

	if (since_boot == 0 || !sheet_wants(s, "loaded_at"))
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	at = now.tv_sec - boot.tv_sec +
	     (now.tv_nsec - boot.tv_nsec + (int64_t)since_boot) / 1000000000;
	if (s->j) {
		sheet_int(s, "loaded_at", at);
		return;
	}
	strftime(text, sizeof(text), "%FT%T%z", localtime_r(&at, &tm));
	sheet_string(s, "loaded_at", text);
}

static void show_map_ids(struct sheet *s, const struct prog_row *row)
{
	char text[256] = "";

	if (row->info.nr_map_ids == 0 || !sheet_wants(s, "map_ids"))
		return;
	if (s->j)
		json_array(sheet_key(s, "map_ids"));
	for (uint32_t i = 0; i < row->info.nr_map_ids; i++) {
		size_t len = strlen(text);

		if (s->j)
			json_uint(s->j, row->map_ids[i]);
		else
			snprintf(text + len, sizeof(text) - len, "%s%u",
				 i ? "," : "", row->map_ids[i]);
	}
	if (s->j)
		json_array_end(s->j);
	else
		sheet_string(s, "map_ids", text);
}

static void show_row(struct sheet *s, void *ctx, size_t i)
{
	const struct select_rows *rows = ctx;
	const struct prog_row *row = (const struct prog_row *)rows->v + i;
	const struct bpf_prog_info *info = &row->info;

	show_names(s, row);
	show_loaded_at(s, info->load_time);
	if (info->load_time)
		sheet_uint(s, "uid", info->created_by_uid);
	sheet_bool(s, "orphaned", row->orphaned);
	sheet_uint(s, "bytes_xlated|XLATED", info->xlated_prog_len);
	sheet_bool(s, ".jited", info->jited_prog_len);
	select_number(s, "bytes_jited|JITED", info->jited_prog_len);
	select_number(s, "bytes_memlock|MEMLOCK", row->memlock);
	show_map_ids(s, row);
	select_number(s, "btf_id|BTF", info->btf_id);
	select_number(s, ".attach_btf_obj_id", row->end.attach_btf_obj_id);
	select_number(s, ".attach_btf_id", row->end.attach_btf_id);
	select_pinned(&rows->select, s, info->id);
}

static int run_show(struct global *g, struct opt_iter *it, struct err *e)
{
	struct select_rows rows = { .select.kind = KERNEL_PROG,
				    .add = add,
				    .row = show_row,
				    .size = sizeof(struct prog_row) };
	int err = select_show(&rows, g, it, e);
	struct prog_row *row = rows.v;

	for (size_t i = 0; i < rows.n; i++) {
		free(row[i].map_ids);
		free(row[i].name);
	}
	select_rows_close(&rows);
	return err;
}

#define ARGS "[OPTIONS] [id N | name NAME | tag TAG | [pinned] FILE]"

SELECT_SHOW(ARGS, "show the programs in the kernel", run_show);

static const struct command *const verbs[] = { &show, &list, NULL };

const struct command prog_command = { "prog", "[show] ...",
				      "show the programs in the kernel",
				      .verbs = verbs };
