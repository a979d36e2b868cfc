// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Names are exact: an abbreviation would come to mean something else with the
 * next option that is added. "--" is never an option's argument, so that
 * `count -d -- ls` is a mistake and not a duration.
 */
#include "cli/opt.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cli/suggest.h"
#include "cli/text.h"
#include "elf/err.h"

#define HELP_WIDTH	80
#define HELP_INDENT_MAX 30

void opt_tables(struct opt_iter *it, const struct opt_table *tables, size_t n)
{
	it->tables = tables;
	it->ntables = n;
}

void opt_init(struct opt_iter *it, int argc, char **argv)
{
	memset(it, 0, sizeof(*it));
	it->argc = argc;
	it->argv = argv;
	it->pos = argc > 0 ? 1 : 0;
	it->operands = argv + it->pos;
	it->rest = argv + argc;
}

void opt_command(struct opt_iter *it, const struct opt_table *tables, size_t n)
{
	opt_tables(it, tables, n);
	it->operands = it->argv + it->pos;
	it->noperands = 0;
}

/* The i-th option of all tables in their order; NULL behind the last. */
static const struct opt *nth(const struct opt_table *tables, size_t n, size_t i)
{
	for (size_t t = 0; t < n; t++) {
		if (i < tables[t].n)
			return &tables[t].opts[i];
		i -= tables[t].n;
	}
	return NULL;
}

static const struct opt *find_short(const struct opt_table *tables, size_t n,
				    char name)
{
	const struct opt *o;

	for (size_t i = 0; (o = nth(tables, n, i)) != NULL; i++)
		if (name != '\0' && o->short_name == name)
			return o;
	return NULL;
}

static const struct opt *find_long(const struct opt_table *tables, size_t n,
				   const char *name, size_t len)
{
	const struct opt *o;

	for (size_t i = 0; (o = nth(tables, n, i)) != NULL; i++)
		if (o->long_name && strlen(o->long_name) == len &&
		    !memcmp(o->long_name, name, len))
			return o;
	return NULL;
}

static const char *candidate(void *ctx, size_t i)
{
	const struct opt_iter *it = ctx;
	const struct opt *o = nth(it->tables, it->ntables, i);

	if (!o)
		return NULL;
	return o->long_name ? o->long_name : "";
}

static int unknown_long(struct opt_iter *it, const char *name, int len,
			struct err *e)
{
	struct suggest_source from = { candidate, it };
	const char *best[SUGGEST_MAX];
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "%.*s", len, name);
	if (suggest(wanted, &from, best) > 0)
		return err_set(e, EINVAL,
			       "unknown option '--%.*s' (did you mean '--%s'?)",
			       len, name, best[0]);
	return err_set(e, EINVAL, "unknown option '--%.*s'", len, name);
}

/* word is the whole -abc, to recognise -json for --json. */
static int unknown_short(const struct opt_iter *it, char name, const char *word,
			 struct err *e)
{
	size_t len = strlen(word + 1);

	if (len > 1 && find_long(it->tables, it->ntables, word + 1, len))
		return err_set(e, EINVAL,
			       "unknown option '%s' (did you mean '-%s'?)",
			       word, word);
	if (len > 1)
		return err_set(e, EINVAL, "unknown option '-%c' in '%s'", name,
			       word);
	return err_set(e, EINVAL, "unknown option '%s'", word);
}

/* The next word as the argument of it->opt. */
static int take_arg(struct opt_iter *it, struct err *e)
{
	const struct opt *o = it->opt;

	if (it->pos < it->argc && strcmp(it->argv[it->pos], "--") != 0) {
		it->arg = it->argv[it->pos++];
		return o->id;
	}
	if (o->long_name)
		return err_set(e, EINVAL, "option '--%s' needs an argument: %s",
			       o->long_name, o->arg);
	return err_set(e, EINVAL, "option '-%c' needs an argument: %s",
		       o->short_name, o->arg);
}

static int next_short(struct opt_iter *it, struct err *e)
{
	char name = *it->bundle++;
	const char *rest = it->bundle;

	if (*rest == '\0')
		it->bundle = NULL;
	it->opt = find_short(it->tables, it->ntables, name);
	if (!it->opt)
		return unknown_short(it, name, it->argv[it->pos - 1], e);
	if (!it->opt->arg)
		return it->opt->id;
	it->bundle = NULL;
	if (*rest == '\0')
		return take_arg(it, e);
	it->arg = rest;
	return it->opt->id;
}

