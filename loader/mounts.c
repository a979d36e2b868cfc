// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* /proc/self/mounts: device, directory and type, separated by blanks. */
#include "loader/mounts.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_octal(const char *s)
{
	for (int i = 0; i < 3; i++)
		if (s[i] < '0' || s[i] > '7')
			return false;
	return true;
}

static unsigned digit(char c)
{
	return (unsigned)(c - '0') & 7;
}

/* Blanks within a name are written as \040 */
static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (s[0] == '\\' && is_octal(s + 1)) {
			*to++ = (char)(digit(s[1]) << 6 | digit(s[2]) << 3 |
				       digit(s[3]));
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
