/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files that read an object's spec; nobody else includes it. */
#ifndef ELF_OBJ_PRIV_H
#define ELF_OBJ_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_insn;
struct elf_section;
struct elf_sym;
struct err;
struct obj;
struct obj_func;
struct obj_map;
struct obj_rel;
struct view;

/* The steps of obj_open, each of which relies on those before. */
int obj_read_android(struct obj *obj, struct err *e);
int obj_read_maps(struct obj *obj, struct err *e);
int obj_read_funcs(struct obj *obj, struct err *e);
int obj_read_externs(struct obj *obj, struct err *e);
int obj_read_rels(struct obj *obj, struct err *e);
int obj_read_inits(struct obj *obj, struct err *e);
int obj_read_progs(struct obj *obj, struct err *e);

/* One map convention each; they append with obj_add_map. */
int obj_read_btf_maps(struct obj *obj, uint32_t section, struct err *e);
int obj_read_legacy_maps(struct obj *obj, uint32_t section, struct err *e);
int obj_read_data_map(struct obj *obj, uint32_t section, struct err *e);
int obj_read_struct_ops(struct obj *obj, uint32_t section, struct err *e);

/* Gives common symbols their places in a map of zeros. */
int obj_read_common(struct obj *obj, struct err *e);

/* What one definition of a legacy section says, by its size and by what else
 * is in the object; and, when all are there, which of them are templates. */
int obj_read_layout(const struct obj *obj, const struct view *def,
		    struct obj_map *m, struct err *e);
int obj_read_android_map(const struct view *def, struct obj_map *m,
			 struct err *e);
int obj_link_legacy_maps(struct obj *obj, struct err *e);

/* The legacy part of a map, made if it is not there; NULL without memory. */
struct obj_map_legacy *obj_map_legacy(struct obj_map *m);

/* A copy of a map's definition alone, for use as template; NULL without
 * memory. */
struct obj_map *obj_map_template(const struct obj_map *m);

/* What an instruction that names an undefined symbol means. */
int obj_extern_address(const struct obj *obj, const struct elf_sym *sym,
		       int64_t addend, struct obj_rel *rel, struct err *e);
/* A call of a helper by name, with nothing else that the name could mean: the
 * instruction becomes one by number. */
bool obj_extern_helper(const struct obj *obj, const struct elf_sym *sym,
		       struct bpf_insn *insn);
int obj_extern_call(const struct obj *obj, const struct elf_sym *sym,
		    struct obj_rel *rel, struct err *e);

/* Symbols that name places in a section, by place; one for each place, the
 * most public. *out is malloc'ed. */
int obj_place_syms(const struct obj *obj, uint32_t section,
		   const struct elf_sym ***out, size_t *n, struct err *e);
/* The same order for other lists of them, for qsort */
int obj_sym_order(const void *a, const void *b);

/* The function an instruction of a section belongs to, or NULL. */
struct obj_func *obj_func_at(const struct obj *obj, uint32_t section,
			     uint64_t insn);

/* The declared map that begins at a place, or the data map that holds it; or
 * NULL. */
struct obj_map *obj_map_at(const struct obj *obj, uint32_t section,
			   int64_t off);
/* The last map of a section that begins at or before a place, or NULL. */
struct obj_map *obj_map_before(const struct obj *obj, uint32_t section,
			       uint64_t off);

/* Looks whether this object's addends are of the kind that obj_gnu.c is
 * about. */
int obj_find_gnu_addends(struct obj *obj, struct err *e);

/* The place a symbol and an addend mean; whatever leads farther than any
 * section reaches is an error, so that nobody after has to fear overflow. */
int obj_sym_place(const struct elf_sym *sym, int64_t addend, int64_t *off,
		  struct err *e);

/* The function that begins at an instruction of a section */
int obj_func_begin(const struct obj *obj, uint32_t section, int64_t insn,
		   uint32_t *index, struct err *e);

/* Refuses addresses in data that a program may read. */
int obj_check_data(const struct obj *obj, struct err *e);

/* Decides which functions are entry points, from who calls whom. */
void obj_mark_programs(struct obj *obj);

/* A zeroed new map at the end of obj->maps, or NULL. */
struct obj_map *obj_add_map(struct obj *obj);

bool obj_is_code(const struct elf_section *s);

#endif
