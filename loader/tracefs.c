// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Finding tracefs: at its usual places, anywhere in the mount table, or on a
 * private mount. A directory counts only if events/ is in it, since the mount
 * points exist on machines where nothing is mounted on them.
 */
#include "loader/tracefs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/mounts.h"
#include "loader/private_mount.h"
#include "loader/privilege.h"

static int open_events(int dir, const char *path)
{
	return openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* *ctx is the descriptor, once found */
static int try_mount(void *ctx, const char *dir, const char *fstype)
{
	char events[4096];
	int *fd = ctx;

	if (strcmp(fstype, "tracefs") == 0)
		snprintf(events, sizeof(events), "%s/events", dir);
	else if (strcmp(fstype, "debugfs") == 0)
		snprintf(events, sizeof(events), "%s/tracing/events", dir);
	else
		return 0;
	*fd = open_events(AT_FDCWD, events);
	return *fd >= 0;
}

static int open_mounted(void)
{
	int fd = -1;

	return mounts_walk(try_mount, &fd) ? fd : -1;
}

static int open_private(struct err *e)
{
	auto_fd int root = private_mount("tracefs");
	int fd;

	if (root < 0) {
		err_set(e, root,
			"tracefs is not mounted and cannot be mounted "
			"privately: %s",
			strerror(-root));
		if (root == -ENODEV)
			return err_hint(e, "this kernel was built without "
					   "CONFIG_TRACING");
		return privilege_hint(e, USE_MOUNT);
	}
	fd = open_events(root, "events");
	if (fd < 0)
		return err_set(e, errno, "tracefs has no events: %s",
			       strerror(errno));
	return fd;
}

int tracefs_open(struct tracefs *out, struct err *e)
{
	static const char *const usual[] = {
		"/sys/kernel/tracing/events",
		"/sys/kernel/debug/tracing/events",
	};
	int fd = -1;

	for (size_t i = 0; i < ARRAY_SIZE(usual) && fd < 0; i++)
		fd = open_events(AT_FDCWD, usual[i]);
	if (fd < 0)
		fd = open_mounted();
	if (fd < 0)
		fd = open_private(e);
	if (fd < 0)
		return fd;
	out->events = fd;
	return 0;
}

void tracefs_close(struct tracefs *t)
{
	if (t->events >= 0)
		close(t->events);
	t->events = -1;
}

static int open_file(const struct tracefs *t, const char *system,
		     const char *event, const char *file, struct err *e)
{
	char path[512];
	int fd;

	/* The names come from the command line: no way out of the tree */
	if (strchr(system, '/') || strchr(event, '/') || system[0] == '.' ||
	    event[0] == '.' || system[0] == '\0' || event[0] == '\0')
		return err_set(e, ENOENT, "no tracepoint '%s:%s'", system,
			       event);
	snprintf(path, sizeof(path), "%s/%s/%s", system, event, file);
	fd = openat(t->events, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT || errno == ENOTDIR)
		return err_set(e, ENOENT, "no tracepoint '%s:%s'", system,
			       event);
	return err_set(e, errno, "tracepoint '%s:%s': %s", system, event,
		       strerror(errno));
}

/* Files of tracefs have no size; they are read to their end */
static int read_all(int fd, char **out, struct err *e)
{
	auto_free char *buf = NULL;
	size_t len = 0, room = 0;
	ssize_t n;

	do {
		if (room - len < 2) {
			char *bigger = realloc(buf, room + 4096);

			if (bigger == NULL)
				return err_nomem(e);
			buf = bigger;
			room += 4096;
		}
		n = read(fd, buf + len, room - len - 1);
		if (n < 0 && errno != EINTR)
			return err_set(e, errno, "reading tracefs: %s",
				       strerror(errno));
		len += n > 0 ? (size_t)n : 0;
	} while (n != 0);
	buf[len] = '\0';
	*out = take_ptr(&buf);
	return 0;
}

int tracefs_event_id(const struct tracefs *t, const char *system,
		     const char *event, struct err *e)
{
	auto_fd int fd = open_file(t, system, event, "id", e);
	auto_free char *text = NULL;
	long id;

	if (fd < 0)
		return fd;
	if (read_all(fd, &text, e) < 0)
		return err_wrap(e, "tracepoint '%s:%s'", system, event);
	id = strtol(text, NULL, 10);
	if (id <= 0 || id > INT32_MAX)
		return err_set(e, EINVAL, "tracepoint '%s:%s' has the id '%s'",
			       system, event, text);
	return (int)id;
}

int tracefs_format(const struct tracefs *t, const char *system,
		   const char *event, char **out, struct err *e)
{
	auto_fd int fd = open_file(t, system, event, "format", e);

	if (fd < 0)
		return fd;
	if (read_all(fd, out, e) < 0)
		return err_wrap(e, "tracepoint '%s:%s'", system, event);
	return 0;
}

static DIR *open_dir(int at, const char *path)
{
	int fd = open_events(at, path);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && dir == NULL)
		close(fd);
	return dir;
}

static int walk_system(int events, const char *system, tracefs_each *each,
		       void *ctx)
{
	DIR *dir = open_dir(events, system);
	struct dirent *d;
	int ret = 0;

	while (dir && ret == 0 && (d = readdir(dir)) != NULL)
		if (d->d_type == DT_DIR && d->d_name[0] != '.')
			ret = each(ctx, system, d->d_name);
	if (dir)
		closedir(dir);
	return ret;
}

int tracefs_walk(const struct tracefs *t, tracefs_each *each, void *ctx)
{
	DIR *dir = open_dir(t->events, ".");
	struct dirent *d;
	int ret = 0;

	while (dir && ret == 0 && (d = readdir(dir)) != NULL)
		if (d->d_type == DT_DIR && d->d_name[0] != '.')
			ret = walk_system(t->events, d->d_name, each, ctx);
	if (dir)
		closedir(dir);
	return ret;
}
