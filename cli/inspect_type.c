// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Types as C writes them. The table is validated but need not make sense:
 * types may contain themselves, so the way through them is counted.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/inspect.h"

#define MAX_STEPS 128 /* types looked at for one declaration */
#define MAX_DEPTH 6 /* functions that take functions */

struct decl {
	const struct btf *btf;
	unsigned steps;
};

void inspect_say(char *buf, size_t size, const char *fmt, ...)
{
	size_t n = strlen(buf);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf + n, size - n, fmt, ap);
	va_end(ap);
}

static void prepend(char *buf, size_t size, const char *s)
{
	size_t n = strlen(s), len = strlen(buf);

	if (n >= size)
		n = size - 1;
	if (len > size - 1 - n)
		len = size - 1 - n;
	memmove(buf + n, buf, len);
	memcpy(buf, s, n);
	buf[n + len] = '\0';
}

/* A pointer to an array or function needs brackets around its star */
static void bracket(char *buf, size_t size)
{
	if (buf[0] != '*')
		return;
	prepend(buf, size, "(");
	inspect_say(buf, size, ")");
}

static void declare(struct decl *d, uint32_t id, char *buf, size_t size,
		    int depth);

static void parameters(struct decl *d, const struct btf_type *t, char *buf,
		       size_t size, int depth)
{
	const struct btf_param *p = btf_tail(t);
	char one[128];

	inspect_say(buf, size, btf_vlen(t) ? "(" : "(void");
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		snprintf(one, sizeof(one), "%s",
			 p[i].type ? btf_str(d->btf, p[i].name_off) : "...");
		if (p[i].type)
			declare(d, p[i].type, one, sizeof(one), depth + 1);
		inspect_say(buf, size, "%s%s", i ? ", " : "", one);
		if (d->steps++ >= MAX_STEPS)
			break;
	}
	inspect_say(buf, size, ")");
}

static const char *keyword(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_STRUCT:
		return "struct ";
	case BTF_UNION:
		return "union ";
	case BTF_FWD:
		return btf_kflag(t) ? "union " : "struct ";
	case BTF_ENUM:
	case BTF_ENUM64:
		return "enum ";
	default:
		return "";
	}
}

/* What the declaration ends up with, on its left */
static void base(struct decl *d, uint32_t id, const char *quals, char *buf,
		 size_t size)
{
	const struct btf_type *t = btf_type(d->btf, id);
	const char *name =
		btf_kind(t) == BTF_VOID ? "void" : btf_name(d->btf, id);

	if (buf[0] != '\0')
		prepend(buf, size, " ");
	prepend(buf, size, name[0] ? name : "{...}");
	prepend(buf, size, keyword(t));
	prepend(buf, size, quals);
}

static void qualify(struct decl *d, const struct btf_type *t, char *quals,
		    size_t size)
{
	/* The kernel's macros call the tags so: __kptr, __user, __rcu */
	if (btf_kind(t) == BTF_TYPE_TAG)
		inspect_say(quals, size, "__%s ", btf_str(d->btf, t->name_off));
	else
		inspect_say(quals, size, "%s ", btf_kind_name(btf_kind(t)));
}

static bool is_qualifier(unsigned kind)
{
	return kind == BTF_CONST || kind == BTF_VOLATILE ||
	       kind == BTF_RESTRICT || kind == BTF_TYPE_TAG;
}

/* One step from what is declared, of which buf has the name so far, towards
 * the base. False at the base. */
static bool step(struct decl *d, uint32_t *id, char *buf, size_t size,
		 int depth)
{
	const struct btf_type *t = btf_type(d->btf, *id);
	const struct btf_array *a = btf_tail(t);

	switch (btf_kind(t)) {
	case BTF_PTR:
		prepend(buf, size, "*");
		*id = t->type;
		return true;
	case BTF_ARRAY:
		bracket(buf, size);
		inspect_say(buf, size, "[%u]", a->nelems);
		*id = a->type;
		return true;
	case BTF_FUNC_PROTO:
		bracket(buf, size);
		if (depth < MAX_DEPTH)
			parameters(d, t, buf, size, depth);
		else
			inspect_say(buf, size, "(...)");
		*id = t->type;
		return true;
	default:
		return false;
	}
}

static void declare(struct decl *d, uint32_t id, char *buf, size_t size,
		    int depth)
{
	char quals[64] = "";

	while (d->steps++ < MAX_STEPS) {
		const struct btf_type *t = btf_type(d->btf, id);

		if (is_qualifier(btf_kind(t))) {
			qualify(d, t, quals, sizeof(quals));
			id = t->type;
			continue;
		}
		if (btf_kind(t) == BTF_PTR) { /* "*const name" */
			prepend(buf, size, quals);
			quals[0] = '\0';
		}
		if (!step(d, &id, buf, size, depth)) {
			base(d, id, quals, buf, size);
			return;
		}
	}
	prepend(buf, size, "... ");
}

