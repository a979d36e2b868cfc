// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Names and tags are in the objects' infos, so looking for these opens all of a
 * kind, one at a time. The kernel cuts names at 15 bytes, and so does this.
 */
#include "cli/select.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "elf/cleanup.h"
#include "elf/err.h"

#define OPT_BPFFS 1

static const struct opt options[] = {
	{ 'f', "bpffs", NULL, "also show where objects are pinned", OPT_BPFFS },
};

const struct opt_table select_options = { "Options", options,
					  ARRAY_SIZE(options) };

static const char *const words[] = {
	[SELECT_ID] = "id",
	[SELECT_NAME] = "name",
	[SELECT_TAG] = "tag",
	[SELECT_PATH] = "pinned",
};

static bool knows(enum kernel_obj_kind kind, enum select_by by)
{
	return by == SELECT_TAG	   ? kind == KERNEL_PROG
	       : by == SELECT_NAME ? kind != KERNEL_LINK
				   : true;
}

static int bad_word(const struct select *s, const char *word, struct err *e)
{
	err_set(e, EINVAL, "'%s' selects no %s", word,
		kernel_obj_noun(s->kind));
	err_hint(e, "id N%s%s, pinned PATH, or a path with a /",
		 knows(s->kind, SELECT_NAME) ? ", name NAME" : "",
		 knows(s->kind, SELECT_TAG) ? ", tag TAG" : "");
	return USAGE_ERROR;
}

static int parse_words(struct select *s, char **v, size_t n, struct err *e)
{
	unsigned by = SELECT_ID;

	s->rest = v;
	s->nrest = n;
	if (n == 0)
		return 0;
	if (strchr(v[0], '/')) {
		s->by = SELECT_PATH;
		s->word = v[0];
		s->rest++;
		s->nrest--;
		return 0;
	}
	while (by < ARRAY_SIZE(words) &&
	       (strcmp(words[by], v[0]) != 0 || !knows(s->kind, by)))
		by++;
	if (by == ARRAY_SIZE(words))
		return bad_word(s, v[0], e);
	if (n == 1) {
		err_set(e, EINVAL, "'%s' of what?", v[0]);
		return USAGE_ERROR;
	}
	s->by = by;
	s->word = v[1];
	s->rest += 2;
	s->nrest -= 2;
	if (by == SELECT_ID && parse_u32(s->word, 1, UINT32_MAX, &s->id, e) < 0)
		return USAGE_ERROR;
	return 0;
}

int select_parse(struct select *s, struct global *g, struct opt_iter *it,
		 struct err *e)
{
	int id;

	while ((id = command_next(g, it, e)) > 0)
		s->bpffs |= id == OPT_BPFFS;
	if (id < 0)
		return USAGE_ERROR;
	opt_rest_as_operands(it);
	return parse_words(s, it->operands, it->noperands, e);
}

void select_close(struct select *s)
{
	pin_list_close(&s->pins);
}

