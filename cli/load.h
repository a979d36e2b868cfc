/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects on their way into the kernel, for all commands that load some:
 * load_session.c loads and attaches, load_show.c tells.
 */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "elf/file.h"
#include "elf/obj.h"
#include "loader/object.h"
#include "loader/pin.h"

struct err;
struct global;
struct json;

/* What keeps a program or struct attached: a pin, or a descriptor */
struct load_hook {
	char *pin; /* owned, or NULL */
	int fd; /* owned, or -1 */
	bool made; /* the pin is new */
};

struct load_item {
	const char *path;
	struct file file;
	struct obj obj;
	struct object object;
	struct pins pins;
	struct load_hook *hooks; /* owned; of programs, then of maps */
	char **notes; /* owned: what -j says in its document, not on stderr */
	size_t nnotes;
	bool planned, pinned, loaded;
};

struct load_session {
	const struct global *g;
	struct object_opts opts;
	struct pin_dir dir;
	const char **sets; /* owned */
	struct load_item *items; /* owned */
	size_t nitems, nloaded;
	const char *pin_dir, *name, *target; /* the latter two or NULL */
	bool no_pin, mount, replace, attach;
	bool may_mount; /* the command has --mount */
	bool lenient; /* what cannot be attached is said, and does no harm */
};

#define LOAD_SESSION(g)                                                        \
	{                                                                      \
		(g), .pin_dir = PIN_DIR, .dir.fd = -1                          \
	}

/* For --set */
int load_add_set(struct load_session *s, const char *set, struct err *e);

/* All of them, one after the other, as the session says. With --dry-run they
 * are only planned. */
int load_objects(struct load_session *s, char *const *paths, size_t n,
		 struct err *e);

/* The struct of map i, as the programs are; done by load_objects if attach is
 * set */
int load_attach_ops(const struct load_session *s, struct load_item *item,
		    uint32_t i, struct err *e);

struct load_hook *load_map_hook(const struct load_item *item, uint32_t i);

/* Whether anything is attached */
bool load_is_attached(const struct load_session *s);

/* Takes back what load_objects made of an object in the kernel. */
void load_undo(const struct load_session *s, struct load_item *item);

/* Ends what no pin keeps attached. */
void load_detach(struct load_session *s);

/* That, and closes everything. */
void load_close(struct load_session *s);

/* What there is, or would be */
void load_show(const struct global *g, const struct load_item *items, size_t n);

/* The member "notes" of what was said about them */
void load_json_notes(struct json *j, const struct load_item *items, size_t n);

#endif
