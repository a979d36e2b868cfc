// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What each relocated instruction means. The relocation's type number is not
 * looked at: LLVM 13 gave the numbers new meanings, and some objects carry 0.
 * What counts is the instruction and where its symbol stands.
 */
#include <errno.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define INSN_SIZE sizeof(struct bpf_insn)
#define LD_IMM64  (BPF_LD | BPF_IMM | BPF_DW)
#define CALL	  (BPF_JMP | BPF_CALL)

static int add_rel(struct obj_func *f, const struct obj_rel *rel, struct err *e)
{
	if ((f->nrels & (f->nrels - 1)) == 0) {
		size_t room = f->nrels ? f->nrels * 2 : 1;
		struct obj_rel *rels = realloc(f->rels, room * sizeof(*rels));

		if (rels == NULL)
			return err_nomem(e);
		f->rels = rels;
	}
	f->rels[f->nrels++] = *rel;
	return 0;
}

int obj_func_begin(const struct obj *obj, uint32_t section, int64_t insn,
		   uint32_t *index, struct err *e)
{
	struct obj_func *f = NULL;

	if (insn >= 0)
		f = obj_func_at(obj, section, (uint64_t)insn);
	if (f == NULL || f->start != insn)
		return err_set(e, EINVAL,
			       "no function begins at instruction %lld of "
			       "section '%s'",
			       (long long)insn, obj_section_name(obj, section));
	*index = (uint32_t)(f - obj->funcs);
	return 0;
}

int obj_sym_place(const struct elf_sym *sym, int64_t addend, int64_t *off,
		  struct err *e)
{
	if (sym->value > INT32_MAX || addend < INT32_MIN ||
	    addend > INT32_MAX || (int64_t)sym->value + addend > INT32_MAX)
		return err_set(e, EINVAL,
			       "symbol '%s' at 0x%llx and addend "
			       "%lld lead outside",
			       sym->name, (unsigned long long)sym->value,
			       (long long)addend);
	*off = (int64_t)sym->value + addend;
	return 0;
}

static int no_map(const struct obj *obj, const struct elf_sym *sym,
		  int64_t addend, struct err *e)
{
	if (sym->section == ELF_SYM_ABS)
		return err_set(e, EINVAL, "symbol '%s' is a number, no map",
			       sym->name);
	if (sym->section == ELF_SYM_COMMON) {
		err_set(e, EINVAL, "symbol '%s' has no place yet (common)",
			sym->name);
		return err_hint(e, "compile with -fno-common");
	}
	if (sym->section == obj->arena)
		return err_set(e, EINVAL,
			       "symbol '%s' is in an arena, but the object "
			       "declares not one map of that type",
			       sym->name);
	err_set(e, EINVAL, "symbol '%s'%+lld in section '%s' is no map",
		sym->name, (long long)addend,
		obj_section_name(obj, sym->section));
	return err_hint(e, "global data must be in a section .data*, .rodata* "
			   "or .bss*");
}

/* A symbol that is neither code nor a known map: data, or an error */
static int find_data(const struct obj *obj, const struct elf_sym *sym,
		     int64_t addend, struct obj_rel *rel, struct err *e)
{
	const struct obj_map *m;
	int64_t off = 0;

	if (obj_sym_place(sym, addend, &off, e) < 0)
		return -e->code;
	m = obj_map_at(obj, sym->section, off);
	if (m == NULL)
		return no_map(obj, sym, addend, e);
	rel->index = (uint32_t)(m - obj->maps);
	rel->kind = m->origin == OBJ_MAP_DATA || sym->section == obj->arena
			    ? OBJ_REL_DATA
			    : OBJ_REL_MAP;
	if (rel->kind == OBJ_REL_DATA)
		rel->off = off;
	return 0;
}

