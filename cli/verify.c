// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf verify`: what the verifier does with the programs of an object, or
 * did according to a saved log, and why. The command itself: what is asked and
 * where the answers go.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/dot.h"
#include "cli/html.h"
#include "cli/json.h"
#include "cli/out_file.h"
#include "cli/self.h"
#include "cli/suggest.h"
#include "cli/verify_compare.h"
#include "cli/verify_run.h"
#include "elf/cleanup.h"
#include "elf/file.h"

enum {
	OPT_BTF = 1,
	OPT_COMPARE,
	OPT_DOT,
	OPT_HTML,
	OPT_LOG,
	OPT_MAX,
	OPT_PROGRAM,
	OPT_SET,
	OPT_TYPE,
	OPT_VERBOSE
};

static const struct opt options[] = {
	{ 0, "btf", "FILE", "take the kernel's types from FILE", OPT_BTF },
	{ 0, "compare", NULL, "compare two reports that -j wrote",
	  OPT_COMPARE },
	{ 0, "dot", "FILE", "write the flow of control for graphviz", OPT_DOT },
	{ 0, "html", "FILE", "write a report to look at", OPT_HTML },
	{ 0, "log", "FILE", "explain a saved log instead of asking a kernel",
	  OPT_LOG },
	{ 0, "max", "WHAT=LIMIT",
	  "fail when insns, states, stack, time, xlated or jited grow by more, "
	  "as insns=+5%, or are above insns=N; with --compare; repeatable",
	  OPT_MAX },
	{ 0, "program", "NAME", "only this program; repeatable", OPT_PROGRAM },
	{ 0, "set", "NAME=VALUE", "set a global variable; repeatable",
	  OPT_SET },
	{ 0, "type", "KIND",
	  "program type of sections whose name says none, as 'xdp'", OPT_TYPE },
	{ 'v', "verbose", NULL,
	  "more: the path at the end; twice: the whole log", OPT_VERBOSE },
};

static const struct opt_table table = { "Options of verify", options,
					ARRAY_SIZE(options) };

struct words {
	const char **v; /* owned */
	size_t n;
};

struct session {
	struct verify_run run;
	struct verify_view view;
	struct words sets, names, limits;
	const char *log, *html, *dot;
	struct out_file html_file, dot_file;
	struct html page;
	struct dot graphs;
	struct json *j; /* NULL: text */
	struct json json;
	bool compare, shown;
};

static int add(struct words *w, const char *word, struct err *e)
{
	const char **v = realloc(w->v, (w->n + 1) * sizeof(*v));

	if (v == NULL)
		return err_nomem(e);
	v[w->n++] = word;
	w->v = v;
	return 0;
}

static int take_option(struct session *s, const char *arg, int id,
		       struct err *e)
{
	switch (id) {
	case OPT_BTF:
		s->run.opts.btf_path = arg;
		return 0;
	case OPT_COMPARE:
		s->compare = true;
		return 0;
	case OPT_DOT:
		s->dot = arg;
		return 0;
	case OPT_HTML:
		s->html = arg;
		return 0;
	case OPT_LOG:
		s->log = arg;
		return 0;
	case OPT_MAX:
		return add(&s->limits, arg, e);
	case OPT_PROGRAM:
		return add(&s->names, arg, e);
	case OPT_SET:
		return add(&s->sets, arg, e);
	case OPT_VERBOSE:
		s->view.verbose++;
		return 0;
	default:
		s->run.opts.type = suggest_type(arg, e);
		return s->run.opts.type ? 0 : -e->code;
	}
}

static int check(const struct session *s, const struct opt_iter *it,
		 struct err *e)
{
	if (s->compare && it->noperands != 2)
		err_set(e, EINVAL, "--compare takes two files");
	else if (s->compare && (s->log || s->html || s->dot))
		err_set(e, EINVAL, "--compare goes with --max only");
	else if (s->limits.n && !s->compare)
		err_set(e, EINVAL, "--max needs --compare");
	else if (s->log && it->noperands > 1)
		err_set(e, EINVAL, "a log is of one object");
	else if (s->log == NULL && it->noperands == 0)
		err_set(e, EINVAL, "no object to verify");
	else
		return 0;
	return USAGE_ERROR;
}

static int parse(struct global *g, struct opt_iter *it, struct session *s,
		 struct err *e)
{
	int id, err = 0;

	while ((id = command_next(g, it, e)) > 0 && err == 0)
		if (id != OPT_OPERAND && take_option(s, it->arg, id, e) < 0)
			err = opt_wrap(it, e);
	if (id < 0 || err < 0)
		return USAGE_ERROR;
	opt_rest_as_operands(it);
	s->run.opts.sets = s->sets.v;
	s->run.opts.nsets = (unsigned)s->sets.n;
	s->run.names = s->names.v;
	s->run.nnames = s->names.n;
	if (s->view.verbose || s->html || s->dot)
		s->run.level = VERIFY_ALL;
	return check(s, it, e);
}

