// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Walks instructions, relocations and lines side by side: all are sorted by
 * place. Line records count bytes from the section's start.
 */
#include "elf/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "elf/err.h"
#include "elf/flow.h"
#include "elf/insn.h"
#include "elf/obj.h"

/* The place that an instruction jumps to, or -1 */
static int64_t target_of(const struct obj_func *f, uint32_t at)
{
	int64_t to = (int64_t)at + 1 + insn_jump_off(&f->insns[at]);

	if (!insn_is_jump(&f->insns[at]) ||
	    f->insns[at].code == (BPF_JMP | BPF_JA | BPF_X))
		return -1;
	return to >= 0 && to < f->ninsns ? to : -1;
}

static void set_labels(struct listing *l)
{
	const struct obj_func *f = l->func;
	uint32_t next = 1;

	for (uint32_t i = 0; i < f->ninsns; i += flow_width(&f->insns[i]))
		if (target_of(f, i) >= 0)
			l->labels[target_of(f, i)] = 1;
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (l->labels[i])
			l->labels[i] = next++;
}

int listing_open(const struct obj *obj, const struct obj_func *func,
		 struct listing *out, struct err *e)
{
	const char *section = obj_section_name(obj, func->section);
	struct listing l = { .obj = obj, .func = func };

	l.labels = calloc(func->ninsns + 1u, sizeof(*l.labels));
	if (l.labels == NULL)
		return err_nomem(e);
	l.lines = btfext_lines(&obj->btfext, section);
	l.relos = btfext_relos(&obj->btfext, section);
	set_labels(&l);
	*out = l;
	return 0;
}

void listing_close(struct listing *l)
{
	free(l->labels);
	l->labels = NULL;
}

const char *listing_target(const struct obj *obj, const struct obj_rel *rel)
{
	switch (rel->kind) {
	case OBJ_REL_MAP:
	case OBJ_REL_DATA:
		return obj->maps[rel->index].name;
	case OBJ_REL_CALL:
	case OBJ_REL_FUNC:
		return obj->funcs[rel->index].name;
	default:
		return obj->externs[rel->index].name;
	}
}

const char *listing_refer(const struct obj *obj, const struct obj_rel *rel,
			  char *buf, size_t n)
{
	const char *name = listing_target(obj, rel);

	if (rel->kind == OBJ_REL_MAP)
		snprintf(buf, n, "map[%s]", name);
	else if (rel->kind == OBJ_REL_DATA)
		snprintf(buf, n, "map[%s]+%" PRId64, name, rel->off);
	else if (rel->kind == OBJ_REL_FUNC)
		snprintf(buf, n, "func[%s]", name);
	else if (rel->kind == OBJ_REL_KSYM)
		snprintf(buf, n, "ksym[%s]", name);
	else
		snprintf(buf, n, "%s", name);
	return buf;
}

static void name_insn(const struct listing *l, struct listing_insn *x)
{
	struct disasm_names names = { NULL, NULL, NULL };
	int64_t to = target_of(l->func, x->at);
	char ref[128], label[16];

	if (x->rel) {
		names.address = listing_refer(l->obj, x->rel, ref, sizeof(ref));
		names.callee = names.address;
	}
	if (to >= 0) {
		snprintf(label, sizeof(label), "L%" PRIu32, l->labels[to]);
		names.target = label;
	}
	disasm_text(x->insn, &names, x->text, sizeof(x->text));
}

/* Steps over records of earlier places; the last one for this place, if any */
static const struct bpf_line_info *line_at(struct listing *l, uint32_t off)
{
	const struct bpf_line_info *found = NULL;

	for (; l->line < l->lines.n && l->lines.v[l->line].insn_off <= off;
	     l->line++)
		if (l->lines.v[l->line].insn_off == off)
			found = &l->lines.v[l->line];
	return found;
}

static const struct core_relo *relo_at(struct listing *l, uint32_t off)
{
	const struct core_relo *found = NULL;

	for (; l->relo < l->relos.n && l->relos.v[l->relo].insn_off <= off;
	     l->relo++)
		if (l->relos.v[l->relo].insn_off == off)
			found = &l->relos.v[l->relo];
	return found;
}

bool listing_next(struct listing *l, struct listing_insn *out)
{
	const struct obj_func *f = l->func;
	uint32_t off;

	if (l->at >= f->ninsns)
		return false;
	off = (f->start + l->at) * (uint32_t)sizeof(struct bpf_insn);
	*out = (struct listing_insn){ .at = l->at,
				      .insn = &f->insns[l->at],
				      .label = l->labels[l->at] };
	out->line = line_at(l, off);
	out->core = relo_at(l, off);
	while (l->rel < f->nrels && f->rels[l->rel].insn < l->at)
		l->rel++;
	if (l->rel < f->nrels && f->rels[l->rel].insn == l->at)
		out->rel = &f->rels[l->rel];
	l->at += flow_width(out->insn);
	if (l->at > f->ninsns) /* a second slot that is not there */
		snprintf(out->text, sizeof(out->text), "cut ld_imm64");
	else
		name_insn(l, out);
	return true;
}

struct listing_source listing_source(const struct obj *obj,
				     const struct bpf_line_info *line)
{
	const char *text = btf_str(&obj->btf, line->line_off);

	while (*text == ' ' || *text == '\t')
		text++;
	return (struct listing_source){
		.file = btf_str(&obj->btf, line->file_name_off),
		.text = text,
		.line = BPF_LINE_INFO_LINE_NUM(line->line_col),
		.column = BPF_LINE_INFO_LINE_COL(line->line_col),
	};
}
