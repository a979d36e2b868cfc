// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What objects for Android's bpfloader say beyond maps and code: definitions
 * of programs in the section `progs`, longer map definitions, and small
 * sections about the whole object. Each release has appended to the structs:
 *
 *   maps   32 Android 11 (R)   48 12 (S)   116 13 (T)   120 14 (U) and later
 *   progs  20 R                28 S        92 T and later
 *
 * From S on, sections say the sizes, so that a larger one is a later release
 * whose new fields are for later loaders.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/obj.h"
#include "elf/obj_priv.h"

#define MAP_R	   32
#define MAP_T	   116
#define MAP_U	   120
#define PROG_R	   20
#define KVER_INF   UINT32_MAX
#define MAX_LOADER 0x10000
#define TEXT	   32 /* bytes of a label or directory */

/* Words of a definition and where they go. A definition that is shorter leaves
 * what is there. */
struct field {
	uint8_t off, to;
};

#define MAP(off, field)                                                        \
	{                                                                      \
		off, offsetof(struct obj_map_legacy, field)                    \
	}
#define PROG(off, field)                                                       \
	{                                                                      \
		off, offsetof(struct obj_prog_legacy, field)                   \
	}

static const struct field map_fields[] = {
	MAP(20, uid),	     MAP(24, gid),	  MAP(28, mode),
	MAP(32, min_loader), MAP(36, max_loader), MAP(40, min_kver),
	MAP(44, max_kver),   MAP(MAP_T, uid),
};

static const struct field prog_fields[] = {
	PROG(0, uid),	    PROG(4, gid),	  PROG(8, min_kver),
	PROG(12, max_kver), PROG(20, min_loader), PROG(24, max_loader),
};

static void read_fields(const struct view *def, const struct field *f, size_t n,
			void *out)
{
	for (size_t i = 0; i < n; i++)
		view_u32(def, f[i].off,
			 (uint32_t *)(void *)((char *)out + f[i].to));
}

static void text(const struct view *def, uint64_t off, char out[TEXT + 1])
{
	struct view v;

	if (view_sub(def, off, TEXT, &v))
		memcpy(out, v.p, TEXT);
	out[TEXT] = '\0';
}

/* From S on a << 24 | b << 16 | c; kernels stop counting c at 255 */
static uint32_t kver(uint32_t v)
{
	uint32_t c = v & 0xffff;

	if (v == KVER_INF)
		return v;
	return (v >> 24) << 16 | ((v >> 16) & 0xff) << 8 | (c < 255 ? c : 255);
}

/* Sections that are one number. Those of sizes are of size_t, of which the
 * first four bytes matter. */
static const struct number {
	const char *section;
	size_t to;
} numbers[] = {
#define NUMBER(section, field)                                                 \
	{                                                                      \
		section, offsetof(struct obj_android, field)                   \
	}
	NUMBER("bpfloader_min_ver", min_loader),
	NUMBER("bpfloader_max_ver", max_loader),
	NUMBER("bpfloader_min_required_ver", min_required),
	NUMBER("netbpfload_min_ver", min_netbpfload),
	NUMBER("btf_min_bpfloader_ver", btf_min_loader),
	NUMBER("btf_min_kernel_ver", btf_min_kver),
	NUMBER("btf_user_min_bpfloader_ver", btf_user_min_loader),
	NUMBER("size_of_bpf_map_def", map_size),
	NUMBER("size_of_bpf_prog_def", prog_size),
#undef NUMBER
};

static void read_numbers(const struct elf *elf, struct obj_android *a)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		const struct elf_section *s =
			elf_find_section(elf, numbers[i].section);
		void *to = (char *)a + numbers[i].to;

		if (s && view_u32(&s->data, 0, to))
			a->present = true;
	}
}

static int check_size(const char *section, uint32_t size, uint32_t least,
		      struct err *e)
{
	if (size == 0 || (size >= least && size % 4 == 0))
		return 0;
	return err_set(e, EINVAL,
		       "section '%s': %u bytes, where %u are the "
		       "least",
		       section, size, least);
}

int obj_read_android(struct obj *obj, struct err *e)
{
	struct obj_android *a = &obj->android;
	const struct elf_section *s;

	a->max_loader = MAX_LOADER;
	read_numbers(&obj->elf, a);
	a->btf_min_kver = kver(a->btf_min_kver);
	s = elf_find_section(&obj->elf, "critical");
	if (s)
		a->critical = view_str(&s->data, 0);
	if (a->critical || elf_find_section(&obj->elf, "progs"))
		a->present = true;
	if (check_size("size_of_bpf_map_def", a->map_size, MAP_R, e) < 0)
		return -e->code;
	return check_size("size_of_bpf_prog_def", a->prog_size, PROG_R, e);
}

