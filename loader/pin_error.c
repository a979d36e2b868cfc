// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Why a file of bpffs was refused: its place, its name, whose it is. Only what
 * none of that explains is put down to missing capabilities.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "elf/err.h"
#include "loader/pin_priv.h"
#include "loader/privilege.h"

#define BPFFS_MAGIC 0xcafe4a11

/* Cuts path at its last slash; false at the root */
static bool to_parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL || slash[1] == '\0')
		return false;
	slash[slash == path] = '\0';
	return true;
}

/* The nearest directory of path that is there; returns what is behind it */
static const char *nearest(const char *path, char parent[PATH_MAX])
{
	size_t len;

	snprintf(parent, PATH_MAX, "%s", path);
	while (access(parent, F_OK) < 0)
		if (!to_parent(parent)) {
			memcpy(parent, ".", sizeof("."));
			return path;
		}
	len = strnlen(path, strlen(parent));
	return path + len + strspn(path + len, "/");
}

bool pin_dir_is_bpffs(const char *path)
{
	char parent[PATH_MAX];
	struct statfs fs;

	nearest(path, parent);
	return statfs(parent, &fs) == 0 && (uint32_t)fs.f_type == BPFFS_MAGIC;
}

/* Somebody else's, so that this process may not; false if that is not it */
static bool hint_owner(struct err *e, const char *path)
{
	struct stat st;

	if (privilege_has(PRIVILEGE_CAP_DAC_OVERRIDE) || stat(path, &st) < 0 ||
	    st.st_uid == geteuid())
		return false;
	if (st.st_uid)
		err_hint(e,
			 "'%s' belongs to user %u: run it as that user, or "
			 "as root",
			 path, st.st_uid);
	else
		err_hint(e, "'%s' belongs to root: run it as root", path);
	return true;
}

static int hint(struct err *e, const char *path)
{
	char parent[PATH_MAX];
	const char *rest = nearest(path, parent);
	bool bpffs = pin_dir_is_bpffs(parent);

	if (e->code != EPERM && e->code != EACCES)
		return privilege_hint(e, USE_BPF);
	/* It refuses to look for one, too */
	if (bpffs && memchr(rest, '.', strcspn(rest, "/")))
		return err_hint(e, "bpffs takes no '.' in names");
	if (*rest == '\0' && hint_owner(e, path))
		return -e->code;
	/* EPERM may come from bpf(2) itself */
	if (e->code == EACCES) {
		if (*rest == '\0')
			to_parent(parent);
		if (hint_owner(e, parent))
			return -e->code;
	}
	if (!bpffs)
		return err_hint(e, "pins can only be on a bpffs, as "
				   "in " PIN_DIR);
	return privilege_hint(e, USE_BPF);
}

int pin_dir_error(struct err *e, int err, const char *what, const char *path)
{
	err_set(e, err, "%s '%s': %s", what, path,
		strerror(err < 0 ? -err : err));
	return hint(e, path);
}

int pin_error(struct err *e, int err, const char *what, const char *path)
{
	struct stat st;

	/* The kernel says EACCES */
	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return pin_dir_error(e, err, what, path);
	err_set(e, EISDIR, "%s '%s': %s", what, path, strerror(EISDIR));
	return err_hint(e, "a directory is where the pin should be: remove it, "
			   "or pin elsewhere");
}
