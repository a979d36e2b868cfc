/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a log comes to: taken or refused, the kernel's words for it, the
 * instruction they are about, and the catalogue's row for them.
 */
#ifndef LOADER_VERIFIER_VERDICT_H
#define LOADER_VERIFIER_VERDICT_H

#include "loader/verifier/catalogue.h"
#include "loader/verifier/log.h"

enum verdict_kind {
	VERDICT_UNKNOWN, /* the log does not say, or is cut */
	VERDICT_TAKEN,
	VERDICT_REFUSED,
};

enum { VERDICT_WORDS = 4, VERDICT_WORD = 512, VERDICT_REPORT = 12288 };

struct verdict {
	enum verdict_kind kind;
	char program[LOG_NAME]; /* "": the log does not say */
	/* Verbatim, in the order of the log; at most the last of them */
	char words[VERDICT_WORDS][VERDICT_WORD];
	unsigned nwords;
	unsigned main; /* the one that says why */
	const struct verifier_message *row; /* of that one, or NULL */
	struct catalogue_match match; /* points into words */
	int32_t insn; /* -1: about no instruction */
	int32_t reg; /* the register the words name, -1: none */
	/* The report of 7.3: "" when there is none */
	char report[VERDICT_REPORT];
	size_t report_len;
	char category[64], problem[256];
	struct log_stats stats;
	int32_t last; /* instruction that the walk is at */
	bool walked; /* an instruction was seen */
	bool stale; /* something was said after the words */
};

void verdict_init(struct verdict *v);
void verdict_event(struct verdict *v, const struct log_event *ev);
/* After the program's last event: decides. */
void verdict_finish(struct verdict *v);

#endif
