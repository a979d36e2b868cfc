// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Insertions happen at the very end, all at once: until then everything that
 * counts instructions, relocations above all, counts those of the object.
 */
#include "loader/image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"

int image_insert(struct image *image, uint32_t at, const struct bpf_insn *insns,
		 uint32_t n)
{
	struct image_insert *list;
	struct bpf_insn *extra;

	list = realloc(image->inserts,
		       (image->ninserts + 1) * sizeof(*image->inserts));
	if (list == NULL)
		return -ENOMEM;
	image->inserts = list;
	extra = realloc(image->extra, (image->nextra + n) * sizeof(*extra));
	if (extra == NULL)
		return -ENOMEM;
	image->extra = extra;
	memcpy(extra + image->nextra, insns, n * sizeof(*insns));
	list[image->ninserts++] = (struct image_insert){ at, image->nextra, n };
	image->nextra += n;
	return 0;
}

uint32_t image_place(const struct image *image, uint32_t insn)
{
	uint32_t more = 0;

	for (uint32_t k = 0; k < image->ninserts; k++)
		if (image->inserts[k].at < insn)
			more += image->inserts[k].n;
	return insn + more;
}

/* The instruction itself is the last of those that replace it */
static uint32_t place_of(const struct image *image, uint32_t i)
{
	return image_place(image, i + 1) - 1;
}

uint32_t image_origin(const struct image *image, uint32_t insn)
{
	uint32_t i = 0;

	while (i < image->ninsns && image_place(image, i + 1) <= insn)
		i++;
	return i;
}

static int move_jump(const struct image *image, uint32_t i,
		     struct bpf_insn *insn, struct err *e)
{
	bool near = insn_is_jump(insn) && insn->code != (BPF_JMP32 | BPF_JA);
	int64_t to = (int64_t)i + 1 + (near ? insn->off : insn->imm);
	int64_t dist;

	if (to < 0 || to > image->ninsns)
		return 0; /* the verifier will say so */
	dist = (int64_t)image_place(image, (uint32_t)to) - place_of(image, i) -
	       1;
	if (near && dist != (int16_t)dist)
		return err_set(
			e, E2BIG,
			"instruction %u: with its constants built on the "
			"stack the program is too long for its jumps",
			i);
	if (near)
		insn->off = (int16_t)dist;
	else
		insn->imm = (int32_t)dist;
	return 0;
}

int image_expand(const struct image *image, struct bpf_insn **out, uint32_t *n,
		 struct err *e)
{
	uint32_t total = image->ninsns + image->nextra;
	auto_free struct bpf_insn *insns = calloc(total + 1, sizeof(*insns));

	if (insns == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < image->ninserts; i++) {
		const struct image_insert *in = &image->inserts[i];

		memcpy(insns + image_place(image, in->at),
		       image->extra + in->first, in->n * sizeof(*insns));
	}
	for (uint32_t i = 0; i < image->ninsns; i++) {
		struct bpf_insn *insn = &insns[place_of(image, i)];

		*insn = image->insns[i];
		if ((insn_is_jump(insn) || insn_is_pseudo_call(insn) ||
		     insn_is_func_ref(insn)) &&
		    move_jump(image, i, insn, e) < 0)
			return -e->code;
	}
	*out = take_ptr(&insns);
	*n = total;
	return 0;
}