static int next_long(struct opt_iter *it, const char *name, struct err *e)
{
	size_t len = strcspn(name, "=");
	bool has_arg = name[len] == '=';

	it->opt = find_long(it->tables, it->ntables, name, len);
	if (!it->opt)
		return unknown_long(it, name, (int)len, e);
	if (has_arg && !it->opt->arg)
		return err_set(e, EINVAL, "option '--%s' takes no argument",
			       it->opt->long_name);
	if (it->opt->arg && !has_arg)
		return take_arg(it, e);
	if (has_arg)
		it->arg = name + len + 1;
	return it->opt->id;
}

/* As of a variable that is not set: neither the root nor here is meant */
static int check_dir(const struct opt_iter *it, int id, struct err *e)
{
	if (id < 0 || it->arg == NULL || it->arg[0] ||
	    strcmp(it->opt->arg, "DIR") != 0)
		return id;
	return err_set(e, EINVAL, "option '--%s' has an empty path",
		       it->opt->long_name);
}

int opt_next(struct opt_iter *it, struct err *e)
{
	char *word;

	it->arg = NULL;
	it->opt = NULL;
	if (it->bundle)
		return next_short(it, e);
	if (it->pos >= it->argc)
		return OPT_END;
	word = it->argv[it->pos++];
	if (word[0] != '-' || word[1] == '\0') {
		it->arg = word;
		it->operands[it->noperands++] = word;
		return OPT_OPERAND;
	}
	if (word[1] != '-') {
		it->bundle = word + 1;
		return next_short(it, e);
	}
	if (word[2] != '\0')
		return check_dir(it, next_long(it, word + 2, e), e);
	it->dashes = true;
	it->rest = it->argv + it->pos;
	it->nrest = (size_t)(it->argc - it->pos);
	it->pos = it->argc;
	return OPT_END;
}

void opt_rest_as_operands(struct opt_iter *it)
{
	memmove(it->operands + it->noperands, it->rest,
		it->nrest * sizeof(it->rest[0]));
	it->noperands += it->nrest;
	it->rest = it->argv + it->argc;
	it->nrest = 0;
}

int opt_wrap(const struct opt_iter *it, struct err *e)
{
	if (it->opt->long_name)
		return err_wrap(e, "--%s", it->opt->long_name);
	return err_wrap(e, "-%c", it->opt->short_name);
}

struct help {
	const struct opt_table *tables;
	size_t n;
};

/* "  -d, --duration S"; false when earlier tables took all its names. */
static bool help_left(const struct help *h, const struct opt *o, char *buf,
		      size_t buflen)
{
	const char *name = o->long_name;
	bool has_short = find_short(h->tables, h->n, o->short_name) == o;
	bool has_long =
		name && find_long(h->tables, h->n, name, strlen(name)) == o;
	char dash[8] = "    ";

	if (has_short)
		snprintf(dash, sizeof(dash), "-%c%s", o->short_name,
			 has_long ? ", " : "");
	snprintf(buf, buflen, "  %s%s%s%s%s", dash, has_long ? "--" : "",
		 has_long ? name : "", o->arg ? " " : "", o->arg ? o->arg : "");
	return has_short || has_long;
}

static size_t help_indent(const struct help *h)
{
	const struct opt *o;
	char left[80];
	size_t indent = 0, w;

	for (size_t i = 0; (o = nth(h->tables, h->n, i)) != NULL; i++) {
		if (!help_left(h, o, left, sizeof(left)))
			continue;
		w = strlen(left) + 2;
		if (w > indent && w <= HELP_INDENT_MAX)
			indent = w;
	}
	return indent;
}

void opt_help(FILE *f, const struct opt_table *tables, size_t n)
{
	struct help h = { tables, n };
	size_t indent = help_indent(&h), used;
	char left[80];

	for (size_t t = 0; t < n; t++) {
		fprintf(f, "%s%s:\n", t ? "\n" : "", tables[t].title);
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct opt *o = &tables[t].opts[i];

			if (!help_left(&h, o, left, sizeof(left)))
				continue;
			fputs(left, f);
			used = strlen(left);
			if (used + 2 > indent) {
				putc('\n', f);
				used = 0;
			}
			text_blanks(f, indent - used);
			text_wrap(f, o->help, indent, HELP_WIDTH);
		}
	}
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Takes the digits off *s. -EINVAL: there are none; -ERANGE: too many. */
static int scan_number(const char **s, uint64_t *out)
{
	unsigned int base = 10;
	const char *p = *s;
	uint64_t v = 0;
	bool over = false;

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		base = 16;
		p += 2;
	}
	if (digit_value(*p) >= (int)base)
		return -EINVAL;
	for (; digit_value(*p) < (int)base; p++) {
		over |= __builtin_mul_overflow(v, base, &v);
		over |= __builtin_add_overflow(v, (unsigned)digit_value(*p),
					       &v);
	}
	*s = p;
	*out = v;
	return over ? -ERANGE : 0;
}

