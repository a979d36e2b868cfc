/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files that make up the ELF parser; nobody else includes it. */
#ifndef ELF_ELF_PRIV_H
#define ELF_ELF_PRIV_H

struct elf;
struct err;

/* Fills elf->syms from the SHT_SYMTAB section, if there is one. */
int elf_read_syms(struct elf *elf, struct err *e);

#endif
