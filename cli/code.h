/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The instructions of a studied program, each with all that is known of it:
 * its text, source line and visits. Of a saved log without its object the
 * instructions are what the log lets see. Knows no output format.
 */
#ifndef CLI_CODE_H
#define CLI_CODE_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/verify.h"
#include "loader/image.h"

struct code {
	const struct study *s;
	const struct bpf_insn *insns;
	struct bpf_insn *made; /* owned: from the log, or NULL */
	uint32_t n;
	struct study_source *source; /* owned: line 0: unknown */
	uint64_t *step; /* owned: 1 + the last step there, 0: not on the path */
	struct image image; /* its functions; no parts: not known */
	bool heat; /* visits are known */
	uint32_t hottest; /* the most visits */
};

/* s must outlive *out. */
int code_open(const struct study *s, struct code *out, struct err *e);
void code_close(struct code *c);

/* False for second slots, and for what the log does not show. */
bool code_is_insn(const struct code *c, uint32_t insn);
/* Disassembly with names, jumps by where they lead: "if r1 == 0 goto 17".
 * Returns buf. */
const char *code_text(const struct code *c, uint32_t insn, char *buf,
		      size_t size);
/* The same without names, of instructions from elsewhere */
const char *code_plain(const struct bpf_insn *insns, uint32_t n, uint32_t at,
		       char *buf, size_t size);
uint32_t code_visits(const struct code *c, uint32_t insn);
/* What to call none of them: "never", or less certain of a log that was cut */
const char *code_never(const struct code *c);
/* 0: never visited (or unknown), 1 to 5: up to the most */
unsigned code_warmth(const struct code *c, uint32_t visits);
/* Of the function that begins there; NULL: not known */
const char *code_function(const struct code *c, uint32_t start);
/* The name of a file without the folders before it */
const char *code_file(const struct study_source *src, size_t *len);

#endif
