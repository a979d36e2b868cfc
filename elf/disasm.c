// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel's words for each encoding. An encoding that no kernel knows is
 * shown by its numbers.
 */
#include "elf/disasm.h"

#include <inttypes.h>
#include <stdio.h>

#include "elf/helper.h"
#include "elf/insn.h"

/* Atomic operations, in imm (5.12; load and store: 6.15) */
#define FETCH	  BPF_FETCH
#define LOAD_ACQ  0x100
#define STORE_REL 0x110

static const char *const alu_ops[16] = { "+=", "-=",  "*=",  "/=",  "|=",
					 "&=", "<<=", ">>=", "neg", "%=",
					 "^=", "=",   "s>>=" };

static const char *const jump_ops[16] = { NULL, "==",  ">",  ">=", "&", "!=",
					  "s>", "s>=", NULL, NULL, "<", "<=",
					  "s<", "s<=", NULL, NULL };

static const char *const sizes[] = { "u32", "u16", "u8", "u64" };
static const char *const signed_sizes[] = { "s32", "s16", "s8", "s64" };

static const char *size_of(const struct bpf_insn *i)
{
	return sizes[insn_size(i) >> 3];
}

static unsigned op_index(const struct bpf_insn *i)
{
	return i->code >> 4;
}

static const char *unknown(const struct bpf_insn *i, char *buf, size_t n)
{
	snprintf(buf, n, "unknown %02x %u %u %d %d", i->code, i->dst_reg,
		 i->src_reg, i->off, i->imm);
	return buf;
}

static const char *swap(const struct bpf_insn *i, char *buf, size_t n)
{
	const char *what = insn_class(i) == BPF_ALU64 ? "bswap"
			   : insn_has_imm(i)	      ? "le"
						      : "be";

	snprintf(buf, n, "r%u = %s%d r%u", i->dst_reg, what, i->imm,
		 i->dst_reg);
	return buf;
}

/* Moves that do more than move: off says what (6.6, 6.9) */
static const char *move(const struct bpf_insn *i, char r, char *buf, size_t n)
{
	if (i->off == 8 || i->off == 16 || i->off == 32)
		snprintf(buf, n, "%c%u = (s%d)%c%u", r, i->dst_reg, i->off, r,
			 i->src_reg);
	else if (i->off == 1)
		snprintf(buf, n, "r%u = addr_space_cast(r%u, %d, %u)",
			 i->dst_reg, i->src_reg, i->imm >> 16,
			 (unsigned)i->imm & 0xffff);
	else if (i->off == -1)
		snprintf(buf, n, "r%u = &(void __percpu *)(r%u)", i->dst_reg,
			 i->src_reg);
	else
		return unknown(i, buf, n);
	return buf;
}

static const char *alu(const struct bpf_insn *i, char *buf, size_t n)
{
	char r = insn_class(i) == BPF_ALU64 ? 'r' : 'w';
	const char *op = alu_ops[op_index(i)];
	const char *sign = "";

	if (insn_op(i) == BPF_END)
		return swap(i, buf, n);
	if (op == NULL)
		return unknown(i, buf, n);
	if ((insn_op(i) == BPF_DIV || insn_op(i) == BPF_MOD) && i->off == 1)
		sign = "s";
	if (insn_op(i) == BPF_NEG)
		snprintf(buf, n, "%c%u = -%c%u", r, i->dst_reg, r, i->dst_reg);
	else if (insn_has_imm(i))
		snprintf(buf, n, "%c%u %s%s %d", r, i->dst_reg, sign, op,
			 i->imm);
	else if (insn_op(i) == BPF_MOV && i->off != 0)
		return move(i, r, buf, n);
	else
		snprintf(buf, n, "%c%u %s%s %c%u", r, i->dst_reg, sign, op, r,
			 i->src_reg);
	return buf;
}

static const char *atomic(const struct bpf_insn *i, char *buf, size_t n)
{
	static const char *const names[16] = { [BPF_ADD >> 4] = "add",
					       [BPF_OR >> 4] = "or",
					       [BPF_AND >> 4] = "and",
					       [BPF_XOR >> 4] = "xor" };
	const char *wide = insn_size(i) == BPF_DW ? "64" : "";
	const char *name = names[i->imm >> 4 & 0xf];
	unsigned d = i->dst_reg, s = i->src_reg;
	const char *t = size_of(i);

	if (i->imm == LOAD_ACQ)
		snprintf(buf, n, "r%u = load_acquire((%s *)(r%u %+d))", d, t, s,
			 i->off);
	else if (i->imm == STORE_REL)
		snprintf(buf, n, "store_release((%s *)(r%u %+d), r%u)", t, d,
			 i->off, s);
	else if (i->imm == BPF_CMPXCHG)
		snprintf(buf, n,
			 "r0 = atomic%s_cmpxchg((%s *)(r%u %+d), r0, r%u)",
			 wide, t, d, i->off, s);
	else if (i->imm == BPF_XCHG)
		snprintf(buf, n, "r%u = atomic%s_xchg((%s *)(r%u %+d), r%u)", s,
			 wide, t, d, i->off, s);
	else if (name == NULL || (i->imm & ~(0xf0 | FETCH)) != 0)
		return unknown(i, buf, n);
	else if (i->imm & FETCH)
		snprintf(buf, n,
			 "r%u = atomic%s_fetch_%s((%s *)(r%u %+d), r%u)", s,
			 wide, name, t, d, i->off, s);
	else
		snprintf(buf, n, "lock *(%s *)(r%u %+d) %s r%u", t, d, i->off,
			 alu_ops[i->imm >> 4], s);
	return buf;
}

