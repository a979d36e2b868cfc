// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Takes an object's programs one after the other, each with all that it calls,
 * and has the rules look at them. Knows no rule itself.
 */
#include "elf/lint/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"
#include "elf/section.h"

static bool is_gpl(const char *license)
{
	static const char *const good[] = {
		"GPL",		"GPL v2",	"GPL and additional rights",
		"Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL",
	};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		if (strcmp(license, good[i]) == 0)
			return true;
	return false;
}

/* Releases that a finding is about and that the program is for */
static bool narrow(const struct lint *l, struct lint_finding *f)
{
	if (f->from < l->min)
		f->from = l->min;
	if (l->max && (f->since == 0 || f->since > l->max))
		f->since = l->max;
	return f->since == 0 || f->since > f->from;
}

bool lint_applies(const struct lint_finding *f, uint16_t kernel)
{
	return kernel >= f->from && (f->since == 0 || kernel < f->since);
}

void lint_say(struct lint *l, const struct lint_at *at, const char *fmt, ...)
{
	const struct lint_row *row = &lint_rows[at->rule];
	struct lint_finding f = {
		.rule = row->name,
		.severity = (enum lint_severity)row->severity,
		.fix = row->fix,
		.from = at->from,
		.since = at->since ? at->since : row->since,
		.program = l->program,
		.optional = l->optional,
	};
	const struct lint_part *p;
	char message[256];
	va_list ap;

	if (!narrow(l, &f))
		return;
	if (at->unsure && f.severity == LINT_ERROR)
		f.severity = LINT_WARNING;
	if (at->insn != LINT_NOWHERE) {
		p = lint_part(l, at->insn);
		f.func = p->func;
		f.at = at->insn - p->start;
		f.insn = at->insn;
	}
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	f.message = message;
	l->fn(l->ctx, &f);
}

static void collect(struct lint *l, const struct obj_func *entry)
{
	uint32_t first = (uint32_t)(entry - l->obj->funcs);

	l->parts[l->nparts++].func = entry;
	l->place[first] = 1;
	for (uint32_t i = 0; i < l->nparts; i++) {
		const struct obj_func *f = l->parts[i].func;

		l->parts[i].start = l->ninsns;
		l->ninsns += f->ninsns;
		for (uint32_t r = 0; r < f->nrels; r++) {
			uint32_t to = f->rels[r].index;

			if ((f->rels[r].kind != OBJ_REL_CALL &&
			     f->rels[r].kind != OBJ_REL_FUNC) ||
			    l->place[to])
				continue;
			l->parts[l->nparts].func = &l->obj->funcs[to];
			l->place[to] = ++l->nparts;
		}
	}
}

/* Copies a part and marks what CO-RE will change */
static void fill(struct lint *l, const struct lint_part *p)
{
	const struct obj_func *f = p->func;
	struct btfext_relos relos = btfext_relos(
		&l->obj->btfext, obj_section_name(l->obj, f->section));

	memcpy(l->insns + p->start, f->insns, f->ninsns * sizeof(*f->insns));
	for (size_t i = 0; i < relos.n; i++) {
		uint32_t at = relos.v[i].insn_off / sizeof(struct bpf_insn);

		if (at >= f->start && at - f->start < f->ninsns)
			l->core[p->start + at - f->start] = 1;
	}
}

static void fini(struct lint *l)
{
	free(l->place);
	free(l->parts);
	free(l->insns);
	free(l->core);
	free(l->states);
}

static int link_program(struct lint *l, const struct obj_func *entry,
			struct err *e)
{
	l->place = calloc(l->obj->nfuncs, sizeof(*l->place));
	l->parts = calloc(l->obj->nfuncs, sizeof(*l->parts));
	if (l->place == NULL || l->parts == NULL)
		return err_nomem(e);
	collect(l, entry);
	l->insns = calloc(l->ninsns + 1u, sizeof(*l->insns));
	l->core = calloc(l->ninsns + 1u, sizeof(*l->core));
	if (l->insns == NULL || l->core == NULL)
		return err_nomem(e);
	for (uint32_t i = 0; i < l->nparts; i++)
		fill(l, &l->parts[i]);
	return 0;
}

static int walk(struct lint *l, struct err *e)
{
	if (lint_states(l, e) < 0)
		return -e->code;
	for (uint32_t i = 0; i < l->ninsns; i += insn_slots(&l->insns[i])) {
		lint_insn_known(l, i);
		if (l->states[i].reached)
			lint_insn_use(l, i);
	}
	lint_stack(l);
	if (lint_calls(l, e) < 0)
		return -e->code;
	if (l->undecided || l->loops)
		lint_say(l,
			 &(struct lint_at){ .rule = RULE_UNDECIDED,
					    .insn = LINT_NOWHERE },
			 "only a kernel can decide%s%s",
			 l->undecided ? " whether each access is in bounds"
				      : "",
			 l->loops ? l->undecided ? ", and loops end"
						 : " whether loops end"
				  : "");
	return 0;
}

static int look(struct lint *l, const struct obj_func *entry, struct err *e)
{
	if (link_program(l, entry, e) < 0)
		return -e->code;
	lint_spec(l);
	e->code = 0;
	if (lint_shape(l, e))
		return walk(l, e);
	return -e->code;
}

/* Android's ranges: 5.4 is 0x50400, no end is 0xffffffff */
uint16_t lint_android(uint32_t kver)
{
	return kver >> 8 > UINT16_MAX ? 0 : (uint16_t)(kver >> 8);
}

static int look_at_program(const struct lint *object, const struct obj_func *f,
			   struct err *e)
{
	struct lint l = *object;
	int err;

	l.program = f;
	l.kind = section_find(obj_section_name(l.obj, f->section), NULL);
	l.optional = !f->autoload;
	if (f->legacy) {
		l.optional |= f->legacy->optional;
		l.min = lint_android(f->legacy->min_kver);
		l.max = lint_android(f->legacy->max_kver);
	}
	err = look(&l, f, e);
	fini(&l);
	return err;
}

int lint_object(const struct obj *obj, lint_fn *fn, void *ctx, struct err *e)
{
	struct lint l = { .obj = obj, .fn = fn, .ctx = ctx };

	l.gpl = is_gpl(obj->license);
	lint_maps(&l);
	for (uint32_t i = 0; i < obj->nfuncs; i++)
		if (obj->funcs[i].is_prog &&
		    look_at_program(&l, &obj->funcs[i], e) < 0)
			return -e->code;
	return 0;
}
