// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Logs that were saved elsewhere, of any kernel: read in pieces, a program at
 * a time, in constant memory. Needs neither a kernel nor privileges.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/verify_run.h"
#include "elf/cleanup.h"
#include "elf/obj.h"
#include "elf/section.h"

struct saved {
	struct verify_run *run;
	const struct obj *obj; /* or NULL */
	verify_show *show;
	struct study *study;
	struct err err; /* of what could not go on */
	unsigned programs;
};

/* The log's name for a program is the kernel's, 15 characters long; without one
 * it is the object's only program, if there is only one */
static const struct obj_func *find_func(const struct obj *obj, const char *name)
{
	const struct obj_func *found = NULL;
	unsigned n = 0;

	for (uint32_t i = 0; obj && i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];

		if (!f->is_prog || (name[0] && strncmp(f->name, name, 15) != 0))
			continue;
		found = f;
		n++;
	}
	return n == 1 ? found : NULL;
}

static int finish(struct saved *s)
{
	struct study *study = s->study;

	snprintf(study->name, sizeof(study->name), "%s",
		 study->verdict.program);
	study->loaded = study->saved = true;
	study->func = find_func(s->obj, study->name);
	study->obj = study->func ? s->obj : NULL;
	if (study->func) {
		study->section = obj_section_name(s->obj, study->func->section);
		study->kind = section_find(study->section, NULL);
		snprintf(study->name, sizeof(study->name), "%s",
			 study->func->name);
	}
	study_finish(study);
	if (study->verdict.kind == VERDICT_UNKNOWN) {
		study->loaded = false;
		err_set(&study->error, ENODATA,
			"the log says neither yes nor no: its end is missing");
	}
	s->run->refused |= study_verdict(study) != STUDY_ACCEPTED;
	return s->show(s->run, &s->err);
}

static void begin(struct saved *s)
{
	struct study *study = s->study;

	heat_fini(&study->heat);
	path_fini(&study->trace);
	if (path_init(&study->trace, 0, 0) < 0)
		err_nomem(&s->err);
	study->nlinks = 0;
	verdict_init(&study->verdict);
}

static void each(const struct log_event *ev, void *arg)
{
	struct saved *s = arg;

	if (s->err.code)
		return;
	if (ev->kind == LOG_PROGRAM && s->programs++) {
		finish(s);
		begin(s);
	}
	if (s->err.code == 0)
		study_event(s->study, ev);
}

static int feed(struct saved *s, int fd, const char *path, struct err *e)
{
	enum { PIECE = 1 << 18 };
	auto_free char *piece = malloc(PIECE);
	auto_free struct log *log = malloc(sizeof(*log));
	ssize_t n;

	if (piece == NULL || log == NULL)
		return err_nomem(e);
	log_init(log, each, s);
	while ((n = read(fd, piece, PIECE)) > 0 && s->err.code == 0)
		log_feed(log, piece, (size_t)n);
	if (n < 0)
		return err_set(e, errno, "'%s'", path);
	log_end(log);
	if (s->programs == 0)
		return err_set(e, ENODATA, "'%s' holds no verifier log", path);
	if (s->err.code == 0)
		finish(s);
	*e = s->err;
	return -s->err.code;
}

int verify_saved(struct verify_run *r, const char *path, const struct obj *obj,
		 verify_show *show, struct err *e)
{
	struct saved s = { .run = r, .obj = obj, .show = show };
	auto_fd int fd = -1;
	int err;

	fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
				    : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, errno, "'%s'", path);
	r->path = path;
	r->kernel[0] = '\0';
	s.study = malloc(sizeof(*s.study));
	if (s.study == NULL)
		return err_nomem(e);
	err = study_init(s.study, e);
	if (err == 0) {
		s.study->path = path;
		r->studies = &s.study;
		r->nstudies = 1;
		err = feed(&s, fd, path, e);
		study_fini(s.study);
	}
	free(s.study);
	r->studies = NULL;
	r->nstudies = 0;
	return err;
}
