// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Why an instruction was poisoned, in words. Failures are common and mostly
 * harmless, since programs test for what they use; so the looking up is done
 * once more here, when the verifier has come upon one, and not before.
 */
#include <stdarg.h>
#include <string.h>

#include "elf/err.h"
#include "loader/core_priv.h"
#include "loader/kernel_btf.h"
#include "loader/trace_btf.h"

struct text {
	char *buf;
	size_t size;
};

static void say(struct text *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct text *t, const char *fmt, ...)
{
	size_t n = strlen(t->buf);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(t->buf + n, t->size - n, fmt, ap);
	va_end(ap);
}

/* The name with the fewest differing letters seen so far */
struct nearest {
	const char *wanted;
	size_t len; /* of wanted, without its flavour */
	const char *name;
	size_t distance;
	unsigned visits;
};

#define MAX_NAME   64
#define MAX_VISITS (1u << 18)

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, remove or replace */
static size_t distance(const char *a, size_t la, const char *b, size_t lb)
{
	size_t row[MAX_NAME + 1], left_above, above;

	if (la > MAX_NAME || lb > MAX_NAME)
		return SIZE_MAX;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		left_above = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			above = row[j];
			row[j] = min(left_above + (a[i - 1] != b[j - 1]),
				     min(above, row[j - 1]) + 1);
			left_above = above;
		}
	}
	return row[lb];
}

static void consider(struct nearest *n, const char *name)
{
	size_t len = strlen(name), far = (n->len + 1) / 3, d;

	if (len == 0 || (len > n->len ? len - n->len : n->len - len) > far)
		return;
	d = distance(n->wanted, n->len, name, len);
	if (d <= far && (n->name == NULL || d < n->distance)) {
		n->name = name;
		n->distance = d;
	}
}

static struct nearest near(const char *wanted)
{
	return (struct nearest){ .wanted = wanted,
				 .len = core_name_len(wanted) };
}

static void say_nearest(struct text *t, const struct nearest *n)
{
	if (n->name)
		say(t, "; the nearest is '%s'", n->name);
}

static void consider_members(struct nearest *n, const struct btf *btf,
			     uint32_t id, int depth)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, id));
	const struct btf_member *m = btf_tail(t);

	if (btf_kind(t) != BTF_STRUCT && btf_kind(t) != BTF_UNION)
		return;
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const char *name = btf_str(btf, m[i].name_off);

		if (++n->visits > MAX_VISITS)
			return;
		if (name[0] != '\0')
			consider(n, name);
		else if (depth < 8)
			consider_members(n, btf, m[i].type, depth + 1);
	}
}

static void say_no_type(struct text *t, const struct core *c,
			const struct core_path *path, const struct btf *btf)
{
	const char *name = btf_name(c->local, path->place.root);
	unsigned kind = btf_kind(btf_type(c->local, path->place.root));
	struct nearest n = near(name);

	if (n.len == 0) {
		say(t, " a type without a name cannot be looked up");
		return;
	}
	say(t, " there is no %s '%.*s'",
	    btf_kind_name(kind == BTF_ENUM64 ? BTF_ENUM : kind), (int)n.len,
	    name);
	for (uint32_t id = 1; btf && id < btf_end(btf); id++)
		if (core_kinds_compat(btf_kind(btf_type(btf, id)), kind))
			consider(&n, btf_name(btf, id));
	say_nearest(t, &n);
}

static void say_no_member(struct text *t, const struct core_place *p,
			  const char *wanted)
{
	const struct btf_type *type =
		btf_type(p->btf, btf_strip(p->btf, p->type));
	struct nearest n = near(wanted);
	char owner[96];

	core_type_text(p->btf, btf_strip(p->btf, p->type), owner,
		       sizeof(owner));
	consider_members(&n, p->btf, p->type, 0);
	say(t, " %s has no field '%s' among its %u", owner, wanted,
	    btf_vlen(type));
	say_nearest(t, &n);
}

static void say_no_enumerator(struct text *t, const struct core_place *p,
			      const char *wanted)
{
	const struct btf_type *type =
		btf_type(p->btf, btf_strip(p->btf, p->root));
	struct nearest n = near(wanted);
	const char *name;
	char owner[96];

	for (unsigned i = 0; i < btf_vlen(type); i++) {
		btf_enum_value(type, i, &name, p->btf);
		consider(&n, name);
	}
	core_type_text(p->btf, p->root, owner, sizeof(owner));
	say(t, " %s has no value '%.*s' among its %u", owner, (int)n.len,
	    wanted, btf_vlen(type));
	say_nearest(t, &n);
}

