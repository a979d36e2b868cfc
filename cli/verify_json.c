// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A study as JSON: the keys of `verify -j`, which do not change. */
#include <errno.h>
#include <string.h>

#include "cli/json.h"
#include "cli/verify.h"
#include "cli/verify_facts.h"
#include "elf/names.h"
#include "elf/section.h"

static void some(struct json *j, const char *key, const char *text)
{
	json_string(json_key(j, key), text[0] ? text : NULL);
}

static void text_part(struct json *j, const char *key, const struct study *s,
		      enum catalogue_part part)
{
	char text[600];

	some(j, key, study_text(s, part, text, sizeof(text)));
}

static void source(struct json *j, const char *key, const struct study *s,
		   int32_t insn)
{
	struct study_source src;

	if (insn < 0 || !study_source(s, insn, &src)) {
		json_null(json_key(j, key));
		return;
	}
	json_object(json_key(j, key));
	json_string_n(json_key(j, "file"), src.file, src.file_len);
	json_uint(json_key(j, "line"), src.line);
	json_string_n(json_key(j, "text"), src.text, src.text_len);
	json_object_end(j);
}

static void stats(struct json *j, const struct study *s)
{
	struct verify_cost c;

	verify_cost(s, &c);
	json_object(json_key(j, "stats"));
	json_uint(json_key(j, "insns"), c.processed);
	json_uint(json_key(j, "limit"), c.limit);
	json_uint(json_key(j, "states"), c.states);
	json_uint(json_key(j, "peak_states"), c.peak_states);
	json_uint(json_key(j, "stack"), c.stack);
	json_uint(json_key(j, "usec"), c.usec);
	json_uint(json_key(j, "given"), c.insns);
	json_uint(json_key(j, "xlated"), c.xlated);
	json_uint(json_key(j, "jited"), s->result.jited_bytes);
	if (c.walked) {
		json_uint(json_key(j, "never"), c.never);
		json_uint(json_key(j, "one_way"), c.one_way);
		json_uint(json_key(j, "pruned"), c.pruned);
	}
	json_object_end(j);
}

static void facts(struct json *j, const struct study *s)
{
	struct verify_facts f;

	if (!verify_facts(s, &f))
		return;
	json_object(json_key(j, "facts"));
	json_string(json_key(j, "known"), f.knew);
	json_string(json_key(j, "needed"), f.needs);
	some(j, "missing", f.missing);
	json_object_end(j);
}

static void history(struct json *j, const struct study *s)
{
	char text[256];

	if (s->nlinks == 0)
		return;
	json_array(json_key(j, "history"));
	for (size_t i = 0; i < s->nlinks; i++) {
		const struct path_link *l = &s->links[i];
		const struct path_step *step = path_at(&s->trace, l->step);

		if (step == NULL)
			continue;
		json_object(j);
		json_uint(json_key(j, "insn"), (uint64_t)step->insn);
		json_string(json_key(j, "why"), study_why(l->why));
		json_string(json_key(j, "disasm"),
			    study_disasm(s, step->insn, text, sizeof(text)));
		some(j, "state", study_state(s, l, text, sizeof(text)));
		source(j, "source", s, step->insn);
		json_object_end(j);
	}
	json_array_end(j);
}

static void refusal(struct json *j, const struct study *s)
{
	json_string(json_key(j, "errno"),
		    s->code ? errno_name(-s->code) : NULL);
	some(j, "class", study_class(s));
	text_part(j, "id", s, CATALOGUE_ID);
	json_array(json_key(j, "words"));
	for (unsigned i = 0; i < s->verdict.nwords; i++)
		json_string(j, s->verdict.words[i]);
	json_array_end(j);
	json_string(json_key(j, "message"),
		    s->verdict.nwords ? s->verdict.words[s->verdict.main]
				      : NULL);
	text_part(j, "meaning", s, CATALOGUE_MEANING);
	text_part(j, "cause", s, CATALOGUE_CAUSE);
	text_part(j, "fix", s, CATALOGUE_FIX);
	if (s->verdict.insn >= 0)
		json_int(json_key(j, "insn"), s->verdict.insn);
	else
		json_null(json_key(j, "insn"));
	source(j, "source", s, s->verdict.insn);
	facts(j, s);
	history(j, s);
	if (s->verdict.report_len)
		json_string_n(json_key(j, "report"), s->verdict.report,
			      s->verdict.report_len);
}

void verify_json(struct json *j, const struct study *s)
{
	enum study_verdict verdict = study_verdict(s);

	json_object(j);
	json_string(json_key(j, "name"), s->name);
	json_string(json_key(j, "section"), s->section);
	json_string(json_key(j, "type"),
		    s->kind ? prog_type_name(s->kind->prog_type) : NULL);
	json_string(json_key(j, "verdict"), study_verdict_name(verdict));
	if (verdict == STUDY_REFUSED)
		refusal(j, s);
	if (verdict == STUDY_NOT_LOADED) {
		json_string(json_key(j, "errno"), errno_name(s->error.code));
		json_string(json_key(j, "message"), s->error.msg);
		some(j, "fix", s->error.hint);
	} else {
		stats(j, s);
	}
	json_object_end(j);
}
