// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reading .BTF.ext: a header with up to three subsections, each a record size
 * and then groups of { section name, count, records }. All three kinds of
 * records are rows of 32-bit words, so one reader does them all; a newer
 * compiler's longer records are cut to what we know. The groups are found
 * first and sorted by name, then the records are copied in that order, so
 * that one section's are together even if its group came in parts.
 */
#include "elf/btfext.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/cleanup.h"
#include "elf/err.h"

struct btfext_group {
	const char *name; /* ELF section */
	uint64_t off; /* of its records within the subsection */
	size_t first, n; /* records */
};

/* A subsection: its place in the header and in a record */
struct subsec {
	const char *what;
	uint32_t hdr_off; /* of the pair offset, length */
	uint32_t words; /* that we know of a record */
	uint32_t rec_size; /* in the file */
	struct view bytes; /* behind the record size */
};

static int place(struct subsec *s, const struct view *x, uint32_t hdr_len,
		 struct err *e)
{
	uint32_t off = 0, len = 0;
	struct view body;

	s->bytes = (struct view){ x->p, 0, x->swap };
	if (s->hdr_off + 8 > hdr_len)
		return 0; /* core_relo is missing before clang 10 */
	if (!view_u32(x, s->hdr_off, &off) ||
	    !view_u32(x, s->hdr_off + 4, &len) ||
	    !view_sub(x, hdr_len, x->len - hdr_len, &body) ||
	    !view_sub(&body, off, len, &s->bytes))
		return err_set(e, EINVAL,
			       "%s: bytes +0x%x..+0x%x lie outside "
			       "the section of 0x%zx bytes",
			       s->what, off, len, x->len);
	if (len == 0)
		return 0;
	if (!view_u32(&s->bytes, 0, &s->rec_size))
		return err_set(e, EINVAL, "%s: %u bytes are no record size",
			       s->what, len);
	if (s->rec_size < s->words * 4 || s->rec_size % 4 != 0)
		return err_set(e, EINVAL,
			       "%s: records of %u bytes instead of "
			       "%u",
			       s->what, s->rec_size, s->words * 4);
	view_sub(&s->bytes, 4, len - 4, &s->bytes);
	return 0;
}

static int read_group(const struct subsec *s, const struct btf *btf,
		      uint64_t *off, struct btfext_group *g, struct err *e)
{
	uint32_t name = 0, n = 0;
	struct view records;

	if (!view_u32(&s->bytes, *off, &name) ||
	    !view_u32(&s->bytes, *off + 4, &n))
		return err_set(e, EINVAL, "%s: group at +0x%llx is cut short",
			       s->what, (unsigned long long)*off);
	g->name = btf_str(btf, name);
	if (g->name[0] == '\0')
		return err_set(e, EINVAL,
			       "%s: group at +0x%llx has no section "
			       "name",
			       s->what, (unsigned long long)*off);
	g->off = *off + 8;
	g->n = n;
	if (!view_sub(&s->bytes, g->off, (uint64_t)n * s->rec_size, &records))
		return err_set(e, EINVAL,
			       "%s of section '%s': %u records of "
			       "%u bytes do not fit",
			       s->what, g->name, n, s->rec_size);
	*off = g->off + records.len;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct btfext_group *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	return x->off < y->off ? -1 : x->off > y->off;
}

static int find_groups(const struct subsec *s, const struct btf *btf,
		       struct btfext_table *t, struct err *e)
{
	/* A group with records takes at least 8 bytes and one record */
	size_t room = s->bytes.len / (8 + s->words * 4);
	struct btfext_group g = { 0 };
	int err;

	t->groups = calloc(room + 1, sizeof(*t->groups));
	if (t->groups == NULL)
		return err_nomem(e);
	for (uint64_t off = 0; off < s->bytes.len;) {
		err = read_group(s, btf, &off, &g, e);
		if (err < 0)
			return err;
		if (g.n == 0)
			continue;
		t->groups[t->ngroups++] = g;
		t->nrecs += g.n;
	}
	qsort(t->groups, t->ngroups, sizeof(*t->groups), by_name);
	return 0;
}

static int by_insn(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b; /* all begin with insn_off */

	return *x < *y ? -1 : *x > *y;
}

static int copy_group(const struct subsec *s, const struct btfext_group *g,
		      uint32_t *to, struct err *e)
{
	for (size_t i = 0; i < g->n; i++, to += s->words) {
		for (size_t w = 0; w < s->words; w++)
			view_u32(&s->bytes, g->off + i * s->rec_size + w * 4,
				 to + w);
		if (to[0] % sizeof(struct bpf_insn) != 0)
			return err_set(e, EINVAL,
				       "%s of section '%s': record "
				       "%zu at +0x%x is not at the start of an "
				       "instruction",
				       s->what, g->name, i, to[0]);
	}
	return 0;
}

