// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reading two reports, pairing their programs by object, section and name,
 * and the limits of what may become of them. Folders of objects do not count:
 * builds have different ones.
 */
#include "cli/verify_compare.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json_read.h"
#include "elf/cleanup.h"
#include "elf/err.h"

const char *const compare_names[COMPARE__COUNT] = {
	[COMPARE_INSNS] = "insns",   [COMPARE_STATES] = "states",
	[COMPARE_STACK] = "stack",   [COMPARE_TIME] = "time",
	[COMPARE_XLATED] = "xlated", [COMPARE_JITED] = "jited",
};

enum limit_kind { LIMIT_NONE, LIMIT_CEILING, LIMIT_MORE, LIMIT_PERCENT };

struct limit {
	enum limit_kind kind;
	uint64_t value; /* in thousandths */
};

struct limits {
	struct limit v[COMPARE__COUNT][LIMIT_PERCENT + 1];
};

/* "5", "2.5": up to three decimals, which are the same to all. Returns what
 * follows, or NULL. */
static const char *thousandths(const char *s, uint64_t *out)
{
	size_t whole = strspn(s, "0123456789"), decimals = 0;

	if (whole == 0 || whole > 15)
		return NULL;
	*out = 0;
	for (; whole--; s++)
		*out = *out * 10 + (uint64_t)(*s - '0');
	if (*s == '.') {
		s++;
		decimals = strspn(s, "0123456789");
		if (decimals == 0 || decimals > 3)
			return NULL;
	}
	for (size_t i = 0; i < 3; i++)
		*out = *out * 10 + (uint64_t)(i < decimals ? *s++ - '0' : 0);
	return s;
}

static int stat_find(const char *name, size_t len)
{
	for (int i = 0; i < COMPARE__COUNT; i++)
		if (strlen(compare_names[i]) == len &&
		    memcmp(compare_names[i], name, len) == 0)
			return i;
	return -1;
}

static int limit_parse(const char *text, struct limits *out, struct err *e)
{
	const char *number = text + strcspn(text, "=");
	int i = *number ? stat_find(text, (size_t)(number - text)) : -1;
	struct limit l = { .kind = LIMIT_CEILING };

	if (i < 0) {
		err_set(e, EINVAL, "--max '%s': no such number of a program",
			text);
		err_hint(e, "insns, states, stack, time, xlated or jited, then "
			    "=N, =+N or =+N%%");
		return USAGE_ERROR;
	}
	if (*++number == '+') {
		l.kind = LIMIT_MORE;
		number++;
	}
	number = thousandths(number, &l.value);
	if (number && l.kind == LIMIT_MORE && *number == '%') {
		l.kind = LIMIT_PERCENT;
		number++;
	}
	if (number == NULL || *number != '\0') {
		err_set(e, EINVAL, "--max '%s': not N, +N or +N%%", text);
		return USAGE_ERROR;
	}
	out->v[i][l.kind] = l;
	return 0;
}

/* The new value against the old one. A double holds all these exactly, but
 * for values that no kernel has. */
static bool exceeds(const struct limit *l, double a, double b, bool both)
{
	double limit = (double)l->value;

	switch (l->kind) {
	case LIMIT_CEILING:
		return b * 1000 > limit;
	case LIMIT_MORE:
		return both && (b - a) * 1000 > limit;
	case LIMIT_PERCENT:
		return both && (b - a) * 100 * 1000 > a * limit;
	default:
		return false;
	}
}

static bool is_accepted(const struct compare_prog *p)
{
	return p->verdict && strcmp(p->verdict, "accepted") == 0;
}

/* What a program cost until it was refused says nothing */
static void judge(struct compare_row *r, const struct limits *limits)
{
	bool before = is_accepted(&r->a), after = is_accepted(&r->b);

	r->both = before && after;
	r->worse = r->b.verdict && !after && (before || r->a.verdict == NULL);
	for (size_t i = 0; after && i < COMPARE__COUNT; i++)
		for (size_t k = 0; k <= LIMIT_PERCENT && r->b.has[i]; k++)
			if (exceeds(&limits->v[i][k], (double)r->a.stats[i],
				    (double)r->b.stats[i],
				    r->both && r->a.has[i]))
				r->exceeded |= 1u << i;
}

struct report_list {
	struct compare_prog *v; /* owned */
	size_t n;
};

static struct compare_prog *add(struct report_list *l)
{
	struct compare_prog *v = l->v;

	if ((l->n & (l->n - 1)) == 0)
		v = reallocarray(v, l->n ? l->n * 2 : 1, sizeof(*v));
	if (v == NULL)
		return NULL;
	l->v = v;
	v += l->n++;
	*v = (struct compare_prog){ 0 };
	return v;
}

static void read_prog(const struct json_doc *d, const struct json_node *node,
		      struct compare_prog *p)
{
	const struct json_node *stats = json_get(d, node, "stats", JSON_OBJECT);

	p->section = json_get_string(d, node, "section");
	p->name = json_get_string(d, node, "name");
	p->verdict = json_get_string(d, node, "verdict");
	for (size_t i = 0; i < COMPARE__COUNT; i++)
		p->has[i] = json_get_uint(
			d, stats, i == COMPARE_TIME ? "usec" : compare_names[i],
			&p->stats[i]);
}

