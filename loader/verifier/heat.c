// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Visits, instruction by instruction. Which way a branch went is told by what
 * comes next: an instruction, "safe", or the walk going on elsewhere. A line of
 * source is stored when an instruction of it is seen for the first time.
 */
#include "loader/verifier/heat.h"

#include <linux/bpf.h>
#include <stdlib.h>

#include "elf/insn.h"
#include "loader/verifier/log_priv.h"
#include "loader/verifier/log_state.h"

enum {
	MOST_INSNS = 1 << 20, /* no program is longer: garbage is */
	FILE_LEN = 128,
	BRANCHES = 16384, /* twice what any kernel keeps */
};

void heat_init(struct heat *h)
{
	memset(h, 0, sizeof(*h));
	h->last = -1;
}

void heat_fini(struct heat *h)
{
	free(h->insns);
	free(h->text);
	free(h->branches);
	heat_init(h);
}

/* Doubles *room until it holds need things; false without memory */
static bool grow(void *array, size_t size, size_t *room, size_t need)
{
	void **p = array;
	size_t more = *room ? *room : 256;
	char *bigger;

	if (need <= *room)
		return true;
	while (more < need)
		more *= 2;
	bigger = realloc(*p, more * size);
	if (bigger == NULL)
		return false;
	memset(bigger + *room * size, 0, (more - *room) * size);
	*p = bigger;
	*room = more;
	return true;
}

static struct heat_insn *at(struct heat *h, int32_t n)
{
	size_t room = h->room;

	if (n < 0 || n >= MOST_INSNS)
		return NULL;
	if ((uint32_t)n < h->count)
		return &h->insns[n];
	if (!grow(&h->insns, sizeof(*h->insns), &room, (size_t)n + 1) ||
	    h->insns == NULL) {
		h->failed = true;
		return NULL;
	}
	h->room = (uint32_t)room;
	for (; h->count <= (uint32_t)n; h->count++)
		h->insns[h->count].target = -1;
	return &h->insns[n];
}

/* Line number, text and file, one after the other; returns where, plus one */
static uint32_t store_source(struct heat *h)
{
	size_t len = sizeof(h->line_number) + h->line_len + h->file_len + 2;
	char *to;

	if (h->line_len + h->file_len == 0)
		return 0;
	if (!grow(&h->text, 1, &h->text_room, h->text_len + len)) {
		h->failed = true;
		return 0;
	}
	to = h->text + h->text_len;
	memcpy(to, &h->line_number, sizeof(h->line_number));
	to += sizeof(h->line_number);
	memcpy(to, h->line, h->line_len);
	to += h->line_len;
	*to++ = '\0';
	memcpy(to, h->line + h->line_len, h->file_len);
	to[h->file_len] = '\0';
	h->text_len += len;
	return (uint32_t)(h->text_len - len) + 1;
}

static void source(struct heat *h, const struct log_event *ev)
{
	h->file_len = ev->file.len < FILE_LEN ? ev->file.len : FILE_LEN;
	h->line_len = sizeof(h->line) - h->file_len;
	if (ev->text.len < h->line_len)
		h->line_len = ev->text.len;
	memcpy(h->line, ev->text.p, h->line_len);
	memcpy(h->line + h->line_len, ev->file.p ? ev->file.p : "",
	       h->file_len);
	h->line_number = ev->number;
	h->source = 0;
}

/* The walk goes from one instruction to another */
static void edge(struct heat *h, int32_t from, int32_t to)
{
	struct heat_insn *i = at(h, from);

	if (i == NULL || i->target < 0)
		return;
	if (to == from + 1)
		i->on = true;
	if (to == i->target)
		i->taken = true;
}

/* Seen for the first time */
static void meet(struct heat_insn *i, const struct log_event *ev)
{
	struct log_insn insn;

	i->op = ev->op;
	if ((ev->op & 7) != BPF_JMP && (ev->op & 7) != BPF_JMP32)
		return;
	log_insn_read(ev->op, ev->text, &insn);
	if (insn.jump)
		i->target = ev->insn + 1 + insn.step;
}

