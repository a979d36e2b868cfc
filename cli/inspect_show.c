// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What each kind of record of an object has to show. Lists within a record are
 * whole in JSON and cut to a cell's 255 characters in text.
 */
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cli/inspect.h"
#include "cli/inspect_sheet.h"
#include "cli/json.h"
#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/listing.h"
#include "elf/names.h"
#include "elf/section.h"

/* Of lists in a cell, which is full by then */
#define MAX_WORDS 64

static void put_type(struct sheet *s, const char *key, struct inspect *in,
		     uint32_t id)
{
	sheet_string(s, key,
		     id ? inspect_decl(&in->obj->btf, id, "", in->buf,
				       sizeof(in->buf))
			: NULL);
}

static void section_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct elf_section *sec = &in->obj->elf.sections[i + 1];

	sheet_uint(s, "index", i + 1);
	sheet_string(s, "name", sec->name);
	sheet_string(s, "type", inspect_section_type(sec->type, in->buf));
	sheet_string(s, "flags", inspect_section_flags(sec->flags, in->buf));
	sheet_uint(s, "size", sec->size);
}

/* Successive 32-bit fields, of names with a NUL behind each */
static void put_words(struct sheet *s, const void *first, const char *names)
{
	for (const char *word = first; *names; word += 4) {
		uint32_t v;

		memcpy(&v, word, sizeof(v));
		if (v > UINT16_MAX) /* a version, or no end */
			sheet_flags(s, names, v);
		else
			sheet_some(s, names, v);
		names += strlen(names) + 1;
	}
}

/* Field to field, as put_words is told below */
#define WORDS_APART(type, a, b, n)                                             \
	static_assert(offsetof(struct type, b) - offsetof(struct type, a) ==   \
			      sizeof(uint32_t) * (n),                          \
		      "fields in the order of their names")
WORDS_APART(obj_map_legacy, id, inner_idx, 2);
WORDS_APART(obj_map_legacy, uid, gid, 1);
WORDS_APART(obj_map_legacy, min_loader, ignore, 4);
WORDS_APART(obj_prog_legacy, uid, ignore, 6);
WORDS_APART(obj_android, min_loader, prog_size, 8);

static void put_map_legacy(struct sheet *s, const struct obj_map_legacy *l)
{
	sheet_object(s, "legacy");
	if (!l->android) {
		put_words(s, &l->id, "id\0inner_id\0inner_idx\0");
	} else {
		put_words(s, &l->uid, "uid\0gid\0");
		sheet_octal(s, "mode", l->mode);
		put_words(s, &l->min_loader,
			  "min_loader\0max_loader\0min_kver\0max_kver\0"
			  "ignore\0");
		sheet_string(s, "selinux_context", l->selinux_context);
		sheet_string(s, "pin_subdir", l->pin_subdir);
		sheet_bool(s, "shared", l->shared);
	}
	sheet_object_end(s);
}

static void put_prog_legacy(struct sheet *s, const struct obj_prog_legacy *l)
{
	sheet_object(s, "legacy");
	put_words(s, &l->uid,
		  "uid\0gid\0min_kver\0max_kver\0min_loader\0"
		  "max_loader\0ignore\0");
	sheet_string(s, "selinux_context", l->selinux_context);
	sheet_string(s, "pin_subdir", l->pin_subdir);
	sheet_bool(s, "optional", l->optional);
	sheet_object_end(s);
}

static void put_android(struct sheet *s, const struct obj_android *a)
{
	sheet_object(s, "android");
	sheet_string(s, "critical", a->critical);
	put_words(s, &a->min_loader,
		  "min_loader\0max_loader\0min_required\0min_netbpfload\0"
		  "btf_min_loader\0btf_min_kver\0btf_user_min_loader\0"
		  "map_size\0prog_size\0");
	sheet_object_end(s);
}

