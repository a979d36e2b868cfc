// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Who could write here? The owner and, by the mode, others. An access list
 * can give no more than the bits of the group, which is its mask.
 */
#include "loader/boot_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"

/* sticky: where only its owner can rename an entry others may add some */
static int check_ours(const struct stat *st, bool sticky, struct err *e)
{
	if (st->st_uid != 0 && st->st_uid != geteuid()) {
		err_set(e, EPERM, "owned by user %u", (unsigned)st->st_uid);
		return err_hint(e, "what boot loads belongs to root: chown "
				   "root, or use 'rawbpf load'");
	}
	if (!(st->st_mode & (S_IWGRP | S_IWOTH)) ||
	    (sticky && (st->st_mode & S_ISVTX)))
		return 0;
	err_set(e, EPERM, "others can write to it (mode %04o)",
		st->st_mode & 07777);
	return err_hint(e, "chmod go-w");
}

/* Whoever can rename a directory above can put another in its place */
static int check_above(int dir, struct err *e)
{
	auto_fd int above = openat(dir, ".", O_PATH | O_CLOEXEC);
	struct stat st, last;

	if (above < 0 || fstat(above, &st) < 0)
		return err_set(e, errno, "%s", strerror(errno));
	for (int depth = 1;; depth++) {
		int up = openat(above, "..", O_PATH | O_CLOEXEC);

		if (above >= 0)
			close(above);
		above = up;
		last = st;
		if (up < 0 || fstat(up, &st) < 0)
			return err_set(e, errno, "%s", strerror(errno));
		if (st.st_ino == last.st_ino && st.st_dev == last.st_dev)
			return 0;
		if (check_ours(&st, true, e) < 0)
			return err_wrap(e, "the directory %d above", depth);
	}
}

static bool is_object(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 2 && strcmp(name + len - 2, ".o") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_name(struct boot_dir *d, const char *name)
{
	/* Room is made when their number is a power of two */
	if ((d->n & (d->n - 1)) == 0) {
		size_t room = d->n ? 2 * d->n : 1;
		char **names = realloc(d->names, room * sizeof(char *));

		if (names == NULL)
			return -ENOMEM;
		d->names = names;
	}
	d->names[d->n] = strdup(name);
	return d->names[d->n++] ? 0 : -ENOMEM;
}

static int read_names(struct boot_dir *d)
{
	int fd = openat(d->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int err = 0;

	if (dir == NULL) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	while (err == 0 && (errno = 0, entry = readdir(dir)))
		if (is_object(entry->d_name))
			err = add_name(d, entry->d_name);
	if (err == 0)
		err = -errno;
	closedir(dir);
	if (d->n)
		qsort(d->names, d->n, sizeof(char *), by_name);
	return err;
}

int boot_dir_open(const char *path, struct boot_dir *out, struct err *e)
{
	struct boot_dir d = { .fd = -1 };
	struct stat st;
	int err;

	d.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d.fd < 0 || fstat(d.fd, &st) < 0)
		err = err_set(e, errno, "%s", strerror(errno));
	else
		err = check_ours(&st, false, e);
	if (err == 0)
		err = check_above(d.fd, e);
	if (err == 0) {
		err = read_names(&d);
		if (err < 0)
			err_set(e, err, "%s", strerror(-err));
	}
	if (err < 0) {
		boot_dir_close(&d);
		return err_wrap(e, "directory '%s'", path);
	}
	*out = d;
	return 0;
}

void boot_dir_close(struct boot_dir *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->names[i]);
	free(d->names);
	if (d->fd >= 0)
		close(d->fd);
	*d = (struct boot_dir){ .fd = -1 };
}

/* Before 5.6, and where a filter does not know the call, no link at all */
static int open_below(int dir, const char *name, int flags)
{
	struct open_how how = { .flags = (unsigned)(flags | O_CLOEXEC),
				.resolve = RESOLVE_BENEATH |
					   RESOLVE_NO_MAGICLINKS };
	int fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));

	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(dir, name, flags | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : fd;
}

static int not_opened(int err, struct err *e)
{
	if (err == -EXDEV)
		return err_set(e, EXDEV,
			       "a symbolic link out of the directory");
	if (err == -ELOOP)
		return err_set(e, ELOOP,
			       "a symbolic link that cannot be "
			       "followed");
	return err_set(e, err, "%s", strerror(-err));
}

/* flags: O_PATH looks only, since opening a device may do things */
static int open_object(const struct boot_dir *d, const char *name, int flags,
		       struct err *e)
{
	auto_fd int fd = open_below(d->fd, name, flags);
	struct stat st;

	if (fd < 0)
		return not_opened(fd, e);
	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", strerror(errno));
	/* Where O_NOFOLLOW found a link to look at */
	if (S_ISLNK(st.st_mode))
		return not_opened(-ELOOP, e);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EINVAL, "not a regular file");
	if (check_ours(&st, false, e) < 0)
		return -e->code;
	if (st.st_size > BOOT_OBJECT_MAX)
		return err_set(e, EFBIG, "larger than %u MiB",
			       BOOT_OBJECT_MAX >> 20);
	return take_fd(&fd);
}

/* What a link leads to is looked at first */
static int check_link(const struct boot_dir *d, const char *name, struct err *e)
{
	int fd = open_object(d, name, O_PATH, e);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

int boot_dir_file(const struct boot_dir *d, const char *name, struct file *out,
		  struct err *e)
{
	auto_fd int fd = -1;
	struct stat st;

	if (fstatat(d->fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISREG(st.st_mode))
		if (check_link(d, name, e) < 0)
			return -e->code;
	fd = open_object(d, name, O_RDONLY | O_NONBLOCK, e);
	return fd < 0 ? fd : file_map(fd, name, out, e);
}
