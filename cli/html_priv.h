/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Between the files of the HTML report: one file a section. Ids in it: pN of
 * the program, pNcI of its instruction I, pNlI of that instruction's first
 * line in the log.
 */
#ifndef CLI_HTML_PRIV_H
#define CLI_HTML_PRIV_H

#include "cli/code.h"
#include "cli/html.h"

struct page {
	FILE *f;
	unsigned id;
	const struct study *s;
	struct code code;
	uint8_t *logged; /* owned: a bit an instruction: it is in the log that
			  * is shown */
	size_t log_begin; /* what is before it is not shown */
};

/* Instructions listed, and blocks drawn, at most */
enum { HTML_INSNS = 20000, HTML_BLOCKS = 8000 };

extern const char html_style[];

/* Arbitrary bytes as text, also within quotes. */
void html_text(FILE *f, const char *text, size_t len);
void html_string(FILE *f, const char *s);
/* 1,000,000 */
void html_number(FILE *f, uint64_t n);

/* A number that leads to the listing, if it is there. */
void html_insn(const struct page *p, uint32_t insn);
void html_source_text(FILE *f, const struct study_source *src);

void html_why(const struct page *p);
void html_source(const struct page *p);
int html_graph(const struct page *p, struct err *e);
void html_path(const struct page *p);
void html_history(const struct page *p);
int html_lint(const struct page *p, struct err *e);
void html_code(const struct page *p);
/* Which lines of the log are shown */
int html_log_scan(struct page *p, struct err *e);
void html_log(struct page *p);
void html_glossary(FILE *f);

#endif
