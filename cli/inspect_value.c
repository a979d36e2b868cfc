// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Initial values of global variables, as far as they are one number, or
 * characters. */
#include <string.h>

#include "cli/inspect.h"

/* More nobody reads, and hostile objects name the same again and again */
#define MAX_STRING 4096

/* All of .bss, which has no bytes in the file, is 0 */
static bool read_number(const struct obj *obj, const struct inspect_var *v,
			uint64_t *out)
{
	const struct view *data = &obj->maps[v->map].data;
	struct view bytes;

	*out = 0;
	if (v->size == 0 || v->size > 8)
		return false;
	if (data->len == 0)
		return true;
	if (!view_sub(data, v->off, v->size, &bytes))
		return false;
	for (size_t i = 0; i < bytes.len; i++)
		*out = *out << 8 |
		       bytes.p[obj->elf.big_endian ? i : bytes.len - 1 - i];
	return true;
}

/* Characters, a NUL, and nothing else behind it; or all zeros */
static const char *read_string(const struct obj_map *m,
			       const struct inspect_var *v)
{
	struct view bytes;
	size_t len;

	if (v->size > MAX_STRING)
		return NULL;
	if (m->data.len == 0)
		return "";
	if (!view_sub(&m->data, v->off, v->size, &bytes))
		return NULL;
	len = strnlen((const char *)bytes.p, bytes.len);
	if (len == bytes.len)
		return NULL;
	for (size_t i = len; i < bytes.len; i++)
		if (bytes.p[i] != 0)
			return NULL;
	return (const char *)bytes.p;
}

static bool is_char(const struct btf *btf, uint32_t id)
{
	id = btf_strip(btf, id);
	return btf_kind(btf_type(btf, id)) == BTF_INT &&
	       strcmp(btf_name(btf, id), "char") == 0;
}

static enum inspect_value_kind number_kind(const struct btf_type *t)
{
	uint32_t how;

	switch (btf_kind(t)) {
	case BTF_VOID: /* not known */
	case BTF_PTR:
		return VALUE_UNSIGNED;
	case BTF_ENUM:
	case BTF_ENUM64:
		return btf_kflag(t) ? VALUE_SIGNED : VALUE_UNSIGNED;
	case BTF_INT:
		how = BTF_INT_ENCODING(*(const uint32_t *)btf_tail(t));
		return how & BTF_INT_BOOL     ? VALUE_BOOL
		       : how & BTF_INT_SIGNED ? VALUE_SIGNED
					      : VALUE_UNSIGNED;
	default:
		return VALUE_NONE;
	}
}

void inspect_value(const struct obj *obj, const struct inspect_var *v,
		   struct inspect_value *out)
{
	const struct btf *btf = &obj->btf;
	const struct btf_type *t = btf_type(btf, btf_strip(btf, v->type));
	const struct btf_array *a = btf_tail(t);

	out->kind = VALUE_NONE;
	if (btf_kind(t) == BTF_ARRAY && is_char(btf, a->type)) {
		out->text = read_string(&obj->maps[v->map], v);
		out->kind = out->text ? VALUE_STRING : VALUE_NONE;
		return;
	}
	if (read_number(obj, v, &out->number))
		out->kind = number_kind(t);
	if (out->kind == VALUE_SIGNED) {
		unsigned unused = 64 - (unsigned)v->size * 8;

		out->number =
			(uint64_t)((int64_t)(out->number << unused) >> unused);
	}
}
