// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Constants whose address is needed, as a format is by bpf_trace_printk, where
 * there are no maps for them (before 5.2): each is built on the stack by the
 * instruction that takes its address. Two may share a place when neither's
 * address is still in use where the other is built.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "elf/insn.h"
#include "elf/obj.h"
#include "loader/fold_priv.h"

#define FRAME_MAX 512u

static bool in_range(uint32_t at, uint64_t start, uint64_t size)
{
	return at >= start && at - start < size;
}

/* The variable that a symbol or a declaration says is there, or else the
 * string */
static bool find_extent(const struct obj *obj, const struct obj_map *m,
			const struct view *data, struct fold_var *v)
{
	uint32_t at = v->start;
	const uint8_t *nul;

	for (uint32_t i = 0; i < obj->nexterns; i++) {
		v->start = obj->externs[i].off;
		v->size = obj->externs[i].size;
		if (m->origin == OBJ_MAP_KCONFIG &&
		    in_range(at, v->start, v->size))
			return true;
	}
	for (size_t i = 0; i < obj->elf.nsyms; i++) {
		const struct elf_sym *sym = &obj->elf.syms[i];

		if (m->origin != OBJ_MAP_DATA || sym->section != m->section ||
		    !in_range(at, sym->value, sym->size))
			continue;
		v->start = (uint32_t)sym->value;
		v->size = sym->size < FRAME_MAX ? (uint32_t)sym->size
						: FRAME_MAX + 1;
		return true;
	}
	if (m->origin != OBJ_MAP_DATA || m->section >= obj->elf.nsections ||
	    !(obj->elf.sections[m->section].flags & SHF_STRINGS) ||
	    at >= data->len)
		return false;
	nul = memchr(data->p + at, 0, data->len - at);
	v->start = at;
	v->size = nul ? (uint32_t)(nul - data->p) - at + 1 : 0;
	return nul != NULL;
}

static struct fold_var *find_var(struct fold *f, const struct fold_value *v)
{
	for (uint32_t i = 0; i < f->nvars; i++)
		if (f->vars[i].map == v->map && v->off >= 0 &&
		    in_range((uint32_t)v->off, f->vars[i].start,
			     f->vars[i].size))
			return &f->vars[i];
	return NULL;
}

bool fold_to_stack(struct fold *f, const struct fold_value *v, bool sticky)
{
	const struct obj *obj = f->image->obj;
	struct fold_var new = { .map = v->map, .start = (uint32_t)v->off };
	struct fold_var *var = find_var(f, v);

	if (var == NULL) {
		const struct view *data = &f->data[v->map - 1];

		if (f->nvars == FOLD_VARS || v->off < 0 ||
		    !find_extent(obj, &obj->maps[v->map - 1], data, &new) ||
		    new.start > data->len ||
		    (new.size > data->len - new.start &&new.size <= FRAME_MAX))
			return false;
		var = &f->vars[f->nvars++];
		*var = new;
	}
	var->sticky |= sticky;
	/* Its copy begins where the instruction's address does */
	return v->base >= 0 &&
	       in_range((uint32_t)v->base, var->start, var->size);
}

/* Whose addresses are in use while this instruction runs */
static uint64_t vars_live(struct fold *f, uint32_t at)
{
	uint64_t set = 0;

	for (int i = 0; i < FOLD_REGS; i++) {
		const struct fold_value *v = &f->before[at].r[i];
		const struct fold_var *var = NULL;

		if (v->map && v->map != FOLD_FRAME && f->live[at] >> i & 1)
			var = find_var(f, v);
		if (var)
			set |= 1ull << (var - f->vars);
	}
	return set;
}

static void find_clashes(struct fold *f)
{
	uint64_t sticky = 0;

	for (uint32_t i = 0; i < f->nvars; i++)
		if (f->vars[i].sticky)
			sticky |= 1ull << i;
	for (uint32_t at = 0; at < f->n; at += insn_slots(&f->insns[at])) {
		struct fold_value v = fold_address(f, at);
		struct fold_var *var = v.map ? find_var(f, &v) : NULL;
		uint64_t set;

		if (var == NULL || !f->before[at].seen)
			continue;
		set = vars_live(f, at) | sticky;
		var->clash |= var->sticky ? UINT64_MAX : set;
		for (uint32_t i = 0; i < f->nvars; i++)
			if (set >> i & 1)
				f->vars[i].clash |= 1ull << (var - f->vars);
	}
}

