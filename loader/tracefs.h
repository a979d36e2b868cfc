/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's list of trace events, wherever it is mounted; mounted for this
 * process alone where it is not. Nothing that others can see is changed.
 */
#ifndef LOADER_TRACEFS_H
#define LOADER_TRACEFS_H

#include <stddef.h>

struct err;

struct tracefs {
	int events; /* descriptor of the directory events/, -1 if closed */
};

/* -EPERM and the like when it is neither mounted nor may be mounted. */
int tracefs_open(struct tracefs *out, struct err *e);
void tracefs_close(struct tracefs *t);

/* The id that perf_event_open wants in config, or -errno; -ENOENT when there
 * is no such event. */
int tracefs_event_id(const struct tracefs *t, const char *system,
		     const char *event, struct err *e);

/* The event's format file as a string; *out is malloc'ed. */
int tracefs_format(const struct tracefs *t, const char *system,
		   const char *event, char **out, struct err *e);

/* Calls each for every event until it returns non-zero; returns that. */
typedef int tracefs_each(void *ctx, const char *system, const char *event);
int tracefs_walk(const struct tracefs *t, tracefs_each *each, void *ctx);

#endif
