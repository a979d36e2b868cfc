// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The types of a module are known to user space by their file in sysfs, to
 * programs by a descriptor, which has to be found among all BTF objects.
 */
#include "loader/module_btf.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/sys.h"

int btf_fd_by_id(uint32_t id)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.btf_id = id;
	return sys_bpf(BPF_BTF_GET_FD_BY_ID, &attr, ATTR_SIZE(btf_id));
}

static bool is_module(int fd, const char *module)
{
	char name[64] = "";
	struct bpf_btf_info info;
	union bpf_attr attr;

	memset(&info, 0, sizeof(info));
	info.name = sys_ptr(name);
	info.name_len = sizeof(name);
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = sys_ptr(&info);
	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr, ATTR_SIZE(info)) == 0 &&
	       info.kernel_btf && strcmp(name, module) == 0;
}

int module_btf_fd(const char *module, struct err *e)
{
	union bpf_attr attr;
	uint32_t id = 0;

	for (;;) {
		auto_fd int fd = -1;

		memset(&attr, 0, sizeof(attr));
		attr.start_id = id;
		if (sys_bpf(BPF_BTF_GET_NEXT_ID, &attr, ATTR_SIZE(open_flags)) <
		    0)
			return err_set(e, ENOENT,
				       "the types of module '%s' "
				       "are not in the kernel",
				       module);
		id = attr.next_id;
		fd = btf_fd_by_id(id);
		if (fd >= 0 && is_module(fd, module))
			return take_fd(&fd);
	}
}
