// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Paths into global variables, and text to bytes by type. */
#include "elf/var.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/obj.h"

/* The type of a variable: the one of that name in a data section's list */
static uint32_t type_of(const struct obj *obj, const char *name,
			uint32_t section)
{
	const struct btf *btf = &obj->btf;
	const struct btf_var_secinfo *v;
	const struct btf_type *sec;
	uint32_t id;

	if (!obj->has_btf)
		return 0;
	id = btf_find(btf, obj_section_name(obj, section), BTF_DATASEC);
	sec = btf_type(btf, id);
	v = btf_tail(sec);
	for (unsigned i = 0; id && i < btf_vlen(sec); i++)
		if (strcmp(btf_name(btf, v[i].type), name) == 0)
			return btf_type(btf, v[i].type)->type;
	return 0;
}

/* Looks through structs and unions without a name, as C does */
static bool find_member(const struct btf *btf, uint32_t id, const char *name,
			struct var *v)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, id));
	const struct btf_member *m = btf_tail(t);
	uint32_t bits;

	if (btf_kind(t) != BTF_STRUCT && btf_kind(t) != BTF_UNION)
		return false;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *have = btf_str(btf, m[i].name_off);
		uint64_t off = v->off + btf_member_bit(t, i, &bits) / 8;
		struct var inner = { v->map, off, 0, m[i].type };
		int64_t size = btf_size(btf, m[i].type);

		if (have[0] == '\0' &&
		    find_member(btf, m[i].type, name, &inner)) {
			*v = inner;
			return true;
		}
		if (strcmp(have, name) != 0 || bits || size < 0)
			continue;
		inner.size = (uint64_t)size;
		*v = inner;
		return true;
	}
	return false;
}

static int step_member(const struct btf *btf, const char **path, struct var *v,
		       struct err *e)
{
	size_t len = strcspn(*path, ".[");
	char name[128];

	if (len == 0 || len >= sizeof(name))
		return err_set(e, EINVAL, "no member name behind '.'");
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	if (!find_member(btf, v->type, name, v))
		return err_set(e, ENOENT, "no member '%s' that is whole bytes",
			       name);
	return 0;
}

static int step_index(const struct btf *btf, const char **path, struct var *v,
		      struct err *e)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, v->type));
	const struct btf_array *a = btf_tail(t);
	char *end;
	unsigned long i = strtoul(*path, &end, 0);
	int64_t size;

	if (end == *path || *end != ']')
		return err_set(e, EINVAL, "no number in '[]'");
	*path = end + 1;
	if (btf_kind(t) != BTF_ARRAY)
		return err_set(e, EINVAL, "it is no array");
	if (i >= a->nelems)
		return err_set(e, ERANGE, "index %lu of %u elements", i,
			       a->nelems);
	size = btf_size(btf, a->type);
	if (size < 0)
		return err_set(e, EINVAL, "its elements have no size");
	v->type = a->type;
	v->off += i * (uint64_t)size;
	v->size = (uint64_t)size;
	return 0;
}

int var_find(const struct obj *obj, const char *path, struct var *out,
	     struct err *e)
{
	size_t len = strcspn(path, ".[");
	struct obj_var found;
	struct var v;
	char name[128];
	int err;

	if (len == 0 || len >= sizeof(name))
		return err_set(e, EINVAL, "'%s' names no variable", path);
	memcpy(name, path, len);
	name[len] = '\0';
	err = obj_find_var(obj, name, &found, e);
	if (err < 0)
		return err;
	v = (struct var){ found.map, found.off, found.size,
			  type_of(obj, name, obj->maps[found.map].section) };
	for (path += len; *path && err == 0;) {
		if (*path++ == '.')
			err = step_member(&obj->btf, &path, &v, e);
		else
			err = step_index(&obj->btf, &path, &v, e);
	}
	if (err < 0)
		return err_wrap(e, "variable '%s'", name);
	if (v.off + v.size > obj->maps[v.map].size)
		return err_set(e, EINVAL,
			       "variable '%s' lies outside its "
			       "section",
			       name);
	*out = v;
	return 0;
}

static bool enum_by_name(const struct btf *btf, const struct btf_type *t,
			 const char *value, uint64_t *out)
{
	const char *name;

	if (btf_kind(t) != BTF_ENUM && btf_kind(t) != BTF_ENUM64)
		return false;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		*out = btf_enum_value(t, i, &name, btf);
		if (strcmp(name, value) == 0)
			return true;
	}
	return false;
}

static bool parse_word(const char *value, uint64_t *out)
{
	char *end;

	if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0) {
		*out = value[0] == 't';
		return true;
	}
	if (value[0] == '\'' && value[1] && value[2] == '\'' && !value[3]) {
		*out = (unsigned char)value[1];
		return true;
	}
	if (value[0] == '\0' || isspace((unsigned char)value[0]))
		return false;
	errno = 0;
	*out = value[0] == '-' ? (uint64_t)strtoll(value, &end, 0)
			       : strtoull(value, &end, 0);
	return *end == '\0' && errno == 0;
}

/* Whether the upper bits are nothing but zeros or the sign */
static bool fits(uint64_t value, uint64_t size)
{
	unsigned bits = (unsigned)size * 8;

	return size >= 8 || value >> bits == 0 ||
	       (int64_t)value >> (bits - 1) == -1;
}

static bool is_char_array(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_array *a = btf_tail(t);

	return btf_kind(t) == BTF_ARRAY && btf_size(btf, a->type) == 1;
}

static int parse_string(const struct var *v, const char *value, uint8_t *out,
			struct err *e)
{
	size_t len = strlen(value);

	if (len >= v->size)
		return err_set(e, ERANGE,
			       "a string of %zu bytes does not fit "
			       "into %llu with its NUL",
			       len, (unsigned long long)v->size);
	memset(out, 0, v->size);
	memcpy(out, value, len + 1);
	return 0;
}

int var_parse(const struct btf *btf, const struct var *v, const char *value,
	      uint8_t *out, struct err *e)
{
	const struct btf_type *t = btf_type(
		v->type ? btf : NULL, v->type ? btf_strip(btf, v->type) : 0);
	uint64_t word;

	if (v->type && is_char_array(btf, t))
		return parse_string(v, value, out, e);
	if (v->type && btf_kind(t) != BTF_INT && btf_kind(t) != BTF_ENUM &&
	    btf_kind(t) != BTF_ENUM64 && btf_kind(t) != BTF_PTR)
		return err_set(e, EINVAL, "a %s takes no value as a whole",
			       btf_kind_name(btf_kind(t)));
	if (v->size == 0 || v->size > 8)
		return err_set(e, EINVAL, "it has %llu bytes, and no type",
			       (unsigned long long)v->size);
	if (!enum_by_name(btf, t, value, &word) && !parse_word(value, &word))
		return err_set(e, EINVAL, "'%s' is no value for it", value);
	if (!fits(word, v->size))
		return err_set(e, ERANGE, "'%s' does not fit into %llu bytes",
			       value, (unsigned long long)v->size);
	for (uint64_t i = 0; i < v->size; i++)
		out[i] = (uint8_t)(word >> (i * 8));
	return 0;
}