/* "a signed int of 4 bytes", "a pointer", "struct foo" */
static void say_type(struct text *t, const struct btf *btf, uint32_t id)
{
	const struct btf_type *type = btf_type(btf, btf_strip(btf, id));
	unsigned kind = btf_kind(type);
	const uint32_t *data = btf_tail(type);
	char name[96];

	switch (kind) {
	case BTF_INT:
		say(t, "%s int of %u bytes",
		    BTF_INT_ENCODING(*data) & BTF_INT_SIGNED ? "a signed"
							     : "an unsigned",
		    type->size);
		break;
	case BTF_STRUCT:
	case BTF_UNION:
	case BTF_ENUM:
	case BTF_ENUM64:
		core_type_text(btf, btf_strip(btf, id), name, sizeof(name));
		say(t, "%s of %u bytes", name, type->size);
		break;
	case BTF_ARRAY:
		say(t, "an array of %u, each ",
		    ((const struct btf_array *)btf_tail(type))->nelems);
		type = btf_type(btf, btf_strip(btf, data[0]));
		say(t, "%s", btf_kind_name(btf_kind(type)));
		break;
	default:
		say(t, "a %s", btf_kind_name(kind));
		break;
	}
}

static void say_miss(struct text *t, const struct core_path *path,
		     const struct core_place *p,
		     const struct core_missing *missing)
{
	const struct core_step *s = &path->steps[missing->step];

	if (core_kind_is_enum(path->kind) && missing->why == CORE_MISS_MEMBER) {
		say_no_enumerator(t, p, path->steps[0].name);
		return;
	}
	switch (missing->why) {
	case CORE_MISS_MEMBER:
		say_no_member(t, p, s->name);
		break;
	case CORE_MISS_TYPE:
		say(t, " '%s' is ", s->name);
		say_type(t, p->btf, p->type);
		say(t, ", where the program has ");
		say_type(t, path->place.btf, s->type);
		break;
	case CORE_MISS_ARRAY:
		say(t, " there is no element %u in ", s->index);
		say_type(t, p->btf, p->type);
		break;
	default:
		say(t, " the type of that name is ");
		say_type(t, p->btf, p->root);
		break;
	}
}

static void say_missing(struct text *t, const struct core *c,
			const struct core_path *path,
			const struct core_found *found)
{
	const struct btf *kernel = NULL;
	struct core_missing missing;
	struct core_place place;
	struct err ignored;

	if (found->n == 0) {
		if (c->kernel)
			kernel_btf_get(c->kernel, &kernel, &ignored);
		say_no_type(t, c, path, kernel);
		return;
	}
	if (!core_match(path, &found->v[0], &place, &missing))
		say_miss(t, path, &place, &missing);
	else
		say(t, " its size is not known");
}

static void say_size(struct text *t, const struct core_path *path,
		     const struct core_found *found)
{
	struct core_missing missing;
	struct core_place place;

	for (size_t i = 0; i < found->n; i++) {
		if (!core_match(path, &found->v[i], &place, &missing))
			continue;
		say(t, " it is ");
		say_type(t, place.btf, place.type);
		say(t, "; the program reads it as ");
		say_type(t, path->place.btf, path->place.type);
		return;
	}
}

static void say_where(struct text *t, const struct core *c,
		      const struct core_job *job,
		      const struct core_found *found)
{
	if (found->v == &found->event)
		say(t, ": in the event '%s',",
		    job->event_name ? job->event_name : "");
	else if (found->n > 0 && found->v[0].module)
		say(t, ": in module '%s',", found->v[0].module);
	else
		say(t, ": in %s,",
		    c->kernel ? kernel_btf_name(c->kernel) : "the kernel");
}

void core_explain(struct core *c, const struct core_job *job,
		  const struct core_failure *f, char *buf, size_t size)
{
	struct text t = { buf, size };
	struct core_found found = { 0 };
	struct core_path path;
	struct err ignored;

	buf[0] = '\0';
	if (core_path_parse(c->local, &f->relo, &path, &ignored) < 0 ||
	    core_find(c, job, &path, &found, &ignored) < 0)
		return;
	core_path_text(&path, buf, size);
	say(&t, " (%s)", core_kind_name(path.kind));
	say_where(&t, c, job, &found);
	switch (f->why) {
	case CORE_WHY_MISSING:
		say_missing(&t, c, &path, &found);
		break;
	case CORE_WHY_AMBIGUOUS:
		say(&t, " %zu types of that name do not agree", found.n);
		break;
	case CORE_WHY_RANGE:
		say(&t, " it is %llu, more than the instruction can hold",
		    (unsigned long long)f->value);
		break;
	case CORE_WHY_SIZE:
		say_size(&t, &path, &found);
		break;
	}
}
