// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The failing path, and how a register came about, on every kernel. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "tests/unit/loader/verifier_logs.h"
#include "tests/unit/run.h"

static const char *const kernels[] = { "4.9", "4.14", "4.19", "5.4", "5.10",
				       "6.1", "6.12", "6.18", "7.2", "7.3" };

/* Path as "0 1 2T 4'": taken branches, primes in a subprogram; then the slice
 * of the register that the words name as "why register@insn" */
static const struct {
	const char *part, *path, *slice;
} cases[] = {
	{ "packet-l1", "0 1 2 3 4N 5 6N 7", "load R1@1 refine R1@4 use R1@7" },
	{ "packet-l2", "0 1 2 3 4N 5 6N 7", "load R1@1 refine R1@4 use R1@7" },
	{ "null-l1", "0 1 2 3 5 6 7 8 9 10N 11 12",
	  "return R0@5 spill fp-16@6 fill R7@9 use R7@12" },
	{ "null-l2", "0 1 2 3 5 6 7 8 9 10N 11 12",
	  "return R0@5 spill fp-16@6 fill R7@9 use R7@12" },
	{ "callee-l1", "0 1 2 3 6' 7' 8N' 9'",
	  "const R1@1 arg R1@3 move R3@6 change R3@7 refine R3@8 use R3@9" },
	{ "callee-l2", "0 1 2 3 6' 7' 8N' 9'",
	  "const R1@1 arg R1@3 move R3@6 change R3@7 refine R3@8 use R3@9" },
	{ "return-l1", "0 1 5' 6' 7' 2 3",
	  "const R1@0 arg R1@1 move R0@5 change R0@6 return R0@7 move R6@2 "
	  "use R6@3" },
	{ "return-l2", "0 1 5' 6' 7' 2 3",
	  "const R1@0 arg R1@1 move R0@5 change R0@6 return R0@7 move R6@2 "
	  "use R6@3" },
	{ "nested-l1", "0 1 2 3 4T 6N 7", "entry R8@0 use R8@7" },
	{ "nested-l2", "0 1 2 3 4T 6N 7", "entry R8@0 use R8@7" },
	{ "clobber-l1", "0 1 2", "clobber R1@1 use R1@2" },
	{ "math-l1", "0 1 2 3 4 5 7 8N 9", "return R0@0 move R6@1 use R6@9" },
};

static const char *const why[] = { "use",     "move", "const",	"change",
				   "load",    "fill", "spill",	"return",
				   "clobber", "arg",  "refine", "entry",
				   "lost" };

static void say(char *buf, size_t size, const char *word, int32_t number,
		const char *tail)
{
	size_t n = strlen(buf);

	snprintf(buf + n, size - n, "%s%s%d%s", n ? " " : "", word, number,
		 tail);
}

static void path_text(const struct path *p, char *buf, size_t size)
{
	static const char *const went[] = { "", "T", "N" };

	buf[0] = '\0';
	for (uint64_t n = p->first; n < p->end; n++) {
		const struct path_step *s = path_at(p, n);
		char how[8];

		snprintf(how, sizeof(how), "%s%s", went[s->taken],
			 s->frame ? "'" : "");
		say(buf, size, "", s->insn, how);
	}
}

static void slice_text(const struct path *p, int32_t insn, int32_t reg,
		       char *buf, size_t size)
{
	struct path_link links[32];
	uint64_t at;
	size_t n;

	buf[0] = '\0';
	ck_assert(path_find(p, insn, &at));
	n = path_slice(p, at, reg, links, ARRAY_SIZE(links));
	for (size_t i = 0; i < n; i++) {
		char what[32], where[32];

		snprintf(what, sizeof(what), "%s %s", why[links[i].why],
			 links[i].place == LOG_REG ? "R" : "fp");
		snprintf(where, sizeof(where), "@%d",
			 path_at(p, links[i].step)->insn);
		say(buf, size, what, links[i].at, where);
	}
}

START_TEST(the_path_is_that_of_the_kernel)
{
	unsigned found = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
		auto_free char *text = logs_part(kernels[i], cases[_i].part);
		struct reading r;
		char got[512];

		if (text[0] == '\0')
			continue;
		found++;
		reading_init(&r, text, strlen(text), 0);
		path_text(&r.path, got, sizeof(got));
		ck_assert_msg(strcmp(got, cases[_i].path) == 0, "%s: %s",
			      kernels[i], got);
		slice_text(&r.path, r.verdict.insn, r.verdict.reg, got,
			   sizeof(got));
		ck_assert_msg(strcmp(got, cases[_i].slice) == 0, "%s: %s",
			      kernels[i], got);
		reading_fini(&r);
	}
	ck_assert_uint_ge(found, 5);
}
END_TEST

START_TEST(a_step_has_its_source)
{
	auto_free char *text = logs_part("7.3", "packet-l1");
	const struct path_step *s;
	struct log_span source, file;
	struct reading r;

	reading_init(&r, text, strlen(text), 0);
	s = path_at(&r.path, 3);
	ck_assert_uint_eq(s->line, 17);
	source = path_span(&r.path, s, PATH_SOURCE);
	file = path_span(&r.path, s, PATH_FILE);
	ck_assert_uint_eq(source.len, strlen("if (data + sizeof(*eth) > end)"));
	ck_assert_mem_eq(source.p, "if (data", 8);
	ck_assert_uint_eq(file.len, strlen("bad.bpf.c"));
	ck_assert_mem_eq(file.p, "bad.bpf.c", file.len);
	reading_fini(&r);
}
END_TEST

static void walk(const struct log_event *ev, void *arg)
{
	path_event(arg, ev);
}

/* A loop of many turns in little room: the end is there, the start is not */
START_TEST(a_long_path_forgets_its_start)
{
	static struct log l;
	struct path_link links[8];
	struct log_reg r;
	struct path p;
	char line[256];
	size_t n;

	ck_assert_int_eq(path_init(&p, 100, 40000), 0);
	log_init(&l, walk, &p);
	for (int i = 0; i < 5000; i++) {
		n = (size_t)snprintf(line, sizeof(line),
				     "%d: (07) r7 += 1 ; R7=%d\n", i % 3, i);
		log_feed(&l, line, n);
	}
	ck_assert_uint_eq(p.end, 5000);
	ck_assert_uint_le(p.end - p.first, 100);
	ck_assert_uint_ge(p.end - p.first, 50);
	ck_assert(path_reg(&p, 4999, LOG_REG, 7, &r));
	ck_assert_int_eq(r.smin, 4998);
	ck_assert_ptr_null(path_at(&p, 0));
	ck_assert_uint_eq(path_slice(&p, 4999, 7, links, 8), 8);
	ck_assert_uint_eq(links[7].step, 4999);
	ck_assert_uint_eq(links[0].step, 4992);
	path_fini(&p);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, the_path_is_that_of_the_kernel, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, a_step_has_its_source);
	tcase_add_test(t, a_long_path_forgets_its_start);
}

int main(void)
{
	return run_tests("verifier_path", add);
}
