// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What an instruction needs of a kernel, whatever its registers hold: its
 * encoding, the helper or function it calls, what it takes the address of.
 */
#include <string.h>

#include "elf/cleanup.h"
#include "elf/helper.h"
#include "elf/insn.h"
#include "elf/lint/lint_priv.h"
#include "elf/lint/state.h"
#include "elf/names.h"
#include "elf/section.h"
#include "elf/versions.h"

/* What came after the instructions of 3.18; the first row that fits holds */
struct encoding {
	uint8_t mask, code; /* of the opcode */
	uint8_t check; /* enum check */
	uint16_t since;
	const char *what;
};

enum check { ALWAYS, OFF, OFF_1, IMM, IMM_100 };

#define SDIV	 "a division with sign (cpu v4)"
#define CLASS_OP 0xf7
#define WHOLE	 0xff

/* clang-format off */
static const struct encoding encodings[] = {
	{ WHOLE, BPF_JMP32 | BPF_JA, ALWAYS, 0x606, "gotol (cpu v4)" },
	{ 0x07, BPF_JMP32, ALWAYS, 0x501, "a 32-bit jump (cpu v3)" },
	{ CLASS_OP, BPF_JMP | BPF_JLT, ALWAYS, 0x40e, "a jump of cpu v2" },
	{ CLASS_OP, BPF_JMP | BPF_JLE, ALWAYS, 0x40e, "a jump of cpu v2" },
	{ CLASS_OP, BPF_JMP | BPF_JSLT, ALWAYS, 0x40e, "a jump of cpu v2" },
	{ CLASS_OP, BPF_JMP | BPF_JSLE, ALWAYS, 0x40e, "a jump of cpu v2" },
	{ WHOLE, BPF_JMP | BPF_JCOND, ALWAYS, 0x609, "may_goto" },
	{ WHOLE, BPF_JMP | BPF_JA | BPF_X, ALWAYS, 0x613, "gotox" },
	{ CLASS_OP, BPF_ALU64 | BPF_END, ALWAYS, 0x606, "bswap (cpu v4)" },
	{ WHOLE, BPF_ALU64 | BPF_MOV | BPF_X, OFF_1, 0x609,
	  "addr_space_cast" },
	{ WHOLE, BPF_ALU64 | BPF_MOV | BPF_X, OFF, 0x606,
	  "a move with sign (cpu v4)" },
	{ WHOLE, BPF_ALU | BPF_MOV | BPF_X, OFF, 0x606,
	  "a move with sign (cpu v4)" },
	{ CLASS_OP, BPF_ALU64 | BPF_DIV, OFF, 0x606, SDIV },
	{ CLASS_OP, BPF_ALU64 | BPF_MOD, OFF, 0x606, SDIV },
	{ CLASS_OP, BPF_ALU | BPF_DIV, OFF, 0x606, SDIV },
	{ CLASS_OP, BPF_ALU | BPF_MOD, OFF, 0x606, SDIV },
	{ 0xe7, BPF_LDX | BPF_MEMSX, ALWAYS, 0x606,
	  "a load with sign (cpu v4)" },
	{ 0xe7, BPF_STX | BPF_ATOMIC, IMM_100, 0x60f,
	  "load-acquire or store-release" },
	{ 0xe7, BPF_STX | BPF_ATOMIC, IMM, 0x50c,
	  "an atomic operation that is not an addition (cpu v3)" },
};
/* clang-format on */

/* Linux 6.18 has more program types call these than the table of helpers says:
 * from which release on is not known */
static const uint8_t open_helpers[] = {
	15,  16,  17,  22,  25,	 27,  37,  46,	55,  67,  93,  94,
	105, 106, 107, 108, 109, 111, 117, 136, 137, 138, 139, 140,
	141, 147, 148, 156, 157, 160, 162, 169, 170, 171, 172, 174,
	176, 178, 180, 186, 187, 188, 191, 196, 204, 205, 206, 207,
};

static bool fits(const struct encoding *x, const struct bpf_insn *insn)
{
	if ((insn->code & x->mask) != x->code)
		return false;
	switch (x->check) {
	case OFF:
		return insn->off != 0;
	case OFF_1:
		return insn->off == 1;
	case IMM:
		return insn->imm != 0;
	case IMM_100:
		return insn->imm == 0x100 || insn->imm == 0x110;
	default:
		return true;
	}
}

/* Loads of the packet as of old, by number: for programs that have one */
static void check_packet(struct lint *l, struct lint_at at)
{
	const struct bpf_insn *insn = &l->insns[at.insn];

	if (insn_class(insn) != BPF_LD || insn_is_ld_imm64(insn) ||
	    l->kind == NULL)
		return;
	switch (l->kind->prog_type) {
	case BPF_PROG_TYPE_UNSPEC:
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_EXT:
		return;
	default:
		at.rule = RULE_PACKET;
		lint_say(l, &at,
			 "programs of type %s have no packet to load from",
			 prog_type_name(l->kind->prog_type));
	}
}

static void need(struct lint *l, const struct lint_at *at, const char *what)
{
	char v[VERSION_SIZE];

	lint_say(l, at, "%s needs Linux %s", what, version_text(at->since, v));
}

/* Opcodes are asked for wherever they stand, the rest where a kernel comes */
static void check_encoding(struct lint *l, struct lint_at at)
{
	const struct bpf_insn *insn = &l->insns[at.insn];
	const struct encoding *x = encodings;

	while (x < encodings + ARRAY_SIZE(encodings) && !fits(x, insn))
		x++;
	if (x == encodings + ARRAY_SIZE(encodings))
		return;
	at.rule = RULE_INSN;
	at.since = x->since;
	at.unsure &= x->check == OFF || x->check == OFF_1 || x->since == 0x40e;
	if (!at.unsure || l->states[at.insn].reached)
		need(l, &at, x->what);
}

