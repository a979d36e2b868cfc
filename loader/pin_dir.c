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
#include <sys/vfs.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"

#define BPFFS_MAGIC 0xcafe4a11
/* Who may open a directory may lock it: not for ever */
#define LOCK_TRIES 600
#define LOCK_PAUSE 100000 /* us */

static bool is_bpffs(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && (uint32_t)fs.f_type == BPFFS_MAGIC;
}

/* Cuts path at its last slash; false at the root */
static bool to_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL || slash[1] == '\0')
		return false;
	slash[slash == path] = '\0';
	return true;
}

/* Whether the nearest directory that is there is one of bpffs */
static bool is_below_bpffs(const char *path)
{
	char parent[PATH_MAX];

	snprintf(parent, sizeof(parent), "%s", path);
	while (access(parent, F_OK) < 0)
		if (!to_parent(parent))
			return is_bpffs(".");
	return is_bpffs(parent);
}

static int make_one(const char *path, mode_t mode)
{
	/* At once: a process killed before a chmod() would leave it so */
	mode_t mask = umask(0);
	int err = mkdir(path, mode) < 0 ? -errno : 0;

	umask(mask);
	return err == -EEXIST ? 0 : err;
}

/* All directories of path from from on */
static int make_path(const char *path, size_t from, mode_t mode, struct err *e)
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
	return err < 0 ? pin_error(e, err, "directory", path) : 0;
}

int pin_dir_make(const char *dir, const char *path, struct err *e)
{
	char parent[PATH_MAX];

	if ((size_t)snprintf(parent, sizeof(parent), "%s", path) >=
	    sizeof(parent))
		return pin_error(e, ENAMETOOLONG, "pin", path);
	to_parent(parent);
	/* As Android's loader makes them: for all who own pins */
	return make_path(parent, strlen(dir), 01777, e);
}

/* On the usual place if path is in it, else on path itself */
static int mount_bpffs(const char *path, struct err *e)
{
	size_t len = strlen(PIN_DIR);
	const char *at = strncmp(path, PIN_DIR, len) == 0 &&
					 (path[len] == '/' || !path[len])
				 ? PIN_DIR
				 : path;
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (make_path(at, 0, 0755, e) < 0)
		return -e->code;
	/* Modes of the root came with 4.12 */
	if (mount("bpf", at, "bpf", flags, "mode=0755") < 0 &&
	    (errno != EINVAL || mount("bpf", at, "bpf", flags, NULL) < 0))
		return pin_error(e, errno, "mounting bpffs on", at);
	return 0;
}

static int not_bpffs(const char *path, struct err *e)
{
	if (access(path, F_OK) == 0)
		err_set(e, ENOTSUP, "'%s' is not on a bpffs, where pins can be",
			path);
	else
		err_set(e, ENOENT, "there is no directory '%s' on a bpffs",
			path);
	return err_hint(e, "mount -t bpf bpf %s, or use --mount",
			strncmp(path, PIN_DIR, strlen(PIN_DIR)) ? path
								: PIN_DIR);
}

static int lock(int fd, const char *path, struct err *e)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return pin_error(e, errno, "locking", path);
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
		return pin_error(e, ENAMETOOLONG, "pin directory", name);
	if ((flags & PIN_DIR_MOUNT) && !is_below_bpffs(name))
		err = mount_bpffs(name, e);
	if (err == 0 && !is_below_bpffs(name))
		err = not_bpffs(name, e);
	made = access(name, F_OK) < 0;
	if (err == 0 && (flags & PIN_DIR_MAKE))
		err = make_path(name, 0, 0755, e);
	if (err < 0)
		return err;
	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return pin_error(e, errno, "pin directory", name);
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
