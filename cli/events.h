/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What programs send through ring buffers, as it comes. */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include <stddef.h>

#include "maps/ring.h"
#include "maps/value.h"

struct err;
struct json;
struct load_session;

struct events {
	struct json *json; /* an array that they go into, or NULL: lines */
	struct event_source {
		const struct events *events;
		const char *name; /* of the map */
		struct value_type type; /* size 0: bytes */
		struct ring ring;
	} * v; /* owned */
	size_t n;
	int fd; /* owned: readable when there are some; -1: never */
};

/* Of all ring buffers of a session's objects, which are loaded. */
int events_open(struct events *ev, const struct load_session *s,
		struct json *json, struct err *e);
void events_close(struct events *ev);

/* Shows those that are there; ctx: struct events */
void events_show(void *ctx);

#endif
