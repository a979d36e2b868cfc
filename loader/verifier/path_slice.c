// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Backwards from an instruction: where a register's value was made, what was
 * copied, spilled and filled on the way, which branches told more of it. Known
 * from the instructions alone; the states say which stack slot a pointer is
 * to, and which registers are one pointer.
 */
#include <linux/bpf.h>

#include "elf/insn.h"
#include "loader/verifier/log_priv.h"
#include "loader/verifier/path.h"

enum { TRACKED = 8, LOOK_BACK = 64 };

struct slice {
	const struct path *p;
	struct path_link *links; /* filled from the end */
	size_t room;
	struct path_link track[TRACKED]; /* what is looked for */
	size_t count;
};

static bool writes_reg(const struct log_insn *i, int32_t reg)
{
	if (i->call)
		return reg <= 5;
	return i->dst == reg && !i->jump;
}

/* What step n itself says of it: 1 said, 0 nothing, -1 it was changed and
 * nothing said */
static int said(const struct path *p, const struct path_step *s,
		enum log_place place, int32_t at, struct log_reg *r)
{
	struct log_insn i;

	if (log_state_find(path_span(p, s, PATH_AFTER), place, at, r))
		return 1;
	log_insn_read(s->op, path_span(p, s, PATH_TEXT), &i);
	if (place == LOG_REG && writes_reg(&i, at))
		return -1;
	return log_state_find(path_span(p, s, PATH_BEFORE), place, at, r);
}

static bool reg_before(const struct path *p, uint64_t n, size_t most,
		       const struct path_link *what, struct log_reg *r)
{
	const struct path_step *s = path_at(p, n);
	uint8_t frame = what->frame;

	if (s && s->frame == frame &&
	    log_state_find(path_span(p, s, PATH_BEFORE), what->place, what->at,
			   r))
		return true;
	while (n-- > p->first && most--) {
		int told;

		s = path_at(p, n);
		if (s == NULL)
			return false;
		if (s->frame > frame)
			continue;
		if (s->frame < frame) {
			/* the call; the callee has the caller's arguments */
			frame = s->frame;
			if (what->place != LOG_REG || what->at < 1 ||
			    what->at > 5)
				return false;
			continue;
		}
		told = said(p, s, what->place, what->at, r);
		if (told)
			return told > 0;
	}
	return false;
}

bool path_reg(const struct path *p, uint64_t n, enum log_place place,
	      int32_t at, struct log_reg *r)
{
	const struct path_step *s = path_at(p, n);
	struct path_link what = { .place = place, .at = at };

	what.frame = s ? s->frame : p->frame;
	return reg_before(p, n, SIZE_MAX, &what, r);
}

static bool full(const struct slice *x)
{
	return x->room == 0;
}

static void add(struct slice *x, uint64_t n, const struct path_link *t,
		enum path_why why)
{
	if (full(x))
		return;
	x->links[--x->room] = *t;
	x->links[x->room].step = n;
	x->links[x->room].why = why;
}

static void follow(struct slice *x, enum log_place place, int32_t at,
		   unsigned frame)
{
	struct path_link t = { .place = place,
			       .at = at,
			       .frame = (uint8_t)frame };

	if (at < 0 && place == LOG_REG)
		return;
	for (size_t i = 0; i < x->count; i++)
		if (x->track[i].place == place && x->track[i].at == at &&
		    x->track[i].frame == frame)
			return;
	if (x->count < TRACKED)
		x->track[x->count++] = t;
}

static void drop(struct slice *x, size_t i)
{
	memmove(&x->track[i], &x->track[i + 1],
		(--x->count - i) * sizeof(*x->track));
}

/* The stack slot that step n accesses; false: none that is known */
static bool slot_of(const struct path *p, uint64_t n, const struct path_step *s,
		    const struct log_insn *i, struct path_link *out)
{
	struct path_link base = { .at = i->base, .frame = s->frame };
	struct log_reg r = { .off = 0 };

	if (i->base < 0)
		return false;
	if (i->base != 10 &&
	    (!reg_before(p, n, LOOK_BACK, &base, &r) || r.type.len != 2 ||
	     memcmp(r.type.p, "fp", 2) != 0))
		return false;
	out->place = LOG_STACK;
	/* states name slots by their lowest byte, a multiple of 8 */
	out->at = (int32_t)((r.off + i->off) & ~7);
	/* fp[1]-8 is another frame's; older kernels do not say whose */
	out->frame =
		i->base == 10 || r.frame == 0 ? s->frame : (uint8_t)r.frame;
	return true;
}

/* Type without _or_null */
static struct log_span plain(struct log_span type)
{
	static const char tail[] = "_or_null";
	size_t n = sizeof(tail) - 1;

	if (type.len > n && memcmp(type.p + type.len - n, tail, n) == 0)
		type.len -= n;
	return type;
}

/* A test of one copy of a pointer, or of one of a number's, is of all */
static bool same_thing(const struct log_reg *a, const struct log_reg *b)
{
	struct log_span s = plain(a->type), t = plain(b->type);

	if (s.len == 0 || s.len != t.len || memcmp(s.p, t.p, s.len) != 0)
		return false;
	return a->id == b->id && (a->id || span_starts(s, "pkt"));
}

