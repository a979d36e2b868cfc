/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The types of an object as a kernel of a certain age takes them. */
#ifndef LOADER_BTF_PLAIN_H
#define LOADER_BTF_PLAIN_H

#include <stdint.h>

#include "loader/btf_load.h"

/* A complete BTF blob in host order; *blob is malloc'ed. Same input, same
 * output: asks no kernel. */
int btf_plain(const struct obj *obj, enum btf_level level, void **blob,
	      uint32_t *size, struct err *e);

#endif
