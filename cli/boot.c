// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf boot`: a machine's objects, loaded and pinned at its start, and
 * everybody told who waits for them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/boot_report.h"
#include "cli/cli.h"
#include "cli/kmsg.h"
#include "cli/notify.h"
#include "cli/out_file.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/boot.h"
#include "loader/pin.h"

#define DIR   "/etc/bpf"
#define READY "/run/rawbpf/progs_loaded"

enum {
	OPT_ATTACH = 1,
	OPT_JIT,
	OPT_KALLSYMS,
	OPT_KMSG,
	OPT_LOADER,
	OPT_PIN_DIR,
	OPT_READY,
	OPT_REPLACE,
};

static const struct opt options[] = {
	{ 0, "attach", NULL, "attach programs whose section names a hook",
	  OPT_ATTACH },
	{ 0, "jit", NULL, "switch the kernel's compiler on", OPT_JIT },
	{ 0, "jit-kallsyms", NULL,
	  "show what it compiled in /proc/kallsyms, to root", OPT_KALLSYMS },
	{ 0, "kmsg", NULL, "tell the kernel's log too", OPT_KMSG },
	{ 0, "loader-version", "N",
	  "be Android's loader 0.N, by default 47; 0: any", OPT_LOADER },
	{ 0, "pin-dir", "DIR", "pin there, by default in " PIN_DIR,
	  OPT_PIN_DIR },
	{ 0, "ready", "FILE",
	  "write the outcome there at the end, by default " READY, OPT_READY },
	{ 0, "replace", NULL,
	  "replace programs that are pinned and not the same", OPT_REPLACE },
};

static const struct opt_table table = { "Options of boot", options,
					ARRAY_SIZE(options) };

struct session {
	const struct global *g;
	struct boot_opts opts;
	const char *ready;
	bool kmsg;
};

static int take_option(void *ctx, const struct opt_iter *it, int id,
		       struct err *e)
{
	struct session *s = ctx;

	switch (id) {
	case OPT_ATTACH:
		s->opts.attach = true;
		return 0;
	case OPT_JIT:
		s->opts.jit = true;
		return 0;
	case OPT_KALLSYMS:
		s->opts.jit_kallsyms = true;
		return 0;
	case OPT_KMSG:
		s->kmsg = true;
		return 0;
	case OPT_REPLACE:
		s->opts.replace = true;
		return 0;
	case OPT_LOADER:
		return parse_u32(it->arg, 0, 0xffff, &s->opts.loader, e);
	case OPT_PIN_DIR:
		s->opts.pin_dir = it->arg;
		return 0;
	default:
		s->ready = it->arg;
		return 0;
	}
}

static int parse(struct global *g, struct opt_iter *it, struct session *s,
		 struct err *e)
{
	static const char *const usual[] = { DIR };

	if (command_options(g, it, take_option, s, e) < 0)
		return USAGE_ERROR;
	s->opts.dirs =
		it->noperands ? (const char *const *)it->operands : usual;
	s->opts.ndirs = it->noperands ? it->noperands : 1;
	s->opts.dry_run = g->dry_run;
	return 0;
}

/* Errors of objects are part of the report, unless there is none */
static void tell_object(void *ctx, const struct boot_object *o)
{
	const struct session *s = ctx;
	const struct report r = { .json = s->g->json, .color = s->g->color };
	struct err e = o->err;
	char why[1024];

	if (o->state != BOOT_FAILED)
		return;
	boot_why(o, why, sizeof(why));
	if (s->kmsg)
		kmsg_line(KMSG_ERROR, "%s/%s: %s", o->dir, o->file, why);
	err_wrap(&e, "%s/%s", o->dir, o->file);
	if (s->g->quiet && !s->g->json)
		report_error(&r, &e);
}

static void tell_note(void *ctx, const struct err *e, bool bad)
{
	const struct session *s = ctx;
	const struct report r = { .json = false, .color = s->g->color };

	if (s->kmsg)
		kmsg_line(bad ? KMSG_ERROR : KMSG_NOTICE, "%s", e->msg);
	if (!s->g->json && (bad || !s->g->quiet))
		report_error(&r, e);
}

static int make_dirs(const char *file, struct err *e)
{
	auto_free char *path = strdup(file);

	if (path == NULL)
		return err_nomem(e);
	for (char *p = path + 1; path[0] && (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return err_set(e, errno, "'%s': %s", path,
				       strerror(errno));
		*p = '/';
	}
	return 0;
}

static int write_marker(const struct session *s, const struct boot *b,
			struct err *e)
{
	struct out_file out;

	if (make_dirs(s->ready, e) < 0 || out_file_open(&out, s->ready, e) < 0)
		return -e->code;
	boot_marker(out.f, b);
	return out_file_commit(&out, e);
}

/* Ready is only what is good to go on with: else the manager sees us fail */
static int tell_manager(const struct boot *b, const char *summary,
			struct err *e)
{
	char state[256];

	snprintf(state, sizeof(state), "%sSTATUS=%s: %s\n",
		 b->outcome == BOOT_CRITICAL ? "" : "READY=1\n",
		 boot_outcome_names[b->outcome], summary);
	return notify_send(getenv("NOTIFY_SOCKET"), state, e);
}

static int finish(const struct session *s, const struct boot *b, struct err *e)
{
	bool bad = b->outcome == BOOT_CRITICAL;
	char summary[128];

	boot_report(s->g, &s->opts, b);
	if (s->opts.dry_run)
		return bad ? EXIT_FAILED : 0;
	boot_summary(b, false, summary, sizeof(summary));
	if (s->kmsg)
		kmsg_line(bad ? KMSG_ERROR : KMSG_INFO, "boot %s: %s",
			  boot_outcome_names[b->outcome], summary);
	if (write_marker(s, b, e) < 0 || tell_manager(b, summary, e) < 0)
		return -e->code;
	return bad ? EXIT_FAILED : 0;
}

static int run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct session s = { .g = g,
			     .opts = { .loader = ANDROID_LOADER,
				       .pin_dir = PIN_DIR,
				       .watch = { tell_note, tell_object,
						  &s } },
			     .ready = READY };
	struct boot b = { .outcome = BOOT_OK };
	int err = parse(g, it, &s, e);

	if (err < 0)
		return err;
	err = boot_run(&s.opts, &b, e);
	if (err == 0)
		err = finish(&s, &b, e);
	else if (s.kmsg)
		kmsg_line(KMSG_ERROR, "boot: %s", e->msg);
	boot_close(&b);
	return err;
}

const struct command boot_command = {
	"boot",
	"[OPTIONS] [DIR...]",
	"load and pin the objects of directories, as at the start of a machine",
	NULL,
	&table,
	run,
	NULL,
};
