// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Flow of control from instructions, and the rules its drawing keeps. */
#include <stdlib.h>
#include <string.h>

#include "cli/code.h"
#include "cli/graph.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static struct study study;
static struct code code;
static struct graph g;

static void open_graph(struct bpf_insn *insns, uint32_t n)
{
	struct err e = { 0 };

	memset(&study, 0, sizeof(study));
	study.insns = insns;
	study.ninsns = n;
	study.verdict.insn = -1;
	ck_assert_int_eq(code_open(&study, &code, &e), 0);
	ck_assert_int_eq(graph_open(&code, &g, &e), 0);
	ck_assert_int_eq(graph_rank(&g, 6, &e), 0);
}

static void close_graph(void)
{
	graph_close(&g);
	code_close(&code);
}

static void check_edge(uint32_t n, uint32_t from, uint32_t to,
		       enum graph_kind kind)
{
	ck_assert_uint_lt(n, g.nedges);
	ck_assert_uint_eq(g.edges[n].from, from);
	ck_assert_uint_eq(g.edges[n].to, to);
	ck_assert_int_eq(g.edges[n].kind, kind);
}

START_TEST(a_choice_is_four_blocks_in_three_rows)
{
	struct bpf_insn insns[] = {
		MOV_IMM(0, 0),
		JMP_IMM(BPF_JEQ, 1, 0, 2),
		LD64(0, 0, 7),
		EXIT,
	};
	struct bpf_insn both[] = {
		JMP_IMM(BPF_JEQ, 1, 0, 2),
		MOV_IMM(0, 0),
		JMP(1),
		MOV_IMM(0, 1),
		EXIT,
	};

	open_graph(insns, ARRAY_SIZE(insns));
	ck_assert_uint_eq(g.nblocks, 3);
	ck_assert_uint_eq(g.blocks[1].first, 2);
	ck_assert_uint_eq(g.blocks[1].end, 4); /* both slots */
	close_graph();

	open_graph(both, ARRAY_SIZE(both));
	ck_assert_uint_eq(g.nblocks, 4);
	ck_assert_uint_eq(g.nedges, 4);
	check_edge(0, 0, 1, GRAPH_NOT_TAKEN);
	check_edge(1, 0, 2, GRAPH_TAKEN);
	check_edge(2, 1, 3, GRAPH_ON);
	check_edge(3, 2, 3, GRAPH_ON);
	ck_assert_uint_eq(g.funcs[0].rows, 3);
	ck_assert_uint_eq(g.blocks[1].row, g.blocks[2].row);
	ck_assert_uint_eq(g.nloops, 0);
	close_graph();
}
END_TEST

START_TEST(a_loop_has_an_edge_back_and_a_number)
{
	struct bpf_insn insns[] = {
		MOV_IMM(0, 0),
		ALU_IMM(BPF_ADD, 0, 1),
		JMP_IMM(BPF_JLT, 0, 9, -2),
		EXIT,
	};

	open_graph(insns, ARRAY_SIZE(insns));
	ck_assert_uint_eq(g.nblocks, 3);
	ck_assert_uint_eq(g.nloops, 1);
	ck_assert_uint_eq(g.blocks[0].loop, 0);
	ck_assert_uint_eq(g.blocks[1].loop, 1);
	check_edge(2, 1, 1, GRAPH_TAKEN);
	ck_assert(g.edges[2].back);
	ck_assert(!g.edges[1].back);
	close_graph();
}
END_TEST

START_TEST(calls_lead_to_other_functions)
{
	struct bpf_insn insns[] = {
		CALL(2),       CALL(1), EXIT, /* the same one twice */
		MOV_IMM(0, 0), EXIT,
	};

	open_graph(insns, ARRAY_SIZE(insns));
	ck_assert_uint_eq(g.nfuncs, 2);
	ck_assert_uint_eq(g.funcs[1].start, 3);
	ck_assert_uint_eq(g.nedges, 1);
	check_edge(0, 0, 1, GRAPH_CALL);
	close_graph();
}
END_TEST

