// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The JSON reader: what it takes, what it refuses and where, and that each
 * part of a good document is refused too. Documents stand in memory of just
 * their size.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json_read.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static struct json_doc doc;
static struct err error;

static int parse(const void *text, size_t len)
{
	auto_free uint8_t *copy = malloc(len ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, len);
	return json_read((struct view){ copy, len, false }, "d", &doc, &error);
}

/* A document as a line: types, texts, and what is in what */
static void show(FILE *f, const struct json_node *v)
{
	const struct json_node *m = NULL;

	if (v->type == JSON_NUMBER || v->type == JSON_STRING)
		fprintf(f, "%c%.*s", v->type == JSON_STRING ? '\'' : '#',
			(int)v->len, doc.text + v->text);
	else
		fputc("nft..[{"[v->type], f);
	while ((m = json_next(&doc, v, m))) {
		if (v->type == JSON_OBJECT)
			fprintf(f, "%s:", doc.text + m->key);
		show(f, m);
		fputc(',', f);
	}
	if (v->type >= JSON_ARRAY)
		fputc(v->type == JSON_ARRAY ? ']' : '}', f);
}

static const struct {
	const char *text, *want;
} good[] = {
	{ "null", "n" },
	{ " true ", "t" },
	{ "\t\r\nfalse\n", "f" },
	{ "0", "#0" },
	{ "-0", "#-0" },
	{ "-12.50e+3", "#-12.50e+3" },
	{ "1E9", "#1E9" },
	{ "0e-1", "#0e-1" },
	{ "\"\"", "'" },
	{ "\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "'a\"\\/\b\f\n\r\tz" },
	{ "\"\\u0041\\u00e9\\u20AC\\ud83d\\udc1d\"",
	  "'A\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x9d" },
	{ "\"\\uD800\\uDC00\\uDBFF\\uDFFF\"",
	  "'\xf0\x90\x80\x80\xf4\x8f\xbf\xbf" },
	{ "\"\xc3\xa9\xf0\x9f\x90\x9d\x7f\"", "'\xc3\xa9\xf0\x9f\x90\x9d\x7f" },
	{ "[]", "[]" },
	{ "{}", "{}" },
	{ "[ ]", "[]" },
	{ "[[],{},[[1]]]", "[[],{},[[#1,],],]" },
	{ "[1, 2 ,3]", "[#1,#2,#3,]" },
	{ "{\"a\" : 1,\"b\":[{\"c\":\"\\n\"}],\"a\":null}",
	  "{a:#1,b:[{c:'\n,},],a:n,}" },
	{ "{\"\":0}", "{:#0,}" },
};

START_TEST(document_is_read)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	ck_assert_msg(parse(good[_i].text, strlen(good[_i].text)) == 0, "%s",
		      error.msg);
	show(f, doc.nodes);
	fclose(f);
	ck_assert_str_eq(text, good[_i].want);
	ck_assert_uint_eq(doc.nodes[0].end, doc.n);
	free(text);
	json_doc_close(&doc);
}
END_TEST

#define EARLY "the document ends too early"

static const struct {
	const char *text, *want;
} bad[] = {
	{ "", "1:1: " EARLY },
	{ "  \n ", "2:2: " EARLY },
	{ "nul", "1:1: no value" },
	{ "nulll", "1:5: something behind the document" },
	{ "True", "1:1: no value" },
	{ "NaN", "1:1: no value" },
	{ "\xef\xbb\xbf{}", "1:1: no value" },
	{ "01", "1:2: something behind the document" },
	{ "+1", "1:1: no value" },
	{ ".5", "1:1: no value" },
	{ "-", "1:2: " EARLY },
	{ "-a", "1:2: a digit is missing" },
	{ "1.", "1:3: " EARLY },
	{ "[1.e1]", "1:4: a digit is missing" },
	{ "[1e]", "1:4: a digit is missing" },
	{ "[1e+-1]", "1:5: a digit is missing" },
	{ "[0x1]", "1:3: no ',' and no end" },
	{ "\"", "1:2: " EARLY },
	{ "'a'", "1:1: no value" },
	{ "\"a\tb\"", "1:3: a control character in a string" },
	{ "\"a\n\"", "1:3: a control character in a string" },
	{ "\"\\a\"", "1:3: no such escape" },
	{ "\"\\", "1:3: " EARLY },
	{ "\"\\u12g4\"", "1:6: four hexadecimal digits must follow \\u" },
	{ "\"\\ud800\"", "1:8: half a surrogate pair" },
	{ "\"\\ud800\\n\"", "1:9: half a surrogate pair" },
	{ "\"\\ud800\\u0041\"", "1:14: half a surrogate pair" },
	{ "\"\\udc00\\ud800\"", "1:8: half a surrogate pair" },
	{ "\"\xc3\xa9\xff\"", "1:3: invalid UTF-8" },
	{ "\"\xed\xa0\x80\"", "1:2: invalid UTF-8" },
	{ "\"\xc0\xaf\"", "1:2: invalid UTF-8" },
	{ "[", "1:2: " EARLY },
	{ "[1,]", "1:4: no value" },
	{ "[,1]", "1:2: no value" },
	{ "[1 2]", "1:4: no ',' and no end" },
	{ "[1}", "1:3: no ',' and no end" },
	{ "[[]", "1:4: " EARLY },
	{ "]", "1:1: no value" },
	{ "[]]", "1:3: something behind the document" },
	{ "{]", "1:2: no key" },
	{ "{1:2}", "1:2: no key" },
	{ "{\"a\"}", "1:5: no ':' behind the key" },
	{ "{\"a\":}", "1:6: no value" },
	{ "{\"a\":1,}", "1:8: no key" },
	{ "{\"a\":1,,\"b\":2}", "1:8: no key" },
	{ "{\n \"a\": 1\n \"b\": 2\n}", "3:2: no ',' and no end" },
	{ "[1] // no", "1:5: something behind the document" },
};

