// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What pins are called. The conventions are Android's; libbpf's pinning by
 * name and iproute2's global maps go where those put them. Knows no kernel but
 * for its dislike of dots.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/pin_priv.h"
#include "loader/variant.h"

#define BY_NAME 1 /* LIBBPF_PIN_BY_NAME */
#define GLOBAL	2 /* iproute2's PIN_GLOBAL_NS */

char *pin_object_name(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *name = strdup(slash ? slash + 1 : file), *at;
	static const char ends[2][5] = { ".o", ".bpf" };

	for (size_t i = 0; name && i < 2; i++) {
		size_t len = strlen(name), end = strlen(ends[i]);

		if (len > end && strcmp(name + len - end, ends[i]) == 0)
			name[len - end] = '\0';
	}
	at = name ? strrchr(name, '@') : NULL;
	if (at && at > name)
		*at = '\0';
	return name;
}

/* bpffs refuses dots (4.9: bpf_lookup), and a slash would be a directory */
static bool replace_all(char *s, const char *bad)
{
	bool any = false;

	for (; *s; s++)
		if (strchr(bad, *s)) {
			any = any || *s == '.';
			*s = '_';
		}
	return any;
}

/* What a name is made of */
struct parts {
	const char *subdir; /* of a definition: "net/"; "" and "/": the top */
	const char *kind; /* "map_"; "" where only the name counts */
	const char *object; /* with kind; "": shared by all objects */
	const char *name;
	const char *more; /* behind it, or NULL */
	size_t len; /* of the name */
};

static char *append(char *to, const char *from, size_t len)
{
	memcpy(to, from, len);
	to[len] = '\0';
	return to + len;
}

/* Many are made: formatting them would take longer than all the rest */
static void join(char *to, const struct parts *p, const char *sub, size_t len)
{
	to = append(to, sub, len);
	if (len)
		*to++ = '/';
	to = stpcpy(stpcpy(to, p->kind), p->object);
	if (*p->kind)
		*to++ = '_';
	to = append(to, p->name, p->len);
	if (p->more)
		stpcpy(stpcpy(to, "_"), p->more);
}

static int make(const char *dir, const struct parts *p, struct pin *pin,
		bool *renamed, struct err *e)
{
	const char *sub = p->subdir + strspn(p->subdir, "/");
	size_t n = strlen(sub), len;
	char *base;

	while (n && sub[n - 1] == '/')
		n--;
	len = strlen(dir) + n + strlen(p->kind) + strlen(p->object) + p->len +
	      (p->more ? strlen(p->more) : 0);
	pin->path = malloc(len + sizeof("//__"));
	if (pin->path == NULL)
		return err_nomem(e);
	base = stpcpy(stpcpy(pin->path, dir), "/");
	join(base, p, sub, n);
	if (n)
		replace_all(base, ".");
	if (replace_all(base + n + (n != 0), "./"))
		*renamed = true;
	pin->owner = pin_owner(p->object, base);
	return 0;
}

static int name_map(struct pins *pins, const char *dir, const struct obj_map *m,
		    struct pin *pin, struct err *e)
{
	const struct obj_map_legacy *l = m->legacy;
	bool ignored, *renamed = &pins->renamed;
	struct parts p = { "", "map_", pins->object, m->name, NULL, 0 };

	p.len = strlen(m->name);
	if (m->origin == OBJ_MAP_BTF && m->pinning == BY_NAME)
		p.kind = p.object = "";
	if (l && l->iproute2 && m->pinning == GLOBAL)
		p =
			(struct parts){ "tc/globals", "",   "",
					m->name,      NULL, p.len };
	if (l && l->android) {
		p.subdir = l->pin_subdir;
		if (l->shared)
			p.object = "";
	}
	/* Everybody knows what becomes of the dot of .rodata */
	if (m->origin != OBJ_MAP_BTF && m->origin != OBJ_MAP_LEGACY)
		renamed = &ignored;
	return make(dir, &p, pin, renamed, e);
}

static const char *section_of(const struct object *o, uint32_t i)
{
	return obj_section_name(o->obj,
				o->obj->funcs[o->progs[i].func].section);
}

