// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Constant folding of global read-only data. A forward walk over the control
 * flow follows the addresses of data through registers: a load from a known
 * place becomes a move of the value, any other use of such an address means
 * that the map is needed after all. Nothing is inserted or removed, so jumps,
 * relocations and line information stay as they are. Needs no kernel support,
 * unlike global data itself (5.2).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/flow.h"
#include "elf/obj.h"
#include "loader/image.h"

#define NREGS	 11
#define LD_IMM64 (BPF_LD | BPF_IMM | BPF_DW)

/* What a register holds: nothing known, or map's address + off. A map is
 * numbered from 1, so that zeroed means unknown. */
struct value {
	uint32_t map;
	int32_t off;
};

struct state {
	bool seen, queued;
	struct value r[NREGS];
};

struct fold {
	struct image *image;
	const struct view *data;
	bool *needed;
	const struct obj_func *func;
	struct bpf_insn *insns; /* this function's */
	uint32_t n;
	struct state *before; /* per instruction */
	uint32_t *todo; /* stack of instructions to visit again */
	uint32_t ntodo;
	uint16_t *live; /* registers still used, per instruction */
	bool rewrite; /* the last round: states are final */
};

static const struct obj_rel *rel_at(const struct obj_func *f, uint32_t insn)
{
	uint32_t lo = 0, hi = f->nrels;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->rels[mid].insn < insn)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nrels && f->rels[lo].insn == insn ? &f->rels[lo] : NULL;
}

/* The address leaves what we can follow: the map must exist */
static void escape(struct fold *f, struct value v)
{
	if (v.map && f->rewrite)
		f->needed[v.map - 1] = true;
}

static unsigned load_bytes(uint8_t code)
{
	switch (BPF_SIZE(code)) {
	case BPF_B:
		return 1;
	case BPF_H:
		return 2;
	case BPF_W:
		return 4;
	default:
		return 8;
	}
}

static bool read_value(const struct view *data, int64_t off, unsigned n,
		       uint64_t *out)
{
	struct view part;

	if (off < 0 || !view_sub(data, (uint64_t)off, n, &part))
		return false;
	*out = 0;
	memcpy(out, part.p, n); /* an object of another byte order is not
				 * loaded at all */
	return true;
}

/* ldx dst = *(src + off) with a known address */
static void fold_load(struct fold *f, struct bpf_insn *insn, struct value v)
{
	uint64_t value;

	if (!f->rewrite)
		return;
	if (!read_value(&f->data[v.map - 1], (int64_t)v.off + insn->off,
			load_bytes(insn->code), &value)) {
		escape(f, v);
		return;
	}
	/* A move takes 32 bits, sign-extended or, as 32-bit move, not */
	if (value == (uint64_t)(int64_t)(int32_t)value)
		insn->code = BPF_ALU64 | BPF_MOV | BPF_K;
	else if (value <= UINT32_MAX)
		insn->code = BPF_ALU | BPF_MOV | BPF_K;
	else {
		escape(f, v);
		return;
	}
	insn->src_reg = 0;
	insn->off = 0;
	insn->imm = (int32_t)value;
}

static void step_alu(struct fold *f, const struct bpf_insn *insn,
		     struct value *r)
{
	bool from_reg = BPF_SRC(insn->code) == BPF_X;
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	struct value *dst = &r[insn->dst_reg];

	if (wide && BPF_OP(insn->code) == BPF_MOV && from_reg &&
	    insn->off == 0) {
		*dst = r[insn->src_reg];
		return;
	}
	if (wide && BPF_OP(insn->code) == BPF_ADD && !from_reg && dst->map) {
		if (!__builtin_add_overflow(dst->off, insn->imm, &dst->off))
			return;
	}
	if (BPF_OP(insn->code) != BPF_MOV)
		escape(f, *dst);
	if (from_reg)
		escape(f, r[insn->src_reg]);
	*dst = (struct value){ 0, 0 };
}

static void step_call(struct fold *f, struct value *r)
{
	for (int i = 1; i <= 5; i++)
		escape(f, r[i]);
	memset(r, 0, 6 * sizeof(*r));
}

/* Some of them fetch the old value into the source register, the compare and
 * exchange into r0, which it also compares with */
static void step_atomic(struct fold *f, struct value *src, struct value *r0)
{
	escape(f, *r0);
	*src = *r0 = (struct value){ 0, 0 };
}

static void step_ld_imm64(struct fold *f, uint32_t at, struct value *dst)
{
	const struct obj_rel *rel = rel_at(f->func, at);

	*dst = (struct value){ 0, 0 };
	if (rel == NULL)
		return;
	if (rel->kind == OBJ_REL_DATA && f->data[rel->index].p &&
	    rel->off == (int32_t)rel->off)
		*dst = (struct value){ rel->index + 1, (int32_t)rel->off };
	else if (f->rewrite &&
		 (rel->kind == OBJ_REL_DATA || rel->kind == OBJ_REL_MAP))
		f->needed[rel->index] = true;
}

