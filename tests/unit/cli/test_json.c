// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The JSON writer, by what it writes. Needs nothing but memory. */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "elf/cleanup.h"

static struct json j;
static char *text;
static size_t text_len;

static void begin(bool pretty)
{
	FILE *f = open_memstream(&text, &text_len);

	ck_assert_ptr_nonnull(f);
	json_init(&j, f, pretty);
}

/* The document so far, without closing: it must be there by itself. */
static void expect(const char *want)
{
	fflush(j.f);
	ck_assert_str_eq(text, want);
	fclose(j.f);
	free(text);
}

static const struct {
	const char *bytes, *want;
} strings[] = {
	{ "", "\"\"\n" },
	{ "plain", "\"plain\"\n" },
	{ "a\"b\\c/d", "\"a\\\"b\\\\c/d\"\n" },
	{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"\n" },
	{ "\x01\x1b[2J\x1f", "\"\\u0001\\u001b[2J\\u001f\"\n" },
	{ "\x7f", "\"\\u007f\"\n" },
	{ "\xc2\x85\xc2\x9b", "\"\\u0085\\u009b\"\n" },
	{ "\xc2\xa0", "\"\xc2\xa0\"\n" },
	{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x9d",
	  "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x9d\"\n" },
	{ "\xef\xbf\xbf\xf4\x8f\xbf\xbf",
	  "\"\xef\xbf\xbf\xf4\x8f\xbf\xbf\"\n" },
	/* invalid: lone, cut, overlong, surrogate, beyond Unicode, never */
	{ "\x80x", "\"\xef\xbf\xbdx\"\n" },
	{ "x\xc3", "\"x\xef\xbf\xbd\"\n" },
	{ "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ "\xe2\x82\"", "\"\xef\xbf\xbd\xef\xbf\xbd\\\"\"\n" },
	{ "\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ "\xe0\x80\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ "\xf4\x90\x80\x80",
	  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ "\xff\xfe", "\"\xef\xbf\xbd\xef\xbf\xbd\"\n" },
	{ NULL, "null\n" },
};

START_TEST(string_is_escaped_and_made_valid)
{
	begin(false);
	json_string(&j, strings[_i].bytes);
	expect(strings[_i].want);
}
END_TEST

START_TEST(string_of_given_length_may_hold_nul)
{
	begin(false);
	json_string_n(&j, "a\0b\xe2\x82\xac", 5);
	expect("\"a\\u0000b\xef\xbf\xbd\xef\xbf\xbd\"\n");
}
END_TEST

static const struct {
	uint64_t v;
	unsigned int decimals;
	const char *want;
} fixed[] = {
	{ 0, 0, "0\n" },
	{ 7, 0, "7\n" },
	{ 10, 0, "10\n" },
	{ UINT64_MAX, 0, "18446744073709551615\n" },
	{ UINT32_MAX, 0, "4294967295\n" }, /* where dividing changes */
	{ UINT32_MAX + 1ull, 0, "4294967296\n" },
	{ 0, 3, "0.000\n" },
	{ 1, 3, "0.001\n" },
	{ 999, 3, "0.999\n" },
	{ 1000, 3, "1.000\n" },
	{ 3012345, 6, "3.012345\n" },
	{ 5, 1, "0.5\n" },
	{ UINT64_MAX, 9, "18446744073.709551615\n" },
	{ UINT64_MAX, 19, "1.8446744073709551615\n" },
	{ 1, 19, "0.0000000000000000001\n" },
};

START_TEST(fixed_is_exact)
{
	begin(false);
	json_fixed(&j, fixed[_i].v, fixed[_i].decimals);
	expect(fixed[_i].want);
}
END_TEST

static const struct {
	int64_t v;
	const char *want;
} ints[] = {
	{ 0, "0\n" },
	{ -1, "-1\n" },
	{ 42, "42\n" },
	{ INT64_MAX, "9223372036854775807\n" },
	{ INT64_MIN, "-9223372036854775808\n" },
};

START_TEST(int_keeps_its_sign)
{
	begin(false);
	json_int(&j, ints[_i].v);
	expect(ints[_i].want);
}
END_TEST

static const struct {
	uint64_t v;
	const char *want;
} hexes[] = {
	{ 0, "\"0x0\"\n" },
	{ 0x1f, "\"0x1f\"\n" },
	{ UINT64_MAX, "\"0xffffffffffffffff\"\n" },
};

START_TEST(hex_string_is_quoted)
{
	begin(false);
	json_hex_string(&j, hexes[_i].v);
	expect(hexes[_i].want);
}
END_TEST

static void document(void)
{
	json_object(&j);
	json_uint(json_key(&j, "pid"), 1);
	json_array(json_key(&j, "rows"));
	json_object(&j);
	json_bool(json_key(&j, "a"), true);
	json_object_end(&j);
	json_bool(&j, false);
	json_null(&j);
	json_array_end(&j);
	json_object(json_key(&j, "none"));
	json_object_end(&j);
	json_array(json_key(&j, "nil"));
	json_array_end(&j);
	json_bytes(json_key(&j, "raw"), "\x01\xff", 2);
	json_object_end(&j);
}

