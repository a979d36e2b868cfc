// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Values of every type, written as the visitor is told of them, and words that
 * become values. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "maps/value.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/run.h"

static struct btf_writer w;
static struct btf btf;
static struct err e;
static char told[4096];

static void tell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static void tell(const char *fmt, ...)
{
	size_t n = strlen(told);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(told + n, sizeof(told) - n, fmt, ap);
	va_end(ap);
}

static void leaf(void *ctx, const struct leaf *l)
{
	(void)ctx;
	if (l->name)
		tell("%s=", l->name);
	switch (l->kind) {
	case LEAF_UNSIGNED:
		tell("%lluu", (unsigned long long)l->number);
		break;
	case LEAF_SIGNED:
		tell("%lld", (long long)l->number);
		break;
	case LEAF_BOOL:
		tell("%s", l->number ? "yes" : "no");
		break;
	case LEAF_POINTER:
		tell("0x%llx", (unsigned long long)l->number);
		break;
	case LEAF_FLOAT:
		tell("%g", l->real);
		break;
	case LEAF_BYTES:
		tell("bytes%zu", l->len);
		break;
	case LEAF_STRING:
		tell("'%.*s'", (int)l->len, l->text);
		break;
	default:
		tell("%.*s", (int)l->len, l->text);
	}
	tell(" ");
}

static void begin(void *ctx, const char *name, bool array)
{
	(void)ctx;
	if (name)
		tell("%s=", name);
	tell("%s", array ? "[" : "{");
}

static void end(void *ctx, bool array)
{
	(void)ctx;
	tell("%s", array ? "]" : "}");
}

static const struct visitor visitor = { leaf, begin, end };

static void open_types(void)
{
	struct view bytes = btfw_bytes(&w);

	ck_assert_msg(btf_open(&bytes, NULL, &btf, &e) == 0, "%s", e.msg);
}

static struct value_type type_of(uint32_t id)
{
	struct value_type t = { &btf, id, (uint32_t)btf_size(&btf, id) };

	return t;
}

static void expect(uint32_t id, const void *bytes, const char *want)
{
	struct value_type t = type_of(id);
	uint8_t *copy = malloc(t.size + 1); /* the sanitizer sees its end */

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, t.size);
	told[0] = '\0';
	value_walk(&t, copy, &visitor, NULL);
	free(copy);
	ck_assert_str_eq(told, want);
}

enum { U8 = 1, U16, U32, U64, S8, S16, S32, S64, BOOL, CHAR, U128 };

static void setup(void)
{
	btfw_init(&w, NULL);
	for (uint32_t size = 1; size <= 8; size *= 2)
		btfw_int(&w, size, 0);
	for (uint32_t size = 1; size <= 8; size *= 2)
		btfw_int(&w, size, BTF_INT_SIGNED);
	btfw_int(&w, 1, BTF_INT_BOOL);
	btfw_type(&w, "char", BTF_INT, 1);
	btfw_word(&w, BTF_INT_SIGNED << 24 | 8);
	btfw_int(&w, 16, 0);
}

static void teardown(void)
{
	btf_close(&btf);
}

START_TEST(integers_of_every_size)
{
	static const struct {
		uint32_t id;
		uint64_t bits;
		const char *want;
	} rows[] = {
		{ U8, 0xff, "255u " },
		{ U16, 0xffff, "65535u " },
		{ U32, 0xffffffff, "4294967295u " },
		{ U64, ~0ull, "18446744073709551615u " },
		{ S8, 0xff, "-1 " },
		{ S16, 0x8000, "-32768 " },
		{ S32, 0xfffffffe, "-2 " },
		{ S64, 1ull << 63, "-9223372036854775808 " },
		{ BOOL, 1, "yes " },
		{ BOOL, 0, "no " },
		{ CHAR, 'a', "97 " },
	};

	open_types();
	expect(rows[_i].id, &rows[_i].bits, rows[_i].want);
}
END_TEST

START_TEST(what_is_no_number_is_bytes)
{
	open_types();
	expect(U128, (char[16]){ 0 }, "bytes16 ");
}
END_TEST

