// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The new file is made beside the old one under a name that nobody can guess,
 * and renamed: reports of root land in directories that others write to.
 */
#include "cli/out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/err.h"

static int failed(const struct out_file *o, int code, struct err *e)
{
	return err_set(e, code, "'%s': %s", o->path, strerror(code));
}

/* The mode that open() would have given, or that the old file has */
static void set_mode(int fd, const struct stat *old)
{
	mode_t mask = umask(0);

	umask(mask);
	/* Without it the file is the owner's alone: no reason to give up */
	(void)!fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask);
}

static int open_beside(struct out_file *o, const struct stat *old)
{
	const char *slash = strrchr(o->path, '/');
	const char *name = slash ? slash + 1 : o->path;
	int n = snprintf(o->tmp, sizeof(o->tmp), "%.*s.%s.XXXXXX",
			 (int)(name - o->path), o->path, name);
	int fd;

	if (n >= (int)sizeof(o->tmp)) {
		o->tmp[0] = '\0';
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(o->tmp, O_CLOEXEC);
	if (fd < 0)
		o->tmp[0] = '\0';
	else
		set_mode(fd, old);
	return fd;
}

int out_file_open(struct out_file *o, const char *path, struct err *e)
{
	struct stat old;
	int fd, code;
	bool exists;

	*o = (struct out_file){ .f = stdout };
	if (path == NULL || strcmp(path, "-") == 0)
		return 0;
	*o = (struct out_file){ .path = path };
	/* A link such as /dev/stdout stays one, wherever it leads */
	exists = lstat(path, &old) == 0;
	if (exists && !S_ISREG(old.st_mode))
		fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	else
		fd = open_beside(o, exists ? &old : NULL);
	if (fd < 0)
		return failed(o, errno, e);
	o->f = fdopen(fd, "w");
	if (o->f)
		return 0;
	code = errno;
	close(fd);
	out_file_discard(o);
	return failed(o, code, e);
}

int out_file_commit(struct out_file *o, struct err *e)
{
	int code = 0;

	if (o->path == NULL || o->f == NULL)
		return 0;
	if (fflush(o->f) != 0)
		code = errno;
	else if (ferror(o->f)) /* stdio forgot the errno: ask again */
		code = write(fileno(o->f), "\n", 1) < 0 ? errno : EIO;
	if (fclose(o->f) != 0 && code == 0)
		code = errno;
	o->f = NULL;
	if (code == 0 && o->tmp[0] && rename(o->tmp, o->path) < 0)
		code = errno;
	if (code == 0)
		o->tmp[0] = '\0'; /* it is the file now */
	out_file_discard(o);
	return code ? failed(o, code, e) : 0;
}

void out_file_discard(struct out_file *o)
{
	if (o->path && o->f)
		fclose(o->f);
	o->f = NULL;
	if (o->tmp[0])
		unlink(o->tmp);
	o->tmp[0] = '\0';
}