START_TEST(compact_document_is_one_line)
{
	begin(false);
	document();
	expect("{\"pid\":1,\"rows\":[{\"a\":true},false,null],\"none\":{},"
	       "\"nil\":[],\"raw\":[\"0x01\",\"0xff\"]}\n");
}
END_TEST

START_TEST(pretty_document_is_indented_by_four)
{
	begin(true);
	document();
	expect("{\n"
	       "    \"pid\": 1,\n"
	       "    \"rows\": [\n"
	       "        {\n"
	       "            \"a\": true\n"
	       "        },\n"
	       "        false,\n"
	       "        null\n"
	       "    ],\n"
	       "    \"none\": {},\n"
	       "    \"nil\": [],\n"
	       "    \"raw\": [\"0x01\",\"0xff\"]\n"
	       "}\n");
}
END_TEST

START_TEST(documents_may_follow_each_other)
{
	begin(false);
	json_array(&j);
	json_array_end(&j);
	json_uint(&j, 2);
	json_object(&j);
	json_object_end(&j);
	json_number(&j, "-1.5e3");
	expect("[]\n2\n{}\n-1.5e3\n");
}
END_TEST

START_TEST(keys_are_escaped)
{
	begin(false);
	json_object(&j);
	json_null(json_key(&j, "a\"\x80"));
	json_object_end(&j);
	expect("{\"a\\\"\xef\xbf\xbd\":null}\n");
}
END_TEST

/* Every alignment of a value to the end of the staging buffer. */
START_TEST(staging_loses_nothing)
{
	char want[4096] = "[", *p = want + 1;
	char big[3000];

	begin(false);
	json_array(&j);
	for (int i = 0; i < _i; i++, p += 2) {
		json_uint(&j, 1);
		memcpy(p, "1,", 3);
	}
	memset(big, 'x', sizeof(big));
	json_string_n(&j, big, sizeof(big));
	json_array_end(&j);
	*p++ = '"';
	memset(p, 'x', sizeof(big));
	memcpy(p + sizeof(big), "\"]\n", 4);
	expect(want);
}
END_TEST

START_TEST(a_thousand_rows_arrive_whole)
{
	size_t commas = 0;

	begin(false);
	json_array(&j);
	for (unsigned int i = 0; i < 1000; i++)
		json_string(&j, "\xc3\xa9\n");
	json_array_end(&j);
	fflush(j.f);
	for (size_t i = 0; i < text_len; i++)
		commas += text[i] == ',';
	ck_assert_uint_eq(commas, 999);
	ck_assert_uint_eq(text_len, 1000 * 6 + 999 + 3);
	fclose(j.f);
	free(text);
}
END_TEST

static void value_without_key(void)
{
	json_object(&j);
	json_uint(&j, 1);
}

static void key_in_array(void)
{
	json_array(&j);
	json_key(&j, "k");
}

static void key_outside(void)
{
	json_key(&j, "k");
}

static void two_keys(void)
{
	json_object(&j);
	json_key(json_key(&j, "k"), "l");
}

static void key_without_value(void)
{
	json_object(&j);
	json_key(&j, "k");
	json_object_end(&j);
}

static void wrong_end(void)
{
	json_object(&j);
	json_array_end(&j);
}

static void end_of_nothing(void)
{
	json_object_end(&j);
}

static void too_deep(void)
{
	for (int i = 0; i <= JSON_DEPTH_MAX; i++)
		json_array(&j);
}

static void (*const misuses[])(void) = {
	value_without_key, key_in_array, key_outside,	 two_keys,
	key_without_value, wrong_end,	 end_of_nothing, too_deep,
};

START_TEST(misuse_of_nesting_aborts)
{
	json_init(&j, stdout, false);
	fclose(stderr); /* the assertion's text */
	misuses[_i]();
}
END_TEST

START_TEST(the_deepest_nesting_works)
{
	begin(false);
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		json_array(&j);
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		json_array_end(&j);
	expect("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
	       "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json");
	TCase *t = tcase_create("json");
	SRunner *sr = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_add_loop_test(t, string_is_escaped_and_made_valid, 0,
			    ARRAY_SIZE(strings));
	tcase_add_test(t, string_of_given_length_may_hold_nul);
	tcase_add_loop_test(t, fixed_is_exact, 0, ARRAY_SIZE(fixed));
	tcase_add_loop_test(t, int_keeps_its_sign, 0, ARRAY_SIZE(ints));
	tcase_add_loop_test(t, hex_string_is_quoted, 0, ARRAY_SIZE(hexes));
	tcase_add_test(t, compact_document_is_one_line);
	tcase_add_test(t, pretty_document_is_indented_by_four);
	tcase_add_test(t, documents_may_follow_each_other);
	tcase_add_test(t, keys_are_escaped);
	tcase_add_loop_test(t, staging_loses_nothing, 500, 516);
	tcase_add_test(t, a_thousand_rows_arrive_whole);
	tcase_add_loop_test_raise_signal(t, misuse_of_nesting_aborts, SIGABRT,
					 0, ARRAY_SIZE(misuses));
	tcase_add_test(t, the_deepest_nesting_works);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
