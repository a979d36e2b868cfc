// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Ranges come from the words themselves ("off=26 size=4 ... r=14"), which all
 * kernels write with the same keys, or from the register's state.
 */
#include "cli/verify_facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/text.h"
#include "cli/verify.h"
#include "elf/cleanup.h"
#include "elf/insn.h"

#define MOST (INT64_C(1) << 40) /* no offset is larger */

/* The number behind "key=" in the words; false when it is not there */
static bool number(const char *words, const char *key, int64_t *out)
{
	size_t len = strlen(key);

	for (const char *at = words; (at = strstr(at, key)); at += len) {
		bool starts = at == words || strchr(" (,", at[-1]);

		if (starts && at[len] == '=') {
			*out = strtoll(at + len + 1, NULL, 10);
			return *out >= -MOST && *out <= MOST;
		}
	}
	return false;
}

static void bytes(char *buf, size_t size, int64_t begin, int64_t end)
{
	if (end <= begin)
		snprintf(buf, size, "no byte is known to exist");
	else if (end == begin + 1)
		snprintf(buf, size, "byte %" PRId64, begin);
	else
		snprintf(buf, size, "bytes %" PRId64 "..%" PRId64, begin,
			 end - 1);
}

static void ranges(struct verify_facts *f, const char *exists)
{
	int64_t less = f->end - f->known_end;
	size_t len;

	bytes(f->knew, sizeof(f->knew), f->known_begin, f->known_end);
	len = strlen(f->knew);
	if (f->known_end > f->known_begin)
		snprintf(f->knew + len, sizeof(f->knew) - len, " %s", exists);
	bytes(f->needs, sizeof(f->needs), f->begin, f->end);
	f->missing[0] = '\0';
	if (f->begin < f->known_begin)
		snprintf(f->missing, sizeof(f->missing),
			 "%" PRId64 " bytes before the first",
			 f->known_begin - f->begin);
	else if (less > 0)
		snprintf(f->missing, sizeof(f->missing), "%" PRId64 " byte%s",
			 less, less == 1 ? "" : "s");
}

static bool packet(const char *w, struct verify_facts *f)
{
	int64_t off, size, known;

	if (strncmp(w, "invalid access to packet", 24) != 0 ||
	    !number(w, "off", &off) || !number(w, "size", &size) ||
	    !number(w, "r", &known))
		return false;
	*f = (struct verify_facts){ .known_end = known,
				    .begin = off,
				    .end = off + size };
	ranges(f, "of the packet exist");
	return true;
}

static bool value(const char *w, struct verify_facts *f)
{
	static const struct {
		const char *words, *size, *exists;
	} kinds[] = {
		{ "invalid access to map value", "value_size",
		  "are the map's value" },
		{ "invalid access to map key", "key_size",
		  "are the map's key" },
		{ "invalid access to memory", "mem_size", "are the memory" },
	};
	int64_t off, size, known;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strncmp(w, kinds[i].words, strlen(kinds[i].words)) != 0 ||
		    !number(w, kinds[i].size, &known) ||
		    !number(w, "off", &off) || !number(w, "size", &size))
			continue;
		*f = (struct verify_facts){ .known_end = known,
					    .begin = off,
					    .end = off + size };
		ranges(f, kinds[i].exists);
		return true;
	}
	return false;
}

static bool stack(const char *w, struct verify_facts *f)
{
	int64_t off, size;

	if (strncmp(w, "invalid", 7) != 0 || strstr(w, " stack") == NULL ||
	    !number(w, "off", &off) || !number(w, "size", &size))
		return false;
	if (off >= -512 && off + size <= 0)
		return false;
	*f = (struct verify_facts){ .known_begin = -512,
				    .begin = off,
				    .end = off + size };
	ranges(f, "of the stack, from r10");
	return true;
}

bool verify_facts(const struct study *s, struct verify_facts *f)
{
	for (unsigned i = 0; i < s->verdict.nwords; i++)
		if (packet(s->verdict.words[i], f) ||
		    value(s->verdict.words[i], f) ||
		    stack(s->verdict.words[i], f))
			return true;
	return false;
}

enum { STRIP = 60 };

void verify_facts_strip(FILE *out, const struct verify_facts *f)
{
	int64_t low = f->begin < f->known_begin ? f->begin : f->known_begin;
	int64_t high = f->end > f->known_end ? f->end : f->known_end;
	double scale = (double)STRIP / (double)(high - low);
	char line[STRIP + 1];

	if (high - low <= STRIP)
		scale = 1;
	memset(line, '.', sizeof(line));
	for (int64_t i = 0;
	     i < STRIP && (double)i < (double)(high - low) * scale; i++) {
		int64_t at = low + (int64_t)((double)i / scale);
		bool known = at >= f->known_begin && at < f->known_end;
		bool wanted = at >= f->begin && at < f->end;

		line[i] = known && wanted ? '+'
			  : wanted	  ? '#'
			  : known	  ? 'X'
					  : '.';
	}
	line[(size_t)((double)(high - low) * scale)] = '\0';
	fprintf(out, "\n      |%s|   X known  # missing\n", line);
}

/* Never reached; not the second place of a 64-bit load */
static bool is_dead(const struct study *s, uint32_t insn)
{
	bool second = insn && insn_is_ld_imm64(&s->insns[insn - 1]) &&
		      s->insns[insn].code == 0;

	return !second &&
	       (insn >= s->heat.count || s->heat.insns[insn].visits == 0);
}

