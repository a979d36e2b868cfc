// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ids came with 4.13, those of BTF with 5.1, of links with 5.8. A kernel takes
 * an info larger than its own when the rest is zero, and fills what it knows.
 */
#include "loader/kernel_obj.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/fd_id.h"
#include "loader/privilege.h"
#include "loader/sys.h"

/* More types than that no program has */
#define BTF_MAX (64u << 20)

static const struct {
	const char *noun, *link, *since;
	int next, open;
} kinds[] = {
	[KERNEL_PROG] = { "program", "bpf-prog", "4.13", BPF_PROG_GET_NEXT_ID,
			  BPF_PROG_GET_FD_BY_ID },
	[KERNEL_MAP] = { "map", "bpf-map", "4.13", BPF_MAP_GET_NEXT_ID,
			 BPF_MAP_GET_FD_BY_ID },
	[KERNEL_LINK] = { "link", "bpf_link", "5.8", BPF_LINK_GET_NEXT_ID,
			  BPF_LINK_GET_FD_BY_ID },
	[KERNEL_BTF] = { "BTF", "btf", "5.1", BPF_BTF_GET_NEXT_ID,
			 BPF_BTF_GET_FD_BY_ID },
};

const char *kernel_obj_noun(enum kernel_obj_kind kind)
{
	return kind < KERNEL_OBJ__COUNT ? kinds[kind].noun : "other object";
}

static int refused(enum kernel_obj_kind kind, int err, struct err *e)
{
	if (err == -EINVAL) {
		err_set(e, err, "this kernel has no ids of %ss",
			kinds[kind].noun);
		return err_hint(e,
				"Linux %s has them; a pinned one can be "
				"named: pinned PATH",
				kinds[kind].since);
	}
	err_set(e, err, "finding %ss: %s", kinds[kind].noun, strerror(-err));
	if (err == -EPERM)
		err_hint(e, "ids take CAP_SYS_ADMIN; what is pinned can be "
			    "named without: pinned PATH");
	return privilege_hint(e, USE_BPF);
}

int kernel_obj_next(enum kernel_obj_kind kind, uint32_t *id, struct err *e)
{
	union bpf_attr attr;
	int err;

	memset(&attr, 0, sizeof(attr));
	attr.start_id = *id;
	err = sys_bpf(kinds[kind].next, &attr, ATTR_SIZE(next_id));
	if (err == -ENOENT)
		return 0;
	if (err < 0)
		return refused(kind, err, e);
	*id = attr.next_id;
	return 1;
}

int kernel_obj_open(enum kernel_obj_kind kind, uint32_t id, struct err *e)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.map_id = id;
	fd = sys_bpf(kinds[kind].open, &attr, ATTR_SIZE(next_id));
	if ((fd == -EPERM || fd == -EACCES) && kind == KERNEL_MAP) {
		attr.open_flags = BPF_F_RDONLY;
		fd = sys_bpf(kinds[kind].open, &attr, ATTR_SIZE(open_flags));
	}
	if (fd == -ENOENT)
		return err_set(e, fd, "no %s has the id %u", kinds[kind].noun,
			       id);
	return fd < 0 ? refused(kind, fd, e) : fd;
}

int kernel_obj_pinned(const char *path, struct err *e)
{
	union bpf_attr attr;
	int fd;

	memset(&attr, 0, sizeof(attr));
	attr.pathname = sys_ptr(path);
	fd = sys_bpf(BPF_OBJ_GET, &attr, ATTR_SIZE(bpf_fd));
	if (fd == -EPERM || fd == -EACCES) {
		attr.file_flags = BPF_F_RDONLY;
		fd = sys_bpf(BPF_OBJ_GET, &attr, ATTR_SIZE(file_flags));
	}
	if (fd >= 0)
		return fd;
	err_set(e, fd, "'%s': %s", path, strerror(-fd));
	if (fd == -EINVAL || (fd == -EACCES && access(path, R_OK) == 0))
		err_hint(e, "only files in a bpf file system are pins, as in "
			    "/sys/fs/bpf");
	return privilege_hint(e, USE_BPF);
}

enum kernel_obj_kind kernel_obj_kind(int fd)
{
	char path[40], to[64];
	unsigned kind = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, to, sizeof(to) - 1);
	to[n < 0 ? 0 : n] = '\0';
	while (kind < KERNEL_OBJ__COUNT && !strstr(to, kinds[kind].link))
		kind++;
	return kind;
}

static int ask(int fd, void *info, uint32_t size)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = size;
	attr.info.info = sys_ptr(info);
	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info));
}

int kernel_obj_info(int fd, void *info, uint32_t size, struct err *e)
{
	int err = ask(fd, info, size);

	if (err == -EINVAL) {
		err_set(e, err, "this kernel tells nothing about its objects");
		return err_hint(e, "Linux 4.13 does");
	}
	if (err < 0)
		return err_set(e, err, "asking about an object: %s",
			       strerror(-err));
	return 0;
}

static uint32_t fact(int fd, const char *key)
{
	uint64_t v = 0;

	return fd_fact(fd, key, &v) ? (uint32_t)v : 0;
}

int kernel_obj_map_info(int fd, struct bpf_map_info *info, struct err *e)
{
	int err;

	memset(info, 0, sizeof(*info));
	err = kernel_obj_info(fd, info, sizeof(*info), e);
	if (err != -EINVAL)
		return err;
	info->type = fact(fd, "map_type");
	info->key_size = fact(fd, "key_size");
	info->value_size = fact(fd, "value_size");
	info->max_entries = fact(fd, "max_entries");
	info->map_flags = fact(fd, "map_flags");
	return info->type ? 0 : err;
}

int kernel_obj_btf_open(uint32_t id, struct kernel_obj_btf *out, struct err *e)
{
	auto_fd int fd = kernel_obj_open(KERNEL_BTF, id, e);
	auto_free void *bytes = NULL;
	struct bpf_btf_info info;
	struct view view;
	int err;

	if (fd < 0)
		return fd;
	memset(&info, 0, sizeof(info));
	err = kernel_obj_info(fd, &info, sizeof(info), e);
	if (err < 0)
		return err;
	view.len = info.btf_size;
	bytes = view.len <= BTF_MAX ? malloc(view.len + 1) : NULL;
	if (bytes == NULL)
		return err_nomem(e);
	memset(&info, 0, sizeof(info));
	info.btf = sys_ptr(bytes);
	info.btf_size = (uint32_t)view.len;
	err = kernel_obj_info(fd, &info, sizeof(info), e);
	if (err < 0)
		return err;
	view.p = bytes;
	view.swap = false;
	if (btf_open(&view, NULL, &out->btf, e) < 0)
		return err_wrap(e, "BTF %u", id);
	out->bytes = take_ptr(&bytes);
	return 0;
}

void kernel_obj_btf_close(struct kernel_obj_btf *b)
{
	btf_close(&b->btf);
	free(b->bytes);
	memset(b, 0, sizeof(*b));
}
