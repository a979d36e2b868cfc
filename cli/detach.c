// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf detach`: links go when the last who holds them does, so a pin is
 * removed, and what holds the link beyond it is said. A struct that is
 * registered without a link is unregistered through its map.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/attach.h"
#include "loader/attach_struct_ops.h"
#include "loader/kernel_obj.h"
#include "loader/link.h"
#include "loader/pin.h"

struct detached {
	uint32_t id; /* 0: a struct_ops map's pin */
	char *pin; /* owned; NULL: detached by its id */
};

/* The kernel lets go of it some time after the last holder did */
static bool is_gone(uint32_t id)
{
	const struct timespec pause = { 0, 2000000 };
	struct err ignored;

	for (int i = 0; i < 250; i++) {
		int fd = kernel_obj_open(KERNEL_LINK, id, &ignored);

		if (fd < 0)
			return true;
		close(fd);
		nanosleep(&pause, NULL);
	}
	return false;
}

static int detach_id(const char *text, bool dry_run, struct detached *out,
		     struct err *e)
{
	auto_fd int fd = -1;
	int err;

	if (parse_u32(text, 1, UINT32_MAX, &out->id, e) < 0)
		return USAGE_ERROR;
	fd = kernel_obj_open(KERNEL_LINK, out->id, e);
	if (fd < 0)
		return fd;
	err = dry_run ? 0 : link_detach(fd);
	if (err == 0)
		return 0;
	err_set(e, err, "link %u: %s", out->id, strerror(-err));
	if (err == -EOPNOTSUPP || err == -EINVAL)
		return err_hint(e,
				"such a link goes with its last holder: remove "
				"its pin, or end the process that "
				"'grep -l link_id:.%u$ /proc/*/fdinfo/*' names",
				out->id);
	return -e->code;
}

/* A link, or the one beside its program, whose path becomes the link's; or a
 * struct_ops map */
static int open_link(char **path, struct err *e)
{
	auto_fd int fd = kernel_obj_pinned(*path, e);
	auto_free char *prog = NULL;

	if (fd >= 0 && kernel_obj_kind(fd) == KERNEL_MAP &&
	    !struct_ops_is_map(fd))
		return err_set(e, EINVAL, "'%s' is a map, not a link", *path);
	if (fd < 0 || kernel_obj_kind(fd) != KERNEL_PROG)
		return take_fd(&fd);
	prog = *path;
	*path = attach_link_path(prog);
	if (*path == NULL)
		return err_nomem(e);
	fd = kernel_obj_pinned(*path, e);
	if (fd == -ENOENT)
		return err_set(e, ENOENT,
			       "'%s' is not attached: there is no '%s'", prog,
			       *path);
	return take_fd(&fd);
}

static int detach_pin(const char *path, bool dry_run, struct detached *out,
		      struct err *e)
{
	struct link_info info;
	int fd, err;
	bool is_map;

	out->pin = strdup(path);
	if (out->pin == NULL)
		return err_nomem(e);
	fd = open_link(&out->pin, e);
	if (fd < 0)
		return fd;
	is_map = struct_ops_is_map(fd);
	err = is_map ? 0 : link_info_get(fd, &info);
	close(fd);
	if (is_map)
		return dry_run ? 0 : detach_struct_ops_pinned(out->pin, e);
	if (err < 0)
		return err_set(e, err, "'%s': %s", out->pin, strerror(-err));
	out->id = info.id;
	if (dry_run)
		return 0;
	if (unlink(out->pin) < 0)
		return err_set(e, errno, "'%s': %s", out->pin, strerror(errno));
	if (is_gone(info.id))
		return 0;
	err_set(e, EBUSY,
		"'%s' is removed, but link %u stays: something else holds it",
		out->pin, info.id);
	return err_hint(e,
			"another pin, or a process that "
			"'grep -l link_id:.%u$ /proc/*/fdinfo/*' names",
			info.id);
}

static void print_json(const struct detached *list, size_t n, bool pretty)
{
	struct json j;

	json_init(&j, stdout, pretty);
	json_object(&j);
	json_array(json_key(&j, "detached"));
	for (size_t i = 0; i < n; i++) {
		json_object(&j);
		if (list[i].id)
			json_uint(json_key(&j, "link_id"), list[i].id);
		json_string(json_key(&j, "pinned"), list[i].pin);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
}

static int run(const struct global *g, struct opt_iter *it,
	       struct detached *list, struct err *e)
{
	size_t n = 0;
	int err = 0;

	for (size_t i = 0; i < it->noperands && err == 0; i++, n++) {
		bool by_id = strcmp(it->operands[i], "id") == 0;

		if (by_id && ++i == it->noperands) {
			err_set(e, EINVAL, "'id' is not followed by a number");
			return USAGE_ERROR;
		}
		err = (by_id ? detach_id : detach_pin)(it->operands[i],
						       g->dry_run, &list[n], e);
	}
	if (err < 0)
		return err;
	if (g->json)
		print_json(list, n, g->pretty);
	for (size_t i = 0; g->dry_run && !g->json && i < n; i++) {
		if (list[i].id)
			printf("link %u  ", list[i].id);
		text_put(stdout, list[i].pin ? list[i].pin : "", SIZE_MAX);
		putchar('\n');
	}
	return 0;
}

static int run_detach(struct global *g, struct opt_iter *it, struct err *e)
{
	struct detached *list;
	int err;

	/* There are no options of its own */
	if (command_options(g, it, NULL, NULL, e) < 0 ||
	    command_wants(it, "nothing to detach", e) < 0)
		return USAGE_ERROR;
	list = calloc(it->noperands, sizeof(*list));
	if (list == NULL)
		return err_nomem(e);
	err = run(g, it, list, e);
	for (size_t i = 0; i < it->noperands; i++)
		free(list[i].pin);
	free(list);
	return err;
}

const struct command detach_command = {
	"detach", "PIN|id N...",
	"remove links, by their pin, their program's pin or their id",
	.run = run_detach
};
