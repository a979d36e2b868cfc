// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The last '$' counts. Versions of kernels that variants ask for are not
 * looked at here: who cares for them skips programs before the object is
 * loaded.
 */
#include "loader/variant.h"

#include <string.h>

#include "elf/obj.h"
#include "loader/object.h"

size_t variant_stem(const char *section)
{
	const char *dollar = strrchr(section, '$');

	return dollar ? (size_t)(dollar - section) : strlen(section);
}

static const char *section_of(const struct object *o, uint32_t i)
{
	return obj_section_name(o->obj,
				o->obj->funcs[o->progs[i].func].section);
}

bool variant_same(const struct object *o, uint32_t a, uint32_t b)
{
	const char *sa = section_of(o, a), *sb = section_of(o, b);
	size_t len = variant_stem(sa);

	return (sa[len] || sb[variant_stem(sb)]) && strcmp(sa, sb) != 0 &&
	       variant_stem(sb) == len && memcmp(sa, sb, len) == 0;
}

bool variant_is_loaded(const struct object *o, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (o->progs[k].fd >= 0 && variant_same(o, k, i))
			return true;
	return false;
}

bool variant_may_fail(const struct object *o, uint32_t i)
{
	const struct obj_func *f = &o->obj->funcs[o->progs[i].func];

	if (f->legacy && f->legacy->optional)
		return true;
	for (uint32_t k = i + 1; k < o->nprogs; k++)
		if (!o->progs[k].skip && variant_same(o, k, i))
			return true;
	return false;
}
