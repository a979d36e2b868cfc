// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * BPF_MAP_CREATE. The full request goes out first; what an older kernel does
 * not know is dropped only when it says so.
 */
#include "loader/map_create.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/names.h"
#include "elf/obj.h"
#include "loader/privilege.h"
#include "loader/sys.h"

void kernel_name(char *name, const char *from, int dots)
{
	size_t i;

	for (i = 0; i < BPF_OBJ_NAME_LEN - 1 && from[i]; i++) {
		bool ok = isalnum((unsigned char)from[i]) || from[i] == '_' ||
			  (dots && from[i] == '.');

		name[i] = ok ? from[i] : '_';
	}
	memset(name + i, 0, BPF_OBJ_NAME_LEN - i);
}

/* Newer than some build machine's header (6.9) */
#define F_VTYPE_OBJ_FD (1u << 15)
#define TYPE_FD_OFF    72 /* value_type_btf_obj_fd */

enum drop { DROP_NOTHING, DROP_TYPES, DROP_NAME };

static void fill(union bpf_attr *attr, const struct obj_map *m,
		 const struct map_refs *refs, enum drop drop)
{
	memset(attr, 0, sizeof(*attr));
	attr->map_type = m->type;
	attr->key_size = m->key_size;
	attr->value_size = m->value_size;
	attr->max_entries = m->max_entries;
	attr->map_flags = m->flags;
	attr->numa_node = m->numa_node;
	attr->map_extra = m->map_extra;
	if (drop < DROP_NAME)
		kernel_name(attr->map_name, m->name, 0);
	if (refs && refs->inner_fd >= 0)
		attr->inner_map_fd = (uint32_t)refs->inner_fd;
	if (refs && refs->btf_fd >= 0 && m->value_type && drop < DROP_TYPES) {
		attr->btf_fd = (uint32_t)refs->btf_fd;
		attr->btf_key_type_id = m->key_type;
		attr->btf_value_type_id = m->value_type;
	}
	if (refs && refs->vmlinux_type) {
		attr->btf_fd = (uint32_t)refs->btf_fd; /* must be there */
		attr->btf_vmlinux_value_type_id = refs->vmlinux_type;
	}
	if (refs && refs->type_fd) {
		attr->map_flags |= F_VTYPE_OBJ_FD;
		memcpy((char *)attr + TYPE_FD_OFF, &refs->type_fd,
		       sizeof(refs->type_fd));
	}
}

/* Up to the last field in use: what is behind it may be unknown */
static uint32_t attr_size(const union bpf_attr *attr)
{
	if (attr->map_flags & F_VTYPE_OBJ_FD)
		return TYPE_FD_OFF + (uint32_t)sizeof(int);
	if (attr->map_extra)
		return ATTR_SIZE(map_extra);
	if (attr->btf_vmlinux_value_type_id)
		return ATTR_SIZE(btf_vmlinux_value_type_id);
	if (attr->btf_value_type_id)
		return ATTR_SIZE(btf_value_type_id);
	if (attr->map_name[0])
		return ATTR_SIZE(map_name);
	if (attr->numa_node)
		return ATTR_SIZE(numa_node);
	return attr->inner_map_fd ? ATTR_SIZE(inner_map_fd)
				  : ATTR_SIZE(map_flags);
}

static int create_once(union bpf_attr *attr)
{
	int fd = sys_bpf(BPF_MAP_CREATE, attr, attr_size(attr));

	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_MAP_CREATE, attr, attr_size(attr));
	return fd;
}

/* Types are a matter of taste between a kernel and a kind of map (EINVAL,
 * ENOTSUPP, EPERM without a need for them). Names came with 4.15; their place
 * is inside what 4.9 to 4.14 know of other commands, so that those say EINVAL
 * (kernel/bpf/syscall.c, CHECK_ATTR), not E2BIG as for what is all new. */
static int create(const struct obj_map *m, const struct map_refs *refs)
{
	union bpf_attr attr;
	bool typed;
	int fd;

	fill(&attr, m, refs, DROP_NOTHING);
	typed = attr.btf_value_type_id != 0;
	fd = create_once(&attr);
	if (typed &&
	    (fd == -EINVAL || fd == -524 || fd == -E2BIG || fd == -EPERM)) {
		fill(&attr, m, refs, DROP_TYPES);
		fd = create_once(&attr);
	}
	if ((fd == -E2BIG || fd == -EINVAL) && attr.map_name[0]) {
		fill(&attr, m, refs, DROP_NAME);
		fd = create_once(&attr);
	}
	return fd;
}

int map_create(const struct obj_map *m, const struct map_refs *refs,
	       struct err *e)
{
	int fd = create(m, refs);

	if (fd >= 0)
		return fd;
	err_set(e, fd,
		"map '%s' (%s, key %u, value %u, %u entries): the "
		"kernel refuses it: %s",
		m->name, map_type_name(m->type), m->key_size, m->value_size,
		m->max_entries, strerror(-fd));
	if (fd == -ENOMEM || fd == -E2BIG)
		return err_hint(e, "ask for fewer entries");
	if (fd == -EINVAL && m->max_entries == 0)
		return err_hint(e, "max_entries is 0");
	return privilege_hint(e, USE_BPF);
}
