// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A score per candidate, the lower the nearer, and the best few kept. The
 * distance counts a swap of neighbours as one mistake (optimal string
 * alignment) and is given up as soon as it passes the bound.
 */
#include "cli/suggest.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "elf/err.h"
#include "elf/section.h"

#define LEN_MAX 64

enum {
	SAME = 0, /* but for case, and - _ : / alike */
	SAME_NAME = 2, /* of another group, or with the group left out */
	PER_MISTAKE = 10,
	BEGINS = 15,
	CONTAINS = 25,
	SPREAD = 20, /* how much worse than the best is still worth showing */
	FAR = 1000,
};

/* Lower case, separators alike; too long names are cut. */
static size_t fold(char out[LEN_MAX + 1], const char *s)
{
	size_t n;

	for (n = 0; n < LEN_MAX && s[n] != '\0'; n++) {
		out[n] = (char)tolower((unsigned char)s[n]);
		if (out[n] == '-')
			out[n] = '_';
		if (out[n] == '/')
			out[n] = ':';
	}
	out[n] = '\0';
	return n;
}

static const char *name_part(const char *s)
{
	const char *colon = strrchr(s, ':');

	return colon ? colon + 1 : s;
}

static unsigned int min2(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

struct row {
	uint8_t d[LEN_MAX + 1]; /* [j]: distance to the first j of b */
};

/* Row i from the two before it; returns its smallest entry. */
static unsigned int next_row(struct row r[3], size_t i, const char *a,
			     const char *b)
{
	const uint8_t *two = r[(i + 1) % 3].d, *one = r[(i + 2) % 3].d;
	uint8_t *now = r[i % 3].d;
	unsigned int least = now[0] = (uint8_t)i;

	for (size_t j = 1; b[j - 1] != '\0'; j++) {
		unsigned int d = one[j - 1];

		if (a[i - 1] != b[j - 1])
			d++;
		d = min2(d, min2(one[j], now[j - 1]) + 1u);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
		    a[i - 2] == b[j - 1])
			d = min2(d, two[j - 2] + 1u);
		now[j] = (uint8_t)d;
		least = min2(least, d);
	}
	return least;
}

/* Mistakes between a and b, or bound + 1 when there are more than bound. */
static unsigned int distance(const char *a, const char *b, unsigned int bound)
{
	size_t la = strlen(a), lb = strlen(b);
	struct row r[3];
	unsigned int d;

	if ((la > lb ? la - lb : lb - la) > bound)
		return bound + 1;
	for (size_t j = 0; j <= lb; j++)
		r[0].d[j] = (uint8_t)j;
	for (size_t i = 1; i <= la; i++)
		if (next_row(r, i, a, b) > bound)
			return bound + 1;
	d = r[la % 3].d[lb];
	return d > bound ? bound + 1 : d;
}

static unsigned int score_spelling(const char *wanted, const char *name)
{
	size_t len = strlen(wanted);
	unsigned int bound = min2((unsigned int)(len + 1) / 3, 3), d;
	const char *at = len > 1 ? strstr(name, wanted) : NULL;
	unsigned int extra, best = FAR;

	d = len > 1 ? distance(wanted, name, bound) : bound + 1;
	if (d <= bound)
		best = d * PER_MISTAKE;
	if (at && (at == name || len > 2)) {
		extra = (unsigned int)(strlen(name) - len);
		best = min2(best, (at == name ? BEGINS : CONTAINS) + extra);
	}
	return best;
}

static unsigned int score(const char *wanted, const char *name)
{
	const char *wanted_name = name_part(wanted), *own_name;
	char folded[LEN_MAX + 1];
	unsigned int best;

	fold(folded, name);
	own_name = name_part(folded);
	if (!strcmp(wanted, folded))
		return SAME;
	if (own_name != folded && !strcmp(wanted_name, own_name))
		return SAME_NAME;
	best = score_spelling(wanted, folded);
	if (own_name != folded && wanted_name == wanted)
		best = min2(best, score_spelling(wanted, own_name) + 1);
	return best;
}

struct ranked {
	const char *name[SUGGEST_MAX];
	unsigned int score[SUGGEST_MAX];
	size_t n;
};

static bool goes_before(const struct ranked *r, size_t i, const char *name,
			unsigned int points)
{
	if (i >= r->n || points != r->score[i])
		return i >= r->n || points < r->score[i];
	return strcmp(name, r->name[i]) < 0;
}

static void rank(struct ranked *r, const char *name, unsigned int points)
{
	size_t at = 0, moved;

	while (at < r->n && !goes_before(r, at, name, points))
		at++;
	if (at == SUGGEST_MAX)
		return;
	if (r->n < SUGGEST_MAX)
		r->n++;
	moved = r->n - 1 - at;
	memmove(r->name + at + 1, r->name + at, moved * sizeof(r->name[0]));
	memmove(r->score + at + 1, r->score + at, moved * sizeof(r->score[0]));
	r->name[at] = name;
	r->score[at] = points;
}

size_t suggest(const char *wanted, const struct suggest_source *from,
	       const char *best[SUGGEST_MAX])
{
	struct ranked r = { .n = 0 };
	char folded[LEN_MAX + 1];
	const char *name;
	unsigned int worst;
	size_t n;

	if (fold(folded, wanted) == 0)
		return 0;
	for (size_t i = 0; (name = from->name(from->ctx, i)) != NULL; i++) {
		unsigned int points = score(folded, name);

		if (points < FAR)
			rank(&r, name, points);
	}
	if (r.n == 0)
		return 0;
	worst = r.score[0] <= SAME_NAME ? SAME_NAME : r.score[0] + SPREAD;
	for (n = 0; n < r.n && r.score[n] <= worst; n++)
		best[n] = r.name[n];
	return n;
}

struct list {
	const char *const *names;
	size_t n;
};

static const char *list_name(void *ctx, size_t i)
{
	const struct list *l = ctx;

	return i < l->n ? l->names[i] : NULL;
}

size_t suggest_list(const char *wanted, const char *const *names, size_t n,
		    const char *best[SUGGEST_MAX])
{
	struct list l = { names, n };
	struct suggest_source from = { list_name, &l };

	return suggest(wanted, &from, best);
}

const char *suggest_text(const char *const *best, size_t n, char *buf,
			 size_t buflen)
{
	size_t at = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < n && at < buflen; i++) {
		const char *before = i + 1 < n ? ", " : " or ";

		if (i == 0)
			before = "did you mean ";
		at += (size_t)snprintf(buf + at, buflen - at, "%s'%s'%s",
				       before, best[i], i + 1 < n ? "" : "?");
	}
	return buf;
}

const struct section_kind *suggest_type(const char *name, struct err *e)
{
	const struct section_kind *kind = section_by_type(name);
	const char *near;

	if (kind)
		return kind;
	err_set(e, EINVAL, "'%s' is no program type", name);
	if (section_nearest(name, &near, 1))
		err_hint(e, "did you mean '%s'?", near);
	return NULL;
}
