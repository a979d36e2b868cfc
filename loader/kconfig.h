/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The values of externs in .kconfig: what the running kernel was configured
 * with, its version, and two things about it that programs ask for.
 */
#ifndef LOADER_KCONFIG_H
#define LOADER_KCONFIG_H

#include <stdint.h>

struct err;
struct kernel_config;
struct obj;
struct obj_map;

/* Fills in the m->value_size bytes of the .kconfig map. What is __weak and
 * not configured is 0. */
int kconfig_fill(const struct obj *obj, const struct obj_map *m, uint8_t *bytes,
		 struct err *e);

/* The same, with a configuration that the caller has read. */
int kconfig_fill_from(const struct obj *obj, const struct kernel_config *c,
		      uint8_t *bytes, struct err *e);

#endif
