// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Maps of maps and prog arrays take descriptors as values. */
#include "loader/map_fill.h"

#include <string.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "loader/sys.h"

int map_fill_slot(const struct obj_map *m, int map_fd, uint32_t slot, int fd,
		  struct err *e)
{
	uint32_t value = (uint32_t)fd;
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.map_fd = (uint32_t)map_fd;
	attr.key = sys_ptr(&slot);
	attr.value = sys_ptr(&value);
	err = sys_bpf(BPF_MAP_UPDATE_ELEM, &attr, ATTR_SIZE(flags));
	if (err < 0)
		return err_set(e, err, "map '%s': filling slot %u: %s", m->name,
			       slot, strerror(-err));
	return 0;
}
