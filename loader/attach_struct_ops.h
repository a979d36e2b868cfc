/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Registering a struct_ops map with whatever subsystem it is for. */
#ifndef LOADER_ATTACH_STRUCT_OPS_H
#define LOADER_ATTACH_STRUCT_OPS_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct object;
struct object_map;
struct obj_map;

/* Writes the value, which registers a struct of ".struct_ops": that lasts,
 * whoever exits, until detach_struct_ops(). One of ".struct_ops.link" (6.4) is
 * then registered by a link. Returns a descriptor that keeps it, the link's or
 * for want of one the map's once more; or -errno. */
int attach_struct_ops(const struct obj_map *m, const struct object_map *made,
		      struct err *e);

/* The first half of it: the value written. */
int struct_ops_write(const struct obj_map *m, const struct object_map *made,
		     struct err *e);

/* Unregisters a struct that has no link; name is for messages. 0 also if it
 * is not registered (any more). */
int detach_struct_ops(const char *name, int map_fd, struct err *e);

/* Whether it has one */
bool struct_ops_has_link(const struct obj_map *m);

/* Where it is pinned once attached, below dir: the link, link_OBJECT_MAP, or
 * for want of one the map, map_OBJECT_MAP. To be freed; NULL when out of
 * memory. */
char *struct_ops_pin_path(const char *dir, const char *object,
			  const struct obj_map *m);

/* Attaches map i of a loaded object, pinned at that path as part of an object
 * of that name. What is there already is kept if it is the same, else replaced:
 * a link at once, a struct without one after it was unregistered. Returns 1 if
 * it was kept, and with it the map that was there, else 0. */
int attach_struct_ops_pinned(struct object *o, uint32_t i, const char *object,
			     const char *pin, struct err *e);

/* Unregisters what a pinned map has registered, and removes the pin. Any other
 * pin is only removed. */
int detach_struct_ops_pinned(const char *pin, struct err *e);

/* Whether a descriptor is of a struct_ops map. */
bool struct_ops_is_map(int fd);

#endif
