// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The one place that looks at NO_COLOR. */
#include "cli/color.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/err.h"

static const char *const words[] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
};

int color_parse(const char *word, enum color_when *out, struct err *e)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(word, words[i])) {
			*out = (enum color_when)i;
			return 0;
		}
	}
	return err_set(e, EINVAL, "'%s' is not auto, always or never", word);
}

bool color_wanted(enum color_when when, int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	if (no_color && no_color[0] != '\0')
		return false;
	return isatty(fd) && !(term && !strcmp(term, "dumb"));
}

void color_init(struct color *c, enum color_when when, int fd)
{
	static const struct color off = { "", "", "", "", "", "" };
	static const struct color on = {
		.error = "\033[1;31m",
		.warning = "\033[33m",
		.good = "\033[32m",
		.hint = "\033[36m",
		.title = "\033[1m",
		.off = "\033[0m",
	};

	*c = color_wanted(when, fd) ? on : off;
}
