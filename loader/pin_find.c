// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A pin does not tell what it is before it is opened, so all of them are.
 * Links to directories are not followed: a bpf file system's files are its own.
 */
#include "loader/pin_find.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/fd_id.h"
#include "loader/mounts.h"

#define MAX_DEPTH 16

struct search {
	struct pin_list *pins;
	enum kernel_obj_kind kind;
	int err;
	unsigned depth;
};

static int add(struct pin_list *pins, uint32_t id, const char *path)
{
	struct pin_found *v = realloc(pins->v, (pins->n + 1) * sizeof(*v));

	if (v == NULL)
		return -ENOMEM;
	pins->v = v;
	v += pins->n;
	v->id = id;
	v->path = strdup(path);
	if (v->path == NULL)
		return -ENOMEM;
	pins->n++;
	return 0;
}

static void look_at(struct search *s, const char *path)
{
	struct err ignored;
	auto_fd int fd = kernel_obj_pinned(path, &ignored);

	if (fd >= 0 && kernel_obj_kind(fd) == s->kind)
		s->err = add(s->pins, fd_id(fd), path);
}

/* NOLINTNEXTLINE(misc-no-recursion): MAX_DEPTH bounds it */
static void search_dir(struct search *s, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	char path[PATH_MAX];

	s->depth++;
	while (d && s->err == 0 && (entry = readdir(d)) != NULL) {
		int n = snprintf(path, sizeof(path), "%s/%s", dir,
				 entry->d_name);

		if (n >= (int)sizeof(path))
			continue;
		if (entry->d_type == DT_REG)
			look_at(s, path);
		else if (entry->d_type == DT_DIR && s->depth < MAX_DEPTH &&
			 strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0)
			search_dir(s, path);
	}
	if (d)
		closedir(d);
	s->depth--;
}

static int each_mount(void *ctx, const char *dir, const char *fstype)
{
	struct search *s = ctx;

	if (strcmp(fstype, "bpf") == 0)
		search_dir(s, dir);
	return s->err;
}

int pin_find(enum kernel_obj_kind kind, struct pin_list *out, struct err *e)
{
	struct search s = { .pins = out, .kind = kind };

	memset(out, 0, sizeof(*out));
	if (mounts_walk(each_mount, &s) == 0)
		return 0;
	pin_list_close(out);
	return err_nomem(e);
}

void pin_list_close(struct pin_list *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].path);
	free(p->v);
	memset(p, 0, sizeof(*p));
}
