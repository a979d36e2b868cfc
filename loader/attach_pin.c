// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Attachments that outlive this process: a link, pinned beside its program.
 * Doing it again changes nothing.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/section.h"
#include "loader/attach.h"
#include "loader/fd_id.h"
#include "loader/kernel_obj.h"
#include "loader/link.h"
#include "loader/pin.h"

/* The kernel may not say where the link hangs: then it is the same place */
static bool is_same(const struct link_info *link, const struct attach *a)
{
	const char *name;
	size_t len;

	if (link->prog_id != fd_id(a->prog_fd))
		return false;
	if (link->hook[0] == '\0' || a->target[0] == '\0')
		return true;
	/* sched/sched_switch, sched/sched_switch/tag, or a name alone */
	name = strchr(a->target, '/');
	name = name ? name + 1 : a->target;
	len = strcspn(name, "/$");
	return strlen(link->hook) == len && strncmp(link->hook, name, len) == 0;
}

static int no_links(const struct attach *a, struct err *e)
{
	err_set(e, EOPNOTSUPP,
		"this kernel has no links for '%s' programs: they are attached "
		"only as long as a process holds them",
		a->kind->name);
	return err_hint(e, "stay with --hold (links came with Linux %s)",
			a->kind->hook == HOOK_TRACEPOINT ? "5.15" : "5.7");
}

int attach_pinned(const struct attach *a, const char *pin, const char *owner,
		  struct link_info *out, struct err *e)
{
	auto_fd int old = kernel_obj_pinned(pin, e);
	auto_fd int fd = -1;

	if (old < 0 && old != -ENOENT)
		return old;
	if (old >= 0) {
		if (link_info_get(old, out) < 0 || out->prog_id == 0)
			return err_set(e, EEXIST,
				       "%s: there is something else "
				       "than a link",
				       pin);
		if (is_same(out, a))
			return 1;
	}
	fd = attach_prog(a, e);
	if (fd < 0)
		return fd;
	if (link_info_get(fd, out) < 0)
		return no_links(a, e);
	return pin_put(pin, fd, owner, e);
}

char *attach_link_path(const char *prog_pin)
{
	const char *name = strrchr(prog_pin, '/');
	char *path;

	name = name ? name + 1 : prog_pin;
	if (asprintf(&path, "%.*slink_%s", (int)(name - prog_pin), prog_pin,
		     name + (strncmp(name, "prog_", 5) == 0 ? 5 : 0)) < 0)
		return NULL;
	return path;
}
