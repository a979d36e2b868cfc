// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A line of disassembly back to operands. The opcode byte says what they are,
 * so that only their numbers are looked for in the text.
 */
#include <linux/bpf.h>

#include "elf/insn.h"
#include "loader/verifier/log_priv.h"
#include "loader/verifier/log_state.h"

/* The next r1, w1 or R1 that is a word of its own, or -1; s moves behind it */
static int8_t next_reg(struct log_span *s)
{
	char before = ' ';

	while (s->len) {
		char c = *s->p;
		bool word = (before | 0x20) >= 'a' && (before | 0x20) <= 'z';

		span_skip(s, 1);
		if ((c == 'r' || c == 'w') && !word && before != '_' &&
		    span_is_digit(span_at(*s, 0))) {
			int32_t n = log_number(s);

			return n >= 0 && n <= 11 ? (int8_t)n : -1;
		}
		before = c;
	}
	return -1;
}

/* "-8" or "+0" */
static int32_t signed_number(struct log_span *s)
{
	bool minus = span_at(*s, 0) == '-';
	int32_t n;

	if (minus || span_at(*s, 0) == '+')
		span_skip(s, 1);
	n = log_number(s);
	if (n < 0)
		return 0;
	return minus ? -n : n;
}

/* "*(u32 *)(r1 +8)": s moves behind it */
static void memory(struct log_span *s, struct log_insn *out)
{
	if (!span_past(s, " *)("))
		return;
	out->base = next_reg(s);
	span_ltrim(s);
	out->off = signed_number(s);
}

static uint8_t access_size(uint8_t op)
{
	static const uint8_t sizes[] = { 4, 2, 1, 8 };

	return sizes[op >> 3 & 3];
}

/* Store or atomic operation: "r1 = atomic64_fetch_add(..., r1)" has a dst */
static void store(uint8_t op, struct log_span s, struct log_insn *out)
{
	out->size = access_size(op);
	out->store = true;
	if (span_at(s, 0) == 'r' || span_at(s, 0) == 'w') {
		out->dst = next_reg(&s);
		out->load = true;
		out->store = span_find(s, "load_acquire") == NULL;
	}
	memory(&s, out);
	if ((op & 7) == BPF_STX)
		for (int8_t r = next_reg(&s); r >= 0; r = next_reg(&s))
			out->src = r;
}

static void jump(uint8_t op, struct log_span s, struct log_insn *out)
{
	struct log_span step = s;

	out->call = op == (BPF_JMP | BPF_CALL);
	out->exit = op == (BPF_JMP | BPF_EXIT);
	if (out->call && span_eat(&s, "call "))
		out->callee = s;
	if (span_past(&step, out->call ? "call pc" : "goto pc"))
		out->step = signed_number(&step);
	if (out->call || out->exit || (op & 0xf0) == BPF_JA)
		return;
	out->jump = true;
	out->dst = next_reg(&s);
	if ((op & 0xf0) != BPF_JCOND && (op & BPF_X))
		out->src = next_reg(&s);
}

static void alu(uint8_t op, struct log_span s, struct log_insn *out)
{
	uint8_t what = op & 0xf0;

	out->dst = next_reg(&s);
	out->move = what == BPF_MOV;
	if ((op & BPF_X) && what != BPF_NEG && what != BPF_END)
		out->src = next_reg(&s);
}

void log_insn_read(uint8_t op, struct log_span text, struct log_insn *out)
{
	memset(out, 0, sizeof(*out));
	out->dst = out->src = out->base = -1;
	switch (op & 7) {
	case BPF_LD:
	case BPF_LDX:
		out->dst = next_reg(&text);
		out->move = op == (BPF_LD | BPF_IMM | BPF_DW);
		out->load = !out->move;
		out->size = access_size(op);
		memory(&text, out);
		return;
	case BPF_ST:
	case BPF_STX:
		store(op, text, out);
		return;
	case BPF_ALU:
	case BPF_ALU64:
		alu(op, text, out);
		return;
	default:
		jump(op, text, out);
	}
}
