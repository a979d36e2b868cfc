// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Elements of a map. Both forms are written as they are read, so memory does
 * not grow with the map; the column of keys in text is as wide as the widest
 * so far.
 */
#include "cli/map_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "cli/value_show.h"
#include "elf/err.h"

/* Anything that is known beyond the bytes */
static bool is_known(const struct value_type *t)
{
	return t->btf || value_is_leaf(t);
}

int map_view_open(struct map_view *m, int fd, struct err *e)
{
	const struct bpf_map_info *info = &m->info;
	struct err ignored;
	int err;

	memset(m, 0, sizeof(*m));
	m->fd = fd;
	err = kernel_obj_map_info(fd, &m->info, e);
	if (err == 0)
		err = iterate_open(&m->it, fd, info, e);
	if (err < 0) {
		map_view_close(m);
		return err;
	}
	m->key.size = info->key_size;
	m->value.size = info->value_size;
	/* Who may read the map may not be allowed to see its types */
	if (info->btf_value_type_id &&
	    kernel_obj_btf_open(info->btf_id, &m->types, &ignored) == 0) {
		m->key.id = info->btf_key_type_id;
		m->key.btf = m->key.id ? &m->types.btf : NULL;
		m->value.id = info->btf_value_type_id;
		m->value.btf = &m->types.btf;
	}
	m->sum = value_is_sum(&m->value);
	/* The key of a section is always 0, and has no type */
	m->key_known = is_known(&m->key) && !value_is_section(&m->value);
	m->value_known = is_known(&m->value);
	return 0;
}

void map_view_close(struct map_view *m)
{
	iterate_close(&m->it);
	kernel_obj_btf_close(&m->types);
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
}

static const uint8_t *key_of(const struct map_view *m, uint32_t i)
{
	return m->it.keys + (size_t)i * m->it.key_size;
}

static const uint8_t *value_of(const struct map_view *m, uint32_t i,
			       unsigned cpu)
{
	return m->it.values + i * m->it.stride + cpu * m->it.each;
}

/* One value, or an array of those of each CPU; type: NULL for bare bytes */
static void json_values(struct json *j, const struct map_view *m, uint32_t i,
			const struct value_type *type)
{
	bool per_cpu = m->it.per_cpu;

	json_key(j, per_cpu ? "values" : "value");
	if (per_cpu)
		json_array(j);
	for (unsigned cpu = 0; cpu < m->it.cpus; cpu++) {
		const uint8_t *p = value_of(m, i, cpu);

		if (per_cpu) {
			json_object(j);
			json_uint(json_key(j, "cpu"), cpu);
			json_key(j, "value");
		}
		if (type)
			value_walk(type, p, &value_json, j);
		else
			json_bytes(j, p, m->info.value_size);
		if (per_cpu)
			json_object_end(j);
	}
	if (per_cpu)
		json_array_end(j);
}

static void walk_sum(const struct map_view *m, uint32_t i,
		     const struct visitor *v, void *ctx)
{
	struct value_cpus cpus = { value_of(m, i, 0), m->it.each, m->it.cpus };

	value_walk_sum(&m->value, &cpus, v, ctx);
}

static void json_formatted(struct json *j, const struct map_view *m, uint32_t i)
{
	if (!m->key_known && !m->value_known)
		return;
	json_object(json_key(j, "formatted"));
	if (m->key_known)
		value_walk(&m->key, key_of(m, i), &value_json,
			   json_key(j, "key"));
	if (m->value_known)
		json_values(j, m, i, &m->value);
	if (m->sum && m->it.per_cpu)
		walk_sum(m, i, &value_json, json_key(j, "sum"));
	json_object_end(j);
}

static void json_element(struct json *j, const struct map_view *m, uint32_t i)
{
	json_object(j);
	json_bytes(json_key(j, "key"), key_of(m, i), m->it.key_size);
	json_values(j, m, i, NULL);
	json_formatted(j, m, i);
	json_object_end(j);
}

