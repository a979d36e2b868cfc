// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * BPF_BTF_LOAD. The whole truth goes first; a kernel that refuses gets less
 * and less, kinds in the order in which they were introduced. Rewriting
 * happens in a copy: user space goes on working with the original.
 */
#include "loader/btf_load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "loader/btf_plain.h"
#include "loader/privilege.h"
#include "loader/sys.h"

static int load_blob(const void *blob, uint32_t size)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.btf = sys_ptr(blob);
	attr.btf_size = size;
	fd = sys_bpf(BPF_BTF_LOAD, &attr, ATTR_SIZE(btf_size));
	if (fd == -EPERM && memlock_raise())
		fd = sys_bpf(BPF_BTF_LOAD, &attr, ATTR_SIZE(btf_size));
	return fd;
}

static int load_level(const struct obj *obj, enum btf_level level,
		      struct err *e)
{
	auto_free void *blob = NULL;
	uint32_t size;
	int fd;

	if (btf_plain(obj, level, &blob, &size, e) < 0)
		return -e->code;
	fd = load_blob(blob, size);
	if (fd < 0)
		return err_set(e, fd,
			       "types of the object: the kernel "
			       "refuses them: %s",
			       strerror(-fd));
	return fd;
}

int btf_load(const struct obj *obj, enum btf_level *level, struct err *e)
{
	int fd = -ENODATA;

	if (!obj->has_btf || obj->btf.ntypes == 0)
		return err_set(e, ENODATA, "the object has no types (BTF)");
	for (enum btf_level l = BTF_LEVEL_FULL; l < BTF_LEVEL__COUNT; l++) {
		fd = load_level(obj, l, e);
		*level = l;
		/* No privilege and no memory are no questions of taste */
		if (fd >= 0 || fd == -EPERM || fd == -ENOMEM)
			break;
	}
	return fd;
}
