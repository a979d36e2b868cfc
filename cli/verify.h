/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Between the files of `rawbpf verify`. verify_load.c loads programs,
 * verify_log.c reads saved logs; verify_study.c makes of a log what is known about it; the
 * others show that: as text, JSON, HTML or DOT.
 */
#ifndef CLI_VERIFY_H
#define CLI_VERIFY_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/color.h"
#include "elf/err.h"
#include "loader/verifier/heat.h"
#include "loader/verifier/path.h"
#include "loader/verifier/verdict.h"
#include "loader/verifier/verify.h"

struct json;
struct obj;
struct obj_func;
struct section_kind;

enum { STUDY_LINKS = 24 };

/* All that is known of one program. Of a saved log without its object only
 * what the log says. */
struct study {
	const char *path; /* of the object, or of the log */
	const struct obj *obj; /* NULL: none */
	const struct obj_func *func; /* NULL: not known */
	const char *section; /* "" */
	const struct section_kind *kind; /* NULL: not known */
	char kernel[96]; /* which said so; "" */
	char name[LOG_NAME];
	bool loaded; /* the kernel was asked; else error says why not */
	bool saved; /* somewhere else: only the log tells */
	int code; /* 0, or -errno of the refusal */
	struct err error;
	struct verify_result result; /* log and costs; zeros for a saved log */
	struct bpf_insn *insns; /* owned: as given to the kernel, or NULL */
	uint32_t ninsns;
	struct bpf_insn *xlated; /* owned: as the kernel made them, or NULL */
	uint32_t nxlated;
	struct log log;
	struct verdict verdict;
	struct heat heat;
	struct path trace; /* of the walk that ended the log */
	/* How the register of the error came about, from the first step on */
	struct path_link links[STUDY_LINKS];
	size_t nlinks;
};

int study_init(struct study *s, struct err *e);
void study_fini(struct study *s);
/* What the log in result says; kernel and code are set. */
void study_log(struct study *s);
/* The same for a log that comes in pieces. */
void study_event(struct study *s, const struct log_event *ev);
void study_finish(struct study *s);

enum study_verdict { STUDY_ACCEPTED, STUDY_REFUSED, STUDY_NOT_LOADED };
enum study_verdict study_verdict(const struct study *s);
/* "accepted", "refused", "not-loaded" */
const char *study_verdict_name(enum study_verdict v);

/* The catalogue's row for the refusal, or NULL, with its match. */
const struct verifier_message *study_row(const struct study *s,
					 const struct catalogue_match **m);
/* A part of that row as text; "" without a row. Returns buf. */
const char *study_text(const struct study *s, enum catalogue_part part,
		       char *buf, size_t size);
/* "source", "kernel too old", ...; "" when it was not refused */
const char *study_class(const struct study *s);

/* Where an instruction comes from: of the log, else of the object. False when
 * nobody says. Texts live as long as the study. */
struct study_source {
	const char *file, *text;
	size_t file_len, text_len;
	uint32_t line; /* 0: unknown */
};
bool study_source(const struct study *s, int32_t insn,
		  struct study_source *out);

/* Disassembly of an instruction. Returns buf. */
const char *study_disasm(const struct study *s, int32_t insn, char *buf,
			 size_t size);

/* What a link of the history did, and the register or stack slot after it as
 * the log has it, "" when that is not known. */
const char *study_why(enum path_why why);
const char *study_state(const struct study *s, const struct path_link *l,
			char *buf, size_t size);

struct verify_view {
	FILE *f;
	struct color color;
	unsigned verbose; /* 1: states of the path; 2: the whole log */
};

void verify_text(const struct verify_view *v, const struct study *s);
/* An element of "programs" */
void verify_json(struct json *j, const struct study *s);

#endif
