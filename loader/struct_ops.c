// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The object declares as much of a struct as it uses, in whatever order; names
 * tell which member is which. What it sets to something but zero must be in the
 * kernel's and of the same kind and size. The kernel wraps its struct into
 * another one together with a reference count (kernel/bpf/bpf_struct_ops.c).
 */
#include "loader/struct_ops.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "loader/core.h"
#include "loader/kernel_btf.h"
#include "loader/map_create.h"
#include "loader/module_btf.h"

/* A struct on its way from the object's layout to the kernel's */
struct job {
	const struct obj *obj;
	const struct obj_map *map;
	const struct btf *kernel; /* the table that has its type */
	const struct btf_type *from, *to;
	uint32_t data; /* where in the value the struct begins */
	struct struct_ops *out;
};

/* Modules' structs are looked for when the kernel itself has none */
static uint32_t find_wrapper(struct kernel_btf *k, const char *name,
			     const struct btf **btf, int *fd, struct err *e)
{
	const struct kernel_btf_module *modules;
	uint32_t id;
	size_t n;

	if (kernel_btf_get(k, btf, e) < 0)
		return 0;
	id = btf_find(*btf, name, BTF_STRUCT);
	n = id ? 0 : kernel_btf_modules(k, &modules);
	for (size_t i = 0; i < n && id == 0; i++) {
		*btf = &modules[i].btf;
		id = btf_find(*btf, name, BTF_STRUCT);
		if (id)
			*fd = module_btf_fd(modules[i].name, e);
	}
	if (id == 0) {
		err_set(e, EOPNOTSUPP, "this kernel takes no struct '%s'",
			name + strlen("bpf_struct_ops_"));
		err_hint(e, "struct_ops came with Linux 5.6; what has them may "
			    "not be built in, or be in a module that is not "
			    "loaded");
	}
	return *fd < 0 ? 0 : id;
}

/* The member of the wrapper that is the struct itself */
static int find_data(struct job *j, const char *name, struct err *e)
{
	const struct btf_type *t = btf_type(j->kernel, j->out->wrapper);
	const struct btf_member *m = btf_tail(t);
	uint32_t bits;

	for (unsigned i = 0; i < btf_vlen(t); i++) {
		j->out->type = btf_strip(j->kernel, m[i].type);
		j->to = btf_type(j->kernel, j->out->type);
		j->data = btf_member_bit(t, i, &bits) / 8;
		if (btf_kind(j->to) == BTF_STRUCT &&
		    strcmp(btf_str(j->kernel, j->to->name_off), name) == 0 &&
		    j->data <= t->size && j->to->size <= t->size - j->data) {
			j->out->size = t->size;
			return 0;
		}
	}
	return err_set(e, EINVAL, "the kernel's types describe no struct '%s'",
		       name);
}

static int find_type(struct job *j, struct kernel_btf *k, struct err *e)
{
	const char *local = btf_name(&j->obj->btf, j->map->value_type);
	size_t len = core_name_len(local);
	char name[128];

	if (len >= 100)
		return err_set(e, EINVAL, "its type's name is too long");
	snprintf(name, sizeof(name), "bpf_struct_ops_%.*s", (int)len, local);
	j->out->wrapper = find_wrapper(k, name, &j->kernel, &j->out->btf_fd, e);
	if (j->out->wrapper == 0)
		return -e->code;
	return find_data(j, name + strlen("bpf_struct_ops_"), e);
}

static bool is_zero(const uint8_t *p, int64_t n)
{
	while (n > 0 && p[n - 1] == 0)
		n--;
	return n <= 0;
}

/* The kernel's member of that name, -1: it has none */
static int find_member(const struct job *j, const char *name)
{
	const struct btf_member *m = btf_tail(j->to);

	for (unsigned i = 0; name[0] && i < btf_vlen(j->to); i++)
		if (strcmp(btf_str(j->kernel, m[i].name_off), name) == 0)
			return (int)i;
	return -1;
}

/* The init that stands at a byte of the object's struct, -1: none */
static int init_at(const struct obj_map *m, uint32_t off)
{
	for (uint32_t i = 0; i < m->ninits; i++)
		if (m->inits[i].slot == off)
			return (int)i;
	return -1;
}

