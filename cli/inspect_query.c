// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What has to be looked for before an object can be shown: which variables
 * there are, which functions belong together, what .BTF.ext says of each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/inspect.h"
#include "elf/cleanup.h"
#include "elf/err.h"

/* Maps and types looked at for all variables, and relocations for all programs
 * of an object: far more than a compiler makes, little enough for a hostile one
 * not to take minutes */
#define MAX_STEPS (1u << 26)

static int by_place(const void *a, const void *b)
{
	const struct inspect_var *x = a, *y = b;

	if (x->map != y->map)
		return x->map < y->map ? -1 : 1;
	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* LLVM 7 and older gave variables no symbol type */
static bool names_var(const struct elf_sym *sym)
{
	return sym->type == STT_OBJECT ||
	       (sym->type == STT_NOTYPE && sym->bind != STB_LOCAL);
}

/* By name: clang leaves the places in BTF to a linker that nobody runs. Two
 * files linked into one object may both have a static one of that name. */
static uint32_t var_type(const struct btf *btf, const struct elf_sym *sym)
{
	uint32_t id = btf_type(btf, btf_find(btf, sym->name, BTF_VAR))->type;

	return btf_size(btf, id) == (int64_t)sym->size ? id : 0;
}

static const struct obj_map *data_map(const struct obj *obj, uint32_t section)
{
	for (uint32_t i = 0; i < obj->nmaps; i++)
		if (obj->maps[i].section == section &&
		    obj->maps[i].origin == OBJ_MAP_DATA)
			return &obj->maps[i];
	return NULL;
}

static void read_vars(struct inspect *in)
{
	const struct obj *obj = in->obj;
	uint64_t steps = 0;

	for (size_t i = 0; i < obj->elf.nsyms && steps < MAX_STEPS; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];
		const struct obj_map *m =
			names_var(sym) ? data_map(obj, sym->section) : NULL;
		struct inspect_var *v = &in->vars[in->nvars];

		steps += obj->nmaps;
		if (m == NULL)
			continue;
		v->name = sym->name;
		v->map = (uint32_t)(m - obj->maps);
		v->off = sym->value;
		v->size = sym->size;
		v->type = var_type(&obj->btf, sym);
		steps += obj->btf.ntypes;
		in->nvars++;
	}
	qsort(in->vars, in->nvars, sizeof(*in->vars), by_place);
}

static void sort_funcs(struct inspect *in)
{
	const struct obj *obj = in->obj;
	uint32_t n = 0;

	for (int progs = 1; progs >= 0; progs--) {
		for (uint32_t i = 0; i < obj->nfuncs; i++)
			if (obj->funcs[i].is_prog == progs)
				in->order[n++] = i;
		if (progs)
			in->nprogs = n;
	}
}

int inspect_init(struct inspect *in, const struct obj *obj, struct err *e)
{
	in->obj = obj;
	in->vars = calloc(obj->elf.nsyms + 1, sizeof(*in->vars));
	in->order = calloc(obj->nfuncs + 1, sizeof(*in->order));
	in->seen = calloc(obj->nfuncs + 1, sizeof(*in->seen));
	if (!in->vars || !in->order || !in->seen)
		return err_nomem(e);
	read_vars(in);
	sort_funcs(in);
	return 0;
}

void inspect_fini(struct inspect *in)
{
	free(in->vars);
	free(in->order);
	free(in->seen);
}

static void add_callees(struct inspect *in, const struct obj_func *f)
{
	for (uint32_t i = 0; i < f->nrels; i++) {
		uint32_t to = f->rels[i].index;

		if (in->nfound == INSPECT_CALLEES || in->steps++ >= MAX_STEPS)
			return;
		if (f->rels[i].kind != OBJ_REL_CALL &&
		    f->rels[i].kind != OBJ_REL_FUNC)
			continue;
		if (in->seen[to] == in->stamp)
			continue;
		in->seen[to] = in->stamp;
		in->found[in->nfound++] = to;
	}
}

uint32_t inspect_callees(struct inspect *in, uint32_t func)
{
	in->nfound = 0;
	in->seen[func] = ++in->stamp;
	add_callees(in, &in->obj->funcs[func]);
	for (uint32_t i = 0; i < in->nfound; i++)
		add_callees(in, &in->obj->funcs[in->found[i]]);
	return in->nfound;
}

/* How many of n records of .BTF.ext, which begin with an offset by which they
 * are sorted, lie before off */
static size_t before(const void *records, size_t n, size_t size, uint64_t off)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (*(const uint32_t *)((const char *)records + mid * size) <
		    off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

#define BEFORE(records, off)                                                   \
	before((records).v, (records).n, sizeof(*(records).v), off)

void inspect_func(struct inspect *in, const struct obj_func *f)
{
	const struct obj *obj = in->obj;
	const char *section = obj_section_name(obj, f->section);
	struct btfext_funcs funcs = btfext_funcs(&obj->btfext, section);
	struct btfext_lines lines = btfext_lines(&obj->btfext, section);
	struct btfext_relos relos = btfext_relos(&obj->btfext, section);
	uint64_t start = (uint64_t)f->start * sizeof(struct bpf_insn);
	uint64_t end = start + (uint64_t)f->ninsns * sizeof(struct bpf_insn);
	size_t at = BEFORE(funcs, start);

	in->func = f;
	in->nlines = BEFORE(lines, end) - BEFORE(lines, start);
	in->nrelos = BEFORE(relos, end) - BEFORE(relos, start);
	in->relos = relos.v + BEFORE(relos, start);
	in->prototype = 0;
	if (at < funcs.n && funcs.v[at].insn_off == start)
		in->prototype = btf_type(&obj->btf, funcs.v[at].type_id)->type;
}

const struct inspect_var *inspect_var_at(const struct inspect *in, uint32_t map,
					 int64_t off)
{
	size_t lo = 0, hi = in->nvars;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct inspect_var *v = &in->vars[mid];

		if (v->map < map || (v->map == map && (int64_t)v->off <= off))
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || in->vars[lo - 1].map != map)
		return NULL;
	if (off - (int64_t)in->vars[lo - 1].off >=
	    (int64_t)in->vars[lo - 1].size)
		return NULL;
	return &in->vars[lo - 1];
}
