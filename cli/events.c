// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A record is of the type that its map declares for values, which the kernel
 * is not told; a shorter one, or one of a map that declares none, is bytes.
 */
#include "cli/events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/load.h"
#include "cli/text.h"
#include "cli/value_show.h"
#include "elf/err.h"

static void show_json(const struct event_source *s, const uint8_t *record,
		      uint32_t len, bool typed)
{
	struct json *j = s->events->json;

	json_object(j);
	json_string(json_key(j, "map"), s->name);
	if (typed)
		value_walk(&s->type, record, &value_json, json_key(j, "value"));
	else
		json_bytes(json_key(j, "data"), record, len);
	json_object_end(j);
}

static void show_record(void *ctx, const uint8_t *record, uint32_t len)
{
	const struct event_source *s = ctx;
	bool typed = s->type.size && len >= s->type.size;
	struct value_text text = { .f = stdout };

	if (s->events->json) {
		show_json(s, record, len, typed);
		return;
	}
	text_put(stdout, s->name, SIZE_MAX);
	putchar(':');
	if (typed) {
		putchar(' ');
		value_walk(&s->type, record, &value_text, &text);
	}
	for (uint32_t i = 0; !typed && i < len; i++)
		printf(" %02x", record[i]);
	putchar('\n');
}

void events_show(void *ctx)
{
	struct events *ev = ctx;

	for (size_t i = 0; i < ev->n; i++)
		ring_read(&ev->v[i].ring, show_record, &ev->v[i]);
	fflush(stdout);
}

static int add(struct events *ev, const struct load_item *item, uint32_t i,
	       struct err *e)
{
	struct epoll_event want = { .events = EPOLLIN };
	struct event_source *s = &ev->v[ev->n];
	const struct obj_map *m = &item->obj.maps[i];
	int64_t size = btf_size(&item->obj.btf, m->value_type);
	int fd = item->object.maps[i].fd;
	struct obj_map shape;

	object_map_shape(&item->object, i, &shape);
	*s = (struct event_source){ .events = ev, .name = m->name };
	if (m->value_type && size > 0 && size < UINT32_MAX)
		s->type = (struct value_type){ &item->obj.btf, m->value_type,
					       (uint32_t)size };
	if (ring_open(&s->ring, fd, shape.max_entries, e) < 0)
		return err_wrap(e, "map '%s'", m->name);
	ev->n++;
	if (epoll_ctl(ev->fd, EPOLL_CTL_ADD, fd, &want) < 0)
		return err_set(e, errno, "map '%s': epoll: %s", m->name,
			       strerror(errno));
	return 0;
}

static int add_item(struct events *ev, const struct load_item *item,
		    struct err *e)
{
	struct event_source *v =
		realloc(ev->v, (ev->n + item->obj.nmaps) * sizeof(*v));

	if (v == NULL && item->obj.nmaps)
		return err_nomem(e);
	ev->v = v;
	for (uint32_t i = 0; i < item->obj.nmaps; i++)
		if (item->obj.maps[i].type == BPF_MAP_TYPE_RINGBUF &&
		    item->object.maps[i].fd >= 0 && add(ev, item, i, e) < 0)
			return -e->code;
	return 0;
}

int events_open(struct events *ev, const struct load_session *s,
		struct json *json, struct err *e)
{
	*ev = (struct events){ .json = json };
	ev->fd = epoll_create1(EPOLL_CLOEXEC);
	if (ev->fd < 0)
		return err_set(e, errno, "epoll: %s", strerror(errno));
	for (size_t i = 0; i < s->nitems; i++)
		if (add_item(ev, &s->items[i], e) < 0)
			return -e->code;
	return 0;
}

void events_close(struct events *ev)
{
	for (size_t i = 0; i < ev->n; i++)
		ring_close(&ev->v[i].ring);
	free(ev->v);
	if (ev->fd >= 0)
		close(ev->fd);
	*ev = (struct events){ .fd = -1 };
}
