// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Linking: the functions that an entry point needs, one after the other, with
 * their calls to each other. Kernels before 4.16 take no such calls; they say
 * so themselves.
 */
#include "loader/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"

static bool is_code_rel(const struct obj_rel *rel)
{
	return rel->kind == OBJ_REL_CALL || rel->kind == OBJ_REL_FUNC;
}

/* Breadth first; place[func] is 1 + the part's number, 0 if not in yet */
static void collect(struct image *image, uint32_t entry, uint32_t *place)
{
	image->parts[image->nparts++].func = entry;
	place[entry] = 1;
	for (uint32_t i = 0; i < image->nparts; i++) {
		const struct obj_func *f =
			&image->obj->funcs[image->parts[i].func];

		image->parts[i].start = image->ninsns;
		image->ninsns += f->ninsns;
		for (uint32_t r = 0; r < f->nrels; r++) {
			uint32_t to = f->rels[r].index;

			if (!is_code_rel(&f->rels[r]) || place[to])
				continue;
			image->parts[image->nparts].func = to;
			place[to] = ++image->nparts;
		}
	}
}

static void link_part(struct image *image, const struct image_part *part,
		      const uint32_t *place)
{
	const struct obj_func *f = &image->obj->funcs[part->func];

	memcpy(image->insns + part->start, f->insns,
	       f->ninsns * sizeof(*f->insns));
	for (uint32_t r = 0; r < f->nrels; r++) {
		const struct obj_rel *rel = &f->rels[r];
		uint32_t at = part->start + rel->insn;
		struct bpf_insn *insn = &image->insns[at];

		if (!is_code_rel(rel))
			continue;
		/* Both kinds are relative to the next instruction slot */
		insn->imm =
			(int32_t)(image->parts[place[rel->index] - 1].start -
				  at - 1);
		insn->src_reg = rel->kind == OBJ_REL_CALL ? BPF_PSEUDO_CALL
							  : BPF_PSEUDO_FUNC;
		if (rel->kind == OBJ_REL_FUNC)
			insn[1].imm = 0;
	}
}

int image_link(const struct obj *obj, uint32_t entry, struct image *out,
	       struct err *e)
{
	auto_free uint32_t *place = calloc(obj->nfuncs, sizeof(*place));
	struct image image = { .obj = obj };

	image.parts = calloc(obj->nfuncs, sizeof(*image.parts));
	if (place == NULL || image.parts == NULL) {
		image_close(&image);
		return err_nomem(e);
	}
	collect(&image, entry, place);
	image.insns = calloc(image.ninsns + 1, sizeof(*image.insns));
	if (image.insns == NULL) {
		image_close(&image);
		return err_nomem(e);
	}
	for (uint32_t i = 0; i < image.nparts; i++)
		link_part(&image, &image.parts[i], place);
	*out = image;
	return 0;
}

void image_close(struct image *image)
{
	free(image->insns);
	free(image->parts);
	free(image->inserts);
	free(image->extra);
	*image = (struct image){ 0 };
}

static void patch_map(struct bpf_insn *insn, const struct obj_rel *rel, int fd)
{
	insn[0].imm = fd;
	if (rel->kind == OBJ_REL_MAP) {
		insn[0].src_reg = BPF_PSEUDO_MAP_FD;
		insn[1].imm = 0;
	} else {
		insn[0].src_reg = BPF_PSEUDO_MAP_VALUE;
		insn[1].imm = (int32_t)rel->off;
	}
}

void image_patch_maps(struct image *image, const int *fds)
{
	for (uint32_t i = 0; i < image->nparts; i++) {
		const struct image_part *part = &image->parts[i];
		const struct obj_func *f = &image->obj->funcs[part->func];

		for (uint32_t r = 0; r < f->nrels; r++) {
			const struct obj_rel *rel = &f->rels[r];
			struct bpf_insn *insn =
				&image->insns[part->start + rel->insn];

			/* Or it has become an address on the stack */
			if ((rel->kind != OBJ_REL_MAP &&
			     rel->kind != OBJ_REL_DATA) ||
			    !insn_is_ld_imm64(insn))
				continue;
			if (fds[rel->index] >= 0) {
				patch_map(insn, rel, fds[rel->index]);
			} else {
				/* All its uses were folded: any value does */
				insn[0].imm = insn[1].imm = 0;
				insn[0].src_reg = 0;
			}
		}
	}
}
