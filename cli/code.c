// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Everything is looked up once, instruction by instruction, since whoever
 * shows a program asks for most of it. Functions stand where the loader's
 * linking puts them; when something was inserted since, they are not named.
 */
#include "cli/code.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/disasm.h"
#include "elf/flow.h"
#include "elf/insn.h"
#include "elf/listing.h"
#include "elf/obj.h"
#include "loader/verifier/log_state.h"

static bool is_goto(uint8_t op)
{
	return op == (BPF_JMP | BPF_JA) || op == (BPF_JMP32 | BPF_JA);
}

static void set_jump(struct bpf_insn *insn, int64_t step)
{
	if (insn->code == (BPF_JMP32 | BPF_JA))
		insn->imm = (int32_t)step;
	else
		insn->off = step == (int16_t)step ? (int16_t)step : 0;
}

/* Opcodes and conditional jumps of all that was visited, other jumps and
 * calls of what is on the path */
static void make_insns(const struct study *s, struct bpf_insn *insns)
{
	for (uint32_t i = 0; i < s->heat.count; i++) {
		const struct heat_insn *h = &s->heat.insns[i];

		insns[i].code = h->op;
		if (h->target >= 0)
			set_jump(&insns[i], (int64_t)h->target - i - 1);
	}
	for (uint64_t n = s->trace.first; n < s->trace.end; n++) {
		const struct path_step *step = path_at(&s->trace, n);
		struct log_insn in;

		if (step->insn < 0 || (uint32_t)step->insn >= s->heat.count)
			continue;
		log_insn_read(step->op, path_span(&s->trace, step, PATH_TEXT),
			      &in);
		if (is_goto(step->op))
			set_jump(&insns[step->insn], in.step);
		if (in.call && in.step) {
			insns[step->insn].src_reg = BPF_PSEUDO_CALL;
			insns[step->insn].imm = in.step;
		}
	}
}

/* As given to the kernel, else as the object has them, if that fits */
static int find_insns(struct code *c, struct err *e)
{
	const struct study *s = c->s;

	if (s->obj && s->func &&
	    image_link(s->obj, (uint32_t)(s->func - s->obj->funcs), &c->image,
		       e) < 0)
		return -e->code;
	c->insns = s->insns ? s->insns : c->image.insns;
	c->n = s->insns ? s->ninsns : c->image.ninsns;
	if (c->image.ninsns != c->n || c->n < s->heat.count)
		image_close(&c->image);
	if (s->insns || c->image.nparts)
		return 0;
	c->made = calloc(s->heat.count + 1u, sizeof(*c->made));
	if (c->made == NULL)
		return err_nomem(e);
	make_insns(s, c->made);
	c->insns = c->made;
	c->n = s->heat.count;
	return 0;
}

static void lines_of_part(struct code *c, const struct image_part *part)
{
	const struct obj_func *f = &c->image.obj->funcs[part->func];
	struct btfext_lines lines =
		btfext_lines(&c->image.obj->btfext,
			     obj_section_name(c->image.obj, f->section));
	size_t at = 0;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint64_t byte =
			((uint64_t)f->start + i) * sizeof(struct bpf_insn);
		struct listing_source src;

		while (at < lines.n && lines.v[at].insn_off <= byte)
			at++;
		if (at == 0 ||
		    lines.v[at - 1].insn_off <
			    f->start * (uint64_t)sizeof(struct bpf_insn))
			continue;
		src = listing_source(c->image.obj, &lines.v[at - 1]);
		c->source[part->start + i] =
			(struct study_source){ src.file, src.text,
					       strlen(src.file),
					       strlen(src.text), src.line };
	}
}

/* The log knows best; what it did not visit the object knows. A line goes on
 * until another begins. */
static void find_lines(struct code *c)
{
	for (uint32_t i = 0; i < c->image.nparts; i++)
		lines_of_part(c, &c->image.parts[i]);
	for (uint32_t i = 0; i < c->n && i < c->s->heat.count; i++) {
		struct heat_source h;

		if (heat_source(&c->s->heat, &c->s->heat.insns[i], &h) &&
		    (h.line || h.text[0]) && c->image.nparts == 0)
			c->source[i] =
				(struct study_source){ h.file, h.text,
						       strlen(h.file),
						       strlen(h.text), h.line };
	}
}

int code_open(const struct study *s, struct code *out, struct err *e)
{
	struct code c = { .s = s };
	int err = find_insns(&c, e);

	c.source = calloc(c.n + 1u, sizeof(*c.source));
	c.step = calloc(c.n + 1u, sizeof(*c.step));
	if (err || c.source == NULL || c.step == NULL) {
		code_close(&c);
		return err ? err : err_nomem(e);
	}
	find_lines(&c);
	c.heat = s->heat.visits > 0;
	for (uint32_t i = 0; i < c.n; i++)
		if (code_visits(&c, i) > c.hottest)
			c.hottest = code_visits(&c, i);
	for (uint64_t n = s->trace.first; n < s->trace.end; n++) {
		int32_t insn = path_at(&s->trace, n)->insn;

		if (insn >= 0 && (uint32_t)insn < c.n)
			c.step[insn] = n + 1;
	}
	*out = c;
	return 0;
}