START_TEST(what_leads_nowhere_has_no_edge)
{
	struct bpf_insn insns[] = {
		JMP_IMM(BPF_JEQ, 1, 0, 700),
		JMP_IMM(BPF_JEQ, 1, 0, -9),
		CALL(4000),
		CALL(-4000),
		JMP(7),
		INSN(BPF_LD | BPF_IMM | BPF_DW, 0, 0, 0, 1),
	};

	open_graph(insns, ARRAY_SIZE(insns));
	ck_assert_uint_eq(g.nfuncs, 1);
	for (uint32_t i = 0; i < g.nedges; i++)
		ck_assert_uint_eq(g.edges[i].to, g.edges[i].from + 1);
	close_graph();
	open_graph(insns, 0);
	ck_assert_uint_eq(g.nblocks, 0);
	close_graph();
}
END_TEST

START_TEST(ways_not_gone_are_known_from_the_walk)
{
	struct heat_insn heat[] = {
		{ .visits = 2, .target = 2, .taken = true, .op = 0x15 },
		{ .target = -1 },
		{ .visits = 2, .target = -1, .op = 0x95 },
	};
	struct bpf_insn insns[] = { JMP_IMM(BPF_JEQ, 1, 0, 1), MOV_IMM(0, 0),
				    EXIT };
	struct err e = { 0 };

	open_graph(insns, ARRAY_SIZE(insns));
	close_graph();
	study.heat.insns = heat;
	study.heat.count = 3;
	study.heat.visits = 4;
	ck_assert_int_eq(code_open(&study, &code, &e), 0);
	ck_assert_int_eq(graph_open(&code, &g, &e), 0);
	ck_assert(g.edges[0].never); /* to 1 */
	ck_assert(!g.edges[1].never); /* to 2 */
	ck_assert(g.edges[2].never); /* from 1, where it never was */
	ck_assert_uint_eq(code_warmth(&code, 0), 0);
	ck_assert_uint_eq(code_warmth(&code, 2), 5);
	close_graph();
}
END_TEST

static bool apart(const struct graph_block *a, const struct graph_block *b)
{
	return a->x + a->w < b->x || b->x + b->w < a->x || a->y + a->h < b->y ||
	       b->y + b->h < a->y;
}

/* The line from p to q passes through the inside of b */
static bool crosses(const struct graph_point *p, const struct graph_point *q,
		    const struct graph_block *b)
{
	int32_t x0 = p->x < q->x ? p->x : q->x, x1 = p->x + q->x - x0;
	int32_t y0 = p->y < q->y ? p->y : q->y, y1 = p->y + q->y - y0;

	return x1 > b->x && x0 < b->x + b->w && y1 > b->y && y0 < b->y + b->h;
}

/* Of the rules for a line the first that it breaks, or NULL. (An assertion
 * for each box would take most of the time.) */
static const char *broken_rule(const struct graph_edge *edge)
{
	const struct graph_block *from = &g.blocks[edge->from];
	const struct graph_block *to = &g.blocks[edge->to];
	const struct graph_point *p = edge->points;
	const struct graph_point *end = &p[edge->npoints - 1];

	if (edge->npoints < 2 || p->y != from->y + from->h || p->x <= from->x ||
	    p->x >= from->x + from->w)
		return "begins at its block's lower side";
	if (end->y != to->y || end->x <= to->x || end->x >= to->x + to->w ||
	    end->y <= end[-1].y)
		return "comes to its block from above";
	for (unsigned i = 1; i < edge->npoints; i++) {
		if ((p[i].x == p[i - 1].x) != (i % 2 == 1))
			return "goes down first and has no false corner";
		for (uint32_t k = 0; k < g.nblocks; k++)
			if (crosses(&p[i - 1], &p[i], &g.blocks[k]))
				return "crosses no block";
	}
	return NULL;
}

