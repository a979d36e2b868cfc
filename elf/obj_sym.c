// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Symbols as names of places. Several may name one place (aliases); then the
 * most public is meant. Section symbols, files and the compiler's labels name
 * nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

static int rank(const struct elf_sym *sym)
{
	return sym->bind == STB_GLOBAL ? 0 : sym->bind == STB_WEAK ? 1 : 2;
}

int obj_sym_order(const void *a, const void *b)
{
	const struct elf_sym *x = *(const struct elf_sym *const *)a;
	const struct elf_sym *y = *(const struct elf_sym *const *)b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	if (rank(x) != rank(y))
		return rank(x) - rank(y);
	return x < y ? -1 : x > y; /* both in the symbol table */
}

/* clang 7 and older left variables without a type */
static bool names_place(const struct elf_sym *sym, uint32_t section)
{
	if (sym->section != section || sym->name[0] == '\0' ||
	    sym->type == STT_SECTION || sym->type == STT_FILE)
		return false;
	return strncmp(sym->name, "LBB", 3) != 0 &&
	       strncmp(sym->name, ".L", 2) != 0;
}

int obj_place_syms(const struct obj *obj, uint32_t section,
		   const struct elf_sym ***out, size_t *n, struct err *e)
{
	const struct elf_sym **syms;
	size_t all = 0, kept = 0;

	for (size_t i = 0; i < obj->elf.nsyms; i++)
		all += names_place(&obj->elf.syms[i], section);
	syms = calloc(all + 1, sizeof(struct elf_sym *));
	if (syms == NULL)
		return err_nomem(e);
	all = 0;
	for (size_t i = 0; i < obj->elf.nsyms; i++)
		if (names_place(&obj->elf.syms[i], section))
			syms[all++] = &obj->elf.syms[i];
	qsort(syms, all, sizeof(struct elf_sym *), obj_sym_order);
	for (size_t i = 0; i < all; i++)
		if (kept == 0 || syms[kept - 1]->value != syms[i]->value)
			syms[kept++] = syms[i];
	*out = syms;
	*n = kept;
	return 0;
}
