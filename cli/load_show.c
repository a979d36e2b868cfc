// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What `rawbpf load` made, or would make: ids and pins, as text and JSON. */
#include "cli/load.h"

#include <stdlib.h>

#include "cli/cli.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/names.h"
#include "elf/section.h"
#include "loader/fd_id.h"

/* Another variant was loaded, or it is not for this kernel */
static bool left_out(const struct load_item *item, uint32_t i)
{
	return item->object.progs[i].skip ||
	       (item->loaded && item->object.progs[i].fd < 0);
}

/* pins: of maps or programs, or NULL */
static void json_place(struct json *j, int fd, const struct pin *pins,
		       uint32_t i)
{
	if (fd >= 0)
		json_uint(json_key(j, "id"), fd_id(fd));
	json_string(json_key(j, "pinned"), pins ? pins[i].path : NULL);
}

/* A link's, or of a struct that is registered without one its map's */
static void json_hook(struct json *j, const struct load_hook *hook)
{
	if (hook->pin)
		json_string(json_key(j, "link"), hook->pin);
}

static void json_item(struct json *j, const struct load_item *item)
{
	const struct object *o = &item->object;

	json_object(j);
	json_string(json_key(j, "path"), item->path);
	json_array(json_key(j, "maps"));
	for (uint32_t i = 0; i < item->obj.nmaps; i++) {
		const struct obj_map *m = &item->obj.maps[i];

		if (!o->maps[i].used)
			continue;
		json_object(j);
		json_string(json_key(j, "name"), m->name);
		json_string(json_key(j, "type"), map_type_name(m->type));
		json_place(j, o->maps[i].fd, item->pins.maps, i);
		json_hook(j, load_map_hook(item, i));
		json_object_end(j);
	}
	json_array_end(j);
	json_array(json_key(j, "programs"));
	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		if (left_out(item, i))
			continue;
		json_object(j);
		json_string(json_key(j, "name"), f->name);
		json_string(json_key(j, "section"),
			    obj_section_name(&item->obj, f->section));
		json_string(json_key(j, "type"),
			    prog_type_name(o->progs[i].kind->prog_type));
		json_place(j, o->progs[i].fd, item->pins.progs, i);
		json_hook(j, &item->hooks[i]);
		json_object_end(j);
	}
	json_array_end(j);
	json_object_end(j);
}

static void print_id(int fd, const char *name)
{
	if (fd >= 0)
		printf(" %6u  ", fd_id(fd));
	else
		printf("      -  ");
	text_put(stdout, name, SIZE_MAX);
}

/* Where it is, and whether it was there before; ends the line */
static void print_place(const struct pin *pins, uint32_t i, const char *link)
{
	if (pins && pins[i].path) {
		fputs("  ", stdout);
		text_put(stdout, pins[i].path, SIZE_MAX);
		if (pins[i].state == PIN_KEPT)
			fputs(" (kept)", stdout);
		else if (pins[i].state == PIN_REPLACED)
			fputs(" (replaced)", stdout);
	}
	if (link) {
		fputs("  ", stdout);
		text_put(stdout, link, SIZE_MAX);
	}
	putchar('\n');
}

static void print_item(const struct load_item *item)
{
	const struct object *o = &item->object;

	text_put(stdout, item->path, SIZE_MAX);
	putchar('\n');
	for (uint32_t i = 0; i < item->obj.nmaps; i++) {
		struct obj_map m;

		if (!o->maps[i].used)
			continue;
		object_map_shape(o, i, &m);
		printf("  map ");
		print_id(o->maps[i].fd, m.name);
		printf("  %s key %u value %u entries %u", map_type_name(m.type),
		       m.key_size, m.value_size, m.max_entries);
		print_place(item->pins.maps, i, load_map_hook(item, i)->pin);
	}
	for (uint32_t i = 0; i < o->nprogs; i++) {
		const struct obj_func *f = &item->obj.funcs[o->progs[i].func];

		if (left_out(item, i))
			continue;
		printf("  prog");
		print_id(o->progs[i].fd, f->name);
		printf("  %s ", prog_type_name(o->progs[i].kind->prog_type));
		text_put(stdout, obj_section_name(&item->obj, f->section),
			 SIZE_MAX);
		print_place(item->pins.progs, i, item->hooks[i].pin);
	}
}

void load_json_notes(struct json *j, const struct load_item *items, size_t n)
{
	json_array(json_key(j, "notes"));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < items[i].nnotes; k++)
			json_string(j, items[i].notes[k]);
	json_array_end(j);
}

void load_show(const struct global *g, const struct load_item *items, size_t n)
{
	struct json j;

	for (size_t i = 0; !g->json && !g->quiet && i < n; i++)
		print_item(&items[i]);
	if (!g->json)
		return;
	json_init(&j, stdout, g->pretty);
	json_object(&j);
	json_array(json_key(&j, "objects"));
	for (size_t i = 0; i < n; i++)
		json_item(&j, &items[i]);
	json_array_end(&j);
	load_json_notes(&j, items, n);
	json_object_end(&j);
}
