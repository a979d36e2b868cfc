// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf lint`: what kernels will say of objects, without one. Collects the
 * findings of each and works out the first kernel that takes it.
 */
#include "cli/lint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/file.h"
#include "elf/obj.h"
#include "elf/versions.h"

enum { OPT_KERNEL = 1 };

static const struct opt options[] = {
	{ 0, "kernel", "VERSION",
	  "what that one refuses, as 5.10, or all (default): which kernels "
	  "take it",
	  OPT_KERNEL },
};

static const struct opt_table table = { "Options of lint", options,
					ARRAY_SIZE(options) };

#define FIRST 0x312 /* 3.18 has bpf(2) */

struct collect {
	struct lint_report *r;
	bool full; /* no memory for more */
};

static void add(void *ctx, const struct lint_finding *f)
{
	struct collect *c = ctx;
	struct lint_report *r = c->r;
	size_t room = r->room ? 2 * r->room : 32;
	void *p;

	if (r->n == r->room) {
		p = realloc(r->findings, room * sizeof(*r->findings));
		if (p == NULL) {
			c->full = true;
			return;
		}
		r->findings = p;
		r->room = room;
	}
	r->findings[r->n] = *f;
	r->findings[r->n].message = strdup(f->message);
	if (r->findings[r->n].message == NULL)
		c->full = true;
	else
		r->n++;
}

static bool takes(const struct lint_report *r, uint16_t kernel)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->findings[i].severity == LINT_ERROR &&
		    !r->findings[i].optional &&
		    lint_applies(&r->findings[i], kernel))
			return false;
	return true;
}

/* An obstacle's end is where this can begin */
static uint16_t first_kernel(const struct lint_report *r)
{
	uint16_t first = takes(r, FIRST) ? FIRST : 0, since;

	for (size_t i = 0; i < r->n; i++) {
		since = r->findings[i].since;
		if (r->findings[i].severity == LINT_ERROR && since &&
		    (first == 0 || since < first) && takes(r, since))
			first = since;
	}
	return first;
}

bool lint_report_has(const struct lint_report *r, const struct lint_finding *f)
{
	return r->kernel == 0 || lint_applies(f, r->kernel);
}

/* Errors with the kernel that was asked for, or with each */
static bool has_errors(const struct lint_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->findings[i].severity == LINT_ERROR &&
		    (r->kernel ? lint_report_has(r, &r->findings[i])
			       : r->findings[i].since == 0))
			return true;
	return r->kernel == 0 && r->first == 0;
}

static void fini(struct lint_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		free((char *)r->findings[i].message);
	free(r->findings);
}

static int collect(const struct obj *obj, struct lint_report *r, struct err *e)
{
	struct collect c = { r, false };

	r->obj = obj;
	if (lint_object(obj, add, &c, e) < 0)
		return -e->code;
	if (c.full)
		return err_nomem(e);
	r->first = first_kernel(r);
	return 0;
}

struct show {
	struct json json;
	struct json *j; /* NULL: text */
	struct color color;
	uint16_t kernel;
	bool errors;
};

static int lint_bytes(struct show *s, const char *path,
		      const struct view *bytes, struct err *e)
{
	struct lint_report r = { .path = path, .kernel = s->kernel };
	struct obj obj;
	int err;

	if (obj_open(bytes, &obj, e) < 0)
		return -e->code;
	err = collect(&obj, &r, e);
	if (err == 0) {
		if (s->j)
			lint_show_json(&r, s->j);
		else
			lint_show_text(&r, &s->color);
		s->errors |= has_errors(&r);
	}
	fini(&r);
	obj_close(&obj);
	return err;
}

static int lint_file(struct show *s, const char *path, struct err *e)
{
	struct file file;
	struct view bytes;
	int err;

	if (file_open(path, &file, e) < 0)
		return -e->code;
	bytes = file_view(&file);
	err = lint_bytes(s, path, &bytes, e);
	file_close(&file);
	return err < 0 ? err_wrap(e, "%s", path) : 0;
}

static int parse_kernel(const struct opt_iter *it, uint16_t *kernel,
			struct err *e)
{
	*kernel = 0;
	if (strcmp(it->arg, "all") == 0)
		return 0;
	*kernel = version_parse(it->arg);
	if (*kernel)
		return 0;
	err_set(e, EINVAL, "'%s' is no version as 5.10, and not all", it->arg);
	return opt_wrap(it, e);
}

static int lint_files(struct show *s, const struct opt_iter *it, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < it->noperands && err == 0; i++) {
		if (i && s->j == NULL)
			putchar('\n');
		err = lint_file(s, it->operands[i], e);
	}
	return err;
}

/* What was found of the objects before a bad one is a document, too */
static int lint_json(struct show *s, const struct global *g,
		     const struct opt_iter *it, struct err *e)
{
	int err;

	s->j = &s->json;
	json_init(s->j, stdout, g->pretty);
	json_object(s->j);
	json_array(json_key(s->j, "objects"));
	err = lint_files(s, it, e);
	json_array_end(s->j);
	json_object_end(s->j);
	return err;
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct show s = { 0 };
	int id;

	while ((id = command_next(g, it, e)) > 0)
		if (id == OPT_KERNEL && parse_kernel(it, &s.kernel, e) < 0)
			return USAGE_ERROR;
	if (id < 0)
		return USAGE_ERROR;
	opt_rest_as_operands(it);
	if (it->noperands == 0) {
		err_set(e, EINVAL, "no object is given");
		return USAGE_ERROR;
	}
	color_init(&s.color, g->color, STDOUT_FILENO);
	if ((g->json ? lint_json(&s, g, it, e) : lint_files(&s, it, e)) < 0)
		return -e->code;
	return s.errors ? EXIT_FAILED : 0;
}

const struct command lint_command = {
	"lint", "[OPTIONS] OBJECT...",
	"say what kernels will refuse, without one", .options = &table,
	.run = run
};
