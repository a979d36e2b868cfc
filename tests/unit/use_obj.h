/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Does with arbitrary bytes all that is done with an object before a kernel
 * sees it, and aborts when a spec breaks its own promises. For tests with
 * hostile objects and for the fuzz targets; without check, for the latter.
 */
#ifndef TESTS_UNIT_USE_OBJ_H
#define TESTS_UNIT_USE_OBJ_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/lint/lint.h"
#include "elf/obj.h"
#include "elf/var.h"
#include "loader/btf_plain.h"
#include "loader/image.h"
#include "loader/prog_info.h"

/* Functions are linked up to so many, since each may need all the others */
#define USE_FUNCS 64

static inline void promise(bool kept)
{
	if (!kept)
		abort();
}

static inline void use_func(const struct obj *obj, const struct obj_func *f)
{
	uint32_t last = 0;

	promise(f->section < obj->elf.nsections);
	for (uint32_t i = 0; i < f->nrels; i++) {
		const struct obj_rel *r = &f->rels[i];
		bool call = r->kind == OBJ_REL_CALL || r->kind == OBJ_REL_KFUNC;

		promise(r->insn < f->ninsns && (i == 0 || r->insn > last));
		last = r->insn;
		promise(f->insns[last].code == (call ? 0x85 : 0x18));
		promise(call || last + 1 < f->ninsns);
		if (r->kind == OBJ_REL_CALL || r->kind == OBJ_REL_FUNC)
			promise(r->index < obj->nfuncs);
		else if (r->kind == OBJ_REL_KSYM || r->kind == OBJ_REL_KFUNC)
			promise(r->index < obj->nexterns);
		else
			promise(r->index < obj->nmaps);
	}
}

static inline void use_map(const struct obj *obj, const struct obj_map *m)
{
	promise(m->name != NULL);
	promise(m->data.len == 0 || m->data.len == m->size);
	for (uint32_t i = 0; i < m->ninits; i++)
		promise(m->inits[i].index <
			(m->inits[i].is_func ? obj->nfuncs : obj->nmaps));
}

static inline void use_image(const struct obj *obj, uint32_t entry,
			     const struct view *data, const int *fds)
{
	bool *needed = calloc(obj->nmaps + 1u, sizeof(*needed));
	struct bpf_insn *insns = NULL;
	struct prog_info info;
	struct image image;
	struct err e;
	uint32_t n;

	if (needed && image_link(obj, entry, &image, &e) == 0) {
		if (prog_info_make(&image, &info, &e) == 0)
			prog_info_close(&info);
		if (image_fold(&image, data, needed, &e) == 0) {
			image_patch_maps(&image, fds);
			if (image_expand(&image, &insns, &n, &e) == 0)
				promise(n == image.ninsns + image.nextra);
		}
		image_close(&image);
	}
	free(insns);
	free(needed);
}

static inline void use_names(const struct obj *obj)
{
	struct obj_var var;
	struct var path;
	struct err e;

	for (size_t i = 0; i < obj->elf.nsyms && i < USE_FUNCS; i++) {
		const char *name = obj->elf.syms[i].name;

		if (obj_find_var(obj, name, &var, &e) == 0)
			promise(var.map < obj->nmaps);
		if (var_find(obj, name, &path, &e) == 0)
			promise(path.map < obj->nmaps);
	}
}

static inline void use_types(const struct obj *obj)
{
	void *blob;
	uint32_t size;
	struct err e;

	for (int level = 0; obj->has_btf && level < BTF_LEVEL__COUNT; level++)
		if (btf_plain(obj, level, &blob, &size, &e) == 0)
			free(blob);
}

static inline void use_images(const struct obj *obj)
{
	struct view *data = calloc(obj->nmaps + 1u, sizeof(*data));
	int *fds = calloc(obj->nmaps + 1u, sizeof(*fds));

	if (data && fds) {
		for (uint32_t i = 0; i < obj->nmaps; i++) {
			data[i] = obj->maps[i].data;
			fds[i] = (int)(i % 3) - 1;
		}
		for (uint32_t i = 0; i < obj->nfuncs && i < USE_FUNCS; i++)
			use_image(obj, i, data, fds);
	}
	free(data);
	free(fds);
}

static inline void use_finding(void *ctx, const struct lint_finding *f)
{
	const struct obj *obj = ctx;

	promise(f->rule && f->message && f->message[0]);
	promise(f->since == 0 || f->from < f->since);
	promise(f->func == NULL ||
		(f->func >= obj->funcs && f->func < obj->funcs + obj->nfuncs &&
		 f->at < f->func->ninsns));
}

/* True if the bytes made a spec. */
static inline bool use_obj(const uint8_t *bytes, size_t len)
{
	struct view v = { bytes, len, false };
	struct obj obj;
	struct err e = { 0 };
	int err = obj_open(&v, &obj, &e);

	if (err < 0) {
		promise(e.code == -err && e.msg[0] != '\0' &&
			memchr(e.msg, 0, sizeof(e.msg)) != NULL);
		return false;
	}
	for (uint32_t i = 0; i < obj.nfuncs; i++)
		use_func(&obj, &obj.funcs[i]);
	for (uint32_t i = 0; i < obj.nmaps; i++)
		use_map(&obj, &obj.maps[i]);
	use_names(&obj);
	use_types(&obj);
	use_images(&obj);
	if (lint_object(&obj, use_finding, &obj, &e) < 0)
		promise(e.code == ENOMEM);
	obj_close(&obj);
	return true;
}

/* The same on a copy that ends where the sanitizer looks */
static inline bool use_obj_copy(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	bool good;

	promise(copy != NULL);
	memcpy(copy, bytes, len);
	good = use_obj(copy, len);
	free(copy);
	return good;
}

#endif
