// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether a pinned map can serve as one of an object. What the kernel makes of
 * a definition (rounded sizes, flags of its own) is not known here: where the
 * two differ, a new map is made and the kernel asked what that looks like.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "loader/kernel_obj.h"
#include "loader/pin_priv.h"
#include "loader/sys.h"

/* What must be the same, in the order in which a difference is told */
enum field { TYPE, KEY, VALUE, ENTRIES, FLAGS, EXTRA, FIELD__COUNT };

static const char *const field_names[] = { "type",    "key size", "value size",
					   "entries", "flags",	  "map_extra" };

struct shape {
	uint64_t v[FIELD__COUNT];
};

/* *id is 0 where the kernel has none */
static int shape_of(int fd, struct shape *out, uint32_t *id)
{
	struct bpf_map_info info = { 0 };
	struct err ignored;

	*out = (struct shape){ { 0 } };
	if (kernel_obj_map_info(fd, &info, &ignored) < 0)
		return -ignored.code;
	*id = info.id;
	*out = (struct shape){ { info.type, info.key_size, info.value_size,
				 info.max_entries, info.map_flags,
				 info.map_extra } };
	return 0;
}

static struct shape shape_wanted(const struct object *o, uint32_t i)
{
	struct obj_map m;

	object_map_shape(o, i, &m);
	/* Data can be mapped where the kernel has that */
	if (o->maps[i].data)
		m.flags |= BPF_F_MMAPABLE;
	return (struct shape){ { m.type, m.key_size, m.value_size,
				 m.max_entries, m.flags, m.map_extra } };
}

static bool same(const struct shape *a, const struct shape *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* "key size 8, not 4; flags 0x1, not 0x0" */
static void say_difference(const struct shape *there, const struct shape *want,
			   char *text, size_t len)
{
	size_t n = 0;

	text[0] = '\0';
	for (int i = 0; i < FIELD__COUNT && n < len; i++) {
		unsigned long long a = there->v[i], b = want->v[i];

		if (a == b)
			continue;
		n += (size_t)snprintf(text + n, len - n,
				      i >= FLAGS ? "%s%s 0x%llx, not 0x%llx"
						 : "%s%s %llu, not %llu",
				      n ? "; " : "", field_names[i], a, b);
		if (i == TYPE && n < len)
			n += (size_t)snprintf(text + n, len - n,
					      " (%s, not %s)",
					      map_type_name((uint32_t)a),
					      map_type_name((uint32_t)b));
	}
}

/* Constants are part of the code */
static bool has_other_constants(const struct object *o, uint32_t i, int fd,
				char *why, size_t len)
{
	const struct obj_map *m = &o->obj->maps[i];
	auto_free uint8_t *value = NULL;
	uint32_t key = 0;
	union bpf_attr attr;

	if (o->maps[i].data == NULL || !(m->flags & BPF_F_RDONLY_PROG))
		return false;
	snprintf(why, len, "its constants are others");
	value = calloc(1, m->value_size + 1);
	if (value == NULL)
		return true;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)fd;
	attr.key = sys_ptr(&key);
	attr.value = sys_ptr(value);
	return sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr, ATTR_SIZE(flags)) < 0 ||
	       memcmp(value, o->maps[i].data, m->value_size) != 0;
}

static int not_the_same(const struct pin_job *j, uint32_t i, const char *what,
			struct err *e)
{
	bool data = j->o->maps[i].data;

	err_set(e, EEXIST, "map '%s': there is another one at '%s': %s",
		j->o->obj->maps[i].name, j->pins->maps[i].path, what);
	if (data)
		return err_hint(e, "--replace puts the new one in its place");
	return err_hint(e,
			"'rawbpf unload %s' removes it with what it holds; or "
			"choose another --name or --pin-dir",
			j->pins->object);
}

/* Whether the map at fd will do, else why not */
static bool will_do(struct pin_job *j, uint32_t i, int fd, char *why,
		    size_t len)
{
	struct pin *pin = &j->pins->maps[i];
	struct shape there, want = shape_wanted(j->o, i);
	bool known = shape_of(fd, &there, &pin->id) == 0;
	struct err ignored;
	uint32_t id;

	/* No program has sizes like those: its tag is in their place */
	if (known && same(&there, &want))
		return !has_other_constants(j->o, i, fd, why, len);
	if (!known || !pin_is(fd, KERNEL_MAP)) {
		snprintf(why, len, "it is no map");
		return false;
	}
	object_map_create(j->o, i, &ignored);
	if (j->o->maps[i].fd >= 0)
		shape_of(j->o->maps[i].fd, &want, &id);
	if (same(&there, &want))
		return !has_other_constants(j->o, i, fd, why, len);
	say_difference(&there, &want, why, len);
	return false;
}

int pin_map_take(struct pin_job *j, uint32_t i, struct err *e)
{
	struct object_map *map = &j->o->maps[i];
	struct pin *pin = &j->pins->maps[i];
	auto_fd int fd = pin_open(pin->path);
	char why[200];
	bool good;

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return pin_error(e, fd, "pin", pin->path);
	good = will_do(j, i, fd, why, sizeof(why));
	/* What was made for comparison: object_load makes its own */
	if (map->fd >= 0)
		close(map->fd);
	map->fd = -1;
	if (good) {
		map->fd = take_fd(&fd);
		map->kept = true;
		pin->state = PIN_KEPT;
		return 0;
	}
	/* Sections of data belong to the code, others to who uses them */
	if (!j->replace || map->data == NULL)
		return not_the_same(j, i, why, e);
	pin->fd = take_fd(&fd);
	return 0;
}
