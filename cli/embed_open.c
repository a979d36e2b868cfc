// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The embedded objects unpacked: they are kept as gzip leaves them. */
#include <errno.h>
#include <string.h>

#include "cli/embed.h"
#include "elf/err.h"
#include "elf/inflate.h"

int embed_unpack(const struct embed_object *o, uint8_t **bytes, size_t *len,
		 struct err *e)
{
	struct view packed = { o->start, (size_t)(o->end - o->start), false };

	return gzip_unpack(&packed, EMBED_MOST, bytes, len, e);
}

int embed_open(const char *name, uint8_t **bytes, size_t *len, struct err *e)
{
	const struct embed_object *o = embed_table;

	while (o->name && strcmp(o->name, name) != 0)
		o++;
	if (o->name == NULL)
		return err_set(e, ENOENT, "'%s' is not in this binary", name);
	return embed_unpack(o, bytes, len, e);
}