static bool is_alone(const struct graph_block *b)
{
	for (const struct graph_block *other = g.blocks; other < b; other++)
		if (!apart(b, other))
			return false;
	return true;
}

static void check_layout(void)
{
	for (uint32_t i = 0; i < g.nblocks; i++) {
		const struct graph_block *b = &g.blocks[i];
		const struct graph_func *f = &g.funcs[b->func];

		ck_assert(b->x > f->x && b->x + b->w < f->x + f->w);
		ck_assert(b->y > f->y && b->y + b->h < f->y + f->h);
		ck_assert(f->x + f->w <= g.w && f->y + f->h <= g.h);
		ck_assert(is_alone(b));
	}
	for (uint32_t i = 0; i < g.nedges; i++)
		ck_assert_ptr_null(broken_rule(&g.edges[i]));
}

static uint32_t seed;

/* The same each time */
static int any(void)
{
	seed = seed * 1664525 + 1013904223;
	return (int)(seed >> 8);
}

static void size_blocks(void)
{
	for (uint32_t i = 0; i < g.nblocks; i++) {
		g.blocks[i].w = 48 + any() % 200;
		g.blocks[i].h = 20 + any() % 100;
	}
}

/* Jumps to and fro at random, calls of a few functions */
static void random_insns(struct bpf_insn *insns, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		int16_t off = (int16_t)(any() % 40 - 12);
		const struct bpf_insn kinds[] = {
			MOV_IMM(0, 1),
			JMP_IMM(BPF_JEQ, 1, 0, off),
			JMP(off),
			EXIT,
			CALL(any() % 5 * (int)(n / 5) - (int)i - 1),
		};
		int kind = any() % 12;

		insns[i] = kinds[kind < 5 ? kind : kind % 2];
	}
}

START_TEST(lines_and_boxes_stay_apart)
{
	struct bpf_insn insns[160];
	struct err e = { 0 };
	uint32_t n = 8 + (uint32_t)_i % 150;

	seed = (uint32_t)_i;
	random_insns(insns, n);
	open_graph(insns, n);
	size_blocks();
	ck_assert_int_eq(graph_layout(&g, &e), 0);
	check_layout();
	close_graph();
}
END_TEST

/* Each of 2,500 blocks may leave for the end, and each pair is a loop */
START_TEST(thousands_of_blocks_take_no_time)
{
	enum { N = 5000 };
	struct bpf_insn *insns = calloc(N, sizeof(*insns));
	struct err e = { 0 };

	for (uint32_t i = 0; i < N; i += 2) {
		struct bpf_insn out =
			JMP_IMM(BPF_JEQ, 1, 0, (int16_t)(N - 2 - i));
		struct bpf_insn back =
			JMP_IMM(BPF_JNE, 1, 0, (int16_t)(i % 64 ? -4 : -64));

		insns[i] = out;
		insns[i + 1] = back;
	}
	insns[N - 1] = (struct bpf_insn)EXIT;
	open_graph(insns, N);
	size_blocks();
	ck_assert_int_eq(graph_layout(&g, &e), 0);
	ck_assert_uint_ge(g.nblocks, 2500);
	close_graph();
	free(insns);
}
END_TEST

static void add_tests(TCase *t)
{
	tcase_add_test(t, a_choice_is_four_blocks_in_three_rows);
	tcase_add_test(t, a_loop_has_an_edge_back_and_a_number);
	tcase_add_test(t, calls_lead_to_other_functions);
	tcase_add_test(t, what_leads_nowhere_has_no_edge);
	tcase_add_test(t, ways_not_gone_are_known_from_the_walk);
	tcase_add_loop_test(t, lines_and_boxes_stay_apart, 0, 100);
	tcase_add_test(t, thousands_of_blocks_take_no_time);
}

int main(void)
{
	return run_tests("graph", add_tests);
}
