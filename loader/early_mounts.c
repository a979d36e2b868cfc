// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel makes the folders within /sys itself where it has the file
 * system; those in the root may be missing from an archive.
 */
#include "loader/early_mounts.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define QUIET (MS_NOSUID | MS_NODEV | MS_NOEXEC)

const struct early_mount early_mounts[] = {
	{ "proc", "/proc", QUIET, false },
	{ "sysfs", "/sys", QUIET, false },
	{ "devtmpfs", "/dev", MS_NOSUID, false },
	{ "bpf", "/sys/fs/bpf", QUIET, false },
	{ "tracefs", "/sys/kernel/tracing", QUIET, false },
	{ "cgroup2", "/sys/fs/cgroup", QUIET, true },
	{ NULL, NULL, 0, false },
};

int early_mount_hides(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	int err = 0;

	if (d == NULL)
		return -errno;
	while (err == 0 && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			err = -ENOTEMPTY;
	closedir(d);
	return err;
}

int early_mount(const struct early_mount *m)
{
	/* Where it cannot be made, mount() says what is wrong */
	(void)!mkdir(m->dir, 0755);
	if (mount(m->type, m->dir, m->type, m->flags, NULL) == 0 ||
	    errno == EBUSY)
		return 0;
	return -errno;
}
