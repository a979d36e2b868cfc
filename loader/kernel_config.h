/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The options that the running kernel was built with, as text. */
#ifndef LOADER_KERNEL_CONFIG_H
#define LOADER_KERNEL_CONFIG_H

#include <stddef.h>

struct err;

struct kernel_config {
	char *text; /* owned: lines of "CONFIG_FOO=value"; ends in a NUL */
	size_t len;
	char path[128]; /* where it was */
};

/* From /proc/config.gz, else from the files that distributions install;
 * -ENOENT when there is none, naming all. */
int kernel_config_open(struct kernel_config *out, struct err *e);
void kernel_config_close(struct kernel_config *c);

/* Calls each for every line "NAME=value" until one returns non-zero; returns
 * that. Neither text ends in a NUL. */
struct kernel_option {
	const char *name, *value;
	size_t name_len, value_len;
};
typedef int kernel_option_fn(void *ctx, const struct kernel_option *o);
int kernel_config_walk(const struct kernel_config *c, kernel_option_fn *each,
		       void *ctx);

/* One file, packed or not. */
int kernel_config_read(const char *path, struct kernel_config *out,
		       struct err *e);

#endif
