/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One instruction as text, in the kernel's notation (kernel/bpf/disasm.c):
 * what the verifier's log says of it. Knows helpers by name; what else an
 * instruction refers to the caller may name. Any bytes have a text.
 */
#ifndef ELF_DISASM_H
#define ELF_DISASM_H

#include <linux/bpf.h>
#include <stddef.h>

/* In place of numbers, each NULL for none */
struct disasm_names {
	const char *address; /* of an ld_imm64: "map[counts]" */
	const char *callee; /* of a call: "half" */
	const char *target; /* of a jump: "L2" */
};

#define DISASM_SIZE 192 /* enough for any text with names of 100 bytes */

/* insn: with its second slot when it is an ld_imm64. names may be NULL. Returns
 * buf, always terminated. */
const char *disasm_text(const struct bpf_insn *insn,
			const struct disasm_names *names, char *buf,
			size_t size);

#endif