START_TEST(enumerators_have_names)
{
	uint32_t id = btfw_type(&w, "color", BTF_ENUM, 4);

	btfw_value(&w, "RED", 0);
	btfw_value(&w, "GREEN", 5);
	open_types();
	expect(id, (uint32_t[]){ 5 }, "GREEN ");
	expect(id, (uint32_t[]){ 6 }, "6u ");
}
END_TEST

START_TEST(negative_enumerators)
{
	uint32_t id = btfw_type(&w, "color", BTF_ENUM, 1);

	btfw_value(&w, "NEG", (uint32_t)-3);
	btfw_kflag(&w);
	open_types();
	expect(id, (int8_t[]){ -3 }, "NEG ");
	expect(id, (int8_t[]){ -4 }, "-4 ");
}
END_TEST

START_TEST(characters_are_a_string_when_they_can_be)
{
	uint32_t id = btfw_array(&w, CHAR, 4);

	open_types();
	expect(id, "abc\0", "'abc' ");
	expect(id, "\0abc", "'' ");
	expect(id, "a\0\xff\xff", "'a' ");
	expect(id, "abcd", "[97 98 99 100 ]");
	expect(id, "\x01\0\0\0", "[1 0 0 0 ]");
}
END_TEST

START_TEST(arrays_of_arrays)
{
	uint32_t id = btfw_array(&w, btfw_array(&w, U16, 2), 2);

	open_types();
	expect(id, (uint16_t[]){ 1, 2, 3, 4 }, "[[1u 2u ][3u 4u ]]");
}
END_TEST

START_TEST(structs_and_nameless_unions)
{
	uint32_t in = btfw_type(&w, "", BTF_UNION, 4);
	uint32_t id, ptr;

	btfw_member(&w, "whole", U32, 0);
	btfw_member(&w, "byte", U8, 0);
	ptr = btfw_type(&w, "", BTF_PTR, 0);
	id = btfw_type(&w, "s", BTF_STRUCT, 24);
	btfw_member(&w, "a", S32, 0);
	btfw_member(&w, "", in, 32);
	btfw_member(&w, "named", in, 64);
	btfw_member(&w, "p", ptr, 128);
	open_types();
	expect(id, (uint32_t[]){ 1, 0x102, 3, 0, 0x10, 0 },
	       "{a=1 whole=258u byte=2u named={whole=3u byte=3u }p=0x10 }");
}
END_TEST

/* Size in the offset's upper byte, as the flag says */
START_TEST(bit_fields)
{
	uint32_t id = btfw_type(&w, "s", BTF_STRUCT, 16);

	btfw_member(&w, "a", U32, 3 << 24 | 0);
	btfw_member(&w, "b", S32, 5 << 24 | 3);
	btfw_member(&w, "across", U64, 62 << 24 | 31);
	btfw_member(&w, "whole", U8, 96);
	btfw_kflag(&w);
	open_types();
	expect(id,
	       (uint8_t[]){ 0xf5, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff,
			    0xff, 0xff, 0x1f, 9, 0, 0, 0 },
	       "{a=5u b=-2 across=4611686018427387903u whole=9u }");
}
END_TEST

START_TEST(floating_point)
{
	uint32_t f = btfw_type(&w, "float", BTF_FLOAT, 4);
	uint32_t d = btfw_type(&w, "double", BTF_FLOAT, 8);

	open_types();
	expect(f, (float[]){ 0.5f }, "0.5 ");
	expect(d, (double[]){ -2.25 }, "-2.25 ");
}
END_TEST

START_TEST(typedefs_and_qualifiers_do_not_matter)
{
	uint32_t id = btfw_type(&w, "pid_t", BTF_TYPEDEF, S32);

	id = btfw_type(&w, "", BTF_CONST, id);
	open_types();
	expect(id, (int32_t[]){ -7 }, "-7 ");
}
END_TEST