static uint32_t room_of(const struct fold_var *v)
{
	return (v->size + 7) & ~7u;
}

/* The first place below the function's own stack that nobody else has */
static uint32_t place(struct fold *f, uint32_t i)
{
	struct fold_var *v = &f->vars[i];
	uint32_t top = (f->frame + 7) & ~7u;

	for (uint32_t k = 0; k < i; k++) {
		const struct fold_var *other = &f->vars[k];
		uint32_t begin = other->depth - room_of(other);

		if ((v->clash >> k & 1) && top < other->depth &&
		    begin < top + room_of(v)) {
			top = other->depth;
			k = UINT32_MAX; /* from the first one again */
		}
	}
	v->depth = top + room_of(v);
	return v->depth;
}

static int place_all(struct fold *f, struct err *e)
{
	uint32_t deepest = 0;

	for (uint32_t i = 0; i < f->nvars; i++) {
		uint32_t depth = place(f, i);

		deepest = depth > deepest ? depth : deepest;
	}
	if (deepest <= FRAME_MAX && !f->frame_lost)
		return 0;
	if (f->frame_lost)
		err_set(e, ENOSPC,
			"function '%s': no telling which part of its stack "
			"is free for constants whose address it takes",
			f->func->name);
	else
		err_set(e, ENOSPC,
			"function '%s': with the constants whose address it "
			"takes its stack would be %u bytes, of at most %u",
			f->func->name, deepest, FRAME_MAX);
	return err_hint(e, "this kernel has no other place for them; Linux 5.2 "
			   "and later have");
}

static uint32_t word_at(const struct view *data, const struct fold_var *v,
			uint32_t off)
{
	uint32_t word = 0;
	size_t n = v->size > off ? v->size - off : 0;

	if (n)
		memcpy(&word, data->p + v->start + off,
		       n < sizeof(word) ? n : sizeof(word));
	return word;
}

/* Before the instruction that takes the address */
static int write_copy(struct fold *f, uint32_t at, const struct fold_var *v)
{
	const struct view *data = &f->data[v->map - 1];
	struct bpf_insn insns[FRAME_MAX / 4] = { 0 };
	uint32_t n = 0;

	for (uint32_t off = 0; off < room_of(v); off += 8) {
		uint32_t lo = word_at(data, v, off);
		uint32_t hi = word_at(data, v, off + 4);
		/* One store for what sign extension makes eight bytes of */
		bool wide = hi == ((int32_t)lo < 0 ? UINT32_MAX : 0);

		for (uint32_t k = 0; k < (wide ? 8u : 4u) / 4; k++)
			insns[n++] = (struct bpf_insn){
				.code = BPF_ST | BPF_MEM |
					(wide ? BPF_DW : BPF_W),
				.dst_reg = BPF_REG_10,
				.off = (int16_t)((int32_t)off -
						 (int32_t)v->depth),
				.imm = (int32_t)lo,
			};
		if (!wide) {
			insns[n] = insns[n - 1];
			insns[n].off = (int16_t)(insns[n].off + 4);
			insns[n++].imm = (int32_t)hi;
		}
	}
	return image_insert(f->image, f->start + at, insns, n);
}

int fold_stack(struct fold *f, struct err *e)
{
	if (f->nvars == 0)
		return 0;
	find_clashes(f);
	if (place_all(f, e) < 0)
		return -e->code;
	for (uint32_t at = 0; at < f->n; at += insn_slots(&f->insns[at])) {
		struct fold_value v = fold_address(f, at);
		const struct fold_var *var = v.map ? find_var(f, &v) : NULL;
		struct bpf_insn *insn = &f->insns[at];

		if (var == NULL || !f->before[at].seen)
			continue;
		if (write_copy(f, at, var) < 0)
			return err_nomem(e);
		insn[0].code = BPF_ALU64 | BPF_MOV | BPF_X;
		insn[0].src_reg = BPF_REG_10;
		insn[0].imm = 0;
		insn[1] = (struct bpf_insn){
			.code = BPF_ALU64 | BPF_ADD | BPF_K,
			.dst_reg = insn->dst_reg,
			.imm = v.off - (int32_t)(var->start + var->depth),
		};
	}
	return 0;
}
