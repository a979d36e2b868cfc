// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Constant folding of global read-only data. A forward walk over the control
 * flow follows the addresses of data through registers: a load from a known
 * place becomes a move of the value. Where the address itself is used, what is
 * there goes to the stack if it can (fold_stack.c), else the map is needed after
 * all. Needs no kernel support, unlike global data itself (5.2).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "elf/flow.h"
#include "elf/obj.h"
#include "loader/fold_priv.h"
#include "loader/image.h"

#define NREGS	 FOLD_REGS
#define LD_IMM64 (BPF_LD | BPF_IMM | BPF_DW)

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

struct fold_value fold_address(const struct fold *f, uint32_t at)
{
	const struct obj_rel *rel =
		f->insns[at].code == LD_IMM64 ? rel_at(f->func, at) : NULL;
	struct fold_value v = { 0, 0, 0 };

	if (rel && rel->kind == OBJ_REL_DATA && f->data[rel->index].p &&
	    rel->off == (int32_t)rel->off) {
		v.map = rel->index + 1;
		v.off = v.base = (int32_t)rel->off;
	}
	return v;
}

static bool is_data(struct fold_value v)
{
	return v.map && v.map != FOLD_FRAME;
}

/* The address leaves what we can follow: the map must exist */
static void escape(struct fold *f, struct fold_value v)
{
	if (!f->rewrite)
		return;
	if (is_data(v))
		f->needed[v.map - 1] = true;
	else if (v.map)
		f->frame_lost = true;
}

/* It goes where an address on the stack may go as well; sticky: from where it
 * may come back */
static void pass_on(struct fold *f, struct fold_value v, bool sticky)
{
	if (is_data(v) && f->rewrite && !fold_to_stack(f, &v, sticky))
		escape(f, v);
}

/* The stack is used from there on */
static void touch(struct fold *f, struct fold_value v, int off)
{
	int64_t at = (int64_t)v.off + off;

	if (v.map == FOLD_FRAME && -at > (int64_t)f->frame)
		f->frame = (uint32_t)-at;
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

/* What takes two slots: the first is inserted, this becomes the second */
static void load_wide(struct fold *f, struct bpf_insn *insn, uint64_t value)
{
	struct bpf_insn low = { .code = LD_IMM64,
				.dst_reg = insn->dst_reg,
				.imm = (int32_t)(uint32_t)value };

	if (image_insert(f->image, f->start + (uint32_t)(insn - f->insns), &low,
			 1) < 0)
		f->error = -ENOMEM;
	*insn = (struct bpf_insn){ .imm = (int32_t)(value >> 32) };
}

/* ldx dst = *(src + off) with a known address */
static void fold_load(struct fold *f, struct bpf_insn *insn,
		      struct fold_value v)
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
		load_wide(f, insn, value);
		return;
	}
	insn->src_reg = 0;
	insn->off = 0;
	insn->imm = (int32_t)value;
}

static void step_alu(struct fold *f, const struct bpf_insn *insn,
		     struct fold_value *r)
{
	bool from_reg = BPF_SRC(insn->code) == BPF_X;
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	struct fold_value *dst = &r[insn->dst_reg];

	if (wide && BPF_OP(insn->code) == BPF_MOV && from_reg &&
	    insn->off == 0) {
		*dst = r[insn->src_reg];
		return;
	}
	if (wide && BPF_OP(insn->code) == BPF_ADD && !from_reg && dst->map) {
		if (!__builtin_add_overflow(dst->off, insn->imm, &dst->off)) {
			touch(f, *dst, 0);
			return;
		}
	}
	if (BPF_OP(insn->code) != BPF_MOV)
		escape(f, *dst);
	if (from_reg)
		escape(f, r[insn->src_reg]);
	*dst = (struct fold_value){ 0, 0, 0 };
}

static void step_call(struct fold *f, struct fold_value *r)
{
	for (int i = 1; i <= 5; i++)
		pass_on(f, r[i], false);
	memset(r, 0, 6 * sizeof(*r));
}

/* Some of them fetch the old value into the source register, the compare and
 * exchange into r0, which it also compares with */
static void step_atomic(struct fold *f, struct fold_value *src,
			struct fold_value *r0)
{
	escape(f, *r0);
	escape(f, *src);
	*src = *r0 = (struct fold_value){ 0, 0, 0 };
}

static void step_ld_imm64(struct fold *f, uint32_t at, struct fold_value *dst)
{
	const struct obj_rel *rel = rel_at(f->func, at);

	*dst = fold_address(f, at);
	if (rel && dst->map == 0 && f->rewrite &&
	    (rel->kind == OBJ_REL_DATA || rel->kind == OBJ_REL_MAP))
		f->needed[rel->index] = true;
}