static bool is_one_way(const struct study *s, uint32_t insn)
{
	const struct heat_insn *h =
		insn < s->heat.count ? &s->heat.insns[insn] : NULL;

	return h && h->target >= 0 && h->visits && h->on != h->taken;
}

void verify_cost(const struct study *s, struct verify_cost *c)
{
	const struct log_stats *stats = &s->verdict.stats;

	memset(c, 0, sizeof(*c));
	c->processed = stats->insns ? stats->insns : s->result.verified_insns;
	c->limit = stats->limit;
	c->states = stats->states;
	c->peak_states = stats->peak_states;
	for (uint32_t i = 0; i < stats->nstack; i++)
		c->stack += stats->stack[i];
	c->insns = s->ninsns;
	c->xlated = s->result.xlated_bytes / 8;
	c->usec = stats->usec ? stats->usec : s->result.nsec / 1000;
	c->walked = s->heat.visits && study_verdict(s) == STUDY_ACCEPTED;
	c->pruned = (uint32_t)s->heat.pruned;
	for (uint32_t i = 0; c->walked && i < s->ninsns; i++) {
		c->never += is_dead(s, i);
		c->one_way += is_one_way(s, i);
	}
}

static void stack_line(FILE *f, const struct log_stats *stats)
{
	if (stats->nstack == 0)
		return;
	fputs("  stack      ", f);
	for (uint32_t i = 0; i < stats->nstack; i++)
		fprintf(f, "%s%" PRIu32, i ? "+" : "", stats->stack[i]);
	fprintf(f, "%s bytes; at most 512 along a chain of calls\n",
		stats->nstack > 1 ? " (by function)" : "");
}

void verify_facts_cost(FILE *f, const struct study *s)
{
	struct verify_cost c;

	verify_cost(s, &c);
	if (c.processed && c.limit)
		fprintf(f,
			"  verifier   %" PRIu64 " of %" PRIu64
			" instructions (%.1f %%), %" PRIu64 " states (%" PRIu64
			" at once), %" PRIu64 " us\n",
			c.processed, c.limit,
			100.0 * (double)c.processed / (double)c.limit, c.states,
			c.peak_states, c.usec);
	else if (c.processed)
		fprintf(f,
			"  verifier   %" PRIu64 " instructions, %" PRIu64
			" us\n",
			c.processed, c.usec);
	stack_line(f, &s->verdict.stats);
	if (c.insns && c.xlated)
		fprintf(f,
			"  program    %" PRIu32 " instructions became %" PRIu32
			"; %" PRIu32 " bytes of machine code\n",
			c.insns, c.xlated, s->result.jited_bytes);
	if (c.walked)
		fprintf(f,
			"  paths      %" PRIu32 " of %" PRIu32
			" instructions never reached; %" PRIu32
			" branches went one way only; %" PRIu32 " pruned\n",
			c.never, c.insns, c.one_way, c.pruned);
}

struct hot {
	uint32_t insn, visits;
};

static int by_visits(const void *a, const void *b)
{
	const struct hot *x = a, *y = b;

	if (x->visits != y->visits)
		return x->visits < y->visits ? 1 : -1;
	return (x->insn > y->insn) - (x->insn < y->insn);
}

void verify_facts_hot(FILE *f, const struct study *s)
{
	auto_free struct hot *hot = calloc(s->heat.count + 1u, sizeof(*hot));
	uint32_t n = 0;

	for (uint32_t i = 0; hot && i < s->heat.count; i++)
		if (s->heat.insns[i].visits > 1)
			hot[n++] = (struct hot){ i, s->heat.insns[i].visits };
	if (n == 0)
		return;
	qsort(hot, n, sizeof(*hot), by_visits);
	fprintf(f,
		"\n  Where the verifier was most often, of %" PRIu64
		" instructions\n",
		s->heat.visits);
	for (uint32_t i = 0; i < n && i < 8; i++) {
		struct study_source src;
		char text[128];

		fprintf(f, "    %9" PRIu32 " %5.1f %%  insn %-6" PRIu32 " ",
			hot[i].visits,
			100.0 * hot[i].visits / (double)s->heat.visits,
			hot[i].insn);
		if (study_source(s, (int32_t)hot[i].insn, &src))
			snprintf(text, sizeof(text), "line %" PRIu32 ": %.*s",
				 src.line, (int)src.text_len, src.text);
		else
			study_disasm(s, (int32_t)hot[i].insn, text,
				     sizeof(text));
		text_put(f, text, 60);
		fputc('\n', f);
	}
}

static void source_line(FILE *f, const char *what,
			const struct study_source *src)
{
	char text[256];

	snprintf(text, sizeof(text), "    %sline %-5" PRIu32 " %.*s", what,
		 src->line, (int)src->text_len, src->text);
	text_put(f, text, 96);
	fputc('\n', f);
}

void verify_facts_dead(FILE *f, const struct study *s)
{
	struct study_source src;
	uint32_t last = 0;

	if (s->heat.visits == 0)
		return;
	fputs("  never reached\n", f);
	for (uint32_t i = 0; i < s->ninsns; i++) {
		if (!is_dead(s, i) || !study_source(s, (int32_t)i, &src) ||
		    src.line == last || src.line == 0)
			continue;
		last = src.line;
		source_line(f, "", &src);
	}
	fputs("  one way only\n", f);
	for (uint32_t i = 0; i < s->ninsns; i++)
		if (is_one_way(s, i) && study_source(s, (int32_t)i, &src))
			source_line(f,
				    s->heat.insns[i].taken ? "jumps    "
							   : "goes on  ",
				    &src);
}
