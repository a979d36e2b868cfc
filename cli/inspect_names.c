// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Names for the numbers of an object, where others have given them names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/inspect.h"

/* LLVM's own limit is lower */
#define MAX_STEPS 64

/* The i-th of words with a NUL behind each, NULL if it is "" or beyond: half
 * the size of an array of pointers. tests/unit/cli/test_inspect.c holds them
 * against the enumerations. */
static const char *nth(const char *words, size_t n, size_t i)
{
	const char *end = words + n - 1;

	for (; words < end && i > 0; i--)
		words += strlen(words) + 1;
	return words < end && words[0] ? words : NULL;
}

#define NTH(i, words) nth(words, sizeof(words), i)

const char *inspect_rel_kind(const struct obj_rel *rel)
{
	return NTH(rel->kind, "map\0data\0call\0func\0ksym\0kfunc\0");
}

const char *inspect_core_kind(uint32_t kind)
{
	return NTH(kind, "byte_off\0byte_sz\0field_exists\0signed\0"
			 "lshift_u64\0rshift_u64\0local_type_id\0"
			 "target_type_id\0type_exists\0type_size\0"
			 "enumval_exists\0enumval_value\0type_matches\0");
}

/* One number of "0:3:1" on from id; the type it leads to, 0 at the end */
static uint32_t access_step(const struct btf *btf, uint32_t id, uint32_t i,
			    char *buf, size_t size)
{
	const struct btf_type *t = btf_type(btf, btf_strip(btf, id));
	const struct btf_array *a = btf_tail(t);
	const struct btf_member *m = btf_tail(t);
	const char *name;

	switch (btf_kind(t)) {
	case BTF_STRUCT:
	case BTF_UNION:
		if (i >= btf_vlen(t))
			return 0;
		name = btf_str(btf, m[i].name_off);
		inspect_say(buf, size, "%s%s", name[0] ? "." : "", name);
		return m[i].type;
	case BTF_ENUM:
	case BTF_ENUM64:
		if (i >= btf_vlen(t))
			return 0;
		btf_enum_value(t, i, &name, btf);
		inspect_say(buf, size, ".%s", name);
		return 0;
	case BTF_ARRAY:
		inspect_say(buf, size, "[%u]", i);
		return a->type;
	default:
		return 0;
	}
}

void inspect_core_access(const struct btf *btf, const struct core_relo *relo,
			 char *buf, size_t size)
{
	const char *s = btf_str(btf, relo->access_str_off);
	/* Else the first one counts along an array of the whole */
	bool first = relo->kind != CORE_ENUMVAL_EXISTS &&
		     relo->kind != CORE_ENUMVAL_VALUE;
	uint32_t id = relo->type_id;
	char *end;

	inspect_decl(btf, id, "", buf, size);
	for (int i = 0; i < MAX_STEPS && id && *s; i++, first = false) {
		uint32_t index = (uint32_t)strtoul(s, &end, 10);

		if (end == s)
			break;
		s = end + (*end == ':');
		if (!first)
			id = access_step(btf, id, index, buf, size);
		else if (index)
			inspect_say(buf, size, "[%u]", index);
	}
}

const char *inspect_map_origin(const struct obj_map *m)
{
	return NTH(m->origin, "btf\0legacy\0data\0kconfig\0struct_ops\0");
}

const char *inspect_extern_kind(const struct obj_extern *x)
{
	return NTH(x->kind, "kconfig\0ksym\0kfunc\0");
}

const char *inspect_section_type(uint32_t type, char buf[16])
{
	const char *name = NTH(type, "NULL\0PROGBITS\0SYMTAB\0STRTAB\0RELA\0"
				     "HASH\0DYNAMIC\0NOTE\0NOBITS\0REL\0"
				     "\0\0\0\0\0\0\0GROUP\0SYMTAB_SHNDX\0");

	if (name)
		return name;
	if (type == 0x6fff4c03)
		return "LLVM_ADDRSIG";
	snprintf(buf, 16, "0x%x", type);
	return buf;
}

const char *inspect_section_flags(uint64_t flags, char buf[16])
{
	static const char letters[] = "WAX?MSILOGTC"; /* bits 0 to 11 */
	size_t n = 0;

	for (unsigned i = 0; i < sizeof(letters) - 1; i++)
		if (flags >> i & 1)
			buf[n++] = letters[i];
	if (flags & SHF_EXCLUDE)
		buf[n++] = 'E';
	buf[n] = '\0';
	return buf;
}