static void put_map(struct sheet *s, struct inspect *in,
		    const struct obj_map *m)
{
	sheet_string(s, "type", map_type_name(m->type));
	sheet_uint(s, "key_size|KEY", m->key_size);
	sheet_uint(s, "value_size|VALUE", m->value_size);
	sheet_uint(s, "max_entries|ENTRIES", m->max_entries);
	sheet_flags(s, "map_flags|FLAGS", m->flags);
	sheet_some(s, "pinning", m->pinning);
	sheet_some(s, "numa_node", m->numa_node);
	sheet_flags(s, "map_extra|EXTRA", m->map_extra);
	sheet_uint(s, ".btf_key_type_id", m->key_type);
	sheet_uint(s, ".btf_value_type_id", m->value_type);
	put_type(s, "key_type", in, m->key_type);
	/* Of data it is the section's name again */
	put_type(s, "value_type", in,
		 s->j || m->origin != OBJ_MAP_DATA ? m->value_type : 0);
}

static const char *init_name(const struct obj *obj,
			     const struct obj_map_init *init)
{
	return init->is_func ? obj->funcs[init->index].name
			     : obj->maps[init->index].name;
}

static void init_row(struct sheet *s, void *ctx, size_t i)
{
	const struct inspect *in = ctx;
	const struct obj_map_init *init = &in->map->inits[i];

	sheet_uint(s, "slot", init->slot);
	sheet_string(s, init->is_func ? "program" : "map",
		     init_name(in->obj, init));
}

/* A map's inner map and values, in one cell each */
static void put_contents_text(struct sheet *s, struct inspect *in)
{
	const struct obj_map *m = in->map, *inner = m->inner;

	in->buf[0] = '\0';
	if (inner)
		inspect_say(in->buf, sizeof(in->buf),
			    "%s, %u -> %u bytes, %u entries",
			    map_type_name(inner->type), inner->key_size,
			    inner->value_size, inner->max_entries);
	sheet_string(s, "inner", in->buf);
	in->buf[0] = '\0';
	for (uint32_t i = 0; i < m->ninits && i < MAX_WORDS; i++)
		inspect_say(in->buf, sizeof(in->buf), "%s%u: %s", i ? ", " : "",
			    m->inits[i].slot, init_name(in->obj, &m->inits[i]));
	sheet_string(s, "values", in->buf);
}

static void map_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct obj_map *m = &in->obj->maps[i];

	in->map = m;
	sheet_string(s, "name", m->name);
	sheet_string(s, "origin", inspect_map_origin(m));
	put_map(s, in, m);
	sheet_bool(s, "optional", m->optional);
	if (m->legacy)
		put_map_legacy(s, m->legacy);
	if (s->j == NULL) {
		put_contents_text(s, in);
		return;
	}
	if (m->inner) {
		sheet_object(s, "inner");
		put_map(s, in, m->inner);
		sheet_object_end(s);
	}
	if (m->ninits)
		sheet_list(s, "values", m->ninits, init_row, in);
}

static void put_value(struct sheet *s, const struct inspect_value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		break;
	case VALUE_STRING:
		sheet_string(s, "value", v->text);
		break;
	case VALUE_BOOL:
		if (s->j)
			sheet_bool(s, "value", v->number);
		else
			sheet_string(s, "value", v->number ? "true" : "false");
		break;
	case VALUE_SIGNED:
		sheet_int(s, "value", (int64_t)v->number);
		break;
	default:
		sheet_uint(s, "value", v->number);
		break;
	}
}

static void global_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct inspect_var *v = &in->vars[i];

	sheet_string(s, "name", v->name);
	sheet_string(s, "section", in->obj->maps[v->map].name);
	sheet_uint(s, "offset", v->off);
	sheet_uint(s, "size", v->size);
	put_type(s, "type", in, v->type);
	inspect_value(in->obj, v, &in->value);
	put_value(s, &in->value);
}

