/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * .BTF.ext: which instruction begins which function, comes from which source
 * line, and needs which CO-RE relocation. Records stand in groups, one for
 * each ELF section, named by .BTF's strings. Here they are in host order and,
 * within a section, sorted by instruction. What type ids and string offsets
 * in them mean is left to whoever looks at the .BTF: its accessors take any.
 */
#ifndef ELF_BTFEXT_H
#define ELF_BTFEXT_H

#include <linux/bpf.h>

#include "elf/view.h"

struct btf;
struct err;

/* struct bpf_core_relo of the UAPI (5.17), under a name of our own since the
 * build machine's header may be older */
struct core_relo {
	uint32_t insn_off; /* bytes from the start of the ELF section */
	uint32_t type_id; /* in the object's BTF */
	uint32_t access_str_off;
	uint32_t kind; /* enum core_kind */
};

enum core_kind {
	CORE_FIELD_BYTE_OFFSET = 0,
	CORE_FIELD_BYTE_SIZE = 1,
	CORE_FIELD_EXISTS = 2,
	CORE_FIELD_SIGNED = 3,
	CORE_FIELD_LSHIFT_U64 = 4,
	CORE_FIELD_RSHIFT_U64 = 5,
	CORE_TYPE_ID_LOCAL = 6,
	CORE_TYPE_ID_TARGET = 7,
	CORE_TYPE_EXISTS = 8,
	CORE_TYPE_SIZE = 9,
	CORE_ENUMVAL_EXISTS = 10,
	CORE_ENUMVAL_VALUE = 11,
	CORE_TYPE_MATCHES = 12,
	CORE_KIND__COUNT
};

/* Records of one section; insn_off is in bytes from the section's start, not,
 * as the kernel wants it, in instructions from the program's. */
struct btfext_funcs {
	const struct bpf_func_info *v;
	size_t n;
};

struct btfext_lines {
	const struct bpf_line_info *v;
	size_t n;
};

struct btfext_relos {
	const struct core_relo *v;
	size_t n;
};

/* One kind of record, for all sections */
struct btfext_table {
	uint32_t *words; /* owned: the records, as 32-bit words */
	struct btfext_group *groups; /* owned: sorted by section name */
	size_t nrecs, ngroups;
};

struct btfext {
	struct btfext_table funcs, lines, relos;
};

/* Parses a whole .BTF.ext section. Nothing of it points into bytes later, but
 * section names point into btf's strings, which must outlive *out. */
int btfext_open(const struct view *bytes, const struct btf *btf,
		struct btfext *out, struct err *e);
void btfext_close(struct btfext *x);

/* Records of the ELF section of that name; n is 0 when there are none. A
 * struct btfext of zeros has none at all. */
struct btfext_funcs btfext_funcs(const struct btfext *x, const char *section);
struct btfext_lines btfext_lines(const struct btfext *x, const char *section);
struct btfext_relos btfext_relos(const struct btfext *x, const char *section);

/* All CO-RE relocations of the object, section after section. */
struct btfext_relos btfext_all_relos(const struct btfext *x);

#endif