/* At step n t and an operand of the branch are copies of one thing */
static bool is_copy(const struct slice *x, uint64_t n,
		    const struct path_link *t, int8_t operand)
{
	struct path_link o = { .at = operand, .frame = t->frame };
	struct log_reg mine, other;

	return operand >= 0 && reg_before(x->p, n, LOOK_BACK, t, &mine) &&
	       reg_before(x->p, n, LOOK_BACK, &o, &other) &&
	       same_thing(&mine, &other);
}

/* Before 5.17 only the state after a branch is told at level 1 */
static bool refines(const struct slice *x, uint64_t n,
		    const struct path_link *t, const struct log_insn *i)
{
	if (t->place == LOG_REG && (i->dst == t->at || i->src == t->at))
		return true;
	for (uint64_t k = n; k <= n + 1; k++)
		if (is_copy(x, k, t, i->dst) || is_copy(x, k, t, i->src))
			return true;
	return false;
}

/* Step n made the register that t is: what it is made of is looked for next.
 * Returns false when t itself is, still. */
static bool made(struct slice *x, uint64_t n, const struct path_step *s,
		 const struct log_insn *i, struct path_link t)
{
	struct path_link slot;

	if (i->call) {
		add(x, n, &t, t.at == 0 ? PATH_RETURN : PATH_CLOBBER);
	} else if (i->load && slot_of(x->p, n, s, i, &slot)) {
		add(x, n, &t, PATH_FILL);
		follow(x, LOG_STACK, slot.at, slot.frame);
	} else if (i->load) {
		add(x, n, &t, PATH_LOAD);
		follow(x, LOG_REG, i->base, s->frame);
	} else if (i->move) {
		add(x, n, &t, i->src < 0 ? PATH_CONST : PATH_MOVE);
		follow(x, LOG_REG, i->src, s->frame);
	} else {
		add(x, n, &t, PATH_CHANGE);
		follow(x, LOG_REG, i->src, s->frame);
		return false;
	}
	return true;
}

/* A value that a subprogram gave back: from its exit on, r0 of its frame */
static bool enters_callee(struct slice *x, size_t k, uint64_t n,
			  const struct path_step *s, const struct log_insn *i)
{
	struct path_link *t = &x->track[k];

	if (!i->exit || s->frame != t->frame + 1 || t->place != LOG_REG ||
	    t->at != 0)
		return false;
	add(x, n, t, PATH_RETURN);
	t->frame = s->frame;
	return true;
}

/* Before the call of a subprogram: its arguments are the caller's */
static bool leaves_callee(struct slice *x, size_t k, uint64_t n,
			  const struct path_step *s)
{
	struct path_link *t = &x->track[k];

	add(x, n, t, PATH_ARG);
	if (t->place != LOG_REG || t->at < 1 || t->at > 5)
		return true;
	t->frame = s->frame;
	return false;
}

/* What step n is to the k-th thing looked for; true: no longer looked for */
static bool visit(struct slice *x, size_t k, uint64_t n,
		  const struct path_step *s, const struct log_insn *i)
{
	struct path_link t = x->track[k], slot;

	if (enters_callee(x, k, n, s, i) || s->frame > t.frame)
		return false;
	if (s->frame < t.frame)
		return leaves_callee(x, k, n, s);
	if (i->jump && refines(x, n, &t, i)) {
		add(x, n, &t, PATH_REFINE);
		return false;
	}
	if (t.place == LOG_REG)
		return writes_reg(i, t.at) && made(x, n, s, i, t);
	if (!i->store || !slot_of(x->p, n, s, i, &slot) || slot.at != t.at ||
	    slot.frame != t.frame)
		return false;
	add(x, n, &t, i->src < 0 ? PATH_CONST : PATH_SPILL);
	follow(x, LOG_REG, i->src, s->frame);
	return true;
}

/* What step s most depends on */
static int32_t blamed(const struct path *p, const struct path_step *s)
{
	struct log_insn i;

	log_insn_read(s->op, path_span(p, s, PATH_TEXT), &i);
	if (i.base >= 0)
		return i.base;
	if (i.exit)
		return 0;
	return i.src >= 0 ? i.src : i.dst;
}

size_t path_slice(const struct path *p, uint64_t n, int32_t reg,
		  struct path_link *links, size_t max)
{
	struct slice x = { .p = p, .links = links, .room = max };
	const struct path_step *s = path_at(p, n);
	uint64_t k = n;

	if (s == NULL || max == 0)
		return 0;
	if (reg < 0)
		reg = blamed(p, s);
	follow(&x, LOG_REG, reg, s->frame);
	if (x.count)
		add(&x, n, &x.track[0], PATH_USE);
	while (k > p->first && x.count && !full(&x)) {
		struct log_insn i;

		s = path_at(p, --k);
		log_insn_read(s->op, path_span(p, s, PATH_TEXT), &i);
		for (size_t j = x.count; j-- > 0;)
			if (visit(&x, j, k, s, &i))
				drop(&x, j);
	}
	for (size_t j = 0; j < x.count; j++)
		add(&x, k, &x.track[j], p->first ? PATH_LOST : PATH_ENTRY);
	memmove(links, links + x.room, (max - x.room) * sizeof(*links));
	return max - x.room;
}
