// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reading a folder's files, one after the other. */
#include "tests/unit/corpus.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void replay(const char *path,
		   int (*one)(const uint8_t *bytes, size_t len))
{
	FILE *f = fopen(path, "re");
	uint8_t *bytes;
	long len;

	ck_assert_msg(f != NULL, "%s", path);
	fseek(f, 0, SEEK_END);
	len = ftell(f);
	rewind(f);
	bytes = malloc((size_t)len + 1);
	ck_assert_uint_eq(fread(bytes, 1, (size_t)len, f), (size_t)len);
	fclose(f);
	/* Exactly as long, for the sanitizer */
	bytes = realloc(bytes, len ? (size_t)len : 1);
	one(bytes, (size_t)len);
	free(bytes);
}

void corpus_each(const char *name, int (*one)(const uint8_t *bytes, size_t len))
{
	char path[512];
	struct dirent *d;
	unsigned n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	dir = opendir(path);
	ck_assert_msg(dir != NULL, "no %s here", path);
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name,
			 d->d_name);
		replay(path, one);
		n++;
	}
	closedir(dir);
	ck_assert_uint_gt(n, 0);
}
