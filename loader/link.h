/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel says of a link; detaching one. */
#ifndef LOADER_LINK_H
#define LOADER_LINK_H

#include <stdint.h>

#define LINK_STRUCT_OPS 9 /* BPF_LINK_TYPE_STRUCT_OPS */

struct link_info {
	uint32_t type; /* BPF_LINK_TYPE_* */
	uint32_t id, prog_id;
	uint32_t map_id; /* struct_ops */
	char hook[64]; /* name of the tracepoint, without its system; "" where
			* the kernel does not say */
};

/* 0 or -errno */
int link_info_get(int fd, struct link_info *out);

/* Detaches whoever else holds the link (5.9); -EOPNOTSUPP for kinds that last
 * as long as their links do. */
int link_detach(int fd);

#endif
