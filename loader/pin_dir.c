// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Directories of bpffs: mounting, making, locking, cleaning. A lock is on the
 * directory itself, so that it ends with its process and leaves nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/early_mounts.h"
#include "loader/pin_priv.h"
#include "loader/privilege.h"

/* Who may open a directory may lock it: not for ever */
#define LOCK_TRIES 600
#define LOCK_PAUSE 100000 /* us */

static int make_one(const char *path, mode_t mode)
{
	/* At once: a process killed before a chmod() would leave it so */
	mode_t mask = umask(0);
	int err = mkdir(path, mode) < 0 ? -errno : 0;

	umask(mask);
	return err == -EEXIST ? 0 : err;
}

/* All directories of path from from on; -errno */
static int make_path(const char *path, size_t from, mode_t mode)
{
	char part[PATH_MAX];
	const char *end;
	int err = 0;

	for (end = path + from; *end && err == 0;) {
		end += 1 + strcspn(end + 1, "/");
		snprintf(part, sizeof(part), "%.*s", (int)(end - path), path);
		if (access(part, F_OK) < 0)
			err = make_one(part, mode);
	}
	return err;
}

int pin_dir_make(const char *dir, const char *path, struct err *e)
{
	char parent[PATH_MAX], *slash;
	int err;

	if ((size_t)snprintf(parent, sizeof(parent), "%s", path) >=
	    sizeof(parent))
		return pin_dir_error(e, ENAMETOOLONG, "pin", path);
	slash = strrchr(parent, '/');
	if (slash)
		*slash = '\0';
	/* As Android's loader makes them: for all who own pins */
	err = make_path(parent, strlen(dir), 01777);
	return err < 0 ? pin_dir_error(e, err, "directory", parent) : 0;
}

static const char *mount_point(const char *path)
{
	size_t len = strlen(PIN_DIR);

	return strncmp(path, PIN_DIR, len) == 0 &&
			       (path[len] == '/' || !path[len])
		       ? PIN_DIR
		       : path;
}

static int mount_error(struct err *e, int err, const char *at)
{
	err_set(e, err, "mounting bpffs on '%s': %s", at, strerror(-err));
	if (err == -ENOTEMPTY)
		return err_hint(e, "it would hide what is there: take a "
				   "directory that is empty, or not there");
	return privilege_hint(e, USE_MOUNT);
}

static int try_mount(const char *at)
{
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
	int err = early_mount_hides(at);

	if (err < 0)
		return err;
	/* Modes of the root came with 4.12 */
	if (mount("bpf", at, "bpf", flags, "mode=0755") == 0 ||
	    (errno == EINVAL && mount("bpf", at, "bpf", flags, NULL) == 0))
		return 0;
	return -errno;
}

/* On the usual place if path is in it, else on path itself */
static int mount_bpffs(const char *path, struct err *e)
{
	const char *at = mount_point(path);
	bool made = access(at, F_OK) < 0;
	int err = make_path(at, 0, 0755);

	if (err < 0 && privilege_has(PRIVILEGE_CAP_SYS_ADMIN)) {
		err_set(e, err, "directory '%s': %s", at, strerror(-err));
		return err_hint(e, "mounting bpffs needs one: take a place "
				   "where it can be made");
	}
	if (err == 0)
		err = try_mount(at);
	if (err < 0 && made)
		rmdir(at);
	return err < 0 ? mount_error(e, err, at) : 0;
}

static int not_bpffs(const char *path, unsigned flags, struct err *e)
{
	const char *at = mount_point(path);
	bool there = access(path, F_OK) == 0;
	int err = early_mount_hides(at);

	if (there)
		err_set(e, ENOTSUP, "'%s' is not on a bpffs, where pins can be",
			path);
	else
		err_set(e, ENOENT, "there is no directory '%s' on a bpffs",
			path);
	if (err < 0 && err != -ENOENT)
		return err_hint(e, "take a directory of a bpffs, as " PIN_DIR);
	return err_hint(e, "%s%s%smount -t bpf bpf %s%s",
			err < 0 ? "mkdir -p " : "", err < 0 ? at : "",
			err < 0 ? " && " : "", at,
			flags & PIN_DIR_MAY_MOUNT ? ", or use --mount" : "");
}

static int lock(int fd, const char *path, struct err *e)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return pin_dir_error(e, errno, "locking", path);
		usleep(LOCK_PAUSE);
	}
	err_set(e, EBUSY, "'%s' is locked by another process for a minute",
		path);
	return err_hint(e, "lslocks shows it");
}

/* Left by a process that is gone. tmp_rawbpf_PID_N */
static bool is_stale(const char *name)
{
	size_t len = strlen(PIN_TEMP);
	long pid;

	if (strncmp(name, PIN_TEMP, len) != 0)
		return false;
	pid = strtol(name + len, NULL, 10);
	return pid == getpid() || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

void pin_dir_clean(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *d;

	while (dir && (d = readdir(dir))) {
		auto_free char *name = NULL;

		bool sub = d->d_type == DT_DIR && d->d_name[0] != '.';

		if (!sub && !is_stale(d->d_name))
			continue;
		if (asprintf(&name, "%s/%s", path, d->d_name) < 0)
			name = NULL;
		else if (sub)
			pin_dir_clean(name);
		else
			unlink(name);
	}
	if (dir)
		closedir(dir);
}

char *pin_dir_name(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return strndup(path, len);
}

int pin_dir_open(const char *path, unsigned flags, struct pin_dir *out,
		 struct err *e)
{
	auto_free char *name = pin_dir_name(path);
	auto_fd int fd = -1;
	bool made;
	int err = 0;

	if (name == NULL)
		return err_nomem(e);
	if (strlen(name) >= PATH_MAX)
		return pin_dir_error(e, ENAMETOOLONG, "pin directory", name);
	if ((flags & PIN_DIR_MOUNT) && !pin_dir_is_bpffs(name))
		err = mount_bpffs(name, e);
	if (err == 0 && !pin_dir_is_bpffs(name))
		err = not_bpffs(name, flags, e);
	made = access(name, F_OK) < 0;
	if (err < 0)
		return err;
	if (flags & PIN_DIR_MAKE)
		err = make_path(name, 0, 0755);
	if (err < 0)
		return pin_dir_error(e, err, "directory", name);
	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return pin_dir_error(e, errno, "pin directory", name);
	if (lock(fd, name, e) < 0)
		return -e->code;
	pin_dir_clean(name);
	*out = (struct pin_dir){ take_ptr(&name), take_fd(&fd), made };
	return 0;
}

void pin_dir_close(struct pin_dir *d)
{
	if (d->path && d->made)
		rmdir(d->path); /* fails if anything is in it */
	if (d->path && d->fd >= 0)
		close(d->fd);
	free(d->path);
	*d = (struct pin_dir){ .fd = -1 };
}