void code_close(struct code *c)
{
	image_close(&c->image);
	free(c->made);
	free(c->source);
	free(c->step);
	*c = (struct code){ 0 };
}

bool code_is_insn(const struct code *c, uint32_t insn)
{
	if (insn >= c->n || (c->made && c->insns[insn].code == 0))
		return false;
	return c->insns[insn].code || insn == 0 ||
	       !insn_is_ld_imm64(&c->insns[insn - 1]);
}

uint32_t code_visits(const struct code *c, uint32_t insn)
{
	return insn < c->s->heat.count ? c->s->heat.insns[insn].visits : 0;
}

const char *code_never(const struct code *c)
{
	return c->s->result.head_cut || c->s->result.tail_cut ? "not seen"
							      : "never";
}

unsigned code_warmth(const struct code *c, uint32_t visits)
{
	unsigned bits = 0, most = 0;

	if (visits == 0)
		return 0;
	for (uint32_t v = visits; v > 1; v >>= 1)
		bits++;
	for (uint32_t v = c->hottest; v > 1; v >>= 1)
		most++;
	return most == 0 ? 1 : 1 + 4 * bits / most;
}

static const struct image_part *part_of(const struct code *c, uint32_t insn)
{
	const struct image_part *found = NULL;

	for (uint32_t i = 0; i < c->image.nparts; i++)
		if (c->image.parts[i].start <= insn)
			found = &c->image.parts[i];
	return found;
}

const char *code_function(const struct code *c, uint32_t start)
{
	const struct image_part *part = part_of(c, start);

	return part && part->start == start
		       ? c->image.obj->funcs[part->func].name
		       : NULL;
}

static const struct obj_rel *rel_of(const struct code *c, uint32_t insn)
{
	const struct image_part *part = part_of(c, insn);
	const struct obj_func *f;
	uint32_t low = 0, high;

	if (part == NULL)
		return NULL;
	f = &c->image.obj->funcs[part->func];
	for (high = f->nrels; low < high;) {
		uint32_t mid = low + (high - low) / 2;

		if (f->rels[mid].insn < insn - part->start)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == f->nrels || f->rels[low].insn != insn - part->start)
		return NULL;
	return &f->rels[low];
}

/* What stands in place of a jump's distance; false when it is no jump */
static bool jump_target(const struct bpf_insn *i, uint32_t at, char *buf,
			size_t size)
{
	unsigned op = insn_op(i);

	if ((insn_class(i) != BPF_JMP && insn_class(i) != BPF_JMP32) ||
	    op == BPF_CALL || op == BPF_EXIT)
		return false;
	snprintf(buf, size, "%" PRId64,
		 (int64_t)at + 1 +
			 (i->code == (BPF_JMP32 | BPF_JA) ? i->imm : i->off));
	return true;
}

static const char *text_of_log(const struct code *c, uint32_t insn, char *buf,
			       size_t size)
{
	const struct path *p = &c->s->trace;
	struct log_span text;

	buf[0] = '\0';
	if (c->step[insn] == 0)
		return buf;
	text = path_span(p, path_at(p, c->step[insn] - 1), PATH_TEXT);
	snprintf(buf, size, "%.*s", (int)text.len, text.p);
	return buf;
}

const char *code_text(const struct code *c, uint32_t insn, char *buf,
		      size_t size)
{
	struct disasm_names names = { 0 };
	char target[24], ref[128];
	const struct obj_rel *rel;

	if (c->made || insn + flow_width(&c->insns[insn]) > c->n)
		return text_of_log(c, insn, buf, size);
	rel = rel_of(c, insn);
	if (rel) {
		names.address =
			listing_refer(c->image.obj, rel, ref, sizeof(ref));
		names.callee = names.address;
	}
	if (jump_target(&c->insns[insn], insn, target, sizeof(target)))
		names.target = target;
	return disasm_text(&c->insns[insn], &names, buf, size);
}

const char *code_plain(const struct bpf_insn *insns, uint32_t n, uint32_t at,
		       char *buf, size_t size)
{
	struct disasm_names names = { 0 };
	char target[24];

	buf[0] = '\0';
	if (at + flow_width(&insns[at]) > n)
		return buf;
	if (jump_target(&insns[at], at, target, sizeof(target)))
		names.target = target;
	return disasm_text(&insns[at], &names, buf, size);
}

const char *code_file(const struct study_source *src, size_t *len)
{
	const char *name = src->file;

	*len = src->file_len;
	for (size_t i = 0; i < src->file_len; i++)
		if (src->file[i] == '/') {
			name = src->file + i + 1;
			*len = src->file_len - i - 1;
		}
	return name;
}