START_TEST(variables_of_a_data_section)
{
	uint32_t a = btfw_type(&w, "first", BTF_VAR, U32), b, id;
	struct value_type t;

	btfw_word(&w, 1);
	b = btfw_type(&w, "second", BTF_VAR, S64);
	btfw_word(&w, 1);
	id = btfw_type(&w, ".data", BTF_DATASEC, 16);
	btfw_value(&w, "", 0);
	w.nwords -= 2; /* counted; its three words follow */
	btfw_word(&w, a);
	btfw_word(&w, 0);
	btfw_word(&w, 4);
	btfw_value(&w, "", 0);
	w.nwords -= 2;
	btfw_word(&w, b);
	btfw_word(&w, 8);
	btfw_word(&w, 8);
	open_types();
	expect(id, (uint64_t[]){ 5, (uint64_t)-6 },
	       "{.data=[{first=5u }{second=-6 }]}");
	t = type_of(id);
	ck_assert(value_is_section(&t));
}
END_TEST

/* Each struct holds the one before it twice: without end if it were followed */
START_TEST(hostile_types_come_to_an_end)
{
	uint8_t bytes[4] = { 0 };
	uint32_t id = U32;

	for (int i = 0; i < 60; i++) {
		uint32_t next = btfw_type(&w, "u", BTF_UNION, 4);

		btfw_member(&w, "a", id, 0);
		btfw_member(&w, "b", id, 0);
		id = next;
	}
	open_types();
	told[0] = '\0';
	value_walk(&(struct value_type){ &btf, id, 4 }, bytes, &visitor, NULL);
	ck_assert_ptr_nonnull(strstr(told, "{a={a="));
	ck_assert(!value_is_sum(&(struct value_type){ &btf, id, 4 }));
}
END_TEST

/* The type says more than there is */
START_TEST(a_value_that_is_too_short)
{
	uint32_t array = btfw_array(&w, U32, 4);
	uint32_t id = btfw_type(&w, "s", BTF_STRUCT, 24);
	uint8_t *bytes = calloc(1, 10);

	btfw_member(&w, "a", array, 0);
	btfw_member(&w, "b", U64, 128);
	open_types();
	told[0] = '\0';
	value_walk(&(struct value_type){ &btf, id, 10 }, bytes, &visitor, NULL);
	free(bytes);
	ck_assert_str_eq(told, "{a=[0u 0u ]}");
}
END_TEST

START_TEST(without_a_type_it_is_a_number_or_bytes)
{
	uint8_t bytes[12] = { 1, 2 };
	static const char *const want[] = {
		[1] = "1u ",   [2] = "513u ", [3] = "bytes3 ",
		[4] = "513u ", [8] = "513u ", [12] = "bytes12 "
	};

	told[0] = '\0';
	value_walk(&(struct value_type){ .size = (uint32_t)_i }, bytes,
		   &visitor, NULL);
	if (want[_i])
		ck_assert_str_eq(told, want[_i]);
}
END_TEST

START_TEST(cpus_are_summed_up)
{
	uint32_t id = btfw_type(&w, "s", BTF_STRUCT, 12);
	struct value_type t;
	uint32_t cpus[2][4] = { { 1, 0xffffffff, 0xffffffff }, { 2, 1, 1 } };
	struct value_cpus both = { (uint8_t *)cpus, sizeof(cpus[0]), 2 };

	btfw_member(&w, "a", U32, 0);
	btfw_member(&w, "signed", S32, 32);
	btfw_member(&w, "wide", U32, 64);
	open_types();
	t = type_of(id);
	ck_assert(value_is_sum(&t));
	told[0] = '\0';
	value_walk_sum(&t, &both, &visitor, NULL);
	ck_assert_str_eq(told, "{a=3u signed=0 wide=4294967296u }");
}
END_TEST

START_TEST(not_all_can_be_summed_up)
{
	uint32_t text = btfw_array(&w, CHAR, 4);
	uint32_t id = btfw_type(&w, "s", BTF_STRUCT, 5);
	struct value_type t;

	btfw_member(&w, "a", U32, 0);
	btfw_member(&w, "flag", BOOL, 32);
	open_types();
	t = type_of(id);
	ck_assert(!value_is_sum(&t));
	t = type_of(text);
	ck_assert(!value_is_sum(&t));
	ck_assert(value_is_leaf(&t));
	ck_assert(!value_is_sum(&(struct value_type){ .size = 12 }));
	ck_assert(value_is_sum(&(struct value_type){ .size = 8 }));
}
END_TEST

