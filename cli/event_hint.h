/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What to say of a tracepoint that does not exist. */
#ifndef CLI_EVENT_HINT_H
#define CLI_EVENT_HINT_H

struct err;
struct tracefs;

/* Sets -ENOENT for name with the nearest names as hint. Returns -e->code. */
int event_hint(const struct tracefs *t, const char *name, struct err *e);

#endif