static void step_store(struct fold *f, const struct bpf_insn *insn,
		       struct fold_value *r)
{
	struct fold_value dst = r[insn->dst_reg];
	bool atomic = BPF_MODE(insn->code) != BPF_MEM;

	touch(f, dst, insn->off);
	if (is_data(dst))
		escape(f, dst);
	if (BPF_CLASS(insn->code) == BPF_ST)
		return;
	if (atomic)
		step_atomic(f, &r[insn->src_reg], &r[0]);
	else if (dst.map == FOLD_FRAME)
		pass_on(f, r[insn->src_reg], true);
	else
		escape(f, r[insn->src_reg]);
}

static void step_load(struct fold *f, struct bpf_insn *insn,
		      struct fold_value *r)
{
	struct fold_value src = r[insn->src_reg];

	touch(f, src, insn->off);
	if (is_data(src) && BPF_MODE(insn->code) == BPF_MEM)
		fold_load(f, insn, src);
	else if (is_data(src))
		escape(f, src);
	r[insn->dst_reg] = (struct fold_value){ 0, 0, 0 };
}

static void step_jump(struct fold *f, const struct bpf_insn *insn,
		      struct fold_value *r)
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
		pass_on(f, r[insn->dst_reg], false);
		if (BPF_SRC(insn->code) == BPF_X)
			pass_on(f, r[insn->src_reg], false);
	}
}

/* The effect of one instruction on the registers */
static void step(struct fold *f, uint32_t at, struct fold_value *r)
{
	struct bpf_insn *insn = &f->insns[at];
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		step_alu(f, insn, r);
		return;
	case BPF_LDX:
		step_load(f, insn, r);
		return;
	case BPF_STX:
	case BPF_ST:
		step_store(f, insn, r);
		return;
	case BPF_LD:
		if (insn->code == LD_IMM64) {
			step_ld_imm64(f, at, &r[insn->dst_reg]);
			return;
		}
		escape(f, r[insn->src_reg]);
		step_call(f, r); /* legacy packet access clobbers */
		return;
	default:
		step_jump(f, insn, r);
	}
}

/* What holds before an instruction is what holds on all ways to it. An address
 * that is lost where ways meet, but still used behind, has escaped. */
static void flow_to(struct fold *f, uint32_t to, const struct fold_value *r)
{
	struct fold_state *s = &f->before[to];
	bool changed = !s->seen;

	if (!s->seen) {
		s->seen = true;
		memcpy(s->r, r, sizeof(s->r));
	}
	for (int i = 0; i < NREGS; i++) {
		if (s->r[i].map == r[i].map && s->r[i].off == r[i].off &&
		    s->r[i].base == r[i].base)
			continue;
		if (f->live[to] >> i & 1) {
			pass_on(f, r[i], true);
			f->frame_lost |= r[i].map == FOLD_FRAME && f->rewrite;
		}
		if (s->r[i].map == 0)
			continue;
		s->r[i] = (struct fold_value){ 0, 0, 0 };
		changed = true;
	}
	if (changed && !s->queued) {
		s->queued = true;
		f->todo[f->ntodo++] = to;
	}
}

static void visit(struct fold *f, uint32_t at)
{
	struct fold_value r[NREGS];
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
	static const struct fold_value start[NREGS] = {
		[BPF_REG_10] = { FOLD_FRAME, 0, 0 },
	};

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
	f->ntodo = f->nvars = f->frame = 0;
	f->rewrite = f->frame_lost = false;
	flow_to(f, 0, start);
	while (f->ntodo)
		visit(f, f->todo[--f->ntodo]);
	f->rewrite = true;
	for (uint32_t i = 0; i < f->n; i += flow_width(&f->insns[i]))
		if (f->before[i].seen)
			visit(f, i);
	return f->error ? err_nomem(e) : fold_stack(f, e);
}

static int fold_parts(struct fold *f, struct err *e)
{
	const struct image *image = f->image;
	int err = 0;

	for (uint32_t i = 0; i < image->nparts && err == 0; i++) {
		f->func = &image->obj->funcs[image->parts[i].func];
		f->start = image->parts[i].start;
		f->insns = image->insns + f->start;
		f->n = f->func->ninsns;
		err = fold_part(f, e);
	}
	return err;
}

int image_fold(struct image *image, const struct view *data, bool *needed,
	       struct err *e)
{
	auto_free struct fold_state *before =
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