const char *inspect_decl(const struct btf *btf, uint32_t id, const char *name,
			 char *buf, size_t size)
{
	struct decl d = { btf, 0 };
	size_t n;

	snprintf(buf, size, "%s", name);
	declare(&d, id, buf, size, 0);
	for (n = strlen(buf); n > 0 && buf[n - 1] == ' '; n--)
		buf[n - 1] = '\0'; /* "int *const " */
	return buf;
}

static void put_decl(FILE *f, const struct btf *btf, uint32_t id,
		     const char *name)
{
	char buf[512];

	fprintf(f, "%s;", inspect_decl(btf, id, name, buf, sizeof(buf)));
}

static void define_members(FILE *f, const struct btf *btf,
			   const struct btf_type *t)
{
	const struct btf_member *m = btf_tail(t);
	uint32_t bits;
	char buf[512];

	for (unsigned i = 0; i < btf_vlen(t); i++) {
		btf_member_bit(t, i, &bits);
		inspect_decl(btf, m[i].type, btf_str(btf, m[i].name_off), buf,
			     sizeof(buf));
		fprintf(f, bits ? "%s:%u; " : "%s; ", buf, bits);
	}
}

static void define_enum(FILE *f, const struct btf *btf,
			const struct btf_type *t)
{
	const char *name;

	for (unsigned i = 0; i < btf_vlen(t); i++) {
		uint64_t v = btf_enum_value(t, i, &name, btf);

		fprintf(f, btf_kflag(t) ? "%s%s = %lld" : "%s%s = %llu",
			i ? ", " : "", name, (unsigned long long)v);
	}
	putc(' ', f);
}

/* Their places in it are for a linker to say: names only */
static void define_section(FILE *f, const struct btf *btf,
			   const struct btf_type *t)
{
	const struct btf_var_secinfo *v = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		fprintf(f, "%s; ", btf_name(btf, v[i].type));
}

#define SIZED                                                                  \
	(1u << BTF_STRUCT | 1u << BTF_UNION | 1u << BTF_ENUM |                 \
	 1u << BTF_ENUM64 | 1u << BTF_DATASEC | 1u << BTF_INT |                \
	 1u << BTF_FLOAT)

static void define_sized(FILE *f, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_type(btf, id);
	const char *name = btf_name(btf, id);

	fprintf(f, "%s%s%s", keyword(t), name, name[0] ? " " : "");
	if (btf_kind(t) != BTF_INT && btf_kind(t) != BTF_FLOAT) {
		fputs("{ ", f);
		if (btf_kind(t) == BTF_DATASEC)
			define_section(f, btf, t);
		else if (btf_kind(t) == BTF_ENUM || btf_kind(t) == BTF_ENUM64)
			define_enum(f, btf, t);
		else
			define_members(f, btf, t);
		fputs("} ", f);
	}
	fprintf(f, "/* %u bytes */;", t->size);
}

static void define_symbol(FILE *f, const struct btf *btf,
			  const struct btf_type *t)
{
	static const char *const linkages[] = { "static ", "", "extern " };
	uint32_t linkage = btf_vlen(t);

	if (btf_kind(t) == BTF_VAR)
		linkage = *(const uint32_t *)btf_tail(t);
	if (btf_kind(t) == BTF_TYPEDEF)
		fputs("typedef ", f);
	else if (linkage < 3)
		fputs(linkages[linkage], f);
	put_decl(f, btf, t->type, btf_str(btf, t->name_off));
}

#define SYMBOLS (1u << BTF_TYPEDEF | 1u << BTF_FUNC | 1u << BTF_VAR)

static void define(FILE *f, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf_type(btf, id);

	if (1u << btf_kind(t) & SIZED)
		define_sized(f, btf, id);
	else if (1u << btf_kind(t) & SYMBOLS)
		define_symbol(f, btf, t);
	else if (btf_kind(t) == BTF_DECL_TAG)
		fprintf(f, "decl_tag(\"%s\", [%u], %d);", btf_name(btf, id),
			t->type, *(const int32_t *)btf_tail(t));
	else /* a forward declaration, or built from other types */
		put_decl(f, btf, id, "");
}

char *inspect_definition(const struct btf *btf, uint32_t id)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		return NULL;
	define(f, btf, id);
	fclose(f);
	return text;
}
