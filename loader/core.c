// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Applying CO-RE records: for each, what the program asks for is looked up in
 * every type of the target that bears the name; if what is found leads to one
 * answer, the instruction gets it.
 */
#include "loader/core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/err.h"
#include "elf/insn.h"
#include "loader/core_priv.h"
#include "loader/trace_btf.h"

void core_init(struct core *c, const struct btf *local,
	       struct btfext_relos relos, struct kernel_btf *kernel)
{
	*c = (struct core){ .local = local, .relos = relos, .kernel = kernel };
}

void core_fini(struct core *c)
{
	for (size_t i = 0; i < c->ncands; i++)
		free(c->cands[i].v);
	free(c->cands);
	free(c->slots);
	*c = (struct core){ 0 };
}

const struct core_failure *core_failure_at(const struct core_failures *f,
					   uint32_t insn)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].insn == insn)
			return &f->v[i];
	return NULL;
}

void core_failures_fini(struct core_failures *f)
{
	free(f->v);
	*f = (struct core_failures){ 0 };
}

/* The event's struct stands in for the kernel's where its fields are asked
 * for; it has an id and a full set of types in the kernel only. */
static uint32_t find_in_event(const struct core *c, const struct core_job *job,
			      const struct core_path *path)
{
	const char *name = btf_name(c->local, path->place.root);
	const struct btf *btf;

	if (job->event == NULL ||
	    !(core_kind_is_field(path->kind) ||
	      path->kind == CORE_TYPE_EXISTS || path->kind == CORE_TYPE_SIZE))
		return 0;
	btf = &job->event->btf;
	if (core_same_name(name, btf_name(btf, job->event->struct_id)))
		return job->event->struct_id;
	if (core_same_name(name, btf_name(btf, job->event->entry_id)))
		return job->event->entry_id;
	return 0;
}

int core_find(struct core *c, const struct core_job *job,
	      const struct core_path *path, struct core_found *found,
	      struct err *e)
{
	uint32_t id = find_in_event(c, job, path);
	const struct core_cands *cands;
	int err;

	if (id != 0) {
		found->event =
			(struct core_cand){ &job->event->btf, id, NULL, true };
		found->v = &found->event;
		found->n = 1;
		return 0;
	}
	if (c->kernel == NULL)
		return err_set(e, ENOENT,
			       "there are no kernel types to "
			       "relocate against");
	err = core_cands_get(c, path->place.root, &cands, e);
	if (err < 0)
		return err;
	found->v = cands->v;
	found->n = cands->n;
	return 0;
}

/* What the target answers */
struct answer {
	struct core_value value;
	bool found, ambiguous;
};

static bool same_value(const struct core_value *a, const struct core_value *b)
{
	return a->v == b->v && a->size == b->size &&
	       (a->size == 0 || a->is_signed == b->is_signed);
}

static void ask(const struct core_path *path, const struct core_found *found,
		enum core_sign sign, struct answer *answer)
{
	struct core_missing missing;
	struct core_place place;
	struct core_value value;

	*answer = (struct answer){ .value = { .exact = true } };
	for (size_t i = 0; i < found->n; i++) {
		const struct core_cand *cand = &found->v[i];

		if (!core_match(path, cand, &place, &missing) ||
		    !core_value_of(&place, path->kind, sign, &value))
			continue;
		if (answer->found && !same_value(&answer->value, &value))
			answer->ambiguous = true;
		answer->value = value;
		answer->found = true;
	}
	switch (path->kind) {
	case CORE_FIELD_EXISTS:
	case CORE_TYPE_ID_TARGET:
	case CORE_TYPE_EXISTS:
	case CORE_TYPE_SIZE:
	case CORE_TYPE_MATCHES:
	case CORE_ENUMVAL_EXISTS: /* no is an answer, too: 0 */
		answer->found = true;
		break;
	default:
		break;
	}
}

static int note_failure(const struct core_job *job,
			const struct core_failure *f, struct err *e)
{
	struct core_failures *to = job->failures;
	struct core_failure *v;

	if (to == NULL)
		return 0;
	v = to->v;
	if (v == NULL || (to->n & (to->n - 1)) == 0) {
		v = realloc(to->v, (to->n ? to->n * 2 : 1) * sizeof(*v));
		if (v == NULL)
			return err_nomem(e);
		to->v = v;
	}
	to->v[to->n++] = *f;
	return 0;
}

/* What the compiler made of an enumerator: the sign fills the upper half. */
static enum core_sign compiled_sign(const struct bpf_insn *insn, size_t n)
{
	return insn_is_ld_imm64(insn) && n > 1 && insn[1].imm == -1
		       ? CORE_SIGN_YES
		       : CORE_SIGN_NO;
}

static int relocate(struct core *c, const struct core_job *job,
		    const struct core_path *path, struct core_failure *f,
		    struct err *e)
{
	uint32_t at = f->insn - job->insn_base;
	struct bpf_insn *insn = job->insns + at;
	size_t left = job->ninsns - at;
	enum core_sign sign = compiled_sign(insn, left);
	struct core_change change = { 0 };
	struct core_found found = { 0 };
	struct answer answer;
	int err;

	if (!core_value_of(&path->place, path->kind, sign, &change.from))
		return err_set(e, EINVAL,
			       "the object's own type has no such "
			       "value");
	change.to = change.from;
	if (path->kind == CORE_TYPE_ID_LOCAL)
		return core_patch(insn, left, &change, &f->why, e);

	err = core_find(c, job, path, &found, e);
	if (err < 0)
		return err;
	/* A number that is positive here says nothing of the target's */
	if ((change.from.v & 1u << 31) == 0)
		sign = CORE_SIGN_GUESS;
	ask(path, &found, sign, &answer);
	f->value = answer.value.v;
	f->why = answer.found ? CORE_WHY_AMBIGUOUS : CORE_WHY_MISSING;
	if (!answer.found || answer.ambiguous)
		return CORE_PATCH_POISON;
	change.to = answer.value;
	return core_patch(insn, left, &change, &f->why, e);
}

static int apply_one(struct core *c, const struct core_job *job,
		     const struct core_relo *relo, struct err *e)
{
	struct core_failure f = { .relo = *relo };
	uint32_t at = (uint32_t)((relo->insn_off - job->sec_off) /
				 sizeof(*job->insns));
	struct core_path path;
	char text[160];
	int err;

	f.insn = job->insn_base + at;
	err = core_path_parse(c->local, relo, &path, e);
	if (err < 0)
		return err;
	err = relocate(c, job, &path, &f, e);
	if (err == CORE_PATCH_POISON) {
		core_poison(job->insns + at, job->ninsns - at);
		return note_failure(job, &f, e);
	}
	if (err < 0) {
		core_path_text(&path, text, sizeof(text));
		return err_wrap(e, "%s", text);
	}
	return 0;
}

int core_apply(struct core *c, const struct core_job *job, struct err *e)
{
	uint64_t end =
		job->sec_off + (uint64_t)job->ninsns * sizeof(*job->insns);

	for (size_t i = 0; i < job->relos.n; i++) {
		const struct core_relo *r = &job->relos.v[i];

		if (r->insn_off < job->sec_off || r->insn_off >= end)
			continue;
		if (apply_one(c, job, r, e) < 0)
			return err_wrap(e, "CO-RE relocation at +0x%x (%s)",
					r->insn_off, core_kind_name(r->kind));
	}
	return 0;
}
