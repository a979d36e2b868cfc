// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From a log to what is known: verdict, path, costs, and how it came about. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verify.h"
#include "elf/disasm.h"
#include "elf/flow.h"
#include "elf/listing.h"
#include "elf/obj.h"

static void each_event(const struct log_event *ev, void *arg)
{
	study_event(arg, ev);
}

int study_init(struct study *s, struct err *e)
{
	memset(s, 0, sizeof(*s));
	s->section = "";
	s->result.fd = -1;
	verdict_init(&s->verdict);
	heat_init(&s->heat);
	log_init(&s->log, each_event, s);
	if (path_init(&s->trace, 0, 0) < 0)
		return err_nomem(e);
	return 0;
}

void study_fini(struct study *s)
{
	path_fini(&s->trace);
	heat_fini(&s->heat);
	verify_close(&s->result);
	free(s->insns);
	free(s->xlated);
}

void study_event(struct study *s, const struct log_event *ev)
{
	verdict_event(&s->verdict, ev);
	heat_event(&s->heat, ev);
	path_event(&s->trace, ev);
}

/* The register that the words name, or else what the instruction uses. What was
 * too much came of no register. */
static void slice(struct study *s)
{
	const struct verifier_message *row = s->verdict.row;
	uint64_t n;

	if (row && row->class == CATALOGUE_LIMIT)
		return;
	if (s->verdict.insn >= 0 && path_find(&s->trace, s->verdict.insn, &n))
		s->nlinks = path_slice(&s->trace, n, s->verdict.reg, s->links,
				       STUDY_LINKS);
}

void study_finish(struct study *s)
{
	verdict_finish(&s->verdict);
	if (study_verdict(s) == STUDY_REFUSED)
		slice(s);
}

void study_log(struct study *s)
{
	s->loaded = true;
	if (s->result.log)
		log_feed(&s->log, s->result.log, s->result.len);
	log_end(&s->log);
	study_finish(s);
}

enum study_verdict study_verdict(const struct study *s)
{
	if (!s->loaded)
		return STUDY_NOT_LOADED;
	if (s->code)
		return STUDY_REFUSED;
	return s->saved && s->verdict.kind == VERDICT_REFUSED ? STUDY_REFUSED
							      : STUDY_ACCEPTED;
}

const char *study_verdict_name(enum study_verdict v)
{
	static const char *const names[] = { "accepted", "refused",
					     "not-loaded" };

	return names[v];
}

const struct verifier_message *study_row(const struct study *s,
					 const struct catalogue_match **m)
{
	*m = &s->verdict.match;
	if (s->verdict.row || s->verdict.nwords)
		return s->verdict.row;
	*m = NULL;
	return s->code ? catalogue_errno(-s->code) : NULL;
}

const char *study_text(const struct study *s, enum catalogue_part part,
		       char *buf, size_t size)
{
	const struct catalogue_match *m;
	const struct verifier_message *row = study_row(s, &m);

	buf[0] = '\0';
	return row ? catalogue_text(row, m, part, buf, size) : buf;
}

const char *study_class(const struct study *s)
{
	const struct catalogue_match *m;
	const struct verifier_message *row = study_row(s, &m);

	if (study_verdict(s) != STUDY_REFUSED)
		return "";
	return row ? catalogue_class_name(row->class) : "unknown";
}

static bool source_of_path(const struct study *s, int32_t insn,
			   struct study_source *out)
{
	for (uint64_t n = s->trace.end; n > s->trace.first; n--) {
		const struct path_step *step = path_at(&s->trace, n - 1);
		struct log_span text, file;

		if (step->insn > insn || step->source == 0)
			continue;
		if (step->insn != insn)
			break;
		text = path_span(&s->trace, step, PATH_SOURCE);
		file = path_span(&s->trace, step, PATH_FILE);
		*out = (struct study_source){ file.p, text.p, file.len,
					      text.len, step->line };
		return true;
	}
	return false;
}

static bool source_of_heat(const struct study *s, int32_t insn,
			   struct study_source *out)
{
	struct heat_source h;

	if (insn < 0 || (uint32_t)insn >= s->heat.count ||
	    !heat_source(&s->heat, &s->heat.insns[insn], &h))
		return false;
	*out = (struct study_source){ h.file, h.text, strlen(h.file),
				      strlen(h.text), h.line };
	return true;
}

/* Only the entry function stands in the log where it stands in the object */
static bool source_of_object(const struct study *s, int32_t insn,
			     struct study_source *out)
{
	const struct bpf_line_info *best = NULL;
	struct listing_source src;
	struct btfext_lines lines;

	if (s->func == NULL || insn < 0 || (uint32_t)insn >= s->func->ninsns)
		return false;
	lines = btfext_lines(&s->obj->btfext,
			     obj_section_name(s->obj, s->func->section));
	for (size_t i = 0; i < lines.n; i++)
		if (lines.v[i].insn_off >=
			    s->func->start * sizeof(struct bpf_insn) &&
		    lines.v[i].insn_off <= (s->func->start + (uint32_t)insn) *
						   sizeof(struct bpf_insn))
			best = &lines.v[i];
	if (best == NULL)
		return false;
	src = listing_source(s->obj, best);
	*out = (struct study_source){ src.file, src.text, strlen(src.file),
				      strlen(src.text), src.line };
	return true;
}

/* Before Linux 6.6 the log has the text of a line alone */
bool study_source(const struct study *s, int32_t insn, struct study_source *out)
{
	struct study_source said = { 0 };
	bool found = source_of_heat(s, insn, &said) ||
		     source_of_path(s, insn, &said);

	if (said.file_len == 0 && source_of_object(s, insn, out))
		return true;
	*out = said;
	return found;
}

const char *study_disasm(const struct study *s, int32_t insn, char *buf,
			 size_t size)
{
	buf[0] = '\0';
	if (s->insns && insn >= 0 && (uint32_t)insn < s->ninsns &&
	    (uint32_t)insn + flow_width(&s->insns[insn]) <= s->ninsns)
		return disasm_text(&s->insns[insn], NULL, buf, size);
	for (uint64_t n = s->trace.end; n > s->trace.first; n--) {
		const struct path_step *step = path_at(&s->trace, n - 1);
		struct log_span text;

		if (step->insn != insn)
			continue;
		text = path_span(&s->trace, step, PATH_TEXT);
		snprintf(buf, size, "%.*s", (int)text.len, text.p);
		break;
	}
	return buf;
}

const char *study_why(enum path_why why)
{
	static const char *const names[] = {
		[PATH_USE] = "here",
		[PATH_MOVE] = "copied",
		[PATH_CONST] = "set",
		[PATH_CHANGE] = "computed",
		[PATH_LOAD] = "loaded",
		[PATH_FILL] = "from stack",
		[PATH_SPILL] = "to stack",
		[PATH_RETURN] = "returned",
		[PATH_CLOBBER] = "lost in call",
		[PATH_ARG] = "argument",
		[PATH_REFINE] = "tested",
		[PATH_ENTRY] = "at entry",
		[PATH_LOST] = "(forgotten)",
	};

	return names[why];
}

const char *study_state(const struct study *s, const struct path_link *l,
			char *buf, size_t size)
{
	struct log_reg r;

	buf[0] = '\0';
	if (l->why != PATH_USE &&
	    path_reg(&s->trace, l->step + 1, l->place, l->at, &r))
		snprintf(buf, size, "%.*s", (int)r.text.len, r.text.p);
	return buf;
}
