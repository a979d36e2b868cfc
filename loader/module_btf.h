/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel's own BTF objects, found by name. */
#ifndef LOADER_MODULE_BTF_H
#define LOADER_MODULE_BTF_H

#include <stdint.h>

struct err;

/* A descriptor of the BTF of a loaded module, as programs pass it to refer to
 * the module's types (5.11); or -errno. Owned by the caller. */
int module_btf_fd(const char *module, struct err *e);

/* A descriptor of the BTF of that id, a module's or a program's, or -errno */
int btf_fd_by_id(uint32_t id);

#endif
