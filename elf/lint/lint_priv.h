/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Between the files of this folder: one program under examination. */
#ifndef ELF_LINT_LINT_PRIV_H
#define ELF_LINT_LINT_PRIV_H

#include <linux/bpf.h>

#include "elf/lint/lint.h"
#include "elf/obj.h"

struct lint_state;
struct section_kind;

#define LINT_NOWHERE UINT32_MAX

/* In the order of the table in rules.c */
enum lint_rule {
	RULE_PROG_TYPE,
	RULE_ATTACH_TYPE,
	RULE_ATTACH_LATER,
	RULE_NO_TYPE,
	RULE_SLEEPABLE,
	RULE_FRAGS,
	RULE_TYPE_GPL,
	RULE_KERN_VERSION,
	RULE_LENGTH,
	RULE_FUNCTIONS,
	RULE_MAP_TYPE,
	RULE_MAP_FLAG,
	RULE_MAP_COUNT,
	RULE_DATA,
	RULE_CONSTANTS,
	RULE_KERNEL_TYPES,
	RULE_CALL,
	RULE_CALLBACK,
	RULE_KFUNC,
	RULE_KFUNC_GPL,
	RULE_KSYM,
	RULE_HELPER_NONE,
	RULE_HELPER,
	RULE_HELPER_TYPE,
	RULE_HELPER_OPEN,
	RULE_HELPER_GPL,
	RULE_HELPER_SLEEPS,
	RULE_INSN,
	RULE_INSN_BAD,
	RULE_PACKET,
	RULE_JUMP,
	RULE_LAST,
	RULE_UNREACHABLE,
	RULE_LOOP,
	RULE_LOOP_ENDS,
	RULE_ENDLESS,
	RULE_RECURSION,
	RULE_DEPTH,
	RULE_TAIL_CALL,
	RULE_COMPLEXITY,
	RULE_STACK_CHAIN,
	RULE_STACK_TAIL,
	RULE_STACK_OFF,
	RULE_STACK_ALIGN,
	RULE_STACK_READ,
	RULE_REGISTER,
	RULE_UNSET,
	RULE_UNSET_MAYBE,
	RULE_NO_RESULT,
	RULE_RESULT,
	RULE_FRAME_POINTER,
	RULE_DIV_ZERO,
	RULE_SHIFT,
	RULE_NULL,
	RULE_CTX_OFF,
	RULE_RDONLY,
	RULE_UNDECIDED,
	RULE__COUNT
};

struct lint_row {
	const char *name;
	uint8_t severity;
	uint16_t since; /* unless the finding says another */
	const char *fix;
};

extern const struct lint_row lint_rows[RULE__COUNT];

/* A function's place among the program's instructions */
struct lint_part {
	const struct obj_func *func;
	uint32_t start;
};

/* An entry point with all that it calls. Numbers of instructions count through
 * all parts. */
struct lint {
	const struct obj *obj;
	lint_fn *fn;
	void *ctx;
	const struct obj_func *program; /* NULL: the object as such */
	const struct section_kind *kind; /* or NULL */
	bool gpl, optional;
	uint16_t min, max; /* releases it is for; max 0: all from min on */
	uint32_t *place; /* owned: 1 + part by function */
	struct lint_part *parts; /* owned; the entry first */
	uint32_t nparts;
	struct bpf_insn *insns; /* owned: a copy, second slots included */
	uint8_t *core; /* owned: an instruction that CO-RE changes */
	uint32_t ninsns;
	struct lint_state *states; /* owned: before each instruction */
	bool loops, undecided;
};

struct lint_at {
	enum lint_rule rule;
	uint32_t insn; /* or LINT_NOWHERE */
	bool unsure; /* a kernel may know that it is never run */
	uint16_t from, since; /* since 0: as the rule says */
};

void lint_say(struct lint *l, const struct lint_at *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A bound of the kernels that Android's definitions name; 0: none */
uint16_t lint_android(uint32_t kver);

/* The part that an instruction is in, and where that ends */
const struct lint_part *lint_part(const struct lint *l, uint32_t insn);
static inline uint32_t lint_end(const struct lint_part *p)
{
	return p->start + p->func->ninsns;
}

/* What an instruction refers to, or NULL */
const struct obj_rel *lint_rel(const struct lint *l, uint32_t insn);

/* The part that it calls, or whose address it loads; or NULL */
const struct lint_part *lint_callee(const struct lint *l, uint32_t insn);

/* A call of the kernel's bpf_throw, from which nothing returns */
bool lint_throws(const struct lint *l, uint32_t insn);

/* Where a jump leads to, in part p; -1: it is none, or not known */
int64_t lint_target(const struct lint *l, const struct lint_part *p,
		    uint32_t insn);

/* What may be run after it; returns how many, 0 to 2. */
unsigned lint_next(const struct lint *l, const struct lint_part *p,
		   uint32_t insn, uint32_t next[2]);

/* The rules, a file each. Those of shape.c: false when the others would make no
 * sense of it. */
void lint_maps(struct lint *l);
void lint_spec(struct lint *l);
bool lint_shape(struct lint *l, struct err *e);
int lint_calls(struct lint *l, struct err *e);
void lint_stack(struct lint *l);
void lint_insn_known(struct lint *l, uint32_t insn);
void lint_insn_use(struct lint *l, uint32_t insn);

/* constant data that the loader puts into the instructions */
static inline bool lint_is_constant(const struct obj_map *m)
{
	return m->origin == OBJ_MAP_KCONFIG ||
	       (m->origin == OBJ_MAP_DATA && (m->flags & BPF_F_RDONLY_PROG));
}

#endif
