/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files that read an object's spec; nobody else includes it. */
#ifndef ELF_OBJ_PRIV_H
#define ELF_OBJ_PRIV_H

#include <stdbool.h>
#include <stdint.h>

struct elf_section;
struct err;
struct obj;
struct obj_map;

/* The steps of obj_open, each of which relies on those before. */
int obj_read_maps(struct obj *obj, struct err *e);
int obj_read_funcs(struct obj *obj, struct err *e);
int obj_read_rels(struct obj *obj, struct err *e);

/* One map convention each; they append with obj_add_map. */
int obj_read_btf_maps(struct obj *obj, uint32_t section, struct err *e);
int obj_read_legacy_maps(struct obj *obj, uint32_t section, struct err *e);
int obj_read_data_map(struct obj *obj, uint32_t section, struct err *e);

/* A zeroed new map at the end of obj->maps, or NULL. */
struct obj_map *obj_add_map(struct obj *obj);

bool obj_is_code(const struct elf_section *s);

#endif
