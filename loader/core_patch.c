// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Putting a value into an instruction: the immediate of an ALU operation, the
 * offset of a load or store, the 64 bits of an ld_imm64. A load or store also
 * follows its field from one size of integer to another, as long as that does
 * not change what the program reads.
 */
#include <errno.h>
#include <string.h>

#include "elf/err.h"
#include "elf/insn.h"
#include "loader/core_priv.h"

static int poisoned(enum core_why *why, enum core_why reason)
{
	*why = reason;
	return CORE_PATCH_POISON;
}

static int unexpected(const struct bpf_insn *insn, uint64_t have,
		      const struct core_change *c, struct err *e)
{
	return err_set(e, EINVAL,
		       "instruction 0x%02x holds %lld, where the "
		       "object's own types say %lld",
		       insn->code, (long long)have, (long long)c->from.v);
}

static int patch_alu(struct bpf_insn *insn, const struct core_change *c,
		     enum core_why *why, struct err *e)
{
	uint64_t v = c->to.v;

	if (!insn_has_imm(insn))
		return err_set(e, EINVAL,
			       "instruction 0x%02x takes no "
			       "constant",
			       insn->code);
	if (c->from.exact && (uint32_t)insn->imm != (uint32_t)c->from.v)
		return unexpected(insn, (uint32_t)insn->imm, c, e);
	/* ALU64 sign-extends the immediate */
	if ((int64_t)v != (int32_t)v &&
	    (insn_class(insn) == BPF_ALU64 || v > UINT32_MAX))
		return poisoned(why, CORE_WHY_RANGE);
	insn->imm = (int32_t)v;
	return 0;
}

static int patch_ld_imm64(struct bpf_insn *insn, size_t n,
			  const struct core_change *c, struct err *e)
{
	uint64_t have;

	if (n < 2 || insn[1].code != 0 || insn[0].src_reg != 0)
		return err_set(e, EINVAL, "not the ld_imm64 of a number");
	have = (uint64_t)(uint32_t)insn[1].imm << 32 | (uint32_t)insn[0].imm;
	if (c->from.exact && have != c->from.v)
		return unexpected(insn, have, c, e);
	insn[0].imm = (int32_t)(uint32_t)c->to.v;
	insn[1].imm = (int32_t)(uint32_t)(c->to.v >> 32);
	return 0;
}

static const struct {
	uint8_t bytes, code;
} sizes[] = {
	{ 1, BPF_B },
	{ 2, BPF_H },
	{ 4, BPF_W },
	{ 8, BPF_DW },
};

static uint32_t access_bytes(const struct bpf_insn *insn)
{
	for (size_t i = 0; i < 3; i++)
		if (sizes[i].code == insn_size(insn))
			return sizes[i].bytes;
	return 8;
}

static bool set_bytes(struct bpf_insn *insn, uint32_t bytes)
{
	unsigned mode = insn_mode(insn);

	for (size_t i = 0; i < 4; i++) {
		if (sizes[i].bytes != bytes)
			continue;
		if (bytes == 8 && mode == BPF_MEMSX)
			mode = BPF_MEM; /* nothing left to extend */
		insn->code = (uint8_t)(insn_class(insn) | sizes[i].code | mode);
		return true;
	}
	return false;
}

/* Registers hold integers as 64 bits. An unsigned one is read the same at any
 * size; a signed one only by a load that extends the sign (cpu v4), since
 * otherwise the shifts that do so stand elsewhere in the program. */
static bool can_follow(const struct bpf_insn *insn, const struct core_change *c)
{
	bool sx = insn_is_load(insn) && insn_mode(insn) == BPF_MEMSX;

	if (!sx && insn_mode(insn) != BPF_MEM)
		return false;
	return c->from.is_signed == sx && c->to.is_signed == sx;
}

static bool patch_size(struct bpf_insn *insn, const struct core_change *c)
{
	uint32_t have = access_bytes(insn);
	bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

	if (c->from.size == c->to.size || c->from.size == 0)
		return true;
	/* Part of an array or struct, or, with the low byte first, the low
	 * part of an integer: the same wherever the field is large enough */
	if (!c->from.is_scalar || !c->to.is_scalar ||
	    (little && have < c->from.size))
		return have <= c->to.size;
	return have == c->from.size && can_follow(insn, c) &&
	       set_bytes(insn, c->to.size);
}

static int patch_mem(struct bpf_insn *insn, const struct core_change *c,
		     enum core_why *why, struct err *e)
{
	if (c->from.exact && insn->off != (int64_t)c->from.v)
		return unexpected(insn, (uint64_t)insn->off, c, e);
	if (c->to.v > INT16_MAX)
		return poisoned(why, CORE_WHY_RANGE);
	if (!patch_size(insn, c))
		return poisoned(why, CORE_WHY_SIZE);
	insn->off = (int16_t)c->to.v;
	return 0;
}

int core_patch(struct bpf_insn *insns, size_t n, const struct core_change *c,
	       enum core_why *why, struct err *e)
{
	if (insn_is_alu(insns))
		return patch_alu(insns, c, why, e);
	if (insn_is_ld_imm64(insns))
		return patch_ld_imm64(insns, n, c, e);
	if (insn_is_load(insns) || insn_is_store(insns))
		return patch_mem(insns, c, why, e);
	return err_set(e, EINVAL, "instruction 0x%02x holds no constant",
		       insns->code);
}

void core_poison(struct bpf_insn *insns, size_t n)
{
	size_t slots = insn_slots(insns);

	for (size_t i = 0; i < slots && i < n; i++) {
		insns[i] = (struct bpf_insn){ 0 };
		insns[i].code = BPF_JMP | BPF_CALL;
		insns[i].imm = CORE_POISON;
	}
}