static int read_object(const struct json_doc *d, const struct json_node *o,
		       struct report_list *l, struct err *e)
{
	const char *path = json_get_string(d, o, "path");
	const char *slash = strrchr(path, '/');
	const struct json_node *progs = json_get(d, o, "programs", JSON_ARRAY);
	const struct json_node *v = NULL;

	while ((v = json_next(d, progs, v))) {
		struct compare_prog *p = add(l);

		if (p == NULL)
			return err_nomem(e);
		p->path = path;
		p->object = slash ? slash + 1 : path;
		read_prog(d, v, p);
	}
	return 0;
}

static int read_list(const char *path, const struct json_doc *d,
		     struct report_list *l, struct err *e)
{
	const struct json_node *all =
		json_get(d, d->nodes, "objects", JSON_ARRAY);
	const struct json_node *v = NULL;
	int err = 0;

	if (all == NULL) {
		err_set(e, EINVAL, "'%s': JSON without 'objects'", path);
		return err_hint(e, "--compare takes two reports of "
				   "'rawbpf verify -j'");
	}
	while (err == 0 && (v = json_next(d, all, v)))
		err = read_object(d, v, l, e);
	return err;
}

/* Pipes too, as of <(rawbpf verify -j a.o) */
static int read_file(const char *path, struct json_doc *out, struct err *e)
{
	auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	auto_free uint8_t *buf = NULL;
	size_t len = 0, room = 0;
	ssize_t got = fd < 0 ? -1 : 1;

	while (got > 0 && len <= JSON_READ_MAX) {
		if (len == room) {
			uint8_t *more = realloc(buf, room = room * 2 + 65536);

			if (more == NULL)
				return err_nomem(e);
			buf = more;
		}
		got = read(fd, buf + len, room - len);
		len += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		return err_set(e, errno, "'%s'", path);
	return json_read((struct view){ buf, len, false }, path, out, e);
}

static int compare_keys(const struct compare_prog *a,
			const struct compare_prog *b)
{
	int c = strcmp(a->object, b->object);

	if (c == 0)
		c = strcmp(a->section, b->section);
	return c ? c : strcmp(a->name, b->name);
}

static int compare_progs(const void *a, const void *b)
{
	const struct compare_prog *p = a, *q = b;
	int c = compare_keys(p, q);

	return c ? c : strcmp(p->path, q->path);
}

/* Both sorted: what is equal meets, the first with the first */
static int pair(struct report_list *l, struct comparison *c, struct err *e)
{
	size_t i = 0, k = 0;

	c->rows = calloc(l[0].n + l[1].n + 1, sizeof(*c->rows));
	if (c->rows == NULL)
		return err_nomem(e);
	for (int s = 0; s < 2; s++)
		if (l[s].n)
			qsort(l[s].v, l[s].n, sizeof(*l[s].v), compare_progs);
	while (i < l[0].n || k < l[1].n) {
		struct compare_row *r = &c->rows[c->n++];
		int order = i == l[0].n ? 1
			    : k == l[1].n
				    ? -1
				    : compare_keys(&l[0].v[i], &l[1].v[k]);

		if (order <= 0)
			r->a = l[0].v[i++];
		if (order >= 0)
			r->b = l[1].v[k++];
	}
	return 0;
}

static int compare(struct comparison *c, struct json_doc *docs,
		   struct report_list *lists, const struct limits *limits,
		   struct err *e)
{
	for (int i = 0; i < 2; i++) {
		if (read_file(c->paths[i], &docs[i], e) < 0 ||
		    read_list(c->paths[i], &docs[i], &lists[i], e) < 0)
			return -e->code;
		c->kernels[i] =
			json_get_string(&docs[i], docs[i].nodes, "kernel");
	}
	if (pair(lists, c, e) < 0)
		return -e->code;
	for (size_t i = 0; i < c->n; i++) {
		judge(&c->rows[i], limits);
		c->failed += c->rows[i].worse || c->rows[i].exceeded;
	}
	return c->failed != 0;
}

int verify_compare_run(struct global *g, char *const paths[2],
		       const char *const *limits, size_t n, struct err *e)
{
	struct comparison c = { .paths = { paths[0], paths[1] } };
	struct report_list lists[2] = { 0 };
	struct json_doc docs[2] = { 0 };
	struct limits parsed = { 0 };
	int err = 0;

	for (size_t i = 0; i < n; i++)
		if (limit_parse(limits[i], &parsed, e) < 0)
			return USAGE_ERROR;
	for (uint32_t i = 0; i < COMPARE__COUNT; i++)
		for (size_t k = 0; k <= LIMIT_PERCENT; k++)
			if (parsed.v[i][k].kind)
				c.limited |= 1u << i;
	err = compare(&c, docs, lists, &parsed, e);
	if (err >= 0 && g->json)
		verify_compare_json(&c, g->pretty);
	else if (err >= 0 && !g->quiet)
		verify_compare_text(&c);
	for (int i = 0; i < 2; i++) {
		free(lists[i].v);
		json_doc_close(&docs[i]);
	}
	free(c.rows);
	return err;
}
