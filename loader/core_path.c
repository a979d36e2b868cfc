// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What a record asks for, in the object's own types. The way to a field is a
 * string such as "0:3:1": an index along an array of roots, then member by
 * member, or element by element. Members without a name are walked through but
 * not noted, since the target need not have them.
 */
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "loader/core_priv.h"

static const char *const kind_names[CORE_KIND__COUNT] = {
	[CORE_FIELD_BYTE_OFFSET] = "field offset",
	[CORE_FIELD_BYTE_SIZE] = "field size",
	[CORE_FIELD_EXISTS] = "field exists",
	[CORE_FIELD_SIGNED] = "field signed",
	[CORE_FIELD_LSHIFT_U64] = "bit field left shift",
	[CORE_FIELD_RSHIFT_U64] = "bit field right shift",
	[CORE_TYPE_ID_LOCAL] = "local type id",
	[CORE_TYPE_ID_TARGET] = "kernel type id",
	[CORE_TYPE_EXISTS] = "type exists",
	[CORE_TYPE_SIZE] = "type size",
	[CORE_ENUMVAL_EXISTS] = "enumerator exists",
	[CORE_ENUMVAL_VALUE] = "enumerator value",
	[CORE_TYPE_MATCHES] = "type matches",
};

const char *core_kind_name(uint32_t kind)
{
	return kind < CORE_KIND__COUNT ? kind_names[kind] : "unknown";
}

bool core_kind_is_field(uint32_t kind)
{
	return kind <= CORE_FIELD_RSHIFT_U64;
}

bool core_kind_is_enum(uint32_t kind)
{
	return kind == CORE_ENUMVAL_EXISTS || kind == CORE_ENUMVAL_VALUE;
}

size_t core_name_len(const char *name)
{
	size_t n = strlen(name);

	/* The last "___" that stands between two other characters */
	for (size_t i = n; i >= 5; i--)
		if (memcmp(name + i - 4, "___", 3) == 0 && name[i - 5] != '_' &&
		    name[i - 1] != '_')
			return i - 4;
	return n;
}

bool core_same_name(const char *a, const char *b)
{
	size_t n = core_name_len(a);

	return n == core_name_len(b) && memcmp(a, b, n) == 0;
}

bool core_move(struct core_place *p, uint32_t type, uint32_t index)
{
	int64_t size = index == 0 ? 0 : btf_size(p->btf, type);
	uint64_t bits;

	if (size < 0 || (size > 0 && index > UINT32_MAX / size))
		return false;
	bits = p->bits + (uint64_t)size * index * 8;
	if (bits > UINT32_MAX)
		return false;
	p->bits = (uint32_t)bits;
	return true;
}

bool core_in_array(const struct btf *btf, const struct core_place *array,
		   uint32_t index)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, array->type));
	const struct btf_array *a = btf_tail(t);

	if (index < a->nelems)
		return true;
	t = btf_type(btf, array->owner);
	return a->nelems <= 1 && array->owner != 0 &&
	       btf_kind(t) == BTF_STRUCT && array->index + 1 == btf_vlen(t);
}

static int bad_access(const struct core_relo *relo, const char *access,
		      const char *what, struct err *e)
{
	return err_set(e, EINVAL, "access '%s' of type %u: %s", access,
		       relo->type_id, what);
}

/* "12:3" -> 12, and on to "3" */
static bool next_index(const char **s, uint32_t *out)
{
	uint32_t v = 0;

	if (**s < '0' || **s > '9')
		return false;
	for (; **s >= '0' && **s <= '9'; ++*s) {
		if (v > INT32_MAX / 10 - 1)
			return false;
		v = v * 10 + (uint32_t)(**s - '0');
	}
	*out = v;
	if (**s == ':')
		++*s;
	else if (**s != '\0')
		return false;
	return true;
}

static struct core_step *add_step(struct core_path *path, const char *name,
				  uint32_t index)
{
	struct core_step *s = &path->steps[path->nsteps++];

	*s = (struct core_step){ name, index, path->place.type };
	return s;
}

static bool into_member(struct core_path *path, uint32_t id, uint32_t index)
{
	struct core_place *p = &path->place;
	const struct btf_type *t = btf_type(p->btf, id);
	const struct btf_member *m = btf_tail(t);
	const char *name;
	uint32_t bitfield, bits;

	if (index >= btf_vlen(t))
		return false;
	bits = btf_member_bit(t, index, &bitfield);
	if (bits > UINT32_MAX - p->bits)
		return false;
	p->bits += bits;
	p->type = m[index].type;
	p->owner = id;
	p->index = index;
	name = btf_str(p->btf, m[index].name_off);
	if (name[0] != '\0')
		add_step(path, name, 0);
	return true;
}

