/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects that outlive the process that loaded them: maps and programs pinned
 * in a directory of bpffs, under names that say what they are. All of an
 * object or nothing. What is there already is kept if it is the same.
 */
#ifndef LOADER_PIN_H
#define LOADER_PIN_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct object;

#define PIN_DIR "/sys/fs/bpf"

/* A directory of bpffs that this process alone changes: others of us wait */
struct pin_dir {
	char *path; /* owned; no slash at the end */
	int fd; /* holds the lock */
	bool made; /* it was not there: goes again if nothing is pinned */
};

enum pin_dir_flags {
	PIN_DIR_MOUNT = 1, /* mount bpffs there if it is not */
	PIN_DIR_MAKE = 2, /* make the directory if it is not there */
	PIN_DIR_MAY_MOUNT = 4, /* --mount would mount it: a hint says so */
};

/* Locks it, and removes what a killed process left half made. */
int pin_dir_open(const char *path, unsigned flags, struct pin_dir *out,
		 struct err *e);
void pin_dir_close(struct pin_dir *d);

enum pin_state {
	PIN_NONE, /* not pinned: not loaded, or folded into the programs */
	PIN_MADE,
	PIN_KEPT, /* was there, and is the same */
	PIN_REPLACED, /* something else was there */
};

struct pin {
	char *path; /* owned; NULL: not to be pinned */
	enum pin_state state;
	/* For the files of pinning alone: what is there, ... */
	int fd; /* ... or -1, */
	uint32_t id;
	uint64_t owner, code; /* and what the new one is, see pin_stamp */
	int64_t was[2]; /* the stamp of what it replaces */
	char *temp; /* owned: where it waits for its name */
};

/* Where the parts of one object go */
struct pins {
	char *object; /* owned: its name in the names of pins */
	struct pin *maps; /* owned; as object->maps */
	struct pin *progs; /* owned; as object->progs */
	uint32_t nmaps, nprogs;
	bool renamed; /* some name has other characters than in the object */
};

/* The name of an object from that of its file, as of "net@2.bpf.o": "net".
 * To be freed; NULL when out of memory. */
char *pin_object_name(const char *file);

/* Finds the names below dir, a path. Asks nothing of the kernel. Programs that
 * are variants of one (same section before '$') share a pin: the first that
 * can be loaded takes it. */
int pins_plan(const struct object *o, const char *object, const char *dir,
	      struct pins *out, struct err *e);
void pins_close(struct pins *pins);

/* object_load, with the pins that are there taken over, and everything pinned
 * at the end. Programs that are there and not the same, and read-only data, are
 * an error unless replace is set; maps that are not compatible always are. On
 * failure the directory is as it was. */
int pins_load(const struct pin_dir *dir, struct pins *pins, struct object *o,
	      bool replace, struct err *e);

/* Takes back what pins_load did to the directory. */
void pins_undo(const struct pin_dir *dir, struct pins *pins, struct object *o);

/* Pins a descriptor at path, in the place of what is there (all at once). It
 * counts as part of the object that owner, a pin beside it, is of: pins_remove
 * takes both. owner may be NULL. */
int pin_put(const char *path, int fd, const char *owner, struct err *e);

struct pins_removal {
	const char *object; /* NULL: all, and what they share */
	bool dry_run; /* nothing is removed, but told */
	void (*removed)(void *ctx, const char *path); /* called for each pin */
	void *ctx;
};

/* Removes what pins_load made for an object, and the links of its programs.
 * Other pins stay, whatever they are called. -ENOENT when there is none. */
int pins_remove(const struct pin_dir *dir, const struct pins_removal *what,
		struct err *e);

#endif