static int show_file(struct session *s, const struct study *study,
		     struct err *e)
{
	if (s->html && html_study(&s->page, study, e) < 0)
		return -e->code;
	return s->dot ? dot_study(&s->graphs, study, e) : 0;
}

static int show(struct verify_run *r, struct err *e)
{
	struct session *s = r->ctx;

	for (size_t i = 0; i < r->nstudies; i++) {
		const struct study *study = r->studies[i];

		if (show_file(s, study, e) < 0)
			return -e->code;
		if (s->j) {
			verify_json(s->j, study);
			continue;
		}
		if (s->shown)
			putchar('\n');
		s->shown = true;
		verify_text(&s->view, study);
	}
	return 0;
}

static void begin_object(struct session *s, const char *path)
{
	if (s->j == NULL)
		return;
	json_object(s->j);
	json_string(json_key(s->j, "path"), path);
	json_array(json_key(s->j, "programs"));
}

static int saved(struct session *s, const char *object, struct err *e)
{
	struct file file;
	struct view bytes;
	struct obj obj;
	int err;

	if (object == NULL)
		return verify_saved(&s->run, s->log, NULL, show, e);
	if (self_object_open(object, &file, e) < 0)
		return -e->code;
	bytes = file_view(&file);
	err = obj_open(&bytes, &obj, e);
	if (err == 0) {
		err = verify_saved(&s->run, s->log, &obj, show, e);
		obj_close(&obj);
	}
	file_close(&file);
	return err;
}

/* Where an object cannot be read, or nothing of it loaded, the others are
 * verified all the same */
static int verify_each(struct session *s, const struct global *g, char **paths,
		       size_t n, struct err *e)
{
	struct report r = { g->json, g->color, "verify" };
	bool failed = false;

	for (size_t i = 0; i < (s->log ? 1 : n); i++) {
		struct err why = { 0 };
		int err;

		begin_object(s, s->log ? s->log : paths[i]);
		err = s->log ? saved(s, n ? paths[0] : NULL, &why)
			     : verify_object(&s->run, paths[i], show, &why);
		if (s->j) {
			json_array_end(s->j);
			json_object_end(s->j);
		}
		if (err < 0 && n <= 1) {
			*e = why;
			return err;
		}
		if (err < 0)
			report_error(&r, &why);
		failed |= err < 0;
	}
	return failed || s->run.refused ? EXIT_FAILED : 0;
}

static int open_files(struct session *s, struct err *e)
{
	if (s->html && (out_file_open(&s->html_file, s->html, e) < 0 ||
			html_begin(&s->page, s->html_file.f, e) < 0))
		return -e->code;
	if (s->dot && out_file_open(&s->dot_file, s->dot, e) < 0)
		return -e->code;
	if (s->dot)
		dot_begin(&s->graphs, s->dot_file.f);
	return 0;
}

static int close_files(struct session *s, struct err *e)
{
	if (s->html && (html_end(&s->page, e) < 0 ||
			out_file_commit(&s->html_file, e) < 0))
		return -e->code;
	if (s->dot)
		dot_end(&s->graphs);
	if (s->dot && out_file_commit(&s->dot_file, e) < 0)
		return -e->code;
	return 0;
}

static int verify(struct session *s, const struct global *g, char **paths,
		  size_t n, struct err *e)
{
	int status;

	if (open_files(s, e) < 0)
		return -e->code;
	if (g->json) {
		s->j = &s->json;
		json_init(s->j, stdout, g->pretty);
		json_object(s->j);
		json_string(json_key(s->j, "kernel"),
			    s->log ? NULL : s->run.kernel);
		json_array(json_key(s->j, "objects"));
	}
	status = verify_each(s, g, paths, n, e);
	if (s->j) {
		json_array_end(s->j);
		json_object_end(s->j);
	}
	if (status >= 0 && close_files(s, e) < 0)
		return -e->code;
	return status;
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .view.f = stdout };
	int err = parse(g, it, &s, e);

	s.run.ctx = &s;
	verify_kernel(s.run.kernel, sizeof(s.run.kernel));
	color_init(&s.view.color, g->color, STDOUT_FILENO);
	if (err == 0 && s.compare)
		err = verify_compare_run(g, it->operands, s.limits.v,
					 s.limits.n, e);
	else if (err == 0)
		err = verify(&s, g, it->operands, it->noperands, e);
	html_close(&s.page);
	out_file_discard(&s.html_file);
	out_file_discard(&s.dot_file);
	free(s.sets.v);
	free(s.names.v);
	free(s.limits.v);
	return err;
}

const struct command verify_command = {
	"verify", "[OPTIONS] OBJECT... | --log FILE [OBJECT] | --compare A B",
	"what the verifier does with programs, and why", .options = &table,
	.run = run
};
