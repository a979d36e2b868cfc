// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Mapping a file. Only regular files: a FIFO would block, a device has no
 * size. A file that another process truncates while it is mapped
 * raises SIGBUS, as it does for every tool that maps its input.
 */
#include "elf/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"

int file_map(int fd, const char *path, struct file *out, struct err *e)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, EINVAL, "'%s' is not a regular file", path);
	if (st.st_size > FILE_MAX_SIZE)
		return err_set(e, EFBIG, "'%s' is larger than 1 GiB", path);
	if (st.st_size == 0) {
		*out = (struct file){ NULL, 0 };
		return 0;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(e, errno, "mapping '%s': %s", path,
			       strerror(errno));
	*out = (struct file){ p, (size_t)st.st_size };
	return 0;
}

int file_open(const char *path, struct file *out, struct err *e)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	return file_map(fd, path, out, e);
}

void file_close(struct file *f)
{
	if (f->map)
		munmap(f->map, f->len);
	*f = (struct file){ NULL, 0 };
}

struct view file_view(const struct file *f)
{
	return (struct view){ f->map, f->len, false };
}