static int out_of_range(const char *s, uint64_t min, uint64_t max,
			struct err *e)
{
	return err_set(e, EINVAL,
		       "'%s' is out of range (%" PRIu64 " to %" PRIu64 ")", s,
		       min, max);
}

int parse_u64(const char *s, uint64_t min, uint64_t max, uint64_t *out,
	      struct err *e)
{
	const char *p = s;
	uint64_t v;
	int r = scan_number(&p, &v);

	if (r == -EINVAL || *p != '\0')
		return err_set(e, EINVAL, "'%s' is not a whole number", s);
	if (r == -ERANGE || v < min || v > max)
		return out_of_range(s, min, max, e);
	*out = v;
	return 0;
}

int parse_u32(const char *s, uint32_t min, uint32_t max, uint32_t *out,
	      struct err *e)
{
	uint64_t v = 0;
	int r = parse_u64(s, min, max, &v, e);

	if (r == 0)
		*out = (uint32_t)v;
	return r;
}

/* Takes up to nine decimals off *s; false when there are more. */
static bool scan_nanos(const char **s, uint64_t *out)
{
	uint64_t v = 0, unit = 100000000;

	for (; **s >= '0' && **s <= '9'; (*s)++) {
		if (unit == 0)
			return false;
		v += unit * (uint64_t)(**s - '0');
		unit /= 10;
	}
	*out = v;
	return true;
}

static int not_a_time(const char *s, struct err *e)
{
	return err_set(e, EINVAL,
		       "'%s' is not a time (such as 2, 0.5, 250ms, 10s, 5m)",
		       s);
}

/* Seconds and nanoseconds off *s; -EINVAL, or -ERANGE as scan_number(). */
static int scan_decimal(const char **s, uint64_t *seconds, uint64_t *nanos)
{
	const char *p = *s;
	int r = 0;

	*seconds = *nanos = 0;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return -EINVAL;
	if (*p != '.')
		r = scan_number(&p, seconds);
	if (r == -EINVAL)
		return r;
	if (*p == '.') {
		p++;
		if (*p < '0' || *p > '9' || !scan_nanos(&p, nanos))
			return -EINVAL;
	}
	*s = p;
	return r;
}

int parse_seconds(const char *s, uint64_t *ns, struct err *e)
{
	uint64_t v, nanos, factor = 1;
	const char *p = s;
	int r = scan_decimal(&p, &v, &nanos);
	bool over = r == -ERANGE;

	if (!strcmp(p, "m"))
		factor = 60;
	else if (*p != '\0' && strcmp(p, "s") != 0 && strcmp(p, "ms") != 0)
		r = -EINVAL;
	if (r == -EINVAL)
		return not_a_time(s, e);
	over |= __builtin_mul_overflow(v, UINT64_C(1000000000), &v);
	over |= __builtin_add_overflow(v, nanos, &v);
	over |= __builtin_mul_overflow(v, factor, &v);
	if (over || v > INT64_MAX)
		return err_set(e, EINVAL, "'%s' is too long a time", s);
	*ns = strcmp(p, "ms") != 0 ? v : v / 1000;
	return 0;
}

int parse_size(const char *s, uint64_t min, uint64_t max, uint64_t *out,
	       struct err *e)
{
	static const char units[] = "KkMmGg";
	const char *p = s, *unit;
	uint64_t v, factor = 1;
	int r = scan_number(&p, &v);

	if (r == 0 && *p != '\0') {
		unit = strchr(units, *p++);
		if (unit)
			factor = UINT64_C(1024) << ((unit - units) / 2 * 10);
		else
			r = -EINVAL;
	}
	if (r == -EINVAL || *p != '\0')
		return err_set(e, EINVAL,
			       "'%s' is not a size (such as 4096, 64K, 16M)",
			       s);
	if (r == -ERANGE || __builtin_mul_overflow(v, factor, &v) || v < min ||
	    v > max)
		return out_of_range(s, min, max, e);
	*out = v;
	return 0;
}

int parse_duration(const char *s, uint64_t *ns, struct err *e)
{
	int err = parse_seconds(s, ns, e);

	if (err == 0 && *ns < 1000000)
		return err_set(e, EINVAL, "'%s' is less than a millisecond", s);
	return err;
}
