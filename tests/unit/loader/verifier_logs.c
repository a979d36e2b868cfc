// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reads the parts of tests/data/logs. */
#include "tests/unit/loader/verifier_logs.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"

char *logs_file(const char *name, size_t *len)
{
	char path[128];
	FILE *f;
	char *text;
	long size;

	snprintf(path, sizeof(path), "tests/data/logs/%s.log", name);
	f = fopen(path, "re");
	ck_assert_msg(f != NULL, "%s: cannot be opened", path);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	ck_assert_int_gt(size, 0);
	text = calloc(1, (size_t)size + 1);
	ck_assert_ptr_nonnull(text);
	*len = fread(text, 1, (size_t)size, f);
	fclose(f);
	return text;
}

char *logs_part(const char *kernel, const char *name)
{
	auto_free char *text = NULL;
	char head[64];
	char *at, *end;
	size_t len;

	text = logs_file(kernel, &len);
	snprintf(head, sizeof(head), "===== %s ", name);
	at = strstr(text, head);
	if (at == NULL)
		return strdup("");
	at = strchr(at, '\n') + 1;
	end = strstr(at, "\n===== ");
	if (end)
		end[1] = '\0';
	return strdup(at);
}

static void take(const struct log_event *ev, void *arg)
{
	struct reading *r = arg;

	r->kinds[ev->kind]++;
	r->programs += ev->kind == LOG_PROGRAM;
	path_event(&r->path, ev);
	heat_event(&r->heat, ev);
	verdict_event(&r->verdict, ev);
}

void reading_init(struct reading *r, const char *text, size_t len, size_t piece)
{
	static struct log l;

	memset(r, 0, sizeof(*r));
	ck_assert_int_eq(path_init(&r->path, 256, 1 << 16), 0);
	heat_init(&r->heat);
	verdict_init(&r->verdict);
	log_init(&l, take, r);
	while (piece && len > piece) {
		log_feed(&l, text, piece);
		text += piece;
		len -= piece;
	}
	log_feed(&l, text, len);
	log_end(&l);
	verdict_finish(&r->verdict);
}

void reading_fini(struct reading *r)
{
	path_fini(&r->path);
	heat_fini(&r->heat);
}
