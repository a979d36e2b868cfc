// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Taking away what was pinned for an object. Names alone do not say whose a
 * pin is, since "map_a_b_c" may be of "a" or of "a_b", or of somebody else:
 * the mark does.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"

struct removal {
	const struct pin_dir *dir;
	const struct pins_removal *what;
	unsigned n;
	struct err *e;
};

static bool owner_is(const struct removal *r, const char *object,
		     const char *path, bool code)
{
	uint64_t owner = pin_owner(object, path + strlen(r->dir->path) + 1);
	struct stat st;

	return stat(path, &st) == 0 &&
	       pin_stamp_has_owner(&st.st_mtim, owner, code);
}

/* Any object that the name could be of: up to each '_' */
static bool is_of_any(const struct removal *r, const char *path,
		      const char *rest, bool code)
{
	auto_free char *object = strdup(rest);

	if (object == NULL)
		return false;
	for (size_t i = strlen(object); i-- > 1;) {
		if (object[i] != '_')
			continue;
		object[i] = '\0';
		if (owner_is(r, object, path, code))
			return true;
	}
	return owner_is(r, "", path, code);
}

static bool is_ours(const struct removal *r, const char *path, const char *base)
{
	bool map = strncmp(base, "map_", 4) == 0;
	bool code = strncmp(base, "prog_", 5) == 0 ||
		    strncmp(base, "link_", 5) == 0;
	const char *rest = map ? base + 4 : base + 5;
	size_t len;

	if (!map && !code)
		return r->what->object == NULL && owner_is(r, "", path, false);
	if (r->what->object == NULL)
		return is_of_any(r, path, rest, code);
	len = strlen(r->what->object);
	return strncmp(rest, r->what->object, len) == 0 && rest[len] == '_' &&
	       owner_is(r, r->what->object, path, code);
}

static int remove_pin(struct removal *r, const char *path)
{
	if (!r->what->dry_run && unlink(path) < 0)
		return errno == ENOENT
			       ? 0
			       : pin_error(r->e, errno, "removing", path);
	r->n++;
	r->what->removed(r->what->ctx, path);
	return 0;
}

/* A link goes with its program, whoever pinned it */
static int remove_link(struct removal *r, const char *path, const char *base)
{
	auto_free char *link = NULL;

	if (strncmp(base, "prog_", 5) != 0)
		return 0;
	if (asprintf(&link, "%.*slink_%s", (int)(base - path), path, base + 5) <
	    0) {
		link = NULL;
		return err_nomem(r->e);
	}
	return access(link, F_OK) < 0 ? 0 : remove_pin(r, link);
}

static int walk(struct removal *r, const char *path);

static int visit(struct removal *r, const char *dir, const struct dirent *d)
{
	auto_free char *path = NULL;
	const char *base;
	unsigned before = r->n;
	int err;

	if (asprintf(&path, "%s/%s", dir, d->d_name) < 0) {
		path = NULL;
		return err_nomem(r->e);
	}
	if (d->d_type == DT_DIR) {
		err = walk(r, path);
		if (err == 0 && r->n > before && !r->what->dry_run)
			rmdir(path);
		return err;
	}
	base = path + strlen(dir) + 1;
	if (d->d_type != DT_REG || !is_ours(r, path, base))
		return 0;
	err = remove_link(r, path, base);
	return err < 0 ? err : remove_pin(r, path);
}

static int walk(struct removal *r, const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort), err = 0;

	if (n < 0)
		return pin_dir_error(r->e, errno, "directory", path);
	for (int i = 0; i < n; i++) {
		if (err == 0 && names[i]->d_name[0] != '.')
			err = visit(r, path, names[i]);
		free(names[i]);
	}
	free(names);
	return err;
}

int pins_remove(const struct pin_dir *dir, const struct pins_removal *what,
		struct err *e)
{
	struct removal r = { dir, what, 0, e };
	int err = walk(&r, dir->path);

	if (err < 0)
		return err;
	if (r.n == 0 && what->object)
		return err_set(e, ENOENT, "nothing of an object '%s' in '%s'",
			       what->object, dir->path);
	return 0;
}
