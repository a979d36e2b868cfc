// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* REL (clang) and RELA (some gcc) sections as one kind of record. */
#include <errno.h>
#include <stdlib.h>

#include "elf/cleanup.h"
#include "elf/elf.h"
#include "elf/err.h"

static int check_rel(const struct elf *elf, const struct elf_section *s,
		     size_t i, const struct elf_rel *r, struct err *e)
{
	const struct elf_section *target = &elf->sections[s->info];

	if (r->sym >= elf->nsyms)
		return err_set(e, ENOEXEC,
			       "section '%s': relocation %zu at +0x%llx names "
			       "symbol %u of %zu",
			       s->name, i, (unsigned long long)r->offset,
			       r->sym, elf->nsyms);
	if (r->offset >= target->size)
		return err_set(e, ENOEXEC,
			       "section '%s': relocation %zu at +0x%llx lies "
			       "outside '%s' of 0x%llx bytes",
			       s->name, i, (unsigned long long)r->offset,
			       target->name, (unsigned long long)target->size);
	return 0;
}

int elf_read_rels(const struct elf *elf, const struct elf_section *s,
		  struct elf_rel **out, size_t *n, struct err *e)
{
	size_t size =
		s->type == SHT_RELA ? sizeof(Elf64_Rela) : sizeof(Elf64_Rel);
	size_t count = s->data.len / size;
	auto_free struct elf_rel *rels = NULL;
	int err;

	if (s->data.len % size != 0)
		return err_set(e, ENOEXEC,
			       "section '%s': 0x%zx bytes are not a multiple "
			       "of %zu",
			       s->name, s->data.len, size);
	if (s->info == 0 || s->info >= elf->nsections)
		return err_set(e, ENOEXEC,
			       "section '%s': target section %u does not exist",
			       s->name, s->info);
	rels = calloc(count + 1, sizeof(*rels));
	if (rels == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++) {
		uint64_t info = 0, addend = 0;

		view_u64(&s->data, i * size, &rels[i].offset);
		view_u64(&s->data, i * size + 8, &info);
		if (s->type == SHT_RELA)
			view_u64(&s->data, i * size + 16, &addend);
		rels[i].addend = (int64_t)addend;
		rels[i].type = ELF64_R_TYPE(info);
		rels[i].sym = (uint32_t)ELF64_R_SYM(info);
		err = check_rel(elf, s, i, &rels[i], e);
		if (err < 0)
			return err;
	}
	*out = take_ptr(&rels);
	*n = count;
	return 0;
}
