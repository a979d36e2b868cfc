// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What the words of an old map definition mean. All begin with the five of
 * samples/bpf's struct bpf_map_def; the size and what else is in the object
 * tell the rest:
 *
 *   size_of_bpf_map_def there   Android 12 and later, see obj_android.c
 *   32 bytes, `progs` there or a file mode at the end       Android 11
 *   24, 28 of a map of maps     samples/bpf: inner_map_idx, numa_node
 *   28 with BPF_F_NUMA_NODE     samples/bpf, too
 *   28 else                     iproute2 up to 4.12, aya: id, pinning
 *   36 and more                 iproute2: id, pinning, inner_id, inner_idx
 *   280                         gobpf: pinning, a name for its directory
 *
 * Android 10's 28 bytes end in two words that were always 0. What is left
 * over must be 0 everywhere.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define GOBPF_SIZE     280
#define ANDROID_R_SIZE 32
#define NO_SLOT	       UINT32_MAX /* iproute2's inner_idx of -1 */

static bool holds_maps(const struct obj_map *m)
{
	return m->type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       m->type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

static uint32_t word(const struct view *def, uint64_t off)
{
	uint32_t w = 0;

	view_u32(def, off, &w);
	return w;
}

struct obj_map_legacy *obj_map_legacy(struct obj_map *m)
{
	if (m->legacy == NULL)
		m->legacy = calloc(1, sizeof(*m->legacy));
	return m->legacy;
}

static int check_rest(const struct view *def, uint64_t off, struct err *e)
{
	uint32_t rest;

	for (; view_u32(def, off, &rest); off += 4)
		if (rest != 0)
			return err_set(e, EINVAL,
				       "the word at +%llu of its definition "
				       "is 0x%x, which has no known meaning",
				       (unsigned long long)off, rest);
	return 0;
}

static int read_iproute2(const struct view *def, struct obj_map *m,
			 struct err *e)
{
	struct obj_map_legacy *l = obj_map_legacy(m);

	if (l == NULL)
		return err_nomem(e);
	l->iproute2 = true;
	l->id = word(def, 20);
	m->pinning = word(def, 24);
	l->inner_id = word(def, 28);
	l->inner_idx = def->len >= 36 ? word(def, 32) : NO_SLOT;
	return check_rest(def, 36, e);
}

static int read_samples(const struct view *def, struct obj_map *m,
			struct err *e)
{
	if (holds_maps(m) && def->len >= 24) {
		if (obj_map_legacy(m) == NULL)
			return err_nomem(e);
		m->legacy->inner_idx = word(def, 20);
	} else if (word(def, 20) != 0) {
		return check_rest(def, 20, e);
	}
	if (!(m->flags & BPF_F_NUMA_NODE))
		return check_rest(def, 24, e);
	m->numa_node = word(def, 24);
	return check_rest(def, 28, e);
}

/* The directory's name has room for 256 bytes; ours is all that fits into a
 * path component that anybody used */
static int read_gobpf(const struct view *def, struct obj_map *m, struct err *e)
{
	const char *dir = view_str(def, 24);
	struct obj_map_legacy *l;

	m->pinning = word(def, 20);
	if (dir == NULL || strlen(dir) >= sizeof(l->pin_subdir))
		return err_set(e, EINVAL,
			       "the name at +24 of its definition "
			       "is too long");
	if (dir[0] == '\0')
		return 0;
	l = obj_map_legacy(m);
	if (l == NULL)
		return err_nomem(e);
	memcpy(l->pin_subdir, dir, strlen(dir) + 1);
	return 0;
}

static bool is_android_r(const struct obj *obj, const struct view *def)
{
	uint32_t mode = word(def, 28);

	return def->len == ANDROID_R_SIZE &&
	       (obj->android.present || (mode != 0 && mode <= 0777));
}

/* Nobody has so many ways to pin as to need a larger number */
static bool is_short_iproute2(const struct view *def, const struct obj_map *m)
{
	return def->len == 28 && !holds_maps(m) &&
	       !(m->flags & BPF_F_NUMA_NODE) && word(def, 24) <= 255 &&
	       (word(def, 20) != 0 || word(def, 24) != 0);
}

static int read_tail(const struct obj *obj, const struct view *def,
		     struct obj_map *m, struct err *e)
{
	if (obj->android.map_size || is_android_r(obj, def))
		return obj_read_android_map(def, m, e);
	if (def->len == GOBPF_SIZE)
		return read_gobpf(def, m, e);
	if (def->len >= 36)
		return read_iproute2(def, m, e);
	return is_short_iproute2(def, m) ? read_iproute2(def, m, e)
					 : read_samples(def, m, e);
}

/* Where Android 13 and libbpf before 1.0 wrote down the types of a map */
static void read_types(const struct btf *btf, struct obj_map *m)
{
	const struct btf_member *field;
	const struct btf_type *t;
	char name[128];

	snprintf(name, sizeof(name), "____btf_map_%s", m->name);
	t = btf_type(btf, btf_find(btf, name, BTF_STRUCT));
	field = btf_tail(t);
	if (btf_vlen(t) < 2 ||
	    btf_size(btf, field[0].type) != (int64_t)m->key_size ||
	    btf_size(btf, field[1].type) != (int64_t)m->value_size)
		return;
	m->key_type = field[0].type;
	m->value_type = field[1].type;
}

int obj_read_layout(const struct obj *obj, const struct view *def,
		    struct obj_map *m, struct err *e)
{
	m->type = word(def, 0);
	m->key_size = word(def, 4);
	m->value_size = word(def, 8);
	m->max_entries = word(def, 12);
	m->flags = word(def, 16);
	if (obj->has_btf)
		read_types(&obj->btf, m);
	return read_tail(obj, def, m, e);
}

/* iproute2: the map of that id. samples/bpf: the n-th of the section. */
static const struct obj_map *template_of(const struct obj *obj,
					 const struct obj_map *m)
{
	const struct obj_map_legacy *l = m->legacy;
	uint32_t n = 0;

	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map *t = &obj->maps[i];

		if (t->origin != OBJ_MAP_LEGACY)
			continue;
		if (l->iproute2
			    ? l->inner_id && t->legacy && t->legacy->iproute2 &&
				      t->legacy->id == l->inner_id
			    : t->section == m->section && n++ == l->inner_idx)
			return t;
	}
	return NULL;
}

static int no_template(const struct obj_map *m, struct err *e)
{
	const struct obj_map_legacy *l = m->legacy;

	/* Left to whoever creates it */
	if (l->iproute2 && l->inner_id == 0)
		return 0;
	return err_set(e, EINVAL,
		       "map '%s': there is no map %s %u for it to "
		       "hold",
		       m->name, l->iproute2 ? "of id" : "number",
		       l->iproute2 ? l->inner_id : l->inner_idx);
}

int obj_link_legacy_maps(struct obj *obj, struct err *e)
{
	for (uint32_t i = 0; i < obj->nmaps; i++) {
		struct obj_map *m = &obj->maps[i];
		const struct obj_map *t;

		if (m->origin != OBJ_MAP_LEGACY || !m->legacy ||
		    m->legacy->android || !holds_maps(m))
			continue;
		t = template_of(obj, m);
		if (t == NULL && no_template(m, e) < 0)
			return -e->code;
		if (t == NULL || holds_maps(t))
			continue;
		m->inner = obj_map_template(t);
		if (m->inner == NULL)
			return err_nomem(e);
	}
	return 0;
}