static const char *store(const struct bpf_insn *i, char *buf, size_t n)
{
	bool reg = insn_class(i) == BPF_STX;

	if (reg && insn_mode(i) == BPF_ATOMIC)
		return atomic(i, buf, n);
	if (!reg && insn_mode(i) == BPF_ATOMIC)
		snprintf(buf, n, "nospec");
	else if (insn_mode(i) != BPF_MEM)
		return unknown(i, buf, n);
	else
		snprintf(buf, n, "*(%s *)(r%u %+d) = %s%d", size_of(i),
			 i->dst_reg, i->off, reg ? "r" : "",
			 reg ? i->src_reg : i->imm);
	return buf;
}

static const char *load(const struct bpf_insn *i, char *buf, size_t n)
{
	const char *t = size_of(i);

	if (insn_mode(i) == BPF_MEMSX)
		t = signed_sizes[insn_size(i) >> 3];
	else if (insn_mode(i) != BPF_MEM)
		return unknown(i, buf, n);
	snprintf(buf, n, "r%u = *(%s *)(r%u %+d)", i->dst_reg, t, i->src_reg,
		 i->off);
	return buf;
}

static const char *address(const struct bpf_insn *i, const char *name,
			   char *buf, size_t n)
{
	uint64_t v = (uint32_t)i[0].imm | (uint64_t)(uint32_t)i[1].imm << 32;

	if (name)
		snprintf(buf, n, "r%u = %s", i->dst_reg, name);
	else
		snprintf(buf, n, "r%u = 0x%" PRIx64, i->dst_reg, v);
	return buf;
}

/* Of a packet, as classic BPF did */
static const char *packet(const struct bpf_insn *i, char *buf, size_t n)
{
	if (insn_mode(i) == BPF_ABS)
		snprintf(buf, n, "r0 = *(%s *)skb[%d]", size_of(i), i->imm);
	else if (insn_mode(i) == BPF_IND)
		snprintf(buf, n, "r0 = *(%s *)skb[r%u + %d]", size_of(i),
			 i->src_reg, i->imm);
	else
		return unknown(i, buf, n);
	return buf;
}

static const char *call(const struct bpf_insn *i, const char *name, char *buf,
			size_t n)
{
	const struct helper *h = helper_at(i->imm);

	if (name)
		snprintf(buf, n, "call %s", name);
	else if (insn_is_pseudo_call(i))
		snprintf(buf, n, "call pc%+d", i->imm);
	else if (insn_is_kfunc_call(i))
		snprintf(buf, n, "call kernel-function#%d", i->imm);
	else if (i->src_reg == 0 && h)
		snprintf(buf, n, "call bpf_%s#%d", h->name, i->imm);
	else
		snprintf(buf, n, "call unknown#%d", i->imm);
	return buf;
}

static const char *jump(const struct bpf_insn *i, const char *target, char *buf,
			size_t n)
{
	char r = insn_class(i) == BPF_JMP ? 'r' : 'w';
	const char *op = jump_ops[op_index(i)];
	char to[24];

	if (target == NULL)
		snprintf(to, sizeof(to), "pc%+d", insn_jump_off(i));
	target = target ? target : to;
	if (i->code == (BPF_JMP | BPF_JA | BPF_X)) /* 6.19 */
		snprintf(buf, n, "gotox r%u", i->dst_reg);
	else if (insn_op(i) == BPF_JA)
		snprintf(buf, n, "%s %s", r == 'r' ? "goto" : "gotol", target);
	else if (i->code == (BPF_JMP | BPF_JCOND))
		snprintf(buf, n, "may_goto %s", target);
	else if (op == NULL)
		return unknown(i, buf, n);
	else if (insn_has_imm(i))
		snprintf(buf, n, "if %c%u %s 0x%x goto %s", r, i->dst_reg, op,
			 (unsigned)i->imm, target);
	else
		snprintf(buf, n, "if %c%u %s %c%u goto %s", r, i->dst_reg, op,
			 r, i->src_reg, target);
	return buf;
}

const char *disasm_text(const struct bpf_insn *insn,
			const struct disasm_names *names, char *buf,
			size_t size)
{
	static const struct disasm_names none;

	names = names ? names : &none;
	if (insn_is_ld_imm64(insn))
		return address(insn, names->address, buf, size);
	if (insn_is_alu(insn))
		return alu(insn, buf, size);
	if (insn_is_load(insn))
		return load(insn, buf, size);
	if (insn_is_store(insn))
		return store(insn, buf, size);
	if (insn_class(insn) == BPF_LD)
		return packet(insn, buf, size);
	if (insn_is_call(insn))
		return call(insn, names->callee, buf, size);
	if (insn_is_exit(insn)) {
		snprintf(buf, size, "exit");
		return buf;
	}
	return jump(insn, names->target, buf, size);
}
