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
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define INSN_SIZE sizeof(struct bpf_insn)
#define LD_IMM64 (BPF_LD | BPF_IMM | BPF_DW)
#define CALL (BPF_JMP | BPF_CALL)

/* obj->funcs is sorted by section and start, and ranges do not overlap */
static struct obj_func *func_at(const struct obj *obj, uint32_t section,
				uint64_t insn)
{
	uint32_t lo = 0, hi = obj->nfuncs;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		struct obj_func *f = &obj->funcs[mid];

		if (f->section < section ||
		    (f->section == section && f->start + f->ninsns <= insn))
			lo = mid + 1;
		else if (f->section == section && f->start <= insn)
			return f;
		else
			hi = mid;
	}
	return NULL;
}

static int add_rel(struct obj_func *f, const struct obj_rel *rel,
		   struct err *e)
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

/* The function that begins at an instruction of a section */
static int find_target(const struct obj *obj, uint32_t section, int64_t insn,
		       uint32_t *index, struct err *e)
{
	struct obj_func *f = NULL;

	if (insn >= 0)
		f = func_at(obj, section, (uint64_t)insn);
	if (f == NULL || f->start != insn)
		return err_set(e, EINVAL,
			       "no function begins at instruction %lld of "
			       "section '%s'", (long long)insn,
			       obj_section_name(obj, section));
	*index = (uint32_t)(f - obj->funcs);
	return 0;
}

/* A symbol that is neither code nor a known map: data, or an error */
static int find_data(const struct obj *obj, const struct elf_sym *sym,
		     int64_t addend, struct obj_rel *rel, struct err *e)
{
	int64_t off = (int64_t)sym->value + addend;

	for (uint32_t i = 0; i < obj->nmaps; i++) {
		const struct obj_map *m = &obj->maps[i];

		if (m->section != sym->section)
			continue;
		if (m->origin == OBJ_MAP_DATA) {
			rel->kind = OBJ_REL_DATA;
			rel->index = i;
			rel->off = off;
			return 0;
		}
		if (off >= 0 && (uint64_t)off == m->offset) {
			rel->kind = OBJ_REL_MAP;
			rel->index = i;
			return 0;
		}
	}
	if (sym->section == ELF_SYM_UNDEF) {
		err_set(e, EINVAL, "symbol '%s' is undefined", sym->name);
		return err_hint(e, "link the objects first, or declare it "
				"static");
	}
	return err_set(e, EINVAL, "symbol '%s'+%lld in section '%s' is no map",
		       sym->name, (long long)addend,
		       obj_section_name(obj, sym->section));
}

static int read_ld_imm64(const struct obj *obj, const struct elf_sym *sym,
			 int64_t addend, struct obj_rel *rel, struct err *e)
{
	int64_t off = (int64_t)sym->value + addend;

	if (sym->section >= obj->elf.nsections ||
	    !obj_is_code(&obj->elf.sections[sym->section]))
		return find_data(obj, sym, addend, rel, e);
	rel->kind = OBJ_REL_FUNC;
	if (off % (int64_t)INSN_SIZE != 0)
		return err_set(e, EINVAL, "address '%s'+%lld lies within an "
			       "instruction", sym->name, (long long)addend);
	return find_target(obj, sym->section, off / (int64_t)INSN_SIZE,
			   &rel->index, e);
}

static int read_call(const struct obj *obj, const struct elf_sym *sym,
		     int64_t addend, struct obj_rel *rel, struct err *e)
{
	if (sym->section == ELF_SYM_UNDEF)
		return err_set(e, EINVAL, "function '%s' is undefined",
			       sym->name);
	rel->kind = OBJ_REL_CALL;
	return find_target(obj, sym->section,
			   (int64_t)(sym->value / INSN_SIZE) + addend + 1,
			   &rel->index, e);
}

static int read_rel(struct obj *obj, uint32_t section, const struct elf_rel *r,
		    struct err *e)
{
	const struct elf_sym *sym = &obj->elf.syms[r->sym];
	struct obj_func *f = func_at(obj, section, r->offset / INSN_SIZE);
	struct obj_rel rel = { 0 };
	struct bpf_insn *insn;
	int64_t addend;
	int err;

	if (f == NULL || r->offset % INSN_SIZE != 0)
		return err_set(e, EINVAL, "no instruction begins there");
	rel.insn = (uint32_t)(r->offset / INSN_SIZE) - f->start;
	insn = &f->insns[rel.insn];
	addend = insn->imm + r->addend;
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
			return err_wrap(e,
				"section '%s': relocation %zu at +0x%llx",
				obj_section_name(obj, s->info), i,
				(unsigned long long)rels[i].offset);
	return 0;
}

static int by_insn(const void *a, const void *b)
{
	const struct obj_rel *x = a, *y = b;

	return x->insn < y->insn ? -1 : x->insn > y->insn;
}

static bool has_rel(const struct obj_func *f, uint32_t nsorted, uint32_t insn)
{
	struct obj_rel key = { .insn = insn };

	return nsorted != 0 && bsearch(&key, f->rels, nsorted,
				       sizeof(*f->rels), by_insn) != NULL;
}

/* Calls within a section carry no relocation: the assembler knew the way */
static int add_local_calls(struct obj *obj, struct obj_func *f, struct err *e)
{
	uint32_t nsorted = f->nrels;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct bpf_insn *insn = &f->insns[i];
		struct obj_rel rel = { .kind = OBJ_REL_CALL, .insn = i };
		int err;

		if (insn->code == LD_IMM64)
			i++;
		if (insn->code != CALL || insn->src_reg != BPF_PSEUDO_CALL ||
		    has_rel(f, nsorted, i))
			continue;
		err = find_target(obj, f->section,
				  (int64_t)f->start + i + 1 + insn->imm,
				  &rel.index, e);
		if (err == 0)
			err = add_rel(f, &rel, e);
		if (err < 0)
			return err_wrap(e, "section '%s': call at +0x%zx",
					obj_section_name(obj, f->section),
					(f->start + i) * INSN_SIZE);
	}
	return 0;
}

static int finish_func(struct obj *obj, struct obj_func *f, struct err *e)
{
	int err;

	if (f->nrels)
		qsort(f->rels, f->nrels, sizeof(*f->rels), by_insn);
	err = add_local_calls(obj, f, e);
	if (err < 0 || f->nrels == 0)
		return err;
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

/* A static function that something calls is no entry point */
static void mark_subprograms(struct obj *obj)
{
	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];

		for (uint32_t r = 0; r < f->nrels; r++) {
			struct obj_func *to = &obj->funcs[f->rels[r].index];

			if (f->rels[r].kind != OBJ_REL_CALL &&
			    f->rels[r].kind != OBJ_REL_FUNC)
				continue;
			if (!to->global)
				to->is_prog = false;
		}
	}
}

int obj_read_rels(struct obj *obj, struct err *e)
{
	int err;

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
	mark_subprograms(obj);
	return 0;
}