/* A branch: the other way will be gone later, if it can be gone at all */
static void put_off(struct heat *h, int32_t insn)
{
	if (h->branches == NULL)
		h->branches = calloc(BRANCHES, sizeof(*h->branches));
	if (h->branches == NULL) {
		h->failed = true;
		return;
	}
	if (h->nbranches == BRANCHES) {
		h->nbranches /= 2;
		memmove(h->branches, h->branches + h->nbranches,
			h->nbranches * sizeof(*h->branches));
	}
	h->branches[h->nbranches++] = insn;
}

/* Takes up a branch again: that at insn, or, when nothing says which (level 2
 * before 5.17), the last that leads to an instruction */
static void take_up(struct heat *h, int32_t insn, int32_t to)
{
	h->ended = false;
	h->last = -1;
	h->paths++;
	while (h->nbranches) {
		int32_t from = h->branches[--h->nbranches];

		if (from != insn && (insn >= 0 || h->insns[from].target != to))
			continue;
		edge(h, from, to);
		return;
	}
}

static void visit(struct heat *h, const struct log_event *ev)
{
	struct heat_insn *i = at(h, ev->insn);

	if (i == NULL)
		return;
	if (i->op == 0)
		meet(i, ev);
	if (i->visits == 0) {
		if (h->source == 0)
			h->source = store_source(h);
		i->source = h->source;
	}
	i->visits++;
	h->visits++;
	if (h->ended)
		take_up(h, -1, ev->insn);
	if (h->last >= 0)
		edge(h, h->last, ev->insn);
	h->last = ev->insn;
	h->ended = ev->op == (BPF_JMP | BPF_EXIT);
	if (i->target >= 0)
		put_off(h, ev->insn);
}

static void pruned(struct heat *h, int32_t insn)
{
	struct heat_insn *i = at(h, insn);

	if (h->last >= 0)
		edge(h, h->last, insn);
	h->last = -1;
	h->ended = true;
	h->pruned++;
	if (i)
		i->pruned++;
}

static void from(struct heat *h, const struct log_event *ev)
{
	struct heat_insn *i = at(h, ev->insn);

	h->ended = false;
	h->last = -1;
	if (i && i->target >= 0)
		take_up(h, ev->insn, ev->target);
	if (ev->state.len == 0)
		pruned(h, ev->target);
}

static void live(struct heat *h, const struct log_event *ev)
{
	struct heat_insn *i = at(h, ev->insn);

	if (i == NULL)
		return;
	if (i->op == 0)
		meet(i, ev);
	i->loop = (uint16_t)ev->number;
}

void heat_event(struct heat *h, const struct log_event *ev)
{
	switch (ev->kind) {
	case LOG_INSN:
		visit(h, ev);
		break;
	case LOG_CALL: /* the exit was that of a subprogram */
		h->ended = false;
		break;
	case LOG_SAFE:
		pruned(h, ev->insn);
		break;
	case LOG_FROM:
		from(h, ev);
		break;
	case LOG_SOURCE:
		source(h, ev);
		break;
	case LOG_LIVE:
		live(h, ev);
		break;
	case LOG_PROGRAM:
		heat_fini(h);
		break;
	case LOG_STATS:
		h->stats = *ev->stats;
		break;
	default:
		break;
	}
}

bool heat_source(const struct heat *h, const struct heat_insn *i,
		 struct heat_source *out)
{
	const char *p;

	if (i->source == 0)
		return false;
	p = h->text + i->source - 1;
	memcpy(&out->line, p, sizeof(out->line));
	out->text = p + sizeof(out->line);
	out->file = out->text + strlen(out->text) + 1;
	return true;
}

bool heat_is_insn(const struct heat *h, uint32_t insn)
{
	return insn < h->count &&
	       (insn == 0 ||
		h->insns[insn - 1].op != (BPF_LD | BPF_IMM | BPF_DW));
}
