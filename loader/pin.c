// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * An object into the kernel and onto bpffs: what is there and the same is
 * taken over, the rest is made without a name, pinned beside its place, and
 * only when all of it is there given its name. A process that is killed
 * leaves whole pins, with which the next one goes on, or such as wait.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"

/* All pins of an object in one row, maps first */
static uint32_t count(const struct pin_job *j)
{
	return j->pins->nmaps + j->pins->nprogs;
}

static struct pin *nth(const struct pin_job *j, uint32_t i, int *fd)
{
	uint32_t p = i - j->pins->nmaps;

	if (i < j->pins->nmaps) {
		*fd = j->o->maps[i].kept ? -1 : j->o->maps[i].fd;
		return &j->pins->maps[i];
	}
	*fd = j->o->progs[p].kept ? -1 : j->o->progs[p].fd;
	return &j->pins->progs[p];
}

static void look_of(const struct pin_job *j, uint32_t i, struct pin_look *look)
{
	const struct obj *obj = j->o->obj;

	if (i < j->pins->nmaps) {
		const struct obj_map_legacy *l = obj->maps[i].legacy;

		if (l && l->android && l->mode)
			*look = (struct pin_look){
				l->mode & 07777, l->uid, l->gid, { 0, 0 }
			};
	} else {
		uint32_t func = j->o->progs[i - j->pins->nmaps].func;
		const struct obj_prog_legacy *l = obj->funcs[func].legacy;

		if (l)
			*look = (struct pin_look){
				0440, l->uid, l->gid, { 0, 0 }
			};
	}
}

/* Beside its place */
static int prepare(struct pin_job *j, uint32_t i, struct err *e)
{
	struct pin_look look = { 0 };
	struct stat st;
	struct pin *pin;
	int fd;

	pin = nth(j, i, &fd);
	if (pin->path == NULL || fd < 0)
		return 0;
	if (pin_dir_make(j->dir->path, pin->path, e) < 0)
		return -e->code;
	look_of(j, i, &look);
	if (pin->fd >= 0 && stat(pin->path, &st) == 0) {
		pin->was[0] = st.st_mtim.tv_sec;
		pin->was[1] = st.st_mtim.tv_nsec;
	}
	look.stamp = pin_stamp(pin->owner, pin->code);
	return pin_temp(pin->path, fd, &look, &pin->temp, e);
}

static int name(struct pin *pin, struct err *e)
{
	if (pin->temp == NULL)
		return 0;
	if (pin_rename(pin->temp, pin->path, e) < 0)
		return -e->code;
	free(take_ptr(&pin->temp));
	pin->state = pin->fd >= 0 ? PIN_REPLACED : PIN_MADE;
	return 0;
}

/* As it was before */
static void undo(const struct pin_job *j, uint32_t i)
{
	struct pin_look look = { 0 };
	auto_free char *temp = NULL;
	struct err ignored;
	struct pin *pin;
	int fd;

	pin = nth(j, i, &fd);
	if (pin->temp)
		unlink(pin->temp);
	if (pin->state == PIN_MADE)
		unlink(pin->path);
	if (pin->state != PIN_REPLACED)
		return;
	look_of(j, i, &look);
	look.stamp.tv_sec = (time_t)pin->was[0];
	look.stamp.tv_nsec = (long)pin->was[1];
	if (pin_temp(pin->path, pin->fd, &look, &temp, &ignored) == 0)
		pin_rename(temp, pin->path, &ignored);
}

/* Directories below that of pins, as far as they are empty */
static void remove_dir(const struct pin_job *j, uint32_t i)
{
	size_t len = strlen(j->dir->path);
	auto_free char *path = NULL;
	struct pin *pin;
	char *slash;
	int fd;

	pin = nth(j, i, &fd);
	path = pin->path ? strdup(pin->path) : NULL;
	while (path && (slash = strrchr(path, '/')) > path + len) {
		*slash = '\0';
		if (rmdir(path) < 0)
			return;
	}
}

static void undo_all(struct pin_job *j)
{
	uint32_t n = count(j);

	for (uint32_t i = 0; i < n; i++)
		undo(j, i);
	for (uint32_t i = 0; i < n; i++)
		remove_dir(j, i);
}

void pins_undo(const struct pin_dir *dir, struct pins *pins, struct object *o)
{
	undo_all(&(struct pin_job){ dir, pins, o, false });
}

static int pin_all(struct pin_job *j, struct err *e)
{
	uint32_t n = count(j);
	int fd, err = 0;

	for (uint32_t i = 0; i < n && err == 0; i++)
		err = prepare(j, i, e);
	for (uint32_t i = 0; i < n && err == 0; i++)
		err = name(nth(j, i, &fd), e);
	if (err < 0)
		undo_all(j);
	return err;
}

int pins_load(const struct pin_dir *dir, struct pins *pins, struct object *o,
	      bool replace, struct err *e)
{
	struct pin_job j = { dir, pins, o, replace };
	int err = 0;

	for (uint32_t i = 0; i < pins->nmaps && err == 0; i++)
		if (pins->maps[i].path && o->maps[i].used)
			err = pin_map_take(&j, i, e);
	o->find = pin_prog_find;
	o->find_ctx = &j;
	if (err == 0)
		err = object_load(o, e);
	o->find = NULL;
	o->find_ctx = NULL;
	for (uint32_t i = 0; i < pins->nprogs && err == 0; i++)
		err = pin_prog_take(&j, i, e);
	return err < 0 ? err : pin_all(&j, e);
}
