// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The HTML report and the graphviz one, of hostile names and of saved logs. */
#include <stdlib.h>
#include <string.h>

#include "cli/dot.h"
#include "cli/html.h"
#include "cli/html_priv.h"
#include "cli/verify_run.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/insns.h"
#include "tests/unit/run.h"

static char *text;
static size_t text_len;

static const struct {
	const char *bytes;
	size_t len;
	const char *want;
} cases[] = {
	{ "plain", 5, "plain" },
	{ "a<b>&\"'", 7, "a&lt;b&gt;&amp;&quot;&#39;" },
	{ "\0x", 2, "\\x00x" },
	{ "\x1b[2J\r", 5, "\\x1b[2J\\x0d" },
	{ "\xc3\xa9\xe2\x82\xac", 5, "\xc3\xa9\xe2\x82\xac" },
	{ "\xe2\x82\xac", 2, "\\xe2\\x82" }, /* cut */
	{ "\xff\xc0\xaf", 3, "\\xff\\xc0\\xaf" },
	{ "\xe2\x80\xae", 3, "\\xe2\\x80\\xae" }, /* right to left */
	{ "\tx", 2, "\tx" },
};

START_TEST(bytes_become_text)
{
	FILE *f = open_memstream(&text, &text_len);

	html_text(f, cases[_i].bytes, cases[_i].len);
	fclose(f);
	ck_assert_str_eq(text, cases[_i].want);
	free(text);
}
END_TEST

START_TEST(numbers_are_grouped)
{
	FILE *f = open_memstream(&text, &text_len);

	html_number(f, 7);
	fputc(' ', f);
	html_number(f, 1000000);
	fputc(' ', f);
	html_number(f, UINT64_MAX);
	fclose(f);
	ck_assert_str_eq(text, "7 1,000,000 18,446,744,073,709,551,615");
	free(text);
}
END_TEST

static unsigned count(const char *what)
{
	unsigned n = 0;

	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

static void report(const struct study *const *studies, size_t n)
{
	FILE *f = open_memstream(&text, &text_len);
	struct err e = { 0 };
	struct html h = { 0 };

	ck_assert_int_eq(html_begin(&h, f, &e), 0);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq(html_study(&h, studies[i], &e), 0);
	ck_assert_int_eq(html_end(&h, &e), 0);
	html_close(&h);
	fclose(f);
}

/* Nothing of another's makes a tag or leaves a line, nothing is fetched */
static void check_clean(void)
{
	unsigned control = 0;

	for (size_t i = 0; i < text_len; i++)
		control += (unsigned char)text[i] < ' ' && text[i] != '\n' &&
			   text[i] != '\t';
	ck_assert_uint_eq(control, 0);
	ck_assert_ptr_null(strstr(text, "<script"));
	ck_assert_ptr_null(strstr(text, "<img"));
	ck_assert_ptr_null(strstr(text, "src="));
	ck_assert_uint_eq(count("<table>"), count("</table>"));
	ck_assert_uint_eq(count("<div"), count("</div>"));
	ck_assert_uint_eq(count("<details"), count("</details>"));
	ck_assert_uint_eq(count("<svg"), count("</svg>"));
}

#define EVIL "</pre><script>alert('\"x')</script>\x1b[2J\xff"

static struct bpf_insn few[] = { MOV_IMM(0, 0), JMP_IMM(BPF_JEQ, 1, 0, 1),
				 MOV_IMM(0, 1), EXIT };

static struct study *evil_study(void)
{
	static char log[] = "0: (b7) r0 = 0 ; R0=" EVIL "\n"
			    "; " EVIL " @ " EVIL ":7\n"
			    "1: (15) if r1 == 0x0 goto pc+1 ; R1=0\n"
			    "2: (b7) r0 = " EVIL "\n" EVIL "\n"
			    "processed 3 insns (limit 1000000)\n";
	struct study *s = malloc(sizeof(*s));
	struct err e = { 0 };

	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(study_init(s, &e), 0);
	s->path = s->section = EVIL;
	snprintf(s->name, sizeof(s->name), "%s", EVIL);
	snprintf(s->kernel, sizeof(s->kernel), "%s", EVIL);
	s->insns = malloc(sizeof(few));
	memcpy(s->insns, few, sizeof(few));
	s->ninsns = ARRAY_SIZE(few);
	s->code = -EACCES;
	s->result.log = log;
	s->result.len = sizeof(log) - 1;
	study_log(s);
	return s;
}

static void free_study(struct study *s)
{
	s->result.log = NULL;
	study_fini(s);
	free(s);
}

START_TEST(hostile_names_and_logs_stay_text)
{
	struct study *s = evil_study();
	const struct study *both[] = { s, s };

	report(both, 2);
	check_clean();
	ck_assert_uint_eq(count("<article id=p"), 2);
	ck_assert_ptr_nonnull(strstr(text, "2 programs"));
	ck_assert_ptr_nonnull(strstr(text, "<a id=p1l2></a>"));
	ck_assert_ptr_nonnull(strstr(text, " id=p1c2>"));
	ck_assert_ptr_nonnull(strstr(text, "alert(&#39;&quot;x"));
	free(text);
	free_study(s);
}
END_TEST

START_TEST(hostile_names_do_not_leave_their_quotes)
{
	struct study *s = evil_study();
	FILE *f = open_memstream(&text, &text_len);
	struct err e = { 0 };
	struct dot d;

	dot_begin(&d, f);
	ck_assert_int_eq(dot_study(&d, s, &e), 0);
	dot_end(&d);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(text, "alert('\\\"x')"));
	ck_assert_ptr_nonnull(strstr(text, "\\\\x1b[2J\\\\xff"));
	ck_assert_ptr_nonnull(strstr(text, "p0_0 -> p0_3"));
	free(text);
	free_study(s);
}
END_TEST

