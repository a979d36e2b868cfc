// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Opening an object: the order of the steps, licence and version. What maps,
 * functions and relocations look like is in the files of their name.
 */
#include "elf/obj.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/obj_priv.h"

/* "whatever runs", for gobpf's loader */
#define KERN_VERSION_ANY 0xfffffffeu

/* Old clang wrote 0, gcc once did too */
static int check_machine(const struct elf *elf, struct err *e)
{
	if (elf->machine != EM_BPF && elf->machine != EM_NONE) {
		err_set(e, ENOEXEC, "compiled for machine %u, not for BPF (%u)",
			elf->machine, EM_BPF);
		return err_hint(e, "compile with clang --target=bpf");
	}
	return 0;
}

static void read_license(struct obj *obj)
{
	const struct elf_section *s = elf_find_section(&obj->elf, "license");

	obj->license = s ? view_str(&s->data, 0) : NULL;
	if (obj->license == NULL)
		obj->license = "";
	s = elf_find_section(&obj->elf, "version");
	if (s)
		view_u32(&s->data, 0, &obj->kern_version);
	if (obj->kern_version == KERN_VERSION_ANY)
		obj->kern_version = 0;
}

static int read_btf(struct obj *obj, struct err *e)
{
	const struct elf_section *s = elf_find_section(&obj->elf, ".BTF");
	const struct elf_section *ext = elf_find_section(&obj->elf, ".BTF.ext");
	int err;

	if (s == NULL || s->data.len == 0)
		return 0;
	err = btf_open(&s->data, NULL, &obj->btf, e);
	if (err < 0)
		return err_wrap(e, "section '.BTF'");
	obj->has_btf = true;
	if (ext == NULL || ext->data.len == 0)
		return 0;
	err = btfext_open(&ext->data, &obj->btf, &obj->btfext, e);
	if (err < 0)
		return err_wrap(e, "section '.BTF.ext'");
	return 0;
}

int obj_open(const struct view *bytes, struct obj *out, struct err *e)
{
	struct obj obj = { 0 };
	int err;

	err = elf_open(bytes, &obj.elf, e);
	if (err == 0)
		err = check_machine(&obj.elf, e);
	if (err == 0)
		err = read_btf(&obj, e);
	if (err == 0)
		err = obj_read_android(&obj, e);
	if (err == 0)
		err = obj_read_maps(&obj, e);
	if (err == 0)
		err = obj_read_funcs(&obj, e);
	if (err == 0)
		err = obj_read_externs(&obj, e);
	if (err == 0)
		err = obj_read_rels(&obj, e);
	if (err == 0)
		err = obj_read_inits(&obj, e);
	if (err == 0)
		err = obj_read_progs(&obj, e);
	if (err < 0) {
		obj_close(&obj);
		return err;
	}
	read_license(&obj);
	*out = obj;
	return 0;
}

static void close_map(struct obj_map *m)
{
	if (m->inner)
		close_map(m->inner);
	free(m->inner);
	free(m->inits);
	free(m->legacy);
}

void obj_close(struct obj *obj)
{
	for (uint32_t i = 0; i < obj->nfuncs; i++) {
		free(obj->funcs[i].insns);
		free(obj->funcs[i].rels);
		free(obj->funcs[i].legacy);
	}
	free(obj->funcs);
	for (uint32_t i = 0; i < obj->nmaps; i++)
		close_map(&obj->maps[i]);
	free(obj->maps);
	free(obj->externs);
	btfext_close(&obj->btfext);
	btf_close(&obj->btf);
	elf_close(&obj->elf);
	*obj = (struct obj){ 0 };
}

struct obj_map *obj_find_map(const struct obj *obj, const char *name)
{
	for (uint32_t i = 0; i < obj->nmaps; i++)
		if (strcmp(obj->maps[i].name, name) == 0)
			return &obj->maps[i];
	return NULL;
}

struct obj_func *obj_find_func(const struct obj *obj, const char *name)
{
	for (uint32_t i = 0; i < obj->nfuncs; i++)
		if (strcmp(obj->funcs[i].name, name) == 0)
			return &obj->funcs[i];
	return NULL;
}

const char *obj_section_name(const struct obj *obj, uint32_t section)
{
	return section < obj->elf.nsections ? obj->elf.sections[section].name
					    : "?";
}

int obj_find_var(const struct obj *obj, const char *name, struct obj_var *out,
		 struct err *e)
{
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];

		if (strcmp(sym->name, name) != 0)
			continue;
		for (uint32_t m = 0; m < obj->nmaps; m++) {
			const struct obj_map *data = &obj->maps[m];

			if (data->origin != OBJ_MAP_DATA ||
			    data->section != sym->section ||
			    sym->value > data->size ||
			    sym->size > data->size - sym->value)
				continue;
			*out = (struct obj_var){ m, sym->value, sym->size };
			return 0;
		}
	}
	return err_set(e, ENOENT, "no global variable '%s'", name);
}