static void rel_row(struct sheet *s, void *ctx, size_t i)
{
	const struct inspect *in = ctx;
	const struct obj_rel *rel = &in->func->rels[i];
	const struct inspect_var *v;

	sheet_uint(s, "insn", rel->insn);
	sheet_string(s, "kind", inspect_rel_kind(rel));
	sheet_string(s, "target", listing_target(in->obj, rel));
	sheet_int(s, "offset", rel->off);
	if (rel->kind != OBJ_REL_DATA)
		return;
	v = inspect_var_at(in, rel->index, rel->off);
	sheet_string(s, "variable", v ? v->name : NULL);
}

static void relo_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct btf *btf = &in->obj->btf;
	const struct core_relo *r = &in->relos[i];

	sheet_string(s, ".program", in->func->name);
	sheet_uint(s, "insn",
		   r->insn_off / sizeof(struct bpf_insn) - in->func->start);
	sheet_string(s, "kind", inspect_core_kind(r->kind));
	put_type(s, ".type", in, r->type_id);
	sheet_string(s, ".access", btf_str(btf, r->access_str_off));
	inspect_core_access(btf, r, in->buf, sizeof(in->buf));
	sheet_string(s, "path", in->buf);
}

static void put_callees(struct sheet *s, struct inspect *in, uint32_t index)
{
	static const char key[] = "subprograms";
	uint32_t n;

	if (!sheet_wants(s, key))
		return;
	n = inspect_callees(in, index);
	in->buf[0] = '\0';
	if (s->j)
		json_array(sheet_key(s, key));
	for (uint32_t i = 0; i < n; i++) {
		const char *name = in->obj->funcs[in->found[i]].name;

		if (s->j)
			sheet_item(s, name);
		else if (i < MAX_WORDS)
			inspect_say(in->buf, sizeof(in->buf), "%s%s",
				    i ? ", " : "", name);
	}
	if (s->j)
		json_array_end(s->j);
	else
		sheet_string(s, key, in->buf);
}

/* What the section's name makes of it, if it is known */
static void put_section(struct sheet *s, const struct obj *obj,
			const struct obj_func *f)
{
	const char *rest = "";
	const struct section_kind *k =
		section_find(obj_section_name(obj, f->section), &rest);
	unsigned type = k ? k->prog_type : 0, at = k ? k->attach_type : 0;

	sheet_string(s, "type", type ? prog_type_name(type) : NULL);
	/* 0 is both the first of cgroup_skb's and none */
	sheet_string(s, "attach_type",
		     at || type == BPF_PROG_TYPE_CGROUP_SKB
			     ? attach_type_name(at)
			     : NULL);
	sheet_string(s, "attach_to", rest[0] ? rest : NULL);
	sheet_bool(s, "sleepable", k && k->flags & SECTION_SLEEPABLE);
}

/* Programs and other functions */
static void func_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct obj *obj = in->obj;
	uint32_t index = in->funcs[i];
	const struct obj_func *f = &obj->funcs[index];

	inspect_func(in, f);
	sheet_string(s, "name", f->name);
	sheet_string(s, "section", obj_section_name(obj, f->section));
	if (f->is_prog) {
		put_section(s, obj, f);
		sheet_bool(s, ".autoload", f->autoload); /* '?' says it */
	} else {
		sheet_bool(s, "global", f->global);
	}
	sheet_uint(s, "insns", f->ninsns);
	if (s->j)
		sheet_list(s, "relocations", f->nrels, rel_row, in);
	else
		sheet_some(s, "relocations|RELOCS", f->nrels);
	sheet_some(s, "core_relocations|CO-RE", in->nrelos);
	sheet_some(s, "lines", in->nlines);
	put_type(s, f->is_prog ? ".prototype" : "prototype", in, in->prototype);
	put_callees(s, in, index);
	if (f->legacy)
		put_prog_legacy(s, f->legacy);
}

static void extern_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct obj_extern *x = &in->obj->externs[i];

	sheet_string(s, "name", x->name);
	sheet_string(s, "kind", inspect_extern_kind(x));
	sheet_bool(s, "weak", x->weak);
	put_type(s, "type", in, x->type);
}

