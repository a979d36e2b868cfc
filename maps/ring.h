/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The reader of a ring buffer (5.8): records in the order in which programs
 * reserved them. Its descriptor can be polled for more.
 */
#ifndef MAPS_RING_H
#define MAPS_RING_H

#include <stdint.h>

struct err;

struct ring {
	uint8_t *consumer, *producer; /* owned: mapped pages, or NULL */
	uint64_t room; /* bytes for records, a power of 2 */
};

/* Memory of a ring buffer map of so many bytes: max_entries. Only one reader
 * at a time makes sense. */
int ring_open(struct ring *r, int map_fd, uint32_t room, struct err *e);
void ring_close(struct ring *r);

typedef void ring_each(void *ctx, const uint8_t *record, uint32_t len);

/* Every record that is there at its beginning; what was read makes room. */
void ring_read(struct ring *r, ring_each *each, void *ctx);

#endif
