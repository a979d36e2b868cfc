// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /proc/kallsyms takes the kernel tens of milliseconds to print, so that it is
 * read once for all names. To those who may not know addresses it shows zeros
 * everywhere (kernel.kptr_restrict); a zero alone is a per-CPU variable.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/ksym.h"

static int by_name(const void *a, const void *b)
{
	const struct ksym *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* "ffffffff81000000 T name" or "ffffffff81000000 t name\t[module]"; ends the
 * name. */
static char *parse_line(char *line, uint64_t *addr)
{
	char *name, *end;

	*addr = strtoull(line, &end, 16);
	if (end == line || end[0] != ' ' || end[1] == '\0' || end[2] != ' ')
		return NULL;
	name = end + 3;
	name[strcspn(name, " \t\n")] = '\0';
	return name;
}

static void note(struct ksym *s, uint64_t addr)
{
	if (s->state == KSYM_FOUND && s->addr != addr)
		s->state = KSYM_AMBIGUOUS;
	if (s->state != KSYM_MISSING)
		return;
	s->state = KSYM_FOUND;
	s->addr = addr;
}

static void read_lines(FILE *f, struct ksym *v, size_t n)
{
	bool hidden = true;
	char line[1024];

	while (fgets(line, sizeof(line), f)) {
		struct ksym key = { 0 }, *found;
		uint64_t addr;

		key.name = parse_line(line, &addr);
		if (key.name == NULL)
			continue;
		if (addr != 0)
			hidden = false;
		found = bsearch(&key, v, n, sizeof(*v), by_name);
		if (found)
			note(found, addr);
	}
	for (size_t i = 0; hidden && i < n; i++)
		if (v[i].state == KSYM_FOUND)
			v[i].state = KSYM_HIDDEN;
}

int ksym_find(const char *path, struct ksym *v, size_t n, struct err *e)
{
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return err_set(e, errno, "'%s': %s", path, strerror(errno));
	for (size_t i = 0; i < n; i++)
		v[i].state = KSYM_MISSING;
	qsort(v, n, sizeof(*v), by_name);
	read_lines(f, v, n);
	fclose(f);
	return 0;
}
