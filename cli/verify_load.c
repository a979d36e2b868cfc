// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each program of an object goes to the kernel to hear what it says; nothing
 * is attached or pinned, nothing stays. A program that is refused does not
 * keep the others from being verified.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/self.h"
#include "cli/verify.h"
#include "cli/verify_run.h"
#include "elf/cleanup.h"
#include "elf/file.h"
#include "loader/object.h"
#include "loader/prog.h"

/* A refusal for its length is worth the log of every path */
static int ask(struct study *s, const struct prog_spec *spec,
	       enum verify_level level, struct err *e)
{
	struct verify_request req = { .level = level };
	int err;

	if (level == VERIFY_ALL)
		req.room = 32 << 20;
	err = verify_load(spec, &req, &s->result, e);
	if (err < 0 || level == VERIFY_ALL ||
	    (s->result.fd != -E2BIG && s->result.fd != -ENOSPC))
		return err;
	verify_close(&s->result);
	return ask(s, spec, VERIFY_ALL, e);
}

/* In place of prog_load: what the object gets is its own descriptor */
static int load(void *ctx, const struct prog_spec *spec, char **log,
		struct err *e)
{
	struct verify_run *r = ctx;
	struct study *s = r->studies[r->nstudies - 1];

	(void)log;
	s->insns = malloc(spec->ninsns * sizeof(*s->insns));
	if (s->insns == NULL)
		return err_nomem(e);
	memcpy(s->insns, spec->insns, spec->ninsns * sizeof(*s->insns));
	s->ninsns = spec->ninsns;
	if (ask(s, spec, r->level, e) < 0)
		return -e->code;
	s->loaded = true;
	s->code = s->result.fd < 0 ? s->result.fd : 0;
	if (s->code)
		return err_set(e, s->code, "refused");
	if (r->level == VERIFY_ALL)
		s->xlated = verify_xlated(&s->result, &s->nxlated);
	return fcntl(s->result.fd, F_DUPFD_CLOEXEC, 3);
}

/* Each by itself: what a study knows points into it */
static struct study *next_study(struct verify_run *r, struct err *e)
{
	struct study **more =
		realloc(r->studies, (r->nstudies + 1) * sizeof(*more));
	struct study *s = more ? malloc(sizeof(*s)) : NULL;

	if (more)
		r->studies = more;
	if (s == NULL) {
		err_nomem(e);
		return NULL;
	}
	if (study_init(s, e) < 0) {
		free(s);
		return NULL;
	}
	r->studies[r->nstudies++] = s;
	return s;
}

static int verify_one(struct verify_run *r, struct object *o, uint32_t i,
		      struct err *e)
{
	const struct obj_func *f = &o->obj->funcs[o->progs[i].func];
	struct study *s = next_study(r, e);
	struct err why = { 0 };

	if (s == NULL)
		return -e->code;
	s->path = r->path;
	s->obj = o->obj;
	s->func = f;
	s->section = obj_section_name(o->obj, f->section);
	s->kind = o->progs[i].kind;
	snprintf(s->name, sizeof(s->name), "%s", f->name);
	memcpy(s->kernel, r->kernel, sizeof(s->kernel));
	if (object_load_prog(o, i, &why) < 0 && !s->loaded)
		s->error = why;
	if (s->loaded)
		study_log(s);
	r->refused |= study_verdict(s) != STUDY_ACCEPTED;
	return 0;
}

static bool is_wanted(const struct verify_run *r, const struct object *o,
		      uint32_t i)
{
	const char *name = o->obj->funcs[o->progs[i].func].name;

	for (size_t n = 0; n < r->nnames; n++)
		if (strcmp(r->names[n], name) == 0)
			return true;
	return r->nnames == 0;
}

static int verify_planned(struct verify_run *r, struct object *o, struct err *e)
{
	int err;

	o->loader = load;
	o->loader_ctx = r;
	err = object_prepare(o, e);
	for (uint32_t i = 0; i < o->nprogs && err == 0; i++)
		if (is_wanted(r, o, i))
			err = verify_one(r, o, i, e);
	return err;
}

static void forget(struct verify_run *r)
{
	for (size_t i = 0; i < r->nstudies; i++) {
		study_fini(r->studies[i]);
		free(r->studies[i]);
	}
	free(r->studies);
	r->studies = NULL;
	r->nstudies = 0;
}

static int verify_obj(struct verify_run *r, struct obj *obj, verify_show *show,
		      struct err *e)
{
	struct object object;
	int err;

	/* Also those that are loaded only when asked for */
	for (uint32_t i = 0; i < obj->nfuncs; i++)
		obj->funcs[i].autoload = true;
	err = object_plan(obj, &r->opts, &object, e);
	if (err < 0)
		return err;
	err = verify_planned(r, &object, e);
	if (err == 0)
		err = show(r, e);
	forget(r);
	object_close(&object);
	return err;
}

int verify_object(struct verify_run *r, const char *path, verify_show *show,
		  struct err *e)
{
	struct file file;
	struct view bytes;
	struct obj obj;
	int err;

	if (self_object_open(path, &file, e) < 0)
		return -e->code;
	r->path = path;
	bytes = file_view(&file);
	err = obj_open(&bytes, &obj, e);
	if (err == 0) {
		err = verify_obj(r, &obj, show, e);
		obj_close(&obj);
	}
	file_close(&file);
	return err < 0 ? err_wrap(e, "%s", path) : 0;
}

void verify_kernel(char *buf, size_t size)
{
	struct utsname u;

	buf[0] = '\0';
	if (uname(&u) == 0)
		snprintf(buf, size, "%s %s", u.sysname, u.release);
}
