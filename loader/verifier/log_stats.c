// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The lines at the end of a log: what the verification cost. They are there
 * since 4.6, with limits since 4.15 and counts of states since 5.2.
 */
#include "elf/cleanup.h"
#include "loader/verifier/log_priv.h"

static const struct {
	char key[24];
	size_t at;
} counts[] = {
	{ "(limit ", offsetof(struct log_stats, limit) },
	{ "max_states_per_insn ", offsetof(struct log_stats, max_states) },
	{ " total_states ", offsetof(struct log_stats, states) },
	{ " peak_states ", offsetof(struct log_stats, peak_states) },
	{ " mark_read ", offsetof(struct log_stats, mark_read) },
};

/* "48+32+0" */
static bool stack(struct log_stats *st, struct log_span s)
{
	uint32_t n = 0;

	do {
		int32_t depth = log_number(&s);

		if (depth < 0)
			break;
		if (n < LOG_CHAIN)
			st->stack[n++] = (uint32_t)depth;
	} while (span_eat(&s, "+"));
	st->nstack = n;
	return n > 0;
}

static bool processed(struct log_stats *st, struct log_span s)
{
	int32_t n = log_number(&s);

	if (n < 0 || !span_starts(s, " insn"))
		return false;
	st->insns = (uint32_t)n;
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
		struct log_span rest = s;
		uint32_t *to = (uint32_t *)((char *)st + counts[i].at);

		if (!span_past(&rest, counts[i].key))
			continue;
		n = log_number(&rest);
		*to = n < 0 ? 0 : (uint32_t)n;
	}
	if (span_past(&s, "stack depth ")) /* 4.15 .. 5.1 */
		stack(st, s);
	st->seen = true;
	return true;
}

bool log_stats_read(struct log_stats *st, struct log_span line)
{
	int32_t n;

	if (line.len == 0 || strchr("pvsi", *line.p) == NULL)
		return false;
	if (span_eat(&line, "processed "))
		return processed(st, line);
	if (span_eat(&line, "stack depth "))
		return stack(st, line);
	if (span_eat(&line, "insns processed ")) /* 7.2, of each subprogram */
		return span_digits(line) > 0;
	if (!span_eat(&line, "verification time "))
		return false;
	n = log_number(&line);
	if (n < 0)
		return false;
	st->usec = (uint64_t)n;
	return true;
}

const char *log_stats_find(struct log_span line)
{
	const char *at = span_find(line, "processed ");
	struct log_stats st;

	if (at == NULL || at == line.p || !span_find(line, " insns (limit "))
		return NULL;
	return log_stats_read(&st, span_from(line, at)) ? at : NULL;
}
