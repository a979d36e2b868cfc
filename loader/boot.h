/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a machine does once at its start: file systems, switches, and every
 * object of some directories loaded and pinned. All that came of it is data;
 * nothing is printed. What is there already is left as it is, so that a second
 * time changes nothing and mends what an interrupted first one did not do.
 */
#ifndef LOADER_BOOT_H
#define LOADER_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf/err.h"
#include "loader/android_rules.h"

struct boot_dir;
struct obj;
struct pin_dir;

/* The better comes first */
enum boot_state {
	BOOT_LOADED, /* with dry_run: would be */
	BOOT_UNCHANGED, /* all of it was there */
	BOOT_SKIPPED, /* by a rule of the object's own */
	BOOT_FAILED,
	BOOT__COUNT
};

enum boot_part_kind { BOOT_MAP, BOOT_PROG, BOOT_LINK };

enum boot_part_state {
	BOOT_PART_MADE, /* with dry_run: would be */
	BOOT_PART_KEPT,
	BOOT_PART_REPLACED,
	BOOT_PART_LEFT_OUT, /* why says why */
	BOOT_PART__COUNT
};

struct boot_part {
	enum boot_part_kind kind;
	enum boot_part_state state;
	char *name; /* owned: in the object, for programs the function */
	char *path; /* owned: pin, or NULL */
	char *why; /* owned, or NULL */
};

struct boot_object {
	const char *dir; /* as in the options */
	char *file; /* owned */
	char *name; /* owned: in pins; NULL: it did not come so far */
	enum boot_state state;
	char *critical; /* owned: why nothing goes without it, or NULL */
	struct err err; /* BOOT_FAILED; msg of BOOT_SKIPPED: the rule */
	struct boot_part *parts; /* owned */
	size_t nparts;
};

/* Called while it goes on: what is not about one object, which may be bad, and
 * each object when it is done. */
struct boot_watch {
	void (*note)(void *ctx, const struct err *e, bool bad);
	void (*object)(void *ctx, const struct boot_object *o);
	void *ctx;
};

struct boot_opts {
	const char *const *dirs;
	size_t ndirs;
	const char *pin_dir;
	uint32_t loader; /* see struct android_here */
	bool jit, jit_kallsyms, attach, replace, dry_run;
	struct boot_watch watch;
};

enum boot_outcome {
	BOOT_OK,
	BOOT_PARTIAL, /* something failed without which it goes on */
	BOOT_CRITICAL, /* a critical object did, or a directory was refused */
	BOOT_OUTCOME__COUNT
};

/* Words for reports and scripts */
extern const char *const boot_state_names[BOOT__COUNT];
extern const char *const boot_part_names[BOOT_PART__COUNT];
extern const char *const boot_outcome_names[BOOT_OUTCOME__COUNT];

struct boot {
	enum boot_outcome outcome;
	struct boot_object *objects; /* owned; in the order of loading */
	size_t nobjects;
	size_t count[BOOT__COUNT]; /* objects by state */
	struct err *notes; /* owned */
	size_t nnotes;
};

/* 0 when all was tried, whatever came of it: see outcome. -errno when nothing
 * could be: no place for pins, no memory. */
int boot_run(const struct boot_opts *opts, struct boot *out, struct err *e);
void boot_close(struct boot *b);

/* One object, of which dir and file are filled in: the rest is, too. */
struct boot_place {
	const struct boot_opts *opts;
	const struct boot_dir *dir;
	const struct pin_dir *pins; /* NULL with dry_run */
	struct android_here here;
	const struct boot *before; /* whose names are taken */
};
void boot_object_load(const struct boot_place *place, struct boot_object *b);
void boot_object_close(struct boot_object *b);

#endif
