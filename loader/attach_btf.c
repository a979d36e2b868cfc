// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that attach to kernel functions through types name them at load
 * time: fentry and its kin, BTF tracepoints, security hooks, iterators.
 */
#include "loader/attach_btf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "elf/err.h"
#include "loader/kernel_btf.h"
#include "loader/module_btf.h"

int attach_btf_find(struct kernel_btf *k, const char *prefix, const char *name,
		    struct attach_btf *out, struct err *e)
{
	unsigned kind =
		strcmp(prefix, "btf_trace_") == 0 ? BTF_TYPEDEF : BTF_FUNC;
	const struct kernel_btf_module *modules;
	const struct btf *btf;
	char full[256];
	size_t n;

	if (kernel_btf_get(k, &btf, e) < 0)
		return -e->code;
	snprintf(full, sizeof(full), "%s%s", prefix, name);
	*out = (struct attach_btf){ btf_find(btf, full, kind), 0 };
	if (out->id)
		return 0;
	n = kernel_btf_modules(k, &modules);
	for (size_t i = 0; i < n; i++) {
		uint32_t id = btf_find(&modules[i].btf, full, kind);

		if (id == 0)
			continue;
		out->fd = module_btf_fd(modules[i].name, e);
		if (out->fd < 0)
			return out->fd;
		out->id = id;
		return 0;
	}
	err_set(e, ESRCH, "the kernel has no %s '%s'",
		kind == BTF_TYPEDEF ? "tracepoint" : "function", name);
	return err_hint(e, "it may be inlined, renamed or in a module that is "
			   "not loaded");
}
