// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Structs that stay registered when this process is gone: by a pinned link; or
 * of themselves, where the pinned map is what they can be taken back with.
 * The kernel tells what it has registered, with ids where programs were given.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/attach_struct_ops.h"
#include "loader/fd_id.h"
#include "loader/link.h"
#include "loader/pin_priv.h"
#include "loader/struct_ops.h"
#include "loader/sys.h"

/* How the kernel's wrapper begins: references, state; programs come later */
#define HEAD	    8
#define STATE	    4
#define STATE_USED  1
#define STATE_READY 3

char *struct_ops_pin_path(const char *dir, const char *object,
			  const struct obj_map *m)
{
	auto_free char *top = pin_dir_name(dir);
	char *path;

	if (top == NULL || asprintf(&path, "%s/%s_%s_%s", top,
				    struct_ops_has_link(m) ? "link" : "map",
				    object, m->name) < 0)
		return NULL;
	return path;
}

static bool map_info(int fd, struct bpf_map_info *info)
{
	struct err ignored;

	return pin_is(fd, KERNEL_MAP) &&
	       kernel_obj_map_info(fd, info, &ignored) == 0 &&
	       info->type == BPF_MAP_TYPE_STRUCT_OPS;
}

bool struct_ops_is_map(int fd)
{
	struct bpf_map_info info;

	return map_info(fd, &info);
}

static int look_up(int map_fd, void *value)
{
	union bpf_attr attr;
	uint32_t key = 0;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map_fd;
	attr.key = sys_ptr(&key);
	attr.value = sys_ptr(value);
	return sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, ATTR_SIZE(flags));
}

static int prog_fd(const struct object *o, uint32_t func)
{
	for (uint32_t i = 0; i < o->nprogs; i++)
		if (o->progs[i].func == func)
			return o->progs[i].fd;
	return -1;
}

/* Programs that were there already have taken the place of those of which the
 * value was made */
static void set_progs(const struct object *o, uint32_t map)
{
	const struct obj_map *m = &o->obj->maps[map];

	for (uint32_t i = 0; i < m->ninits; i++)
		struct_ops_set(o->maps[map].ops, i,
			       prog_fd(o, m->inits[i].index));
}

static bool is_same(const struct object *o, uint32_t map, int there)
{
	const struct obj_map *m = &o->obj->maps[map];
	const struct struct_ops *ops = o->maps[map].ops;
	auto_free uint8_t *want = calloc(2, ops->size);
	struct bpf_map_info info;
	uint8_t *has;
	uint32_t state;

	if (want == NULL)
		return false;
	has = want + ops->size;
	if (!map_info(there, &info) || info.value_size != ops->size ||
	    info.btf_vmlinux_value_type_id != ops->wrapper ||
	    look_up(there, has) < 0)
		return false;
	memcpy(&state, has + STATE, sizeof(state));
	if (state != (struct_ops_has_link(m) ? STATE_READY : STATE_USED))
		return false;
	memcpy(want, ops->value, ops->size);
	for (uint32_t i = 0; i < m->ninits; i++) {
		uint64_t id = fd_id(prog_fd(o, m->inits[i].index));

		memcpy(want + ops->slots[i].off, &id, sizeof(id));
	}
	return memcmp(want + HEAD, has + HEAD, ops->size - HEAD) == 0;
}

static int update_link(int link_fd, int map_fd, struct err *e)
{
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.link_update.link_fd = (uint32_t)link_fd;
	attr.link_update.new_prog_fd = (uint32_t)map_fd; /* so named before */
	err = sys_bpf(BPF_LINK_UPDATE, &attr, ATTR_SIZE(link_update.flags));
	if (err == 0)
		return 0;
	err_set(e, err, "another struct is registered by the link, and stays");
	return err_hint(e, "detach that one, or unload its object");
}

/* Takes *map over as the object's own */
static int keep(struct object_map *made, int *map)
{
	close(made->fd);
	made->fd = take_fd(map);
	made->kept = true;
	return 1;
}

/* 1: it stays; 0: it has been replaced (*done), or is not registered */
static int look_at(struct object *o, uint32_t i, int *old, bool *done,
		   struct err *e)
{
	const struct obj_map *m = &o->obj->maps[i];
	struct link_info link = { 0 };
	auto_fd int map = -1;

	if (!struct_ops_has_link(m)) {
		if (!struct_ops_is_map(*old))
			return err_set(e, EEXIST, "there is something else");
		if (is_same(o, i, *old))
			return keep(&o->maps[i], old);
		return detach_struct_ops(m->name, *old, e);
	}
	if (link_info_get(*old, &link) < 0 || link.type != LINK_STRUCT_OPS)
		return err_set(e, EEXIST, "there is something else");
	map = kernel_obj_open(KERNEL_MAP, link.map_id, e);
	if (map >= 0 && is_same(o, i, map))
		return keep(&o->maps[i], &map);
	*done = true;
	if (struct_ops_write(m, &o->maps[i], e) < 0)
		return -e->code;
	return update_link(*old, o->maps[i].fd, e);
}

static int put(int fd, const char *object, const char *pin, struct err *e)
{
	const char *base = strrchr(pin, '/') + 1;
	struct pin_look look = { 0 };
	auto_free char *temp = NULL;

	look.stamp = pin_stamp(pin_owner(object, base), 0);
	if (pin_temp(pin, fd, &look, &temp, e) < 0 || temp == NULL)
		return -e->code;
	return pin_rename(temp, pin, e);
}

int attach_struct_ops_pinned(struct object *o, uint32_t i, const char *object,
			     const char *pin, struct err *e)
{
	const struct obj_map *m = &o->obj->maps[i];
	auto_fd int old = pin_open(pin);
	auto_fd int fd = -1;
	bool done = false;
	int err = 0;

	set_progs(o, i);
	if (old >= 0)
		err = look_at(o, i, &old, &done, e);
	else if (old != -ENOENT)
		return pin_error(e, old, "pin", pin);
	if (err < 0)
		return err_wrap(e, "%s", pin);
	if (err > 0 || done)
		return err;
	fd = attach_struct_ops(m, &o->maps[i], e);
	if (fd < 0)
		return fd;
	err = put(fd, object, pin, e);
	if (err < 0 && !struct_ops_has_link(m))
		detach_struct_ops(m->name, fd, &(struct err){ 0 });
	return err;
}

int detach_struct_ops_pinned(const char *pin, struct err *e)
{
	auto_fd int fd = pin_open(pin);

	if (fd >= 0 && struct_ops_is_map(fd) &&
	    detach_struct_ops(pin, fd, e) < 0)
		return -e->code;
	return unlink(pin) < 0 ? pin_error(e, errno, "removing", pin) : 0;
}