const char *select_tag(const uint8_t *tag, char out[SELECT_TAG_TEXT])
{
	for (size_t i = 0; i < BPF_TAG_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", tag[i]);
	return out;
}

static int matches(const struct select *s, int fd, struct err *e)
{
	struct bpf_prog_info prog = { 0 };
	struct bpf_map_info map = { 0 };
	char tag[SELECT_TAG_TEXT];
	int err;

	if (s->kind == KERNEL_MAP) {
		err = kernel_obj_map_info(fd, &map, e);
		return err < 0 ? err
			       : strncmp(map.name, s->word,
					 sizeof(map.name) - 1) == 0;
	}
	err = kernel_obj_info(fd, &prog, sizeof(prog), e);
	if (err < 0)
		return err;
	if (s->by == SELECT_NAME)
		return strncmp(prog.name, s->word, sizeof(prog.name) - 1) == 0;
	return strcasecmp(select_tag(prog.tag, tag), s->word) == 0;
}

static int open_pinned(const struct select *s, struct err *e)
{
	auto_fd int fd = kernel_obj_pinned(s->word, e);
	enum kernel_obj_kind kind;

	if (fd < 0)
		return fd;
	kind = kernel_obj_kind(fd);
	if (kind != s->kind && kind != KERNEL_OBJ__COUNT) {
		err_set(e, EINVAL, "%s: it is a %s, not a %s", s->word,
			kernel_obj_noun(kind), kernel_obj_noun(s->kind));
		return -EINVAL;
	}
	return take_fd(&fd);
}

/* Every object of the kind, or those that match */
static int walk(const struct select *s, select_each *each, void *ctx,
		struct err *e)
{
	uint32_t id = 0;
	bool any = s->by == SELECT_ALL;
	int err;

	while ((err = kernel_obj_next(s->kind, &id, e)) > 0) {
		auto_fd int fd = kernel_obj_open(s->kind, id, e);

		if (fd == -ENOENT) /* went meanwhile */
			continue;
		if (fd < 0)
			return fd;
		err = s->by == SELECT_ALL ? 1 : matches(s, fd, e);
		if (err > 0) {
			any = true;
			err = each(ctx, fd, e);
		}
		if (err < 0)
			return err;
	}
	if (err == 0 && !any)
		return err_set(e, ENOENT, "no %s has the %s '%s'",
			       kernel_obj_noun(s->kind), words[s->by], s->word);
	return err;
}

int select_all(const struct select *s, select_each *each, void *ctx,
	       struct err *e)
{
	auto_fd int fd = -1;

	if (s->by == SELECT_ID)
		fd = kernel_obj_open(s->kind, s->id, e);
	else if (s->by == SELECT_PATH)
		fd = open_pinned(s, e);
	else
		return walk(s, each, ctx, e);
	return fd < 0 ? fd : each(ctx, fd, e);
}

static int keep_only(void *ctx, int fd, struct err *e)
{
	int *kept = ctx;

	if (*kept >= 0)
		return err_set(e, EEXIST, "more than one is called so");
	*kept = dup(fd);
	return *kept < 0 ? err_set(e, errno, "dup: %s", strerror(errno)) : 0;
}

int select_one(const struct select *s, struct err *e)
{
	auto_fd int kept = -1;

	if (s->by == SELECT_ALL) {
		err_set(e, EINVAL, "no %s is named", kernel_obj_noun(s->kind));
		err_hint(e, "as in: %s id 4",
			 s->kind == KERNEL_MAP ? "map dump" : "prog show");
		return USAGE_ERROR;
	}
	if (select_all(s, keep_only, &kept, e) < 0) {
		if (e->code == EEXIST)
			err_hint(e, "choose by id, which 'show name %s' tells",
				 s->word);
		return -e->code;
	}
	return take_fd(&kept);
}

void *select_row(struct select_rows *rows)
{
	void *v = realloc(rows->v, (rows->n + 1) * rows->size);
	char *row;

	if (v == NULL)
		return NULL;
	rows->v = v;
	row = (char *)v + rows->n++ * rows->size;
	return memset(row, 0, rows->size);
}

static void show(const struct global *g, struct select_rows *rows)
{
	struct sheet sheet = { .f = stdout };
	bool array = rows->select.by == SELECT_ALL || rows->n != 1;
	struct json j;

	if (!g->json) {
		sheet_list(&sheet, NULL, rows->n, rows->row, rows);
		return;
	}
	json_init(&j, stdout, g->pretty);
	sheet.j = &j;
	if (array)
		json_array(&j);
	sheet_rows(&sheet, rows->n, rows->row, rows);
	if (array)
		json_array_end(&j);
}

int select_show(struct select_rows *rows, struct global *g, struct opt_iter *it,
		struct err *e)
{
	struct select *s = &rows->select;
	int err = select_parse(s, g, it, e);

	if (err < 0)
		return err;
	if (s->nrest) {
		err_set(e, EINVAL, "'%s' is one word too many", s->rest[0]);
		return USAGE_ERROR;
	}
	err = select_all(s, rows->add, rows, e);
	if (err == 0 && s->bpffs)
		err = pin_find(s->kind, &s->pins, e);
	if (err == 0)
		show(g, rows);
	return err;
}

void select_rows_close(struct select_rows *rows)
{
	free(rows->v);
	select_close(&rows->select);
}

void select_number(struct sheet *s, const char *key, uint64_t v)
{
	if (v || s->j == NULL)
		sheet_some(s, key, v);
}

void select_pinned(const struct select *s, struct sheet *sheet, uint32_t id)
{
	char text[1024] = "";

	if (!s->bpffs || !sheet_wants(sheet, "pinned"))
		return;
	if (sheet->j)
		json_array(sheet_key(sheet, "pinned"));
	for (size_t i = 0; i < s->pins.n; i++) {
		size_t len = strlen(text);

		if (s->pins.v[i].id != id)
			continue;
		if (sheet->j)
			sheet_item(sheet, s->pins.v[i].path);
		else
			snprintf(text + len, sizeof(text) - len, "%s%s",
				 len ? " " : "", s->pins.v[i].path);
	}
	if (sheet->j)
		json_array_end(sheet->j);
	else
		sheet_string(sheet, "pinned", text);
}
