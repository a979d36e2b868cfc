// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A program knows its types by id, and they can be read back as they were
 * loaded.
 */
#include "loader/prog_btf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/module_btf.h"
#include "loader/sys.h"

static int get_info(int fd, void *info, size_t size)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = (uint32_t)size;
	attr.info.info = sys_ptr(info);
	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info));
}

/* *blob is malloc'ed */
static int read_btf(uint32_t id, uint8_t **blob, uint32_t *size)
{
	auto_fd int fd = btf_fd_by_id(id);
	struct bpf_btf_info info;
	int err;

	if (fd < 0)
		return fd;
	memset(&info, 0, sizeof(info));
	err = get_info(fd, &info, sizeof(info));
	if (err < 0)
		return err;
	*size = info.btf_size;
	*blob = malloc(*size + 1u);
	if (*blob == NULL)
		return -ENOMEM;
	memset(&info, 0, sizeof(info));
	info.btf = sys_ptr(*blob);
	info.btf_size = *size;
	return get_info(fd, &info, sizeof(info));
}

static int find_func(uint32_t btf_id, const char *name, uint32_t *id,
		     struct err *e)
{
	auto_free uint8_t *blob = NULL;
	uint32_t size = 0;
	struct btf btf;
	int err = read_btf(btf_id, &blob, &size);

	if (err < 0)
		return err_set(e, err, "the target program's types: %s",
			       strerror(-err));
	if (btf_open(&(struct view){ blob, size, false }, NULL, &btf, e) < 0)
		return err_wrap(e, "the target program's types");
	*id = btf_find(&btf, name, BTF_FUNC);
	btf_close(&btf);
	return *id ? 0
		   : err_set(e, ESRCH,
			     "the target program has no function '%s'", name);
}

int prog_btf_func(int prog_fd, const char *name, uint32_t *id, struct err *e)
{
	struct bpf_func_info first = { 0 };
	struct bpf_prog_info info;
	int err;

	memset(&info, 0, sizeof(info));
	info.nr_func_info = 1;
	info.func_info_rec_size = sizeof(first);
	info.func_info = sys_ptr(&first);
	err = get_info(prog_fd, &info, sizeof(info));
	if (err < 0)
		return err_set(e, err, "the target program: %s",
			       strerror(-err));
	if (info.btf_id == 0 || info.nr_func_info == 0) {
		err_set(e, ENODATA, "the target program has no types (BTF)");
		return err_hint(e, "compile it with -g, and do not strip it "
				   "of .BTF");
	}
	*id = first.type_id;
	return name[0] == '\0' && *id ? 0 : find_func(info.btf_id, name, id, e);
}