/* Joins what has the same name; what is left is sorted within. */
static void merge_groups(struct btfext_table *t, size_t words)
{
	size_t n = 0;

	for (size_t i = 0; i < t->ngroups; i++) {
		if (n > 0 && !strcmp(t->groups[n - 1].name, t->groups[i].name))
			t->groups[n - 1].n += t->groups[i].n;
		else
			t->groups[n++] = t->groups[i];
	}
	t->ngroups = n;
	for (size_t i = 0; i < n; i++)
		qsort(t->words + t->groups[i].first * words, t->groups[i].n,
		      words * 4, by_insn);
}

static int read_table(struct subsec *s, const struct btf *btf,
		      struct btfext_table *t, struct err *e)
{
	size_t first = 0;
	int err;

	err = find_groups(s, btf, t, e);
	if (err < 0)
		return err;
	t->words = calloc(t->nrecs * s->words + 1, 4);
	if (t->words == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < t->ngroups; i++) {
		t->groups[i].first = first;
		err = copy_group(s, &t->groups[i], t->words + first * s->words,
				 e);
		if (err < 0)
			return err;
		first += t->groups[i].n;
	}
	merge_groups(t, s->words);
	return 0;
}

static int read_header(const struct view *x, uint32_t *hdr_len, struct err *e)
{
	uint16_t magic;

	if (!view_u16(x, 0, &magic) || !view_u32(x, 4, hdr_len))
		return err_set(e, EINVAL, "header cut short at %zu bytes",
			       x->len);
	if (magic != BTF_MAGIC)
		return err_set(e, EINVAL, "magic 0x%04x instead of 0x%04x",
			       magic, BTF_MAGIC);
	if (x->p[2] != BTF_VERSION)
		return err_set(e, EINVAL, "version %u", x->p[2]);
	if (*hdr_len < 24 || *hdr_len > x->len)
		return err_set(e, EINVAL,
			       "header of %u bytes in a section of "
			       "%zu",
			       *hdr_len, x->len);
	return 0;
}

int btfext_open(const struct view *bytes, const struct btf *btf,
		struct btfext *out, struct err *e)
{
	struct btfext x = { 0 };
	struct {
		struct subsec s;
		struct btfext_table *t;
	} tables[] = {
		{ { .what = "func_info", .hdr_off = 8, .words = 2 }, &x.funcs },
		{ { .what = "line_info", .hdr_off = 16, .words = 4 },
		  &x.lines },
		{ { .what = "core_relo", .hdr_off = 24, .words = 4 },
		  &x.relos },
	};
	uint32_t hdr_len = 0;
	int err = read_header(bytes, &hdr_len, e);

	for (size_t i = 0; err == 0 && i < ARRAY_SIZE(tables); i++) {
		err = place(&tables[i].s, bytes, hdr_len, e);
		if (err == 0)
			err = read_table(&tables[i].s, btf, tables[i].t, e);
	}
	if (err < 0) {
		btfext_close(&x);
		return err_wrap(e, ".BTF.ext");
	}
	*out = x;
	return 0;
}

static void table_close(struct btfext_table *t)
{
	free(t->words);
	free(t->groups);
}

void btfext_close(struct btfext *x)
{
	table_close(&x->funcs);
	table_close(&x->lines);
	table_close(&x->relos);
	*x = (struct btfext){ 0 };
}

static int is_name(const void *name, const void *group)
{
	return strcmp(name, ((const struct btfext_group *)group)->name);
}

/* Index of the section's first record; *n records from there */
static size_t find(const struct btfext_table *t, const char *section, size_t *n)
{
	const struct btfext_group *g = NULL;

	if (t->ngroups != 0)
		g = bsearch(section, t->groups, t->ngroups, sizeof(*g),
			    is_name);
	*n = g ? g->n : 0;
	return g ? g->first : 0;
}

struct btfext_funcs btfext_funcs(const struct btfext *x, const char *section)
{
	struct btfext_funcs r = { (const void *)x->funcs.words, 0 };
	size_t first = find(&x->funcs, section, &r.n);

	if (r.n != 0)
		r.v += first;
	return r;
}

struct btfext_lines btfext_lines(const struct btfext *x, const char *section)
{
	struct btfext_lines r = { (const void *)x->lines.words, 0 };
	size_t first = find(&x->lines, section, &r.n);

	if (r.n != 0)
		r.v += first;
	return r;
}

struct btfext_relos btfext_relos(const struct btfext *x, const char *section)
{
	struct btfext_relos r = { (const void *)x->relos.words, 0 };
	size_t first = find(&x->relos, section, &r.n);

	if (r.n != 0)
		r.v += first;
	return r;
}

struct btfext_relos btfext_all_relos(const struct btfext *x)
{
	return (struct btfext_relos){ (const void *)x->relos.words,
				      x->relos.nrecs };
}