static int read_ld_imm64(const struct obj *obj, const struct elf_sym *sym,
			 int64_t addend, struct obj_rel *rel, struct err *e)
{
	int64_t off = 0;

	if (sym->section == ELF_SYM_UNDEF)
		return obj_extern_address(obj, sym, addend, rel, e);
	if (sym->section >= obj->elf.nsections ||
	    !obj_is_code(&obj->elf.sections[sym->section]))
		return find_data(obj, sym, addend, rel, e);
	rel->kind = OBJ_REL_FUNC;
	if (obj_sym_place(sym, addend, &off, e) < 0)
		return -e->code;
	if (off % (int64_t)INSN_SIZE != 0)
		return err_set(e, EINVAL,
			       "address '%s'+%lld lies within an "
			       "instruction",
			       sym->name, (long long)addend);
	return obj_func_begin(obj, sym->section, off / (int64_t)INSN_SIZE,
			      &rel->index, e);
}

static int read_call(const struct obj *obj, const struct elf_sym *sym,
		     int64_t addend, struct obj_rel *rel, struct err *e)
{
	int64_t off = 0;

	if (sym->section == ELF_SYM_UNDEF)
		return obj_extern_call(obj, sym, rel, e);
	if (sym->section >= obj->elf.nsections)
		return err_set(e, EINVAL, "function '%s' is in no section",
			       sym->name);
	/* The addend counts instructions, from the one behind the call */
	if (obj_sym_place(sym, addend, &off, e) < 0)
		return -e->code;
	if (sym->value % INSN_SIZE != 0)
		return err_set(e, EINVAL,
			       "function '%s' at +0x%llx: no "
			       "instruction begins there",
			       sym->name, (unsigned long long)sym->value);
	rel->kind = OBJ_REL_CALL;
	return obj_func_begin(obj, sym->section,
			      (int64_t)(sym->value / INSN_SIZE) + addend + 1,
			      &rel->index, e);
}

static int read_rel(struct obj *obj, uint32_t section, const struct elf_rel *r,
		    struct err *e)
{
	const struct elf_sym *sym = &obj->elf.syms[r->sym];
	struct obj_func *f = obj_func_at(obj, section, r->offset / INSN_SIZE);
	struct obj_rel rel = { 0 };
	struct bpf_insn *insn;
	int64_t addend;
	int err;

	if (f == NULL || r->offset % INSN_SIZE != 0)
		return err_set(e, EINVAL, "no instruction begins there");
	rel.insn = (uint32_t)(r->offset / INSN_SIZE) - f->start;
	insn = &f->insns[rel.insn];
	if (insn->code == CALL && obj_extern_helper(obj, sym, insn))
		return 0;
	if (__builtin_add_overflow(insn->imm, r->addend, &addend) ||
	    (obj->gnu_addends &&
	     __builtin_sub_overflow(addend, sym->value, &addend)))
		return err_set(e, EINVAL, "addend 0x%llx",
			       (unsigned long long)r->addend);
	if (insn->code == LD_IMM64 && rel.insn + 1 < f->ninsns)
		err = read_ld_imm64(obj, sym, addend, &rel, e);
	else if (insn->code == CALL)
		err = read_call(obj, sym, addend, &rel, e);
	else
		err = err_set(e, EINVAL,
			      "instruction 0x%02x takes no address of '%s'",
			      insn->code, sym->name);
	return err < 0 ? err : add_rel(f, &rel, e);
}

static int read_section_rels(struct obj *obj, const struct elf_section *s,
			     struct err *e)
{
	auto_free struct elf_rel *rels = NULL;
	size_t n;
	int err;

	err = elf_read_rels(&obj->elf, s, &rels, &n, e);
	if (err < 0)
		return err;
	for (size_t i = 0; i < n; i++)
		if (read_rel(obj, s->info, &rels[i], e) < 0)
			return err_wrap(
				e, "section '%s': relocation %zu at +0x%llx",
				obj_section_name(obj, s->info), i,
				(unsigned long long)rels[i].offset);
	return 0;
}

static int by_insn(const void *a, const void *b)
{
	const struct obj_rel *x = a, *y = b;

	return x->insn < y->insn ? -1 : x->insn > y->insn;
}

/* The relocations that were sorted, walked along with the instructions */
struct rel_walk {
	const struct obj_func *f;
	uint32_t n, at;
};

