/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files of `rawbpf map`: a map that is open, and its elements
 * for a person or as bpftool's JSON. */
#ifndef CLI_MAP_DUMP_H
#define CLI_MAP_DUMP_H

#include "loader/kernel_obj.h"
#include "maps/iterate.h"
#include "maps/value.h"

struct global;
struct json;

struct map_view {
	int fd; /* owned */
	struct bpf_map_info info;
	struct kernel_obj_btf types; /* empty without */
	struct value_type key, value;
	bool key_known, value_known; /* more than their bytes */
	bool sum; /* values of CPUs can be added up */
	struct iterate it;
};

/* Takes fd over, also when it fails. */
int map_view_open(struct map_view *m, int fd, struct err *e);
void map_view_close(struct map_view *m);

/* All elements, one array in JSON */
int map_dump(const struct global *g, struct map_view *m, struct err *e);
/* The same as a value within a document */
int map_dump_json(struct json *j, struct map_view *m, struct err *e);

/* The element that is in m->it.values, of the key in m->it.keys */
void map_dump_one(const struct global *g, const struct map_view *m);

#endif