START_TEST(of_a_long_log_the_end_is_shown)
{
	static const char line[] = "0: (b7) r0 = 0                 ; R0=0\n";
	static const char end[] = "R0 !read_ok\nprocessed 1 insns (limit 9)\n";
	enum { LINES = 80000 };
	char *log = malloc(LINES * (sizeof(line) - 1) + sizeof(end));
	struct study *s = evil_study();
	const struct study *one = s;

	for (size_t i = 0; i < LINES; i++)
		memcpy(log + i * (sizeof(line) - 1), line, sizeof(line) - 1);
	memcpy(log + LINES * (sizeof(line) - 1), end, sizeof(end));
	s->result.log = log;
	s->result.len = strlen(log);
	report(&one, 1);
	ck_assert_uint_lt(text_len, 1 << 21);
	ck_assert_ptr_nonnull(strstr(text, "bytes are left out here"));
	ck_assert_ptr_nonnull(strstr(text, "R0 !read_ok\nprocessed"));
	ck_assert_uint_eq(count("<a id=p0l0></a>"), 1);
	free(text);
	free(log);
	free_study(s);
}
END_TEST

START_TEST(of_a_log_that_is_cut_nothing_is_never)
{
	struct study *s = evil_study();
	const struct study *one = s;

	report(&one, 1);
	ck_assert_ptr_nonnull(strstr(text, ">never</span>"));
	free(text);
	s->result.head_cut = true;
	report(&one, 1);
	ck_assert_ptr_null(strstr(text, ">never</span>"));
	ck_assert_ptr_nonnull(strstr(text, ">not seen</span>"));
	free(text);
	free_study(s);
}
END_TEST

static const char *const logs[] = { "4.9",  "4.14", "4.19",	   "5.4",
				    "5.10", "6.1",  "6.12",	   "6.18",
				    "7.2",  "7.3",  "saved-libbpf" };
static unsigned shown;

static int show(struct verify_run *r, struct err *e)
{
	(void)e;
	shown++;
	report((const struct study *const *)r->studies, r->nstudies);
	check_clean();
	ck_assert_uint_eq(count("<article id=p"), r->nstudies);
	free(text);
	return 0;
}

START_TEST(logs_of_all_kernels_without_an_object)
{
	struct verify_run r = { .level = VERIFY_ALL };
	struct err e = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "tests/data/logs/%s.log", logs[_i]);
	shown = 0;
	ck_assert_msg(verify_saved(&r, path, NULL, show, &e) == 0, "%s", e.msg);
	ck_assert_uint_gt(shown, 0);
}
END_TEST

static void add_tests(TCase *t)
{
	tcase_add_loop_test(t, bytes_become_text, 0, ARRAY_SIZE(cases));
	tcase_add_test(t, numbers_are_grouped);
	tcase_add_test(t, hostile_names_and_logs_stay_text);
	tcase_add_test(t, hostile_names_do_not_leave_their_quotes);
	tcase_add_test(t, of_a_long_log_the_end_is_shown);
	tcase_add_test(t, of_a_log_that_is_cut_nothing_is_never);
	tcase_add_loop_test(t, logs_of_all_kernels_without_an_object, 0,
			    ARRAY_SIZE(logs));
}

int main(void)
{
	return run_tests("html", add_tests);
}
