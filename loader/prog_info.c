// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Splicing .BTF.ext: its records count bytes from the start of a section, the
 * kernel wants instructions from the start of the program, subprograms where
 * the linker put them.
 */
#include "loader/prog_info.h"

#include <stdlib.h>

#include "elf/err.h"
#include "elf/obj.h"
#include "loader/image.h"

#define INSN_SIZE ((uint32_t)sizeof(struct bpf_insn))

static const struct obj_func *func_of(const struct image *image, uint32_t part)
{
	return &image->obj->funcs[image->parts[part].func];
}

static const char *section_of(const struct image *image, uint32_t part)
{
	return obj_section_name(image->obj, func_of(image, part)->section);
}

static bool add_func(const struct image *image, uint32_t part,
		     struct prog_info *info)
{
	const struct obj_func *f = func_of(image, part);
	struct btfext_funcs recs =
		btfext_funcs(&image->obj->btfext, section_of(image, part));

	for (size_t i = 0; i < recs.n; i++) {
		if (recs.v[i].insn_off != f->start * INSN_SIZE)
			continue;
		info->funcs[info->nfuncs] = recs.v[i];
		info->funcs[info->nfuncs++].insn_off =
			image_place(image, image->parts[part].start);
		return true;
	}
	return false;
}

/* Records of one part; the first must be for its first instruction */
static bool add_lines(const struct image *image, uint32_t part,
		      struct prog_info *info)
{
	const struct obj_func *f = func_of(image, part);
	struct btfext_lines recs =
		btfext_lines(&image->obj->btfext, section_of(image, part));
	uint32_t begin = f->start * INSN_SIZE;
	uint32_t end = begin + f->ninsns * INSN_SIZE;
	uint32_t first = info->nlines;

	for (size_t i = 0; i < recs.n; i++) {
		struct bpf_line_info *line = &info->lines[info->nlines];

		if (recs.v[i].insn_off < begin || recs.v[i].insn_off >= end)
			continue;
		*line = recs.v[i];
		line->insn_off = image_place(
			image, (line->insn_off - begin) / INSN_SIZE +
				       image->parts[part].start);
		/* Two lines for one instruction: the later one counts */
		if (info->nlines > first && line[-1].insn_off == line->insn_off)
			line[-1] = *line;
		else
			info->nlines++;
	}
	return info->nlines > first &&
	       info->lines[first].insn_off ==
		       image_place(image, image->parts[part].start);
}

static size_t count_lines(const struct image *image)
{
	size_t n = 0;

	for (uint32_t i = 0; i < image->nparts; i++)
		n += btfext_lines(&image->obj->btfext, section_of(image, i)).n;
	return n;
}

int prog_info_make(const struct image *image, struct prog_info *out,
		   struct err *e)
{
	struct prog_info info = { 0 };

	info.funcs = calloc(image->nparts, sizeof(*info.funcs));
	info.lines = calloc(count_lines(image) + 1, sizeof(*info.lines));
	if (info.funcs == NULL || info.lines == NULL) {
		prog_info_close(&info);
		return err_nomem(e);
	}
	for (uint32_t i = 0; i < image->nparts; i++) {
		if (!add_func(image, i, &info)) {
			info.nfuncs = info.nlines = 0;
			break;
		}
	}
	for (uint32_t i = 0; info.nfuncs && i < image->nparts; i++) {
		if (!add_lines(image, i, &info)) {
			info.nlines = 0;
			break;
		}
	}
	*out = info;
	return 0;
}

void prog_info_close(struct prog_info *info)
{
	free(info->funcs);
	free(info->lines);
	*info = (struct prog_info){ 0 };
}