/* insn does not go back from call to call */
static bool has_rel(struct rel_walk *w, uint32_t insn)
{
	const struct obj_rel *rels = w->f->rels;

	while (w->at < w->n && rels[w->at].insn < insn)
		w->at++;
	return w->at < w->n && rels[w->at].insn == insn;
}

static int add_local(struct obj *obj, struct obj_func *f, uint32_t at,
		     enum obj_rel_kind kind, struct err *e)
{
	struct obj_rel rel = { .kind = kind, .insn = at };
	int err = obj_func_begin(obj, f->section,
				 (int64_t)f->start + at + 1 + f->insns[at].imm,
				 &rel.index, e);

	if (err == 0)
		err = add_rel(f, &rel, e);
	if (err < 0)
		return err_wrap(e, "section '%s': %s at +0x%zx",
				obj_section_name(obj, f->section),
				kind == OBJ_REL_CALL ? "call" : "address",
				(f->start + at) * INSN_SIZE);
	return 0;
}

/* Only from the first instruction on is it known which slots are the second
 * one of an instruction */
static int check_slot(const struct obj *obj, struct rel_walk *w, uint32_t at,
		      struct err *e)
{
	const struct obj_func *f = w->f;

	if (!has_rel(w, at))
		return 0;
	return err_set(e, EINVAL,
		       "section '%s': relocation at +0x%zx, within "
		       "an instruction",
		       obj_section_name(obj, f->section),
		       (f->start + at) * INSN_SIZE);
}

/* Calls within a section carry no relocation: the assembler knew the way. So
 * may whatever a linker or loader has already been at. */
static int add_locals(struct obj *obj, struct obj_func *f, struct err *e)
{
	struct rel_walk w = { f, f->nrels, 0 };

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct bpf_insn *insn = &f->insns[i];
		bool known = has_rel(&w, i);
		int err = 0;

		if (insn->code == CALL && insn->src_reg == BPF_PSEUDO_CALL &&
		    !known)
			err = add_local(obj, f, i, OBJ_REL_CALL, e);
		if (insn->code == LD_IMM64) {
			if (insn->src_reg == BPF_PSEUDO_FUNC && !known)
				err = add_local(obj, f, i, OBJ_REL_FUNC, e);
			else if (insn->src_reg == BPF_PSEUDO_MAP_FD ||
				 insn->src_reg == BPF_PSEUDO_MAP_VALUE)
				f->holds_fd |= !known;
			if (err == 0)
				err = check_slot(obj, &w, ++i, e);
		}
		if (err < 0)
			return err;
	}
	return 0;
}

static int finish_func(struct obj *obj, struct obj_func *f, struct err *e)
{
	uint32_t n = f->nrels;
	int err;

	if (n)
		qsort(f->rels, n, sizeof(*f->rels), by_insn);
	err = add_locals(obj, f, e);
	if (err < 0)
		return err;
	if (f->nrels != n)
		qsort(f->rels, f->nrels, sizeof(*f->rels), by_insn);
	for (uint32_t i = 1; i < f->nrels; i++)
		if (f->rels[i].insn == f->rels[i - 1].insn)
			return err_set(e, EINVAL,
				       "section '%s': two relocations at "
				       "+0x%zx",
				       obj_section_name(obj, f->section),
				       (f->start + f->rels[i].insn) *
					       INSN_SIZE);
	return 0;
}

int obj_read_rels(struct obj *obj, struct err *e)
{
	int err = obj_find_gnu_addends(obj, e);

	if (err < 0)
		return err;
	for (size_t i = 1; i < obj->elf.nsections; i++) {
		const struct elf_section *s = &obj->elf.sections[i];

		if (s->type != SHT_REL && s->type != SHT_RELA)
			continue;
		if (s->info >= obj->elf.nsections ||
		    !obj_is_code(&obj->elf.sections[s->info]))
			continue;
		err = read_section_rels(obj, s, e);
		if (err < 0)
			return err;
	}
	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		err = finish_func(obj, &obj->funcs[i], e);
		if (err < 0)
			return err;
	}
	obj_mark_programs(obj);
	return obj_check_data(obj, e);
}