static bool is_func(const struct btf *btf, uint32_t type)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, type));

	return btf_kind(t) == BTF_PTR &&
	       btf_kind(btf_type(btf, btf_strip(btf, t->type))) ==
		       BTF_FUNC_PROTO;
}

/* Member i of the object's struct into the kernel's */
static int convert(struct job *j, unsigned i, struct err *e)
{
	const struct btf *local = &j->obj->btf;
	const struct btf_member *m = (const void *)(j->from + 1), *to;
	const char *name = btf_str(local, m[i].name_off);
	uint32_t bits, to_bits, off = btf_member_bit(j->from, i, &bits) / 8;
	int64_t size = btf_size(local, m[i].type);
	const uint8_t *data = j->map->data.p ? j->map->data.p + off : NULL;
	int init = init_at(j->map, off), at = find_member(j, name);

	if (size < 0 || off > j->map->size ||
	    (uint64_t)size > j->map->size - off)
		return err_set(e, EINVAL, "member '%s' lies outside", name);
	if (init < 0 && !bits && (!data || is_zero(data, size)))
		return 0;
	if (at < 0) {
		err_set(e, ENOENT, "the kernel's struct has no member '%s'",
			name);
		return err_hint(e, "it is of another version of Linux");
	}
	to = (const struct btf_member *)btf_tail(j->to) + at;
	off = j->data + btf_member_bit(j->to, (unsigned)at, &to_bits) / 8;
	if (bits || to_bits || size != btf_size(j->kernel, to->type) ||
	    btf_kind(btf_type(local, btf_strip(local, m[i].type))) !=
		    btf_kind(btf_type(j->kernel,
				      btf_strip(j->kernel, to->type))) ||
	    off > j->out->size || (uint64_t)size > j->out->size - off ||
	    (init >= 0) != is_func(j->kernel, to->type))
		return err_set(e, EINVAL,
			       "member '%s' is of another type in "
			       "the kernel",
			       name);
	if (init >= 0)
		j->out->slots[init] =
			(struct struct_ops_slot){ (uint32_t)at, off };
	else
		memcpy(j->out->value + off, data, (size_t)size);
	return 0;
}

static int convert_all(struct job *j, struct err *e)
{
	for (uint32_t i = 0; i < j->map->ninits; i++)
		j->out->slots[i].off = UINT32_MAX;
	for (unsigned i = 0; i < btf_vlen(j->from); i++)
		if (convert(j, i, e) < 0)
			return -e->code;
	for (uint32_t i = 0; i < j->map->ninits; i++)
		if (j->out->slots[i].off == UINT32_MAX)
			return err_set(e, EINVAL,
				       "no member begins at +0x%x, where a "
				       "function stands",
				       j->map->inits[i].slot);
	return 0;
}

int struct_ops_open(const struct obj *obj, const struct obj_map *m,
		    struct kernel_btf *k, struct struct_ops *out, struct err *e)
{
	struct job j = { .obj = obj, .map = m, .out = out };
	int err;

	*out = (struct struct_ops){ 0 };
	j.from = btf_type(&obj->btf, m->value_type);
	err = find_type(&j, k, e);
	if (err == 0) {
		out->value = calloc(1, out->size);
		out->slots = calloc(m->ninits + 1, sizeof(*out->slots));
		if (out->value == NULL || out->slots == NULL)
			return err_nomem(e);
		err = convert_all(&j, e);
	}
	if (err < 0)
		return err_wrap(e, "struct_ops '%s'", m->name);
	return 0;
}

void struct_ops_close(struct struct_ops *s)
{
	if (s->btf_fd > 0)
		close(s->btf_fd);
	free(s->value);
	free(s->slots);
	*s = (struct struct_ops){ 0 };
}

int struct_ops_create(const struct struct_ops *s, const struct obj_map *m,
		      int btf_fd, struct err *e)
{
	struct map_refs refs = { btf_fd, -1, s->wrapper, s->btf_fd };
	struct obj_map map = *m;

	map.value_size = s->size;
	map.value_type = 0;
	return map_create(&map, &refs, e);
}

void struct_ops_set(struct struct_ops *s, uint32_t i, int prog_fd)
{
	uint64_t fd = (uint64_t)prog_fd;

	memcpy(s->value + s->slots[i].off, &fd, sizeof(fd));
}