int obj_read_android_map(const struct view *def, struct obj_map *m,
			 struct err *e)
{
	struct obj_map_legacy *l = obj_map_legacy(m);
	uint32_t zero = 0;
	uint8_t byte = 0;

	if (l == NULL)
		return err_nomem(e);
	l->android = true;
	l->max_loader = MAX_LOADER;
	l->max_kver = KVER_INF;
	read_fields(def, map_fields, ARRAY_SIZE(map_fields), l);
	l->min_kver = kver(l->min_kver);
	l->max_kver = kver(l->max_kver);
	text(def, 48, l->selinux_context);
	text(def, 80, l->pin_subdir);
	l->shared = view_u8(def, 112, &byte) && byte != 0;
	if (def->len < MAP_U)
		return 0;
	view_u8(def, 113, &byte);
	l->ignore = byte;
	view_u32(def, 20, &zero);
	if (zero != 0)
		return err_set(e, EINVAL,
			       "the word at +20 of its definition "
			       "is 0x%x, which must be 0",
			       zero);
	return 0;
}

static int read_prog(const struct view *def, bool old_kver,
		     struct obj_prog_legacy **out, struct err *e)
{
	struct obj_prog_legacy *l = calloc(1, sizeof(*l));
	uint8_t byte = 0;

	if (l == NULL)
		return err_nomem(e);
	l->max_loader = MAX_LOADER;
	read_fields(def, prog_fields, ARRAY_SIZE(prog_fields), l);
	if (!old_kver) {
		l->min_kver = kver(l->min_kver);
		l->max_kver = kver(l->max_kver);
	}
	l->optional = view_u8(def, 16, &byte) && byte != 0;
	/* Padding, and so 0, before U */
	view_u8(def, 17, &byte);
	l->ignore = byte;
	text(def, 28, l->selinux_context);
	text(def, 60, l->pin_subdir);
	free(*out);
	*out = l;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct obj_func *x = *(const struct obj_func *const *)a;
	const struct obj_func *y = *(const struct obj_func *const *)b;

	return strcmp(x->name, y->name);
}

/* The function of which "NAME_def" is the definition, or NULL */
static struct obj_func *find_defined(struct obj_func *const *funcs, size_t n,
				     const char *def)
{
	size_t len = strlen(def), lo = 0;

	if (len < 4 || strcmp(def + len - 4, "_def") != 0)
		return NULL;
	while (lo < n) {
		size_t mid = lo + (n - lo) / 2;
		int order = strncmp(funcs[mid]->name, def, len - 4);

		if (order == 0)
			order = (unsigned char)funcs[mid]->name[len - 4];
		if (order == 0)
			return funcs[mid];
		if (order < 0)
			lo = mid + 1;
		else
			n = mid;
	}
	return NULL;
}

static int read_defs(struct obj *obj, struct obj_func **funcs,
		     const struct elf_section *s, struct err *e)
{
	uint32_t section = (uint32_t)elf_section_index(&obj->elf, s);
	uint32_t size = obj->android.prog_size;

	qsort(funcs, obj->nfuncs, sizeof(struct obj_func *), by_name);
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];
		struct obj_func *f = NULL;
		struct view def;

		if (sym->section == section)
			f = find_defined(funcs, obj->nfuncs, sym->name);
		if (f == NULL)
			continue;
		if (!view_sub(&s->data, sym->value, size ? size : PROG_R, &def))
			return err_set(e, EINVAL,
				       "section 'progs': '%s' at "
				       "+0x%llx lies outside",
				       sym->name,
				       (unsigned long long)sym->value);
		if (read_prog(&def, size == 0, &f->legacy, e) < 0)
			return -e->code;
	}
	return 0;
}

int obj_read_progs(struct obj *obj, struct err *e)
{
	const struct elf_section *s = elf_find_section(&obj->elf, "progs");
	auto_free struct obj_func **funcs = NULL;

	if (s == NULL || s->size == 0)
		return 0;
	funcs = calloc(obj->nfuncs + 1, sizeof(struct obj_func *));
	if (funcs == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < obj->nfuncs; i++)
		funcs[i] = &obj->funcs[i];
	return read_defs(obj, funcs, s, e);
}
