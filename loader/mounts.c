// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* /proc/self/mounts: device, directory and type, separated by blanks. */
#include "loader/mounts.h"

#include <stdio.h>
#include <string.h>

/* Blanks within a name are written as \040 */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '\\' && s[1] && s[2] && s[3]) {
			*to++ = (char)((s[1] - '0') << 6 | (s[2] - '0') << 3 |
				       (s[3] - '0'));
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

int mounts_walk(mounts_each *each, void *ctx)
{
	FILE *f = fopen("/proc/self/mounts", "re");
	char line[4096];
	int ret = 0;

	while (f && ret == 0 && fgets(line, sizeof(line), f)) {
		char *rest = line, *dir, *type;

		strsep(&rest, " ");
		dir = strsep(&rest, " ");
		type = strsep(&rest, " ");
		if (dir == NULL || type == NULL)
			continue;
		unescape(dir);
		ret = each(ctx, dir, type);
	}
	if (f)
		fclose(f);
	return ret;
}
