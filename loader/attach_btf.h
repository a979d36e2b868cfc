/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel functions and types that programs are loaded for, by BTF id. */
#ifndef LOADER_ATTACH_BTF_H
#define LOADER_ATTACH_BTF_H

#include <stdint.h>

struct err;
struct kernel_btf;

struct attach_btf {
	uint32_t id;
	int fd; /* owned: BTF of the module it is in; 0: the kernel itself */
};

/* prefix: what the kernel puts before the name: "" (functions),
 * "btf_trace_" (a typedef), "bpf_lsm_", "bpf_iter_". */
int attach_btf_find(struct kernel_btf *k, const char *prefix, const char *name,
		    struct attach_btf *out, struct err *e);

#endif
