/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is pinned where, in all bpf file systems that this process sees. */
#ifndef LOADER_PIN_FIND_H
#define LOADER_PIN_FIND_H

#include <stddef.h>
#include <stdint.h>

#include "loader/kernel_obj.h"

struct pin_list {
	struct pin_found {
		uint32_t id;
		char *path; /* owned */
	} * v; /* owned; in the order in which they were found */
	size_t n;
};

/* All pins of one kind. What cannot be opened is left out. */
int pin_find(enum kernel_obj_kind kind, struct pin_list *out, struct err *e);
void pin_list_close(struct pin_list *p);

#endif
