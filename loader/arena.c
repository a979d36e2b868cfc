// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The first mapping settles the address for all others; it need not last
 * (kernel/bpf/arena.c). Pages that were written to stay.
 */
#include "loader/arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf/err.h"
#include "elf/obj.h"

int arena_start(const struct obj *obj, const struct obj_map *m, int fd,
		struct err *e)
{
	size_t room = (size_t)m->max_entries * (size_t)getpagesize();
	const struct view *data = &obj->elf.sections[obj->arena].data;
	void *want = NULL, *p;

	if (obj->arena && data->len > room)
		return err_set(e, EFBIG,
			       "map '%s': its %u pages have no room for the "
			       "object's %zu bytes",
			       m->name, m->max_entries, data->len);
	memcpy(&want, &m->map_extra, sizeof(want));
	p = mmap(want, room, PROT_READ | PROT_WRITE,
		 MAP_SHARED | (m->map_extra ? MAP_FIXED_NOREPLACE : 0), fd, 0);
	if (p == MAP_FAILED)
		return err_set(e, errno, "map '%s': mapping its memory: %s",
			       m->name, strerror(errno));
	if (obj->arena && data->len)
		memcpy(p, data->p, data->len);
	munmap(p, room);
	return 0;
}