/* In JSON functions have their relocations with them */
static void show_relocations(struct sheet *s, struct inspect *in)
{
	static const char key[] = "core_relocations";

	if (s->j)
		json_array(sheet_key(s, key));
	for (uint32_t i = 0; i < in->obj->nfuncs; i++) {
		inspect_func(in, &in->obj->funcs[i]);
		s->of = in->func->name;
		if (s->j) {
			sheet_rows(s, in->nrelos, relo_row, in);
			continue;
		}
		sheet_list(s, "relocations", in->func->nrels, rel_row, in);
		sheet_list(s, key, in->nrelos, relo_row, in);
	}
	s->of = NULL;
	if (s->j)
		json_array_end(s->j);
}

static void type_row(struct sheet *s, void *ctx, size_t i)
{
	const struct inspect *in = ctx;
	const struct btf *btf = &in->obj->btf;
	uint32_t id = btf->first_id + (uint32_t)i;
	auto_free char *text = inspect_definition(btf, id);

	if (s->j == NULL) { /* no table: it may be longer than a cell */
		fprintf(s->f, "[%u] ", id);
		text_put(s->f, text ? text : "", SIZE_MAX);
		putc('\n', s->f);
		return;
	}
	sheet_uint(s, "id", id);
	sheet_string(s, "kind", btf_kind_name(btf_kind(btf_type(btf, id))));
	sheet_string(s, "name", btf_name(btf, id));
	json_string(sheet_key(s, "text"), text);
}

static void show_types(struct sheet *s, struct inspect *in)
{
	uint32_t n = in->obj->btf.ntypes;

	if (s->j) {
		sheet_list(s, "dump", n, type_row, in);
		return;
	}
	fprintf(s->f, "\nTypes (%u)\n", n);
	for (uint32_t i = 0; i < n; i++)
		type_row(s, in, i);
}

static void head_row(struct sheet *s, void *ctx, size_t i)
{
	struct inspect *in = ctx;
	const struct obj *obj = in->obj;

	(void)i;
	if (s->j == NULL)
		sheet_string(s, "path", in->path);
	sheet_string(s, "machine", obj->elf.machine == EM_BPF ? "bpf" : "none");
	sheet_string(s, "endian", obj->elf.big_endian ? "big" : "little");
	sheet_string(s, "license", obj->license);
	sheet_flags(s, "kern_version|KERNEL", obj->kern_version);
	if (obj->android.present)
		put_android(s, &obj->android);
	sheet_object(s, "btf");
	sheet_some(s, "types", obj->btf.ntypes);
	sheet_some(s, "lines", obj->btfext.lines.nrecs);
	sheet_some(s, "core_relocations|CO-RE", obj->btfext.relos.nrecs);
	if (s->j && in->parts & PART_BTF)
		show_types(s, in);
	sheet_object_end(s);
}

void inspect_show(struct inspect *in, struct sheet *s)
{
	const struct obj *obj = in->obj;
	size_t nsections = obj->elf.nsections;

	if (s->j)
		head_row(s, in, 0);
	else
		sheet_list(s, NULL, 1, head_row, in);
	if (in->parts & PART_SECTIONS)
		sheet_list(s, "sections", nsections ? nsections - 1 : 0,
			   section_row, in);
	if (in->parts & PART_MAPS) {
		sheet_list(s, "maps", obj->nmaps, map_row, in);
		sheet_list(s, "globals", in->nvars, global_row, in);
	}
	if (in->parts & PART_PROGRAMS ||
	    (s->j && in->parts & PART_RELOCATIONS)) {
		in->funcs = in->order;
		sheet_list(s, "programs", in->nprogs, func_row, in);
		in->funcs += in->nprogs;
		sheet_list(s, "functions", obj->nfuncs - in->nprogs, func_row,
			   in);
		sheet_list(s, "externs", obj->nexterns, extern_row, in);
	}
	if (in->parts & PART_RELOCATIONS)
		show_relocations(s, in);
	if (in->parts & PART_BTF && s->j == NULL)
		show_types(s, in);
}
