// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * `rawbpf run`: objects loaded and attached for as long as this process stays,
 * what they say meanwhile, and what their maps held in the end. Nothing is
 * pinned: whatever way it ends, nothing is left.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/events.h"
#include "cli/hold.h"
#include "cli/json.h"
#include "cli/load.h"
#include "cli/map_dump.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"

enum { OPT_BTF = 1, OPT_DURATION, OPT_SET };

static const struct opt options[] = {
	{ 0, "btf", "FILE", "take the kernel's types from FILE", OPT_BTF },
	{ 'd', "duration", "S",
	  "stay so many seconds; else until the end of input, or Ctrl-C",
	  OPT_DURATION },
	{ 0, "set", "NAME=VALUE",
	  "set a global variable, or NAME.member, NAME[index]; repeatable",
	  OPT_SET },
};

static const struct opt_table table = { "Options of run", options,
					ARRAY_SIZE(options) };

struct run {
	struct load_session load;
	uint64_t duration; /* ns, 0: without end */
};

static int take_option(void *ctx, const struct opt_iter *it, int id,
		       struct err *e)
{
	struct run *r = ctx;

	if (id == OPT_DURATION)
		return parse_duration(it->arg, &r->duration, e);
	if (id == OPT_SET)
		return load_add_set(&r->load, it->arg, e);
	r->load.opts.btf_path = it->arg;
	return 0;
}

/* Declared by the program, and made of elements that can be gone through */
static bool is_shown(const struct obj_map *m)
{
	switch (m->type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK:
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_BLOOM_FILTER:
	case BPF_MAP_TYPE_USER_RINGBUF:
	case BPF_MAP_TYPE_STRUCT_OPS:
		return false;
	default:
		return m->origin == OBJ_MAP_BTF || m->origin == OBJ_MAP_LEGACY;
	}
}

static int show_map(const struct global *g, struct json *j,
		    const struct obj_map *m, int map_fd, struct err *e)
{
	int fd = fcntl(map_fd, F_DUPFD_CLOEXEC, 3), err;
	struct map_view view;

	if (fd < 0)
		return err_set(e, errno, "map '%s': %s", m->name,
			       strerror(errno));
	err = map_view_open(&view, fd, e);
	if (err < 0)
		return err;
	if (j) {
		json_object(j);
		json_uint(json_key(j, "id"), view.info.id);
		json_string(json_key(j, "name"), m->name);
		err = map_dump_json(json_key(j, "elements"), &view, e);
		if (j->keyed) /* not even the first */
			json_null(j);
		json_object_end(j);
	} else {
		text_put(stdout, m->name, SIZE_MAX);
		putchar('\n');
		err = map_dump(g, &view, e);
	}
	map_view_close(&view);
	return err;
}

static int show_maps(const struct load_session *s, struct json *j,
		     struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < s->nitems; i++) {
		const struct load_item *item = &s->items[i];

		for (uint32_t k = 0; err >= 0 && k < item->obj.nmaps; k++) {
			int fd = item->object.maps[k].fd;

			if (fd >= 0 && is_shown(&item->obj.maps[k]))
				err = show_map(s->g, j, &item->obj.maps[k], fd,
					       e);
		}
	}
	return err;
}

/* Events as they come, those that came last, and then maps */
static int stay(struct load_session *s, uint64_t duration, struct json *j,
		struct err *e)
{
	struct events events;
	int err;

	if (j)
		json_array(json_key(j, "events"));
	err = events_open(&events, s, j, e);
	if (err == 0)
		err = hold_and_work(
			duration,
			&(struct hold_work){ events.fd, events_show, &events },
			e);
	load_detach(s);
	events_show(&events);
	events_close(&events);
	if (j) {
		json_array_end(j);
		json_array(json_key(j, "maps"));
	}
	if (err == 0)
		err = show_maps(s, j, e);
	if (j)
		json_array_end(j);
	return err;
}

static int run(struct load_session *s, const struct opt_iter *it,
	       uint64_t duration, struct err *e)
{
	int err = load_objects(s, it->operands, it->noperands, e);
	struct json j;

	if (err < 0)
		return err;
	if (s->g->dry_run) {
		load_show(s->g, s->items, s->nloaded);
		return 0;
	}
	if (!load_is_attached(s)) {
		err_set(e, ENOENT, "no program names a hook to attach it to");
		return err_hint(e, "attach them by name: rawbpf attach "
				   "OBJECT:PROGRAM HOOK");
	}
	if (!s->g->json)
		return stay(s, duration, NULL, e);
	json_init(&j, stdout, s->g->pretty);
	json_object(&j);
	load_json_notes(&j, s->items, s->nitems);
	err = stay(s, duration, &j, e);
	json_object_end(&j);
	return err;
}

static int run_run(struct global *g, struct opt_iter *it, struct err *e)
{
	struct run r = { .load = LOAD_SESSION(g) };
	int err = command_options(g, it, take_option, &r, e);

	r.load.no_pin = r.load.attach = r.load.lenient = true;
	if (err == 0)
		err = command_wants(it, "no object to run", e);
	if (err == 0)
		err = run(&r.load, it, r.duration, e);
	load_close(&r.load);
	return err;
}

const struct command run_command = {
	"run", "[OPTIONS] OBJECT...",
	"load and attach objects, show their maps at the end",
	.options = &table, .run = run_run
};
