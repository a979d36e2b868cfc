// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf inspect`: all that objects say, without a kernel. One that cannot be
 * read does not keep the others from being shown.
 */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/inspect.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"

static const struct opt options[] = {
	{ 0, "sections", NULL, "sections", PART_SECTIONS },
	{ 0, "maps", NULL, "maps and global variables", PART_MAPS },
	{ 0, "programs", NULL, "programs, other functions and externs",
	  PART_PROGRAMS },
	{ 0, "relocations", NULL, "what instructions refer to, and CO-RE",
	  PART_RELOCATIONS },
	{ 0, "btf", NULL, "all types", PART_BTF },
};

static const struct opt_table table = {
	"What to show (without any: --sections --maps --programs)", options,
	ARRAY_SIZE(options)
};

struct show {
	struct global *g;
	struct sheet sheet;
	unsigned parts;
	bool failed;
};

static int show_obj(struct show *s, const char *path, const struct obj *obj,
		    struct err *e)
{
	struct inspect in = { .path = path, .parts = s->parts };
	int err = inspect_init(&in, obj, e);

	if (err == 0)
		inspect_show(&in, &s->sheet);
	inspect_fini(&in);
	return err;
}

static int show_file(struct show *s, const char *path, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct file file;
	struct view bytes;
	struct obj obj;
	int err;

	err = file_open(is_stdin ? "/dev/stdin" : path, &file, e);
	if (err < 0)
		return err;
	bytes = file_view(&file);
	err = obj_open(&bytes, &obj, e);
	if (err == 0) {
		err = show_obj(s, path, &obj, e);
		obj_close(&obj);
	}
	file_close(&file);
	return err < 0 ? err_wrap(e, "%s", path) : 0;
}

static void show_one(struct show *s, const char *path)
{
	struct report r = { s->g->json, s->g->color, "inspect" };
	struct json *j = s->sheet.j;
	struct err e = { 0 };

	if (j) {
		json_object(j);
		json_string(json_key(j, "path"), path);
	}
	if (show_file(s, path, &e) < 0) {
		report_error(&r, &e);
		s->failed = true;
		if (j)
			report_error_json(json_key(j, "error"), &e);
	}
	if (j)
		json_object_end(j);
}

static int take_option(void *parts, const struct opt_iter *it, int id,
		       struct err *e)
{
	(void)it;
	(void)e;
	*(unsigned *)parts |= (unsigned)id;
	return 0;
}

static int parse(struct global *g, struct opt_iter *it, unsigned *parts,
		 struct err *e)
{
	if (command_options(g, it, take_option, parts, e) < 0 ||
	    command_wants(it, "no object is given", e) < 0)
		return USAGE_ERROR;
	if (*parts == 0)
		*parts = g->json ? PART_JSON : PART_TEXT;
	return 0;
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct show s = { .g = g, .sheet.f = stdout };
	struct json j;

	if (parse(g, it, &s.parts, e) < 0)
		return USAGE_ERROR;
	if (g->json) {
		s.sheet.j = &j;
		json_init(&j, stdout, g->pretty);
		json_object(&j);
		json_array(json_key(&j, "objects"));
	}
	for (size_t i = 0; i < it->noperands; i++)
		show_one(&s, it->operands[i]);
	if (g->json) {
		json_array_end(&j);
		json_object_end(&j);
	}
	return s.failed ? EXIT_FAILED : 0;
}

const struct command inspect_command = {
	"inspect", "[OPTIONS] OBJECT...",
	"show what objects say: sections, maps, programs, types",
	.options = &table, .run = run
};
