/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Between the files of pinning: pin_dir.c has directories, pin_name.c names,
 * pin_file.c single pins, pin_error.c what is wrong with them, pin_stamp.c
 * their marks; pin_map.c and pin_prog.c
 * compare, pin.c goes through an object, pin_remove.c takes it away.
 */
#ifndef LOADER_PIN_PRIV_H
#define LOADER_PIN_PRIV_H

#include <stdbool.h>
#include <sys/stat.h>

#include "loader/kernel_obj.h"
#include "loader/load.h"
#include "loader/object.h"
#include "loader/pin.h"

/* What a process that was killed leaves begins like this, then its id */
#define PIN_TEMP "tmp_rawbpf_"

/*
 * A pin's time of modification is a mark: it says which object it is of, for
 * pins_remove, and of which code a program is. There is no other place for
 * that in bpffs on every kernel. Seconds: within a fortnight, the low 20 bits
 * are of the owner. Nanoseconds: of the code, or more of the owner.
 */
#define PIN_STAMP_BITS 20

/* object: "" for what objects share; path: below the directory */
uint64_t pin_owner(const char *object, const char *path);
struct timespec pin_stamp(uint64_t owner, uint64_t code);
bool pin_stamp_has_owner(const struct timespec *t, uint64_t owner, bool code);

/* A hash, to be continued; begins with PIN_HASH */
#define PIN_HASH 0xcbf29ce484222325
uint64_t pin_hash(uint64_t hash, const void *data, size_t len);

/* How a pin is to look */
struct pin_look {
	mode_t mode; /* 0: as the kernel makes it */
	uid_t uid; /* with mode */
	gid_t gid;
	struct timespec stamp; /* tv_sec 0: none */
};

/* Pins fd in the directory of path under another name, which is to be freed,
 * and to be given the right name with pin_rename. */
int pin_temp(const char *path, int fd, const struct pin_look *look, char **temp,
	     struct err *e);
int pin_rename(const char *temp, const char *path, struct err *e);

/* A descriptor, or -errno */
int pin_open(const char *path);

/* Whether a descriptor is of that kind, as far as can be told */
bool pin_is(int fd, enum kernel_obj_kind kind);

/* Says why, as far as can be seen: EISDIR when a directory is in the way */
int pin_error(struct err *e, int err, const char *what, const char *path);
int pin_dir_error(struct err *e, int err, const char *what, const char *path);

/* Whether the nearest directory of path that is there is one of bpffs */
bool pin_dir_is_bpffs(const char *path);

/* Without slashes at its end; to be freed, NULL without memory */
char *pin_dir_name(const char *path);

/* Removes stale leavings from a directory and those below */
void pin_dir_clean(const char *path);

/* Makes the directories between dir and path. */
int pin_dir_make(const char *dir, const char *path, struct err *e);

/* pins_load on its way */
struct pin_job {
	const struct pin_dir *dir;
	struct pins *pins;
	struct object *o;
	bool replace;
};

/* Takes over the map that is there, or leaves it to object_load. */
int pin_map_take(struct pin_job *j, uint32_t i, struct err *e);

/* load_find, ctx is a job */
int pin_prog_find(void *ctx, const struct load *l, struct prog_spec *spec);

/* Once it is loaded: takes over the program that is there if it is the same
 * after all */
int pin_prog_take(struct pin_job *j, uint32_t i, struct err *e);

#endif
