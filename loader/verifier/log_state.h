/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One verifier state as text ("R1=ctx() R10=fp0 fp-8=mmmm???? refs=2"), in
 * every dialect, read register by register; and the operands of one line of
 * disassembly.
 */
#ifndef LOADER_VERIFIER_LOG_STATE_H
#define LOADER_VERIFIER_LOG_STATE_H

#include "loader/verifier/log.h"

enum log_place {
	LOG_REG, /* at: number */
	LOG_STACK, /* at: offset from the frame pointer, negative */
	LOG_STACK_ARG, /* at: offset from R11 (7.x), negative */
	LOG_REFS, /* text: ids, separated by commas */
	LOG_FLAG, /* text: "cb", "async_cb" */
};

/* Which bounds of a struct log_reg were given */
enum {
	LOG_SMIN = 1 << 0,
	LOG_SMAX = 1 << 1,
	LOG_UMIN = 1 << 2,
	LOG_UMAX = 1 << 3,
	LOG_SMIN32 = 1 << 4,
	LOG_SMAX32 = 1 << 5,
	LOG_UMIN32 = 1 << 6,
	LOG_UMAX32 = 1 << 7,
	LOG_TNUM = 1 << 8,
};

struct log_reg {
	enum log_place place;
	int32_t at;
	struct log_span text; /* as the kernel puts it */
	struct log_span type; /* "pkt", "map_value_or_null", "scalar" (also
			       * for what older kernels call inv and imm),
			       * "fp", or empty: stack bytes */
	bool constant; /* a scalar whose value is smin */
	bool precise;
	char slot[8]; /* stack: a character a byte, the highest first; a
		       * spilled register is 'r' */
	int32_t id, ref; /* 0: none */
	int64_t off; /* fixed part, also of fp-8 */
	int32_t range; /* packet: bytes known to be there */
	uint32_t key_size, value_size, size; /* ks, vs, sz or mem_size */
	uint32_t frame; /* fp[1]-8: whose */
	uint32_t given; /* LOG_SMIN... */
	int64_t smin, smax;
	uint64_t umin, umax;
	int32_t smin32, smax32;
	uint32_t umin32, umax32;
	uint64_t value, mask; /* var_off */
};

/* The next register or slot of a state, which moves on; false at its end. */
bool log_state_next(struct log_span *state, struct log_reg *r);
/* "frame1:" at the front, if any, is skipped and given; else 0. */
uint32_t log_state_frame(struct log_span *state);
/* The one asked for; false when this state does not mention it. */
bool log_state_find(struct log_span state, enum log_place place, int32_t at,
		    struct log_reg *r);

/* Operands of a line of disassembly; -1: none */
struct log_insn {
	int8_t dst; /* register written, or compared */
	int8_t src; /* register read: second operand, or value stored */
	int8_t base; /* of the memory accessed */
	int32_t off; /* from base */
	uint8_t size; /* bytes accessed */
	bool load, store, call, jump, exit; /* jump: conditional */
	bool move; /* dst becomes src or a constant, keeping nothing of dst */
	int32_t step; /* of a jump or a call of a subprogram: from the next
		       * instruction; 0: none */
	struct log_span callee; /* "bpf_map_lookup_elem#1" */
};

void log_insn_read(uint8_t op, struct log_span text, struct log_insn *out);

#endif
