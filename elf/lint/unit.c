// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where a program's instructions stand and what they refer to. */
#include <string.h>

#include "elf/flow.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"

const struct lint_part *lint_part(const struct lint *l, uint32_t insn)
{
	uint32_t lo = 0, hi = l->nparts;

	/* The last that begins at or before it and is not empty */
	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (l->parts[mid].start <= insn)
			lo = mid;
		else
			hi = mid;
	}
	return &l->parts[lo];
}

const struct obj_rel *lint_rel(const struct lint *l, uint32_t insn)
{
	const struct lint_part *p = lint_part(l, insn);
	const struct obj_func *f = p->func;
	uint32_t lo = 0, hi = f->nrels;

	insn -= p->start;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->rels[mid].insn < insn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nrels && f->rels[lo].insn == insn ? &f->rels[lo] : NULL;
}

const struct lint_part *lint_callee(const struct lint *l, uint32_t insn)
{
	const struct obj_rel *rel = lint_rel(l, insn);

	if (rel == NULL ||
	    (rel->kind != OBJ_REL_CALL && rel->kind != OBJ_REL_FUNC))
		return NULL;
	return &l->parts[l->place[rel->index] - 1];
}

bool lint_throws(const struct lint *l, uint32_t insn)
{
	const struct obj_rel *rel = lint_rel(l, insn);

	return rel && rel->kind == OBJ_REL_KFUNC &&
	       strcmp(l->obj->externs[rel->index].name, "bpf_throw") == 0;
}

int64_t lint_target(const struct lint *l, const struct lint_part *p,
		    uint32_t insn)
{
	const struct bpf_insn *i = &l->insns[insn];
	int64_t to = (int64_t)insn + 1 + insn_jump_off(i);

	if (!insn_is_jump(i) || i->code == (BPF_JMP | BPF_JA | BPF_X))
		return -1;
	return to >= p->start && to < lint_end(p) ? to : -1;
}

unsigned lint_next(const struct lint *l, const struct lint_part *p,
		   uint32_t insn, uint32_t next[2])
{
	unsigned n;

	if (insn_is_call(&l->insns[insn]) && lint_throws(l, insn))
		return 0;
	n = flow_next(l->insns + p->start, p->func->ninsns, insn - p->start,
		      next);
	for (unsigned i = 0; i < n; i++)
		next[i] += p->start;
	return n;
}