static void step_jump(struct fold *f, const struct bpf_insn *insn,
		      struct value *r)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JA:
		return;
	case BPF_CALL:
		step_call(f, r);
		return;
	case BPF_EXIT: /* a subprogram may return an address */
		escape(f, r[0]);
		return;
	default:
		escape(f, r[insn->dst_reg]);
		if (BPF_SRC(insn->code) == BPF_X)
			escape(f, r[insn->src_reg]);
	}
}

/* The effect of one instruction on the registers */
static void step(struct fold *f, uint32_t at, struct value *r)
{
	struct bpf_insn *insn = &f->insns[at];
	struct value src = r[insn->src_reg];

	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		step_alu(f, insn, r);
		return;
	case BPF_LDX:
		if (src.map && BPF_MODE(insn->code) == BPF_MEM)
			fold_load(f, insn, src);
		else
			escape(f, src);
		r[insn->dst_reg] = (struct value){ 0, 0 };
		return;
	case BPF_STX:
		escape(f, src);
		escape(f, r[insn->dst_reg]);
		if (BPF_MODE(insn->code) == BPF_XADD)
			step_atomic(f, &r[insn->src_reg], &r[0]);
		return;
	case BPF_ST:
		escape(f, r[insn->dst_reg]);
		return;
	case BPF_LD:
		if (insn->code == LD_IMM64) {
			step_ld_imm64(f, at, &r[insn->dst_reg]);
			return;
		}
		escape(f, src);
		step_call(f, r); /* legacy packet access clobbers */
		return;
	default:
		step_jump(f, insn, r);
	}
}

/* What holds before an instruction is what holds on all ways to it. An address
 * that is lost where ways meet, but still used behind, has escaped. */
static void flow_to(struct fold *f, uint32_t to, const struct value *r)
{
	struct state *s = &f->before[to];
	bool changed = !s->seen;

	if (!s->seen) {
		s->seen = true;
		memcpy(s->r, r, sizeof(s->r));
	}
	for (int i = 0; i < NREGS; i++) {
		if (s->r[i].map == r[i].map && s->r[i].off == r[i].off)
			continue;
		if (f->live[to] >> i & 1)
			escape(f, r[i]);
		if (s->r[i].map == 0)
			continue;
		s->r[i] = (struct value){ 0, 0 };
		changed = true;
	}
	if (changed && !s->queued) {
		s->queued = true;
		f->todo[f->ntodo++] = to;
	}
}

static void visit(struct fold *f, uint32_t at)
{
	struct value r[NREGS];
	uint32_t next[2];
	unsigned n = flow_next(f->insns, f->n, at, next);

	f->before[at].queued = false;
	memcpy(r, f->before[at].r, sizeof(r));
	step(f, at, r);
	for (unsigned i = 0; i < n; i++)
		flow_to(f, next[i], r);
}

static bool registers_valid(const struct fold *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		if (f->insns[i].dst_reg >= NREGS ||
		    f->insns[i].src_reg >= NREGS)
			return false;
	return true;
}

static int fold_part(struct fold *f, struct err *e)
{
	static const struct value nothing[NREGS];

	if (!registers_valid(f))
		return err_set(e, EINVAL,
			       "function '%s': an instruction names "
			       "a register above r10",
			       f->func->name);
	if (f->n == 0)
		return 0;
	if (flow_liveness(f->insns, f->n, f->live, e) < 0)
		return -e->code;
	memset(f->before, 0, f->n * sizeof(*f->before));
	f->ntodo = 0;
	f->rewrite = false;
	flow_to(f, 0, nothing);
	while (f->ntodo)
		visit(f, f->todo[--f->ntodo]);
	f->rewrite = true;
	for (uint32_t i = 0; i < f->n; i += flow_width(&f->insns[i]))
		if (f->before[i].seen)
			visit(f, i);
	return 0;
}

static int fold_parts(struct fold *f, struct err *e)
{
	const struct image *image = f->image;
	int err = 0;

	for (uint32_t i = 0; i < image->nparts && err == 0; i++) {
		f->func = &image->obj->funcs[image->parts[i].func];
		f->insns = image->insns + image->parts[i].start;
		f->n = f->func->ninsns;
		err = fold_part(f, e);
	}
	return err;
}

int image_fold(struct image *image, const struct view *data, bool *needed,
	       struct err *e)
{
	auto_free struct state *before =
		calloc(image->ninsns + 1, sizeof(*before));
	auto_free uint32_t *todo = calloc(image->ninsns + 1, sizeof(*todo));
	auto_free uint16_t *live = calloc(image->ninsns + 1, sizeof(*live));
	struct fold f = { .image = image,
			  .data = data,
			  .needed = needed,
			  .before = before,
			  .todo = todo,
			  .live = live };

	if (before == NULL || todo == NULL || live == NULL)
		return err_nomem(e);
	return fold_parts(&f, e);
}