static const struct {
	uint32_t size; /* of an unknown type; 0: the type is */
	uint32_t id;
	const char *words;
	const char *want; /* hex; NULL: an error */
} parses[] = {
	{ 4, 0, "1234", "d2040000" },
	{ 4, 0, "0xffffffff", "ffffffff" },
	{ 4, 0, "-1", "ffffffff" },
	{ 4, 0, "0x100000000", NULL },
	{ 4, 0, "-2147483649", NULL },
	{ 4, 0, "1 0xff 3 010", "01ff0308" },
	{ 4, 0, "hex 1 ff 03 10", "01ff0310" },
	{ 4, 0, "hex 1 ff 03", NULL },
	{ 4, 0, "1 2 3 256", NULL },
	{ 4, 0, "1 2", NULL },
	{ 4, 0, "12x", NULL },
	{ 4, 0, "", NULL },
	{ 4, 0, "\"ab\"", "61620000" },
	{ 4, 0, "\"abcd\"", "61626364" },
	{ 4, 0, "\"abcde\"", NULL },
	{ 1, 0, "255", "ff" },
	{ 1, 0, "256", NULL },
	{ 1, 0, "hex ff", "ff" },
	{ 8, 0, "18446744073709551615", "ffffffffffffffff" },
	{ 8, 0, "18446744073709551616", NULL },
	{ 12, 0, "5", NULL },
	{ 12, 0, "\"5\"", "350000000000000000000000" },
	{ 0, S16, "-2", "feff" },
	{ 0, U128 + 1, "GREEN", "05000000" },
	{ 0, U128 + 1, "7", "07000000" },
	{ 0, U128 + 1, "BLUE", NULL },
	{ 0, U128 + 2, "bash", "62617368" },
	{ 0, U128 + 2, "1", "31000000" },
	{ 0, U128 + 2, "longer", NULL },
	{ 0, U128, "1", NULL },
};

START_TEST(words_become_bytes)
{
	char text[64], *rest = text, *words[20], hex[64] = "";
	struct value_type t = { .size = parses[_i].size };
	uint8_t out[16] = { 0 };
	size_t n = 0;
	int err;

	btfw_type(&w, "color", BTF_ENUM, 4);
	btfw_value(&w, "GREEN", 5);
	btfw_array(&w, CHAR, 4);
	open_types();
	if (parses[_i].id)
		t = type_of(parses[_i].id);
	snprintf(text, sizeof(text), "%s", parses[_i].words);
	while (rest)
		words[n++] = strsep(&rest, " ");
	err = value_parse(&t, words, n, out, &e);
	for (uint32_t i = 0; i < t.size; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
	if (parses[_i].want == NULL)
		ck_assert_msg(err == -EINVAL, "%s: %s", parses[_i].words, hex);
	else
		ck_assert_msg(err == 0 && strcmp(hex, parses[_i].want) == 0,
			      "%s: %s %s", parses[_i].words, hex, e.msg);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_loop_test(t, integers_of_every_size, 0, 11);
	tcase_add_test(t, what_is_no_number_is_bytes);
	tcase_add_test(t, enumerators_have_names);
	tcase_add_test(t, negative_enumerators);
	tcase_add_test(t, characters_are_a_string_when_they_can_be);
	tcase_add_test(t, arrays_of_arrays);
	tcase_add_test(t, structs_and_nameless_unions);
	tcase_add_test(t, bit_fields);
	tcase_add_test(t, floating_point);
	tcase_add_test(t, typedefs_and_qualifiers_do_not_matter);
	tcase_add_test(t, variables_of_a_data_section);
	tcase_add_test(t, hostile_types_come_to_an_end);
	tcase_add_test(t, a_value_that_is_too_short);
	tcase_add_loop_test(t, without_a_type_it_is_a_number_or_bytes, 1, 13);
	tcase_add_test(t, cpus_are_summed_up);
	tcase_add_test(t, not_all_can_be_summed_up);
	tcase_add_loop_test(t, words_become_bytes, 0, ARRAY_SIZE(parses));
}

int main(void)
{
	return run_tests("value", add);
}
