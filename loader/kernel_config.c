// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /proc/config.gz is what runs (CONFIG_IKCONFIG_PROC); files on disk are what
 * was installed under the same name.
 */
#include "loader/kernel_config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/inflate.h"

/* A configuration has 300 KB */
#define MAX_SIZE (16u << 20)

static int read_file(int fd, uint8_t **out, size_t *len, struct err *e)
{
	auto_free uint8_t *bytes = NULL;
	size_t have = 0;
	struct stat st;
	ssize_t n = 1;

	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_SIZE)
		return err_set(e, EINVAL, "is no configuration");
	bytes = calloc(1, (size_t)st.st_size + 1);
	if (bytes == NULL)
		return err_nomem(e);
	while (n != 0 && have < (size_t)st.st_size) {
		n = read(fd, bytes + have, (size_t)st.st_size - have);
		if (n < 0 && errno != EINTR)
			return err_set(e, errno, "%s", strerror(errno));
		have += n > 0 ? (size_t)n : 0;
	}
	*len = have;
	*out = take_ptr(&bytes);
	return 0;
}

static int read_text(int fd, struct kernel_config *c, struct err *e)
{
	auto_free uint8_t *bytes = NULL;
	uint8_t *text = NULL;
	struct view v = { 0 };

	if (read_file(fd, &bytes, &v.len, e) < 0)
		return -e->code;
	v.p = bytes;
	if (!gzip_is(&v)) {
		c->len = v.len;
		c->text = (char *)take_ptr(&bytes);
		return 0;
	}
	if (gzip_unpack(&v, MAX_SIZE, &text, &c->len, e) < 0)
		return -e->code;
	c->text = (char *)text;
	return 0;
}

int kernel_config_read(const char *path, struct kernel_config *out,
		       struct err *e)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct kernel_config c = { 0 };

	if (fd < 0)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	if (read_text(fd, &c, e) < 0)
		return err_wrap(e, "'%s'", path);
	snprintf(c.path, sizeof(c.path), "%s", path);
	*out = c;
	return 0;
}

int kernel_config_open(struct kernel_config *out, struct err *e)
{
	static const char *const paths[] = { "/proc/config.gz",
					     "/boot/config-%s",
					     "/lib/modules/%s/config" };
	char path[sizeof(out->path)];
	struct utsname u;

	uname(&u);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *arg = strchr(paths[i], '%');

		snprintf(path, sizeof(path), "%.*s%s%s",
			 (int)strcspn(paths[i], "%"), paths[i],
			 arg ? u.release : "", arg ? arg + 2 : "");
		if (kernel_config_read(path, out, e) == 0)
			return 0;
		if (e->code != ENOENT && e->code != ENOTDIR)
			return -e->code;
	}
	err_set(e, ENOENT,
		"the kernel's configuration is in none of /proc/config.gz, "
		"/boot/config-%s, /lib/modules/%s/config",
		u.release, u.release);
	return err_hint(e, "a kernel with CONFIG_IKCONFIG_PROC shows it; else "
			   "put it into one of these files");
}

void kernel_config_close(struct kernel_config *c)
{
	free(c->text);
	*c = (struct kernel_config){ 0 };
}
