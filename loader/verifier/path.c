// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The walk, step by step. The verifier goes depth first: what it puts off at a
 * branch it takes up again, last things first, with "from 12 to 15:" at level
 * 2, and in the logs of level 1 before 5.8. All that came after that branch
 * has ended well by then and is no part of the path to what follows.
 */
#include "loader/verifier/path.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>

#include "elf/insn.h"
#include "loader/verifier/log_priv.h"

enum {
	STEPS = 16384,
	TEXT = 4 << 20,
	PART = 8192, /* bytes kept of one state */
	SOURCE = 1024, /* of a line of source with the name of its file */
};

int path_init(struct path *p, size_t steps, size_t text)
{
	memset(p, 0, sizeof(*p));
	p->room = steps ? steps : STEPS;
	p->text_room = text > (size_t)4 * PART ? text : TEXT;
	p->steps = calloc(p->room, sizeof(*p->steps));
	p->text = malloc(p->text_room);
	p->pending = malloc(SOURCE + PART);
	if (p->steps && p->text && p->pending)
		return 0;
	path_fini(p);
	return -ENOMEM;
}

void path_fini(struct path *p)
{
	free(p->steps);
	free(p->text);
	free(p->pending);
	memset(p, 0, sizeof(*p));
}

static struct path_step *step(const struct path *p, uint64_t n)
{
	return n >= p->first && n < p->end ? &p->steps[n % p->room] : NULL;
}

const struct path_step *path_at(const struct path *p, uint64_t n)
{
	return step(p, n);
}

static struct path_step *top(const struct path *p)
{
	return p->end ? step(p, p->end - 1) : NULL;
}

bool path_find(const struct path *p, int32_t insn, uint64_t *n)
{
	for (uint64_t i = p->end; i-- > p->first;) {
		if (step(p, i)->insn != insn)
			continue;
		*n = i;
		return true;
	}
	return false;
}

struct log_span path_span(const struct path *p, const struct path_step *s,
			  enum path_part part)
{
	const uint32_t lens[] = { s->source, s->file, s->text, s->before,
				  s->after };
	size_t at = s->at % p->text_room;

	for (unsigned i = 0; i < part; i++)
		at += lens[i];
	return (struct log_span){ p->text + at, lens[part] };
}

static uint32_t text_len(const struct path_step *s)
{
	return s->source + s->file + s->text + s->before + s->after;
}

static void forget_old(struct path *p)
{
	while (p->first < p->end &&
	       (p->end - p->first > p->room ||
		p->steps[p->first % p->room].at + p->text_room < p->text_end))
		p->first++;
}

/* Room for the text of a step, in one piece */
static void place_text(struct path *p, struct path_step *s, size_t len)
{
	size_t left = p->text_room - p->text_end % p->text_room;

	if (left < len)
		p->text_end += left;
	s->at = p->text_end;
	p->text_end += len;
}

static uint32_t cut(size_t len, size_t most)
{
	return (uint32_t)(len < most ? len : most);
}

static char *put(char *to, const char *from, size_t len)
{
	if (len)
		memcpy(to, from, len);
	return to + len;
}

/* Which way the last step went, now that it is known where to */
static void decide(struct path *p, int32_t to)
{
	struct path_step *s = top(p);
	struct log_insn i;

	if (s == NULL || s->taken != PATH_ON)
		return;
	log_insn_read(s->op, path_span(p, s, PATH_TEXT), &i);
	if (i.jump)
		s->taken = to == s->insn + 1 ? PATH_NOT_TAKEN : PATH_TAKEN;
}

/* The step is a branch that has gone the other way until here. */
static void turn(struct path *p, struct path_step *s, int32_t to)
{
	s->forked = true;
	s->after = 0; /* was that of the other way */
	s->taken = to == s->insn + 1 ? PATH_NOT_TAKEN : PATH_TAKEN;
	p->text_end = s->at + text_len(s);
}

/* Nothing leads here: back to the last branch that does. Before 5.17 level 2
 * does not say which that is. */
