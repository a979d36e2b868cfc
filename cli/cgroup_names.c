// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The id that bpf_get_current_cgroup_id gives is the inode number of the
 * group's directory in the cgroup2 file system.
 */
#include "cli/cgroup_names.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loader/mounts.h"

#define MAX_DEPTH 64

struct cgroup_entry {
	uint64_t id;
	char *path; /* owned */
};

static void add(struct cgroup_names *names, uint64_t id, const char *path)
{
	struct cgroup_entry *v = names->v;

	if (names->n == names->room) {
		size_t room = names->room ? names->room * 2 : 64;

		v = realloc(v, room * sizeof(*v));
		if (v == NULL)
			return;
		names->v = v;
		names->room = room;
	}
	v[names->n].id = id;
	v[names->n].path = strdup(path);
	if (v[names->n].path)
		names->n++;
}

/* dir is consumed; path is the group's, to be put back as it was */
static void walk(struct cgroup_names *names, int dir, char *path, size_t room,
		 int depth)
{
	size_t len = strlen(path);
	struct dirent *d;
	struct stat st;
	DIR *list;

	if (fstat(dir, &st) == 0)
		add(names, st.st_ino, len ? path : "/");
	list = fdopendir(dir);
	if (list == NULL) {
		close(dir);
		return;
	}
	while (depth < MAX_DEPTH && (d = readdir(list)) != NULL) {
		int sub;

		if (d->d_type != DT_DIR || d->d_name[0] == '.' ||
		    len + strlen(d->d_name) + 2 > room)
			continue;
		sub = openat(dir, d->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (sub < 0)
			continue;
		snprintf(path + len, room - len, "/%s", d->d_name);
		walk(names, sub, path, room, depth + 1);
		path[len] = '\0';
	}
	closedir(list);
}

/* *ctx is the descriptor, once found */
static int try_mount(void *ctx, const char *dir, const char *fstype)
{
	int *fd = ctx;

	if (strcmp(fstype, "cgroup2") != 0)
		return 0;
	*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd >= 0;
}

static int by_id(const void *a, const void *b)
{
	const struct cgroup_entry *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

void cgroup_names_read(struct cgroup_names *names)
{
	char path[4096] = "";
	int root = -1;

	if (!mounts_walk(try_mount, &root))
		return;
	walk(names, root, path, sizeof(path), 0);
	if (names->n)
		qsort(names->v, names->n, sizeof(*names->v), by_id);
}

void cgroup_names_close(struct cgroup_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->v[i].path);
	free(names->v);
	*names = (struct cgroup_names){ 0 };
}

const char *cgroup_name(const struct cgroup_names *names, uint64_t id)
{
	struct cgroup_entry key = { .id = id }, *found;

	if (names->n == 0)
		return NULL;
	found = bsearch(&key, names->v, names->n, sizeof(*names->v), by_id);
	return found ? found->path : NULL;
}