static int name_prog(struct pins *pins, const char *dir, const struct object *o,
		     uint32_t i, struct err *e)
{
	const struct obj_func *f = &o->obj->funcs[o->progs[i].func];
	const char *section = section_of(o, i);
	struct parts p = { "", "prog_", pins->object, section, NULL, 0 };
	bool ignored;

	p.len = variant_stem(section);
	if (f->legacy)
		p.subdir = f->legacy->pin_subdir;
	for (uint32_t k = 0; k < o->nprogs; k++)
		if (k != i && strcmp(section, section_of(o, k)) == 0)
			p.more = f->name;
	return make(dir, &p, &pins->progs[i], &ignored, e);
}

/* Two that would share a pin: dots and slashes became one */
static int check_pair(const struct pins *pins, const struct object *o,
		      uint32_t a, uint32_t b, struct err *e)
{
	bool progs = a >= pins->nmaps;
	const struct pin *pa =
		progs ? &pins->progs[a - pins->nmaps] : &pins->maps[a];
	const struct pin *pb = b >= pins->nmaps ? &pins->progs[b - pins->nmaps]
						: &pins->maps[b];

	if (!pa->path || !pb->path || strcmp(pa->path, pb->path) != 0)
		return 0;
	if (progs && variant_same(o, a - pins->nmaps, b - pins->nmaps))
		return 0;
	return err_set(e, EEXIST, "two parts of the object would be '%s'",
		       pa->path);
}

static int check(const struct pins *pins, const struct object *o, struct err *e)
{
	uint32_t n = pins->nmaps + pins->nprogs;

	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = a + 1; b < n; b++)
			if (check_pair(pins, o, a, b, e) < 0)
				return -e->code;
	return 0;
}

static int check_object(const char *object, struct err *e)
{
	if (object[0] && !strchr(object, '/'))
		return 0;
	err_set(e, EINVAL, "'%s' is no name for an object", object);
	return err_hint(e, "it is part of the names of pins; give one with "
			   "--name");
}

static int plan(const struct object *o, const char *dir, struct pins *pins,
		struct err *e)
{
	for (uint32_t i = 0; i < pins->nmaps; i++) {
		const struct obj_map *m = &o->obj->maps[i];

		/* struct_ops live on in links */
		pins->maps[i].fd = -1;
		if (o->maps[i].used && m->origin != OBJ_MAP_STRUCT_OPS &&
		    name_map(pins, dir, m, &pins->maps[i], e) < 0)
			return -e->code;
	}
	for (uint32_t i = 0; i < pins->nprogs; i++) {
		pins->progs[i].fd = -1;
		if (name_prog(pins, dir, o, i, e) < 0)
			return -e->code;
	}
	return check(pins, o, e);
}

int pins_plan(const struct object *o, const char *object, const char *dir,
	      struct pins *out, struct err *e)
{
	struct pins pins = { .nmaps = o->obj->nmaps, .nprogs = o->nprogs };
	auto_free char *top = pin_dir_name(dir);
	int err = check_object(object, e);

	if (err < 0)
		return err;
	pins.object = strdup(object);
	pins.maps = calloc(pins.nmaps + 1, sizeof(*pins.maps));
	pins.progs = calloc(pins.nprogs + 1, sizeof(*pins.progs));
	if (!top || !pins.object || !pins.maps || !pins.progs) {
		err_nomem(e);
		err = -ENOMEM;
	}
	if (err == 0) {
		pins.renamed = replace_all(pins.object, ".");
		err = plan(o, top, &pins, e);
	}
	if (err < 0)
		pins_close(&pins);
	else
		*out = pins;
	return err;
}

static void close_all(struct pin *pin, uint32_t n)
{
	for (uint32_t i = 0; pin && i < n; i++) {
		if (pin[i].path && pin[i].fd >= 0)
			close(pin[i].fd);
		free(pin[i].path);
		free(pin[i].temp);
	}
	free(pin);
}

void pins_close(struct pins *pins)
{
	close_all(pins->maps, pins->nmaps);
	close_all(pins->progs, pins->nprogs);
	free(pins->object);
	*pins = (struct pins){ 0 };
}
