// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `rawbpf map`: the maps that are in the kernel, with bpftool's keys, and what
 * is in them. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/inspect_sheet.h"
#include "cli/map_dump.h"
#include "cli/select.h"
#include "elf/err.h"
#include "elf/names.h"
#include "loader/fd_id.h"

struct map_row {
	struct bpf_map_info info;
	uint64_t memlock, frozen, owner_type, owner_jited;
	bool has_owner;
};

static int add(void *ctx, int fd, struct err *e)
{
	struct map_row *row = select_row(ctx);
	int err;

	if (row == NULL)
		return err_nomem(e);
	err = kernel_obj_map_info(fd, &row->info, e);
	if (err < 0)
		return err;
	fd_fact(fd, "memlock", &row->memlock);
	fd_fact(fd, "frozen", &row->frozen);
	fd_fact(fd, "owner_jited", &row->owner_jited);
	row->has_owner = fd_fact(fd, "owner_prog_type", &row->owner_type);
	return 0;
}

static void show_row(struct sheet *s, void *ctx, size_t i)
{
	const struct select_rows *rows = ctx;
	const struct map_row *row = (const struct map_row *)rows->v + i;
	const struct bpf_map_info *info = &row->info;

	sheet_uint(s, "id", info->id);
	sheet_string(s, "type", map_type_name(info->type));
	if (info->name[0])
		sheet_string(s, "name", info->name);
	sheet_flags(s, "flags", info->map_flags);
	sheet_uint(s, "bytes_key|KEY", info->key_size);
	sheet_uint(s, "bytes_value|VALUE", info->value_size);
	sheet_uint(s, "max_entries|ENTRIES", info->max_entries);
	select_number(s, "bytes_memlock|MEMLOCK", row->memlock);
	if (row->has_owner) {
		sheet_string(s, "owner_prog_type|FOR",
			     prog_type_name((uint32_t)row->owner_type));
		sheet_bool(s, ".owner_jited", row->owner_jited);
	}
	if (s->j)
		sheet_uint(s, "frozen", row->frozen);
	else
		sheet_bool(s, "frozen", row->frozen);
	select_number(s, "btf_id|BTF", info->btf_id);
	select_pinned(&rows->select, s, info->id);
}

static int run_show(struct global *g, struct opt_iter *it, struct err *e)
{
	struct select_rows rows = { .select.kind = KERNEL_MAP,
				    .add = add,
				    .row = show_row,
				    .size = sizeof(struct map_row) };
	int err = select_show(&rows, g, it, e);

	select_rows_close(&rows);
	return err;
}

static int open_selected(struct select *s, struct global *g,
			 struct opt_iter *it, struct map_view *m, struct err *e)
{
	int fd = select_parse(s, g, it, e);

	m->fd = -1;
	if (fd < 0)
		return fd;
	fd = select_one(s, e);
	if (fd < 0)
		return fd;
	if (map_view_open(m, fd, e) < 0)
		return s->word ? err_wrap(e, "map %s", s->word) : -e->code;
	return 0;
}

static int run_dump(struct global *g, struct opt_iter *it, struct err *e)
{
	struct select s = { .kind = KERNEL_MAP };
	struct map_view m = { .fd = -1 };
	int err = open_selected(&s, g, it, &m, e);

	if (err < 0)
		return err;
	if (s.nrest) {
		err_set(e, EINVAL, "'%s' is one word too many", s.rest[0]);
		err = USAGE_ERROR;
	} else if (map_dump(g, &m, e) < 0) {
		err = err_wrap(e, "map %s", s.word);
	}
	map_view_close(&m);
	return err;
}

static int lookup(const struct global *g, const struct select *s,
		  struct map_view *m, struct err *e)
{
	int err;

	if (s->nrest < 2 || strcmp(s->rest[0], "key") != 0) {
		err_set(e, EINVAL, "no key to look for");
		err_hint(e, "as in: map lookup id 4 key 1234");
		return USAGE_ERROR;
	}
	if (value_parse(&m->key, s->rest + 1, s->nrest - 1, m->it.keys, e) <
	    0) {
		err_wrap(e, "key");
		return USAGE_ERROR;
	}
	err = iterate_lookup(&m->it, m->it.keys);
	if (err == -ENOENT)
		return err_set(e, err, "map %s has no such key", s->word);
	if (err < 0)
		return err_set(e, err, "looking into map %s: %s", s->word,
			       strerror(-err));
	map_dump_one(g, m);
	return 0;
}

static int run_lookup(struct global *g, struct opt_iter *it, struct err *e)
{
	struct select s = { .kind = KERNEL_MAP };
	struct map_view m = { .fd = -1 };
	int err = open_selected(&s, g, it, &m, e);

	if (err < 0)
		return err;
	err = lookup(g, &s, &m, e);
	map_view_close(&m);
	return err;
}

#define MAP  "id N | name NAME | [pinned] FILE"
#define ARGS "[OPTIONS] [" MAP "]"

/* What can be done with maps: a row for each */
SELECT_SHOW(ARGS, "show the maps in the kernel", run_show);

static const struct command dump = { "dump", MAP, "show all elements of a map",
				     .run = run_dump },
			    look = { "lookup", MAP " key [hex] WORD...",
				     "show one element of a map",
				     "The key is one number, name or string, "
				     "or all of its bytes:\n\n"
				     "  key 1234\n  key 210 4 0 0\n"
				     "  key hex d2 04 00 00\n  key bash\n"
				     "  key '\"bash\"'\n",
				     .run = run_lookup };

static const struct command *const verbs[] = { &show, &list, &dump, &look,
					       NULL };

const struct command map_command = { "map", "[show] | dump | lookup ...",
				     "show the maps in the kernel, and what "
				     "is in them",
				     .verbs = verbs };
