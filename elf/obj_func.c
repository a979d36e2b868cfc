// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Functions: every executable section is split at its function symbols. Where
 * a symbol begins a function begins, and it ends where the next one does;
 * symbol sizes are not trusted, since some compilers leave them 0.
 */
#include <byteswap.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"
#include "elf/section.h"

#define INSN_SIZE sizeof(struct bpf_insn)

bool obj_is_code(const struct elf_section *s)
{
	return s->type == SHT_PROGBITS && (s->flags & SHF_EXECINSTR) &&
	       s->size != 0;
}

/* obj->funcs is sorted by section and start, and ranges do not overlap */
struct obj_func *obj_func_at(const struct obj *obj, uint32_t section,
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

/* clang 7 and older left functions without a type */
static bool names_func(const struct elf_sym *sym)
{
	return sym->type == STT_FUNC ||
	       (sym->type == STT_NOTYPE && sym->bind != STB_LOCAL &&
		sym->name[0] != '\0');
}

static int read_insns(const struct elf_section *s, struct obj_func *f,
		      struct err *e)
{
	struct view code;

	if (!view_sub(&s->data, f->start * INSN_SIZE, f->ninsns * INSN_SIZE,
		      &code))
		return err_set(e, EINVAL, "function '%s' lies outside",
			       f->name);
	f->insns = calloc(f->ninsns + 1, INSN_SIZE);
	if (f->insns == NULL)
		return err_nomem(e);
	if (code.len)
		memcpy(f->insns, code.p, code.len);
	/* In the other byte order the nibbles change places too */
	for (uint32_t i = 0; code.swap && i < f->ninsns; i++) {
		struct bpf_insn *insn = &f->insns[i];
		uint8_t dst = insn->dst_reg;

		insn->dst_reg = insn->src_reg;
		insn->src_reg = dst & 0xfu;
		insn->off = (int16_t)bswap_16((uint16_t)insn->off);
		insn->imm = (int32_t)bswap_32((uint32_t)insn->imm);
	}
	return 0;
}

static struct obj_func *add_func(struct obj *obj, uint32_t section,
				 const char *name)
{
	struct obj_func *funcs = obj->funcs;

	if ((obj->nfuncs & (obj->nfuncs - 1)) == 0) {
		size_t room = obj->nfuncs ? obj->nfuncs * 2 : 1;

		funcs = realloc(funcs, room * sizeof(*funcs));
		if (funcs == NULL)
			return NULL;
		obj->funcs = funcs;
	}
	funcs[obj->nfuncs] =
		(struct obj_func){ .name = name, .section = section };
	return &funcs[obj->nfuncs++];
}

static bool is_text(const char *section)
{
	return strcmp(section, ".text") == 0 ||
	       strncmp(section, ".text.", 6) == 0;
}

static int add_range(struct obj *obj, const struct elf_sym *sym,
		     uint32_t section, uint64_t end, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	uint64_t start = sym ? sym->value : 0;
	const char *name = sym ? sym->name : s->name;
	struct obj_func *f;

	if (start >= s->size || start % INSN_SIZE != 0)
		return err_set(e, EINVAL,
			       "function '%s' at +0x%llx: no instruction "
			       "begins there",
			       name, (unsigned long long)start);
	f = add_func(obj, section, name);
	if (f == NULL)
		return err_nomem(e);
	f->start = (uint32_t)(start / INSN_SIZE);
	f->ninsns = (uint32_t)((end - start) / INSN_SIZE);
	f->global = sym && sym->bind != STB_LOCAL &&
		    sym->visibility != STV_HIDDEN &&
		    sym->visibility != STV_INTERNAL;
	f->is_prog = !is_text(s->name);
	f->autoload = s->name[0] != '?';
	return read_insns(s, f, e);
}

/* syms: the n function symbols of this section, by place */
static int split_section(struct obj *obj, uint32_t section,
			 const struct elf_sym **syms, size_t n, struct err *e)
{
	const struct elf_section *s = &obj->elf.sections[section];
	int err;

	if (s->size % INSN_SIZE != 0 || s->size > INT32_MAX)
		return err_set(e, EINVAL,
			       "0x%llx bytes are not whole instructions",
			       (unsigned long long)s->size);
	if (n == 0)
		return is_text(s->name)
			       ? 0
			       : add_range(obj, NULL, section, s->size, e);
	if (syms[0]->value != 0)
		return err_set(e, EINVAL,
			       "the first 0x%llx bytes belong to no function",
			       (unsigned long long)syms[0]->value);
	for (size_t i = 0; i < n; i++) {
		size_t next = i + 1;

		while (next < n && syms[next]->value == syms[i]->value)
			next++;
		err = add_range(obj, syms[i], section,
				next < n ? syms[next]->value : s->size, e);
		if (err < 0)
			return err;
		i = next - 1;
	}
	return 0;
}

/* A section without instructions is no code to the rest of this; that a
 * program should be in it must not get lost */
static int refuse_empty(const struct obj *obj, struct err *e)
{
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];
		const struct elf_section *s;

		if (sym->type != STT_FUNC || sym->section >= obj->elf.nsections)
			continue;
		s = &obj->elf.sections[sym->section];
		if (s->type == SHT_PROGBITS && (s->flags & SHF_EXECINSTR) &&
		    s->size == 0)
			return err_set(e, EINVAL,
				       "section '%s': function '%s' "
				       "has no instructions",
				       s->name, sym->name);
	}
	return 0;
}

int obj_read_funcs(struct obj *obj, struct err *e)
{
	auto_free const struct elf_sym **syms = NULL;
	size_t n = 0, at = 0;
	int err = refuse_empty(obj, e);

	if (err < 0)
		return err;
	syms = calloc(obj->elf.nsyms + 1, sizeof(struct elf_sym *));
	if (syms == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];

		if (names_func(sym) && sym->section < obj->elf.nsections &&
		    obj_is_code(&obj->elf.sections[sym->section]))
			syms[n++] = sym;
	}
	qsort(syms, n, sizeof(struct elf_sym *), obj_sym_order);
	for (uint32_t i = 1; i < obj->elf.nsections; i++) {
		size_t end = at;

		if (!obj_is_code(&obj->elf.sections[i]))
			continue;
		while (end < n && syms[end]->section == i)
			end++;
		if (split_section(obj, i, syms + at, end - at, e) < 0)
			return err_wrap(e, "section '%s'",
					obj->elf.sections[i].name);
		at = end;
	}
	return 0;
}

/* What is called is a subprogram, unless its section's name says that it is a
 * program and others can see it. Sections of unknown names hold subprograms,
 * as .text does, or programs of a type that the user has to tell. */
static bool stays_program(const struct obj *obj, const struct obj_func *f)
{
	return f->global &&
	       section_find(obj_section_name(obj, f->section), NULL) != NULL;
}

void obj_mark_programs(struct obj *obj)
{
	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		const struct obj_func *f = &obj->funcs[i];

		for (uint32_t r = 0; r < f->nrels; r++) {
			const struct obj_rel *rel = &f->rels[r];
			struct obj_func *to;

			if (rel->kind != OBJ_REL_CALL &&
			    rel->kind != OBJ_REL_FUNC)
				continue;
			to = &obj->funcs[rel->index];
			if (to != f && to->is_prog && !stays_program(obj, to))
				to->is_prog = false;
		}
	}
}
