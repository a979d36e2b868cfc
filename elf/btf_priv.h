/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Shared by the files of the BTF parser; nobody else includes it. */
#ifndef ELF_BTF_PRIV_H
#define ELF_BTF_PRIV_H

struct btf;
struct err;

/* Fills btf->offs and btf->ntypes; every record lies inside the section. */
int btf_index_types(struct btf *btf, struct err *e);

/* Checks that all names and type ids in the records are in range. */
int btf_check_refs(const struct btf *btf, struct err *e);

#endif