START_TEST(error_has_its_place)
{
	char want[128];

	doc = (struct json_doc){ 0 };
	ck_assert_int_eq(parse(bad[_i].text, strlen(bad[_i].text)), -EINVAL);
	snprintf(want, sizeof(want), "d:%s", bad[_i].want);
	ck_assert_str_eq(error.msg, want);
	ck_assert_ptr_null(doc.text);
}
END_TEST

START_TEST(no_part_of_an_object_is_a_document)
{
	static const char text[] =
		"{\"a\":[1,-2.5e3,\"\\ud83d\\udc1d\xc3\xa9\",{\"b\":null}]}";

	for (size_t i = 0; i < strlen(text); i++)
		ck_assert_int_eq(parse(text, i), -EINVAL);
	ck_assert_int_eq(parse(text, strlen(text)), 0);
	json_doc_close(&doc);
}
END_TEST

START_TEST(zero_bytes_are_no_end)
{
	ck_assert_int_eq(parse("1\0", 2), -EINVAL);
	ck_assert_int_eq(parse("\0", 1), -EINVAL);
	ck_assert_int_eq(parse("\"\0\"", 3), -EINVAL);
	ck_assert_int_eq(parse("\"a\\u0000b\"", 10), 0);
	ck_assert_uint_eq(doc.nodes[0].len, 3);
	json_doc_close(&doc);
}
END_TEST

START_TEST(depth_has_a_limit)
{
	static char text[200000];

	memset(text, '[', sizeof(text));
	ck_assert_int_eq(parse(text, sizeof(text)), -EINVAL);
	ck_assert_str_eq(error.msg, "d:1:33: nested too deep");
	memset(text + JSON_READ_DEPTH, ']', JSON_READ_DEPTH);
	ck_assert_int_eq(parse(text, 2 * (size_t)JSON_READ_DEPTH), 0);
	json_doc_close(&doc);
}
END_TEST

START_TEST(size_has_a_limit)
{
	struct view v = { (const uint8_t *)"", JSON_READ_MAX + 1, false };

	ck_assert_int_eq(json_read(v, "d", &doc, &error), -EFBIG);
}
END_TEST

START_TEST(members_are_found_by_name_and_type)
{
	static const char text[] =
		"{\"s\":\"x\",\"n\":18446744073709551615,\"o\":{\"n\":7},"
		"\"big\":18446744073709551616,\"neg\":-1,\"f\":1.0,"
		"\"n\":3,\"a\":[{\"n\":9}]}";
	const struct json_node *root, *o;
	uint64_t v;

	ck_assert_int_eq(parse(text, strlen(text)), 0);
	root = doc.nodes;
	ck_assert_str_eq(json_get_string(&doc, root, "s"), "x");
	ck_assert_str_eq(json_get_string(&doc, root, "n"), "");
	ck_assert(json_get_uint(&doc, root, "n", &v) && v == UINT64_MAX);
	ck_assert(!json_get_uint(&doc, root, "big", &v));
	ck_assert(!json_get_uint(&doc, root, "neg", &v));
	ck_assert(!json_get_uint(&doc, root, "f", &v));
	ck_assert(!json_get_uint(&doc, root, "none", &v));
	o = json_get(&doc, root, "o", JSON_OBJECT);
	ck_assert(json_get_uint(&doc, o, "n", &v) && v == 7);
	ck_assert_ptr_null(json_get(&doc, root, "o", JSON_ARRAY));
	ck_assert_ptr_null(json_get(&doc, NULL, "o", JSON_ARRAY));
	ck_assert_ptr_null(json_get(&doc, json_get(&doc, root, "a", JSON_ARRAY),
				    "n", JSON_NUMBER));
	json_doc_close(&doc);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json_read");
	TCase *t = tcase_create("json_read");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, document_is_read, 0, (int)ARRAY_SIZE(good));
	tcase_add_loop_test(t, error_has_its_place, 0, (int)ARRAY_SIZE(bad));
	tcase_add_test(t, no_part_of_an_object_is_a_document);
	tcase_add_test(t, zero_bytes_are_no_end);
	tcase_add_test(t, depth_has_a_limit);
	tcase_add_test(t, size_has_a_limit);
	tcase_add_test(t, members_are_found_by_name_and_type);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
