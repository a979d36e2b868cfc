// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The lines of a configuration: "NAME=value", "# NAME is not set", comments. */
#include <string.h>

#include "loader/kernel_config.h"

int kernel_config_walk(const struct kernel_config *c, kernel_option_fn *each,
		       void *ctx)
{
	const char *p = c->text, *end = p + c->len, *next;
	int result = 0;

	for (; p < end && result == 0; p = next) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *stop = nl ? nl : end;
		const char *eq = memchr(p, '=', (size_t)(stop - p));
		struct kernel_option o = { .name = p };

		next = nl ? nl + 1 : end;
		if (eq == NULL || *p == '#')
			continue;
		o.name_len = (size_t)(eq - p);
		o.value = eq + 1;
		o.value_len = (size_t)(stop - o.value);
		result = each(ctx, &o);
	}
	return result;
}
