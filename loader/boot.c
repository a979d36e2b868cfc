// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The order of things at boot. An object that fails stops nothing: those
 * behind it may be what is needed to find out why.
 */
#include "loader/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include "elf/cleanup.h"
#include "loader/boot_dir.h"
#include "loader/early_mounts.h"
#include "loader/pin.h"
#include "loader/privilege.h"
#include "loader/sysctl.h"

#define TRACEFS	      "/sys/kernel/tracing"
#define TRACEFS_MAGIC 0x74726163

const char *const boot_state_names[BOOT__COUNT] = {
	[BOOT_LOADED] = "loaded",
	[BOOT_UNCHANGED] = "unchanged",
	[BOOT_SKIPPED] = "skipped",
	[BOOT_FAILED] = "failed",
};

const char *const boot_part_names[BOOT_PART__COUNT] = {
	[BOOT_PART_MADE] = "made",
	[BOOT_PART_KEPT] = "kept",
	[BOOT_PART_REPLACED] = "replaced",
	[BOOT_PART_LEFT_OUT] = "left out",
};

const char *const boot_outcome_names[BOOT_OUTCOME__COUNT] = {
	[BOOT_OK] = "ok",
	[BOOT_PARTIAL] = "partial",
	[BOOT_CRITICAL] = "failed",
};

static void worsen(struct boot *b, enum boot_outcome outcome)
{
	if (b->outcome < outcome)
		b->outcome = outcome;
}

/* bad: more than a notice */
static int add_note(const struct boot_opts *opts, struct boot *b,
		    const struct err *note, bool bad, struct err *e)
{
	struct err *notes = realloc(b->notes, (b->nnotes + 1) * sizeof(*notes));

	if (notes == NULL)
		return err_nomem(e);
	b->notes = notes;
	notes[b->nnotes++] = *note;
	if (bad)
		worsen(b, BOOT_CRITICAL);
	if (opts->watch.note)
		opts->watch.note(opts->watch.ctx, note, bad);
	return 0;
}

/* Nothing of it stops the boot: programs run without a compiler too */
static int switch_on(const struct boot_opts *opts, struct boot *b,
		     const char *name, struct err *e)
{
	struct err note;

	if (sysctl_switch_on(name, opts->dry_run, &note) >= 0)
		return 0;
	return add_note(opts, b, &note, false, e);
}

static int mount_tracefs(struct err *e)
{
	static const struct early_mount tracefs = {
		"tracefs", TRACEFS, MS_NOSUID | MS_NODEV | MS_NOEXEC, false
	};
	struct statfs fs;
	int err;

	if (statfs(TRACEFS, &fs) == 0 && fs.f_type == TRACEFS_MAGIC)
		return 0;
	err = early_mount_hides(TRACEFS);
	if (err == 0 || err == -ENOENT)
		err = early_mount(&tracefs);
	if (err == 0)
		return 0;
	err_set(e, err, "mounting tracefs on " TRACEFS ": %s", strerror(-err));
	return privilege_hint(e, USE_MOUNT);
}

static int prepare(const struct boot_opts *opts, struct boot *b, struct err *e)
{
	struct err note;
	int err = 0;

	if (opts->jit)
		err = switch_on(opts, b, "net/core/bpf_jit_enable", e);
	if (err == 0 && opts->jit_kallsyms)
		err = switch_on(opts, b, "net/core/bpf_jit_kallsyms", e);
	if (err == 0 && !opts->dry_run && mount_tracefs(&note) < 0)
		err = add_note(opts, b, &note, false, e);
	return err;
}

static int add_object(struct boot *b, const char *dir, const char *file,
		      struct boot_object **out)
{
	size_t n = b->nobjects;
	struct boot_object *o = b->objects;

	if ((n & (n - 1)) == 0)
		o = reallocarray(o, n ? n * 2 : 1, sizeof(*o));
	if (o == NULL)
		return -ENOMEM;
	b->objects = o;
	o += b->nobjects;
	*o = (struct boot_object){ .dir = dir, .file = strdup(file) };
	if (o->file == NULL)
		return -ENOMEM;
	*out = o;
	return 0;
}

static int run_file(struct boot_place *place, struct boot *b, const char *dir,
		    const char *file, struct err *e)
{
	const struct boot_watch *watch = &place->opts->watch;
	struct boot_object *o;

	if (add_object(b, dir, file, &o) < 0)
		return err_nomem(e);
	/* Not yet among those whose names are taken */
	boot_object_load(place, o);
	b->nobjects++;
	b->count[o->state]++;
	if (o->state == BOOT_FAILED)
		worsen(b, o->critical ? BOOT_CRITICAL : BOOT_PARTIAL);
	if (watch->object)
		watch->object(watch->ctx, o);
	return 0;
}

static int run_dir(struct boot_place *place, struct boot *b, const char *path,
		   struct err *e)
{
	struct boot_dir dir;
	struct err note;
	int err;

	err = boot_dir_open(path, &dir, &note);
	/* Refused, who knows what is in it */
	if (err < 0)
		return add_note(place->opts, b, &note, err != -ENOENT, e);
	place->dir = &dir;
	for (size_t i = 0; i < dir.n && err == 0; i++)
		err = run_file(place, b, path, dir.names[i], e);
	place->dir = NULL;
	boot_dir_close(&dir);
	return err;
}

static int run_dirs(struct boot_place *place, struct boot *b, struct err *e)
{
	const struct boot_opts *opts = place->opts;
	int err = prepare(opts, b, e);

	for (size_t i = 0; i < opts->ndirs && err == 0; i++)
		err = run_dir(place, b, opts->dirs[i], e);
	return err;
}

int boot_run(const struct boot_opts *opts, struct boot *out, struct err *e)
{
	struct boot_place place = { .opts = opts, .before = out };
	struct pin_dir pins;
	int err;

	*out = (struct boot){ .outcome = BOOT_OK };
	android_here(&place.here, opts->loader);
	if (opts->dry_run)
		return run_dirs(&place, out, e);
	err = pin_dir_open(opts->pin_dir, PIN_DIR_MOUNT | PIN_DIR_MAKE, &pins,
			   e);
	if (err < 0)
		return err;
	place.pins = &pins;
	err = run_dirs(&place, out, e);
	pin_dir_close(&pins);
	return err;
}

void boot_close(struct boot *b)
{
	for (size_t i = 0; i < b->nobjects; i++)
		boot_object_close(&b->objects[i]);
	free(b->objects);
	free(b->notes);
	*b = (struct boot){ .outcome = BOOT_OK };
}
