// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What a terminal gets to see of arbitrary bytes, tables, CSV, OpenMetrics. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "cli/text.h"
#include "elf/cleanup.h"

static FILE *out;
static char *text;
static size_t text_len;

static void begin(void)
{
	out = open_memstream(&text, &text_len);
	ck_assert_ptr_nonnull(out);
}

static void expect(const char *want)
{
	fclose(out);
	ck_assert_str_eq(text, want);
	free(text);
}

static const struct {
	const char *bytes, *shown;
	size_t width;
} shows[] = {
	{ "", "", 0 },
	{ "bash", "bash", 4 },
	{ "a b~", "a b~", 4 },
	{ "\x1b[2J", "\\x1b[2J", 7 },
	{ "a\nb\tc\r", "a\\x0ab\\x09c\\x0d", 15 },
	{ "\x7f", "\\x7f", 4 },
	{ "\xc3\xa9", "\xc3\xa9", 1 },
	{ "e\xcc\x81", "e\xcc\x81", 1 },
	{ "\xe4\xb8\xad\xe6\x96\x87", "\xe4\xb8\xad\xe6\x96\x87", 4 },
	{ "\xf0\x9f\x90\x9d", "\xf0\x9f\x90\x9d", 2 },
	{ "\xe4\xb8", "\\xe4\\xb8", 8 }, /* cut by TASK_COMM_LEN */
	{ "\xffx", "\\xffx", 5 },
	{ "\xc2\x9b"
	  "1m",
	  "\\xc2\\x9b1m", 10 }, /* C1's CSI */
	{ "\xe2\x80\xae"
	  "x",
	  "\\xe2\\x80\\xaex", 13 }, /* right to left */
	{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf", 12 }, /* byte order mark */
	{ "\xc0\x80", "\\xc0\\x80", 8 },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", 12 },
};

START_TEST(nothing_shown_can_move_a_cursor)
{
	char buf[64];

	ck_assert_uint_eq(text_width(shows[_i].bytes), shows[_i].width);
	ck_assert_uint_eq(text_copy(buf, sizeof(buf), shows[_i].bytes),
			  shows[_i].width);
	ck_assert_str_eq(buf, shows[_i].shown);
	begin();
	ck_assert_uint_eq(text_put(out, shows[_i].bytes, 100), shows[_i].width);
	expect(shows[_i].shown);
}
END_TEST

static const struct {
	const char *bytes;
	size_t max;
	const char *shown;
	size_t cols;
} cuts[] = {
	{ "abcdef", 0, "", 0 },
	{ "abcdef", 3, "abc", 3 },
	{ "abcdef", 6, "abcdef", 6 },
	{ "a\xe4\xb8\xad", 2, "a", 1 }, /* half a wide one does not fit */
	{ "a\xe4\xb8\xad", 3, "a\xe4\xb8\xad", 3 },
	{ "ab\x01", 5, "ab", 2 }, /* nor does part of \xNN */
	{ "ab\x01", 6, "ab\\x01", 6 },
	{ "e\xcc\x81", 1, "e\xcc\x81", 1 },
};

START_TEST(text_is_cut_between_characters)
{
	begin();
	ck_assert_uint_eq(text_put(out, cuts[_i].bytes, cuts[_i].max),
			  cuts[_i].cols);
	expect(cuts[_i].shown);
}
END_TEST

START_TEST(copy_never_overruns_and_always_ends)
{
	for (size_t n = 1; n < 12; n++) {
		char *exact = malloc(n);

		text_copy(exact, n, "a\x01\xe4\xb8\xad!");
		ck_assert_uint_lt(strlen(exact), n);
		free(exact);
	}
}
END_TEST

static const struct {
	const char *bytes;
	size_t n, len;
	uint32_t cp;
} seqs[] = {
	{ "a", 1, 1, 'a' },
	{ "", 1, 1, 0 },
	{ "a", 0, 0, 0 },
	{ "\xc2\x80", 2, 2, 0x80 },
	{ "\xdf\xbf", 2, 2, 0x7ff },
	{ "\xe0\xa0\x80", 3, 3, 0x800 },
	{ "\xef\xbf\xbf", 3, 3, 0xffff },
	{ "\xf0\x90\x80\x80", 4, 4, 0x10000 },
	{ "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
	{ "\xed\x9f\xbf", 3, 3, 0xd7ff },
	{ "\xee\x80\x80", 3, 3, 0xe000 },
	{ "\xe2\x82\xac", 2, 0, 0 },
	{ "\xc1\xbf", 2, 0, 0 },
	{ "\xe0\x9f\xbf", 3, 0, 0 },
	{ "\xf0\x8f\xbf\xbf", 4, 0, 0 },
	{ "\xf4\x90\x80\x80", 4, 0, 0 },
	{ "\xf5\x80\x80\x80", 4, 0, 0 },
	{ "\xed\xbf\xbf", 3, 0, 0 },
	{ "\xbf", 1, 0, 0 },
};

START_TEST(utf8_takes_the_shortest_form_of_real_characters_only)
{
	uint32_t cp = 0;

	ck_assert_uint_eq(utf8_seq(seqs[_i].bytes, seqs[_i].n, &cp),
			  seqs[_i].len);
	ck_assert_uint_eq(cp, seqs[_i].cp);
}
END_TEST

static const struct {
	const char *s;
	size_t indent, width;
	const char *want;
} wraps[] = {
	{ "", 4, 20, "\n" },
	{ "one two", 4, 20, "one two\n" },
	{ "one two three four", 4, 12, "one two\n    three\n    four\n" },
	{ "abcd efgh", 2, 11, "abcd efgh\n" }, /* fits to the last column */
	{ "abcd efgh", 2, 10, "abcd\n  efgh\n" },
	{ "averyverylongword b", 2, 8, "averyverylongword\n  b\n" },
	{ "  many   blanks ", 0, 80, "many blanks\n" },
};

START_TEST(wrap_breaks_between_words)
{
	begin();
	text_wrap(out, wraps[_i].s, wraps[_i].indent, wraps[_i].width);
	expect(wraps[_i].want);
}
END_TEST

START_TEST(blanks_of_any_number)
{
	begin();
	text_blanks(out, (size_t)_i);
	fclose(out);
	ck_assert_uint_eq(text_len, (size_t)_i);
	ck_assert_uint_eq(strspn(text, " "), text_len);
	free(text);
}
END_TEST

static const struct table_column columns[] = {
	{ "PID", TEXT_RIGHT },
	{ "COUNT", TEXT_RIGHT },
	{ "COMM", TEXT_LEFT },
};

static const char *const cells[][3] = {
	{ "1", "1234567", "systemd" },
	{ "4711", "12", "\xe4\xb8\xad\x1b" },
	{ "22", "3", "" },
	{ NULL, "9", "a b" },
};

static const char *cell(void *ctx, size_t row, size_t col, char *buf,
			size_t buflen)
{
	(void)ctx;
	if (!cells[row][col])
		return NULL;
	snprintf(buf, buflen, "%s", cells[row][col]);
	return buf;
}

static const struct {
	size_t rows, max_width;
	const char *want;
} tables[] = {
	{ 0, 0, "PID  COUNT  COMM\n" },
	{ 4, 0,
	  " PID    COUNT  COMM\n"
	  "   1  1234567  systemd\n"
	  "4711       12  \xe4\xb8\xad\\x1b\n"
	  "  22        3\n"
	  "            9  a b\n" },
	{ 2, 18,
	  " PID    COUNT  COM\n"
	  "   1  1234567  sys\n"
	  "4711       12  \xe4\xb8\xad\n" },
	{ 2, 22,
	  " PID    COUNT  COMM\n"
	  "   1  1234567  systemd\n"
	  "4711       12  \xe4\xb8\xad\\x1b\n" },
	{ 1, 5, "PID\n  1\n" },
	{ 1, 1, "P\n\n" },
};

START_TEST(table_is_aligned_and_cut)
{
	const struct table t = { columns, ARRAY_SIZE(columns),
				 tables[_i].max_width };
	const struct table_source src = { tables[_i].rows, cell, NULL };

	begin();
	table_print(out, &t, &src);
	fclose(out);
	ck_assert_str_eq(text, tables[_i].want);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		size_t width = text_width(line);

		if (tables[_i].max_width > 0)
			ck_assert_uint_le(width, tables[_i].max_width);
		ck_assert_int_ne(width ? line[strlen(line) - 1] : 0, ' ');
	}
	free(text);
}
END_TEST

static const char *number(void *ctx, size_t row, size_t col, char *buf,
			  size_t buflen)
{
	size_t *calls = ctx;

	(*calls)++;
	snprintf(buf, buflen, "%zu", row * (col + 1));
	return buf;
}

START_TEST(table_of_many_rows_asks_twice_and_keeps_nothing)
{
	const struct table t = { columns, ARRAY_SIZE(columns), 0 };
	size_t calls = 0;
	const struct table_source src = { 100000, number, &calls };
	size_t lines = 0;

	begin();
	table_print(out, &t, &src);
	fclose(out);
	for (size_t i = 0; i < text_len; i++)
		lines += text[i] == '\n';
	ck_assert_uint_eq(lines, 100001);
	ck_assert_uint_eq(calls, 600000);
	ck_assert_ptr_nonnull(strstr(text, "\n99999  199998  299997\n"));
	free(text);
}
END_TEST

static const struct {
	const char *value, *want;
} csv[] = {
	{ "", "" },
	{ "bash", "bash" },
	{ "a b", "a b" },
	{ "a,b", "\"a,b\"" },
	{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
	{ "\"", "\"\"\"\"" },
	{ "two\nlines", "\"two\nlines\"" },
	{ "cr\r", "\"cr\r\"" },
	{ "tab\t", "tab\t" },
	{ "\xc3\xa9", "\xc3\xa9" },
	{ "\xff"
	  "a",
	  "\xef\xbf\xbd"
	  "a" },
	{ "\x1b[2J", "\xef\xbf\xbd[2J" },
	{ "\xc2\x9b", "\xef\xbf\xbd" },
};

START_TEST(csv_field_is_quoted_where_needed)
{
	begin();
	csv_field(out, csv[_i].value);
	expect(csv[_i].want);
}
END_TEST

static const struct {
	const char *value, *want;
} labels[] = {
	{ "", "comm=\"\"" },
	{ "bash", "comm=\"bash\"" },
	{ "a\"b\\c\nd", "comm=\"a\\\"b\\\\c\\nd\"" },
	{ "\xc3\xa9,{}", "comm=\"\xc3\xa9,{}\"" },
	{ "\xe4\xb8", "comm=\"\xef\xbf\xbd\xef\xbf\xbd\"" },
};

START_TEST(label_value_is_escaped)
{
	begin();
	om_label(out, "comm", labels[_i].value);
	expect(labels[_i].want);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, nothing_shown_can_move_a_cursor, 0,
			    ARRAY_SIZE(shows));
	tcase_add_loop_test(t, text_is_cut_between_characters, 0,
			    ARRAY_SIZE(cuts));
	tcase_add_test(t, copy_never_overruns_and_always_ends);
	tcase_add_loop_test(
		t, utf8_takes_the_shortest_form_of_real_characters_only, 0,
		ARRAY_SIZE(seqs));
	tcase_add_loop_test(t, wrap_breaks_between_words, 0, ARRAY_SIZE(wraps));
	tcase_add_loop_test(t, blanks_of_any_number, 0, 70);
	tcase_add_loop_test(t, table_is_aligned_and_cut, 0, ARRAY_SIZE(tables));
	tcase_add_test(t, table_of_many_rows_asks_twice_and_keeps_nothing);
	tcase_add_loop_test(t, csv_field_is_quoted_where_needed, 0,
			    ARRAY_SIZE(csv));
	tcase_add_loop_test(t, label_value_is_escaped, 0, ARRAY_SIZE(labels));
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
