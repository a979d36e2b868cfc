// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Words and parameters, quoted as people will. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "cli/words.h"
#include "elf/cleanup.h"
#include "tests/unit/run.h"

static const struct {
	const char *text, *want; /* each word in brackets */
} lines[] = {
	{ "", "" },
	{ " \t\n ", "" },
	{ "count", "[count]" },
	{ "  count -d 1  -o json\n", "[count][-d][1][-o][json]" },
	{ "a 'b c' d", "[a][b c][d]" },
	{ "a'b c'd", "[ab cd]" },
	{ "a '' b", "[a][][b]" },
	{ "a\\ b \\'c", "[a b]['c]" },
	{ "'a\\b'", "[a\\b]" },
	{ "'not closed  ", "[not closed  ]" },
	{ "end\\", "[end\\]" },
	{ "1 2 3 4 5 6 7 8 9", "[1][2][3][4][5][6][7]" }, /* no room */
};

START_TEST(text_becomes_words)
{
	char text[64], got[128] = "", *words[8];
	size_t n;

	snprintf(text, sizeof(text), "%s", lines[_i].text);
	n = words_split(text, words, ARRAY_SIZE(words));
	ck_assert_ptr_null(words[n]);
	for (size_t i = 0; i < n; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "[%s]",
			 words[i]);
	ck_assert_str_eq(got, lines[_i].want);
}
END_TEST

static const struct {
	const char *line, *want;
} parameters[] = {
	{ "", NULL },
	{ "quiet console=ttyS0", NULL },
	{ "quiet cmd=count panic=-1\n", "count" },
	{ "cmd=", "" },
	{ "cmd", NULL },
	{ "xcmd=1 cmds=2 x.cmd=3", NULL },
	{ "cmd=\"count -d 1\" quiet", "count -d 1" },
	{ "\"cmd=count -d 1\" quiet", "count -d 1" },
	{ "a=\"x cmd=2\" b", NULL },
	{ "cmd=1 cmd=2", "2" },
	{ "cmd=\"not closed", "not closed" },
	{ "cmd=\"count -- '/bin/a b'\"", "count -- '/bin/a b'" },
};

START_TEST(parameters_are_found)
{
	const char *want = parameters[_i].want;
	char line[64], *got;

	snprintf(line, sizeof(line), "%s", parameters[_i].line);
	got = words_parameter(line, "cmd");
	if (want)
		ck_assert_str_eq(got ? got : "(none)", want);
	else
		ck_assert_ptr_null(got);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, text_becomes_words, 0, (int)ARRAY_SIZE(lines));
	tcase_add_loop_test(t, parameters_are_found, 0,
			    (int)ARRAY_SIZE(parameters));
}

int main(void)
{
	return run_tests("words", add);
}