/* The column of keys */
struct column {
	FILE *f; /* owned; NULL: no column, keys are not short */
	char *text; /* of f */
	size_t len, width;
};

static void put_value(const struct value_type *t, const uint8_t *p, FILE *f)
{
	struct value_text text = { .f = f, .section = value_is_section(t) };

	value_walk(t, p, &value_text, &text);
}

/* Its width */
static size_t render_key(struct column *c, const struct map_view *m, uint32_t i)
{
	rewind(c->f);
	put_value(&m->key, key_of(m, i), c->f);
	fflush(c->f);
	return (size_t)ftell(c->f);
}

static void put_key(struct column *c, const struct map_view *m, uint32_t i)
{
	size_t len;

	fputs("key: ", stdout);
	if (c->f == NULL) {
		put_value(&m->key, key_of(m, i), stdout);
		return;
	}
	len = render_key(c, m, i);
	fwrite(c->text, 1, len, stdout);
	text_blanks(stdout, c->width > len ? c->width - len : 0);
}

/* On one line if they are short, else on one each */
static void put_cpus(const struct map_view *m, uint32_t i)
{
	const char *between = value_is_leaf(&m->value) ? "  " : "\n  ";
	struct value_text text = { .f = stdout };

	if (m->sum) {
		printf("%ssum: ", between);
		walk_sum(m, i, &value_text, &text);
	}
	for (unsigned cpu = 0; cpu < m->it.cpus; cpu++) {
		printf("%scpu%u: ", between, cpu);
		put_value(&m->value, value_of(m, i, cpu), stdout);
	}
}

static void put_element(struct column *c, const struct map_view *m, uint32_t i)
{
	if (value_is_section(&m->value)) {
		put_value(&m->value, value_of(m, i, 0), stdout);
		return;
	}
	put_key(c, m, i);
	if (m->it.per_cpu) {
		put_cpus(m, i);
	} else {
		fputs("  value: ", stdout);
		put_value(&m->value, value_of(m, i, 0), stdout);
	}
	putchar('\n');
}

static void put_elements(struct column *c, const struct map_view *m)
{
	for (uint32_t i = 0; c->f && i < m->it.n; i++) {
		size_t width = render_key(c, m, i);

		c->width = width > c->width ? width : c->width;
	}
	for (uint32_t i = 0; i < m->it.n; i++)
		put_element(c, m, i);
}

static void say_changed(const struct global *g, const struct map_view *m)
{
	if (m->it.changed && !g->quiet)
		fputs("rawbpf: the map changed while it was read: elements may "
		      "be missing, or here twice\n",
		      stderr);
}

int map_dump_json(struct json *j, struct map_view *m, struct err *e)
{
	int err = iterate_next(&m->it, e);

	if (err < 0)
		return err;
	json_array(j);
	for (; err > 0; err = iterate_next(&m->it, e))
		for (uint32_t i = 0; i < m->it.n; i++)
			json_element(j, m, i);
	json_array_end(j);
	return err;
}

static int dump_text(struct map_view *m, struct err *e)
{
	struct column c = { 0 };
	int err;

	if (value_is_leaf(&m->key) && (!m->it.per_cpu || m->sum))
		c.f = open_memstream(&c.text, &c.len);
	while ((err = iterate_next(&m->it, e)) > 0)
		put_elements(&c, m);
	if (c.f)
		fclose(c.f);
	free(c.text);
	return err;
}

int map_dump(const struct global *g, struct map_view *m, struct err *e)
{
	struct json j;
	int err;

	json_init(&j, stdout, g->pretty);
	err = g->json ? map_dump_json(&j, m, e) : dump_text(m, e);
	say_changed(g, m);
	return err;
}

void map_dump_one(const struct global *g, const struct map_view *m)
{
	struct column none = { 0 };
	struct json j;

	json_init(&j, stdout, g->pretty);
	if (g->json)
		json_element(&j, m, 0);
	else
		put_element(&none, m, 0);
}
