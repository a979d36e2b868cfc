// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * GNU binutils up to 2.40, as Debian 12 has them with gcc-bpf, write the value
 * of a symbol into the place that a relocation against it is about, where
 * everybody else writes what is to be added to the value. Nothing in the
 * object says so; it shows in the places.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

enum style { STYLE_UNKNOWN, STYLE_GNU, STYLE_OTHER };

/* What the place holds, and for a call without the 1 that both count */
static int64_t read_place(const struct elf_section *s, const struct elf_rel *r)
{
	uint64_t word = 0;
	uint32_t imm = 0;
	uint8_t code = 0;

	if (!obj_is_code(s)) {
		view_u64(&s->data, r->offset, &word);
		return (int64_t)word;
	}
	view_u8(&s->data, r->offset, &code);
	view_u32(&s->data, r->offset + 4, &imm);
	return (int64_t)(int32_t)imm + (code == (BPF_JMP | BPF_CALL));
}

static enum style style_of(const struct obj *obj, const struct elf_section *s,
			   const struct elf_rel *r)
{
	const struct elf_sym *sym = &obj->elf.syms[r->sym];
	int64_t have = read_place(s, r);

	/* Of section symbols, both write the place itself */
	if (sym->value == 0 || sym->section == ELF_SYM_COMMON)
		return STYLE_UNKNOWN;
	return have >= 0 && (uint64_t)have >= sym->value &&
			       (uint64_t)have - sym->value <= sym->size
		       ? STYLE_GNU
		       : STYLE_OTHER;
}

static bool is_by_gcc(const struct obj *obj)
{
	const struct elf_section *s = elf_find_section(&obj->elf, ".comment");

	return s && memmem(s->data.p, s->data.len, "GCC:", 4) != NULL;
}

int obj_find_gnu_addends(struct obj *obj, struct err *e)
{
	for (size_t i = 1; i < obj->elf.nsections && is_by_gcc(obj); i++) {
		const struct elf_section *s = &obj->elf.sections[i];
		auto_free struct elf_rel *rels = NULL;
		size_t n;

		if (s->type != SHT_REL || s->info >= obj->elf.nsections ||
		    !(obj->elf.sections[s->info].flags & SHF_ALLOC))
			continue;
		if (elf_read_rels(&obj->elf, s, &rels, &n, e) < 0)
			return -e->code;
		for (size_t k = 0; k < n; k++) {
			enum style style = style_of(
				obj, &obj->elf.sections[s->info], &rels[k]);

			obj->gnu_addends |= style == STYLE_GNU;
			if (style != STYLE_OTHER)
				continue;
			obj->gnu_addends = false;
			return 0;
		}
	}
	return 0;
}