/* Types that take over another's helpers, or tell by what they attach to */
static bool has_any_helper(uint32_t type)
{
	return type == BPF_PROG_TYPE_UNSPEC || type == BPF_PROG_TYPE_EXT ||
	       type == BPF_PROG_TYPE_STRUCT_OPS ||
	       type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_LSM ||
	       type > 32;
}

static void check_helper_type(struct lint *l, struct lint_at at, int id,
			      const struct helper *h)
{
	uint32_t type = l->kind ? l->kind->prog_type : 0;

	if (has_any_helper(type) || h->types >> (type - 1) & 1)
		return;
	at.rule = RULE_HELPER_TYPE;
	if (memchr(open_helpers, id, sizeof(open_helpers)))
		at.rule = RULE_HELPER_OPEN;
	lint_say(l, &at,
		 at.rule == RULE_HELPER_TYPE
			 ? "programs of type %s cannot call bpf_%s"
			 : "only newer kernels let programs of type %s call "
			   "bpf_%s",
		 prog_type_name(type), h->name);
}

static void check_licence(struct lint *l, struct lint_at at,
			  const struct helper *h)
{
	at.rule = RULE_HELPER_GPL;
	if (l->gpl || !(h->flags & (HELPER_GPL | HELPER_GPL_OLD)))
		return;
	if (!(h->flags & HELPER_GPL))
		at.since = 0x508;
	lint_say(l, &at,
		 "bpf_%s is for programs under the GPL, and the licence is "
		 "'%.40s'",
		 h->name, l->obj->license);
}

static void check_helper(struct lint *l, struct lint_at at)
{
	int id = l->insns[at.insn].imm;
	const struct helper *h = helper_at(id);
	char v[VERSION_SIZE];

	if (h == NULL) {
		at.rule = RULE_HELPER_NONE;
		/* CO-RE makes impossible calls of what it cannot relocate */
		if (!l->core[at.insn])
			lint_say(l, &at, "no kernel has a helper %d", id);
		return;
	}
	at.rule = RULE_HELPER;
	at.since = h->since;
	lint_say(l, &at, "bpf_%s needs Linux %s", h->name,
		 version_text(h->since, v));
	at.since = 0;
	check_helper_type(l, at, id, h);
	check_licence(l, at, h);
	at.rule = RULE_HELPER_SLEEPS;
	if ((h->flags & HELPER_SLEEPS) && l->kind && l->kind->prog_type &&
	    !(l->kind->flags & SECTION_SLEEPABLE))
		lint_say(l, &at, "bpf_%s may sleep, the program may not",
			 h->name);
}

static void check_kfunc(struct lint *l, struct lint_at at,
			const struct obj_extern *x)
{
	at.rule = RULE_KFUNC;
	at.unsure |= x->weak;
	lint_say(l, &at, "functions of the kernel, as %.64s, need Linux 5.13",
		 x->name);
	at.rule = RULE_KFUNC_GPL;
	if (!l->gpl)
		lint_say(l, &at,
			 "functions of the kernel, as %.64s, are for programs "
			 "under the GPL, and the licence is '%.40s'",
			 x->name, l->obj->license);
}

static void check_data(struct lint *l, struct lint_at at,
		       const struct obj_map *m)
{
	if (m->origin != OBJ_MAP_DATA && m->origin != OBJ_MAP_KCONFIG)
		return;
	at.rule = lint_is_constant(m) ? RULE_CONSTANTS : RULE_DATA;
	lint_say(l, &at, "data of '%.64s' in a map needs Linux 5.2", m->name);
}

/* References that no kernel looks away from, though it never comes there */
static void check_reference(struct lint *l, struct lint_at at,
			    const struct obj_rel *rel)
{
	at.unsure = false;
	switch (rel->kind) {
	case OBJ_REL_CALL:
		at.rule = RULE_CALL;
		lint_say(l, &at, "a call of a function needs Linux 4.16");
		break;
	case OBJ_REL_FUNC:
		at.rule = RULE_CALLBACK;
		lint_say(l, &at, "a callback needs Linux 5.13");
		break;
	case OBJ_REL_DATA:
		check_data(l, at, &l->obj->maps[rel->index]);
		break;
	default:
		break;
	}
}

static void check_extern(struct lint *l, struct lint_at at,
			 const struct obj_rel *rel)
{
	const struct obj_extern *x;

	switch (rel->kind) {
	case OBJ_REL_KFUNC:
		check_kfunc(l, at, &l->obj->externs[rel->index]);
		break;
	case OBJ_REL_KSYM:
		x = &l->obj->externs[rel->index];
		at.rule = RULE_KSYM;
		at.unsure |= x->weak;
		/* Without a type it is a number, for any kernel */
		if (x->kind == OBJ_EXTERN_KSYM && x->type)
			lint_say(l, &at,
				 "the kernel's variable %.64s with its type "
				 "needs Linux 5.10",
				 x->name);
		break;
	default:
		break;
	}
}

void lint_insn_known(struct lint *l, uint32_t insn)
{
	struct lint_at at = { .insn = insn,
			      .unsure = !l->states[insn].certain };
	const struct obj_rel *rel = lint_rel(l, insn);

	check_encoding(l, at);
	if (rel)
		check_reference(l, at, rel);
	if (!l->states[insn].reached)
		return;
	check_packet(l, at);
	if (rel)
		check_extern(l, at, rel);
	else if (insn_is_helper_call(&l->insns[insn]))
		check_helper(l, at);
}
