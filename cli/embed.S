/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * embed_table of cli/embed.h. The Makefile writes EMBED_LIST: one line
 * "object NAME, FILE" for each of bpf/, so a new one needs no edit here.
 */
	.macro object name, file
	.pushsection .rodata
1:	.incbin "\file"
2:	.byte 0
3:	.asciz "\name"
	.popsection
	.quad 3b, 1b, 2b
	.endm

	.section .data.rel.ro, "aw"
	.balign 8
	.globl embed_table
	.type embed_table, %object
embed_table:
	.include EMBED_LIST
	.quad 0, 0, 0
	.size embed_table, . - embed_table

	.section .note.GNU-stack, "", %progbits