static void resume(struct path *p, int32_t to)
{
	struct path_step *s;
	struct log_insn i;

	for (; (s = top(p)) != NULL; p->end--) {
		log_insn_read(s->op, path_span(p, s, PATH_TEXT), &i);
		if (i.jump && !s->forked && s->insn + 1 + i.step == to) {
			turn(p, s, to);
			return;
		}
	}
	p->first = p->end = p->end ? p->end : 1;
}

static void push(struct path *p, const struct log_event *ev)
{
	struct path_step s = p->next;
	struct log_span state = ev->state;
	char *to;

	if (ev->insn < 0)
		return;
	if (p->ended)
		resume(p, ev->insn);
	else
		decide(p, ev->insn);
	if (state.len)
		p->frame = (uint8_t)log_state_frame(&state);
	s.insn = ev->insn;
	s.op = ev->op;
	s.frame = p->frame;
	s.text = cut(ev->text.len, SOURCE);
	s.after = cut(state.len, PART);
	place_text(p, &s, text_len(&s));
	to = put(p->text + s.at % p->text_room, p->pending, s.source + s.file);
	to = put(to, ev->text.p, s.text);
	to = put(to, p->pending + SOURCE, s.before);
	put(to, state.p, s.after);
	p->steps[p->end++ % p->room] = s;
	p->next.before = 0;
	p->ended = s.op == (BPF_JMP | BPF_EXIT) && s.frame == 0;
	forget_old(p);
}

/* Of the step just made; its text is the last in the ring */
static void add_after(struct path *p, struct path_step *s,
		      struct log_span state)
{
	size_t at = s->at % p->text_room, len = text_len(s);

	state.len = cut(state.len, PART);
	if (at + len + state.len > p->text_room)
		return;
	put(p->text + at + len, state.p, state.len);
	s->after = (uint32_t)state.len;
	p->text_end = s->at + len + state.len;
	forget_old(p);
}

static void take_state(struct path *p, struct log_span state)
{
	p->frame = (uint8_t)log_state_frame(&state);
	p->next.before = cut(state.len, PART);
	put(p->pending + SOURCE, state.p, p->next.before);
}

static void state(struct path *p, const struct log_event *ev)
{
	struct path_step *s = top(p);
	struct log_span text = ev->state;

	/* between the instruction and its state there was something to say */
	if (s && s->insn == ev->insn && s->after == 0 && p->next.before == 0 &&
	    log_state_frame(&text) == s->frame)
		add_after(p, s, text);
	else
		take_state(p, ev->state);
}

static void source(struct path *p, const struct log_event *ev)
{
	p->next.source = cut(ev->text.len, SOURCE - 256);
	p->next.file = cut(ev->file.len, 256);
	p->next.line = ev->number;
	put(put(p->pending, ev->text.p, p->next.source), ev->file.p,
	    p->next.file);
}

/* Back to the branch that is gone on from */
static void from(struct path *p, const struct log_event *ev)
{
	struct path_step *s;

	for (; (s = top(p)) != NULL; p->end--)
		if (s->insn == ev->insn && !s->forked)
			break;
	take_state(p, ev->state);
	p->ended = ev->state.len == 0;
	if (s == NULL)
		p->first = p->end = p->end ? p->end : 1;
	else if (s->op != (BPF_JMP | BPF_EXIT) && s->op != (BPF_JMP | BPF_CALL))
		turn(p, s, ev->target);
}

static void reset(struct path *p)
{
	p->first = p->end = p->text_end = 0;
	p->frame = 0;
	p->ended = false;
	memset(&p->next, 0, sizeof(p->next));
}

void path_event(struct path *p, const struct log_event *ev)
{
	switch (ev->kind) {
	case LOG_INSN:
		push(p, ev);
		break;
	case LOG_STATE:
		state(p, ev);
		break;
	case LOG_FROM:
		from(p, ev);
		break;
	case LOG_SAFE:
		p->ended = true;
		break;
	case LOG_SOURCE:
		source(p, ev);
		break;
	case LOG_GLOBAL:
		if (!span_starts(ev->text, "Validating "))
			break;
		__attribute__((fallthrough));
	case LOG_PROGRAM:
		reset(p);
		break;
	default:
		break;
	}
}