static bool into_element(struct core_path *path, uint32_t id, uint32_t index)
{
	struct core_place *p = &path->place;
	const struct btf_array *a = btf_tail(btf_type(p->btf, id));

	if (!core_in_array(p->btf, p, index) || !core_move(p, a->type, index))
		return false;
	p->type = a->type;
	p->owner = 0;
	add_step(path, NULL, index);
	return true;
}

static int walk(const struct core_relo *relo, const char *access,
		struct core_path *path, struct err *e)
{
	struct core_place *p = &path->place;
	const char *s = access;
	uint32_t index = 0;

	if (!next_index(&s, &index) || !core_move(p, p->root, index))
		return bad_access(relo, access, "no such element", e);
	add_step(path, NULL, index);
	while (*s != '\0') {
		uint32_t id = btf_strip(p->btf, p->type);
		unsigned kind = btf_kind(btf_type(p->btf, id));
		bool ok =
			path->nsteps < CORE_MAX_STEPS && next_index(&s, &index);

		if (ok && (kind == BTF_STRUCT || kind == BTF_UNION))
			ok = into_member(path, id, index);
		else if (ok && kind == BTF_ARRAY)
			ok = into_element(path, id, index);
		else
			ok = false;
		if (!ok)
			return bad_access(relo, access, "no such field", e);
	}
	return 0;
}

static int find_enumerator(const struct core_relo *relo, const char *access,
			   struct core_path *path, struct err *e)
{
	struct core_place *p = &path->place;
	const struct btf_type *t;
	const char *s = access, *name;

	p->owner = btf_strip(p->btf, p->root);
	t = btf_type(p->btf, p->owner);
	if (btf_kind(t) != BTF_ENUM && btf_kind(t) != BTF_ENUM64)
		return bad_access(relo, access, "not an enum", e);
	if (!next_index(&s, &p->index) || *s != '\0' || p->index >= btf_vlen(t))
		return bad_access(relo, access, "no such enumerator", e);
	btf_enum_value(t, p->index, &name, p->btf);
	add_step(path, name, 0);
	return 0;
}

int core_path_parse(const struct btf *local, const struct core_relo *relo,
		    struct core_path *path, struct err *e)
{
	const char *access = btf_str(local, relo->access_str_off);

	path->kind = relo->kind;
	path->nsteps = 0;
	path->place = (struct core_place){
		.btf = local,
		.root = relo->type_id,
		.type = relo->type_id,
	};
	if (relo->kind >= CORE_KIND__COUNT)
		return err_set(e, EINVAL, "unknown kind %u", relo->kind);
	if (relo->type_id == 0 || relo->type_id >= btf_end(local))
		return bad_access(relo, access, "no such type", e);
	if (core_kind_is_enum(relo->kind))
		return find_enumerator(relo, access, path, e);
	if (core_kind_is_field(relo->kind))
		return walk(relo, access, path, e);
	if (strcmp(access, "0") != 0)
		return bad_access(relo, access, "not a whole type", e);
	return 0;
}

void core_type_text(const struct btf *btf, uint32_t id, char *buf, size_t size)
{
	const struct btf_type *t = btf_type(btf, id);
	unsigned kind = btf_kind(t);
	const char *name = btf_str(btf, t->name_off);

	if (kind == BTF_ENUM64)
		kind = BTF_ENUM;
	if (name[0] == '\0')
		snprintf(buf, size, "anonymous %s", btf_kind_name(kind));
	else if (kind == BTF_STRUCT || kind == BTF_UNION || kind == BTF_ENUM)
		snprintf(buf, size, "%s %s", btf_kind_name(kind), name);
	else
		snprintf(buf, size, "%s", name);
}

/* "struct task_struct.signal.rlim[2].rlim_cur", "enum x.A" */
void core_path_text(const struct core_path *path, char *buf, size_t size)
{
	size_t n;

	core_type_text(path->place.btf, path->place.root, buf, size);
	for (unsigned i = 0; i < path->nsteps; i++) {
		const struct core_step *s = &path->steps[i];

		n = strlen(buf);
		if (s->name)
			snprintf(buf + n, size - n, ".%s", s->name);
		else if (i > 0 || s->index > 0)
			snprintf(buf + n, size - n, "[%u]", s->index);
	}
}
