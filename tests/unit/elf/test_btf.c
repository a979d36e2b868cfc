// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* BTF made by hand, right and wrong. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/btf_writer.h"

static struct btf_writer w;
static struct btf btf;
static struct err err;

static int reopen_trusted(void)
{
	struct view v = btfw_bytes(&w);

	return btf_open_trusted(&v, NULL, &btf, &err);
}

static int reopen(void)
{
	struct view v = btfw_bytes(&w);

	return btf_open(&v, NULL, &btf, &err);
}

/* One of each kind; ids are the kinds' numbers */
static void write_all_kinds(void)
{
	btfw_init(&w, NULL);
	btfw_int(&w, 4, BTF_INT_SIGNED);
	btfw_type(&w, "", BTF_PTR, 4);
	btfw_array(&w, 1, 8);
	btfw_type(&w, "s", BTF_STRUCT, 16);
	btfw_member(&w, "a", 1, 0);
	btfw_member(&w, "p", 2, 64);
	btfw_type(&w, "u", BTF_UNION, 4);
	btfw_kflag(&w);
	btfw_member(&w, "b", 1, 3u << 24 | 5);
	btfw_type(&w, "e", BTF_ENUM, 4);
	btfw_value(&w, "A", 0xffffffff);
	btfw_type(&w, "f", BTF_FWD, 0);
	btfw_type(&w, "t", BTF_TYPEDEF, 9);
	btfw_type(&w, "", BTF_VOLATILE, 10);
	btfw_type(&w, "", BTF_CONST, 11);
	btfw_type(&w, "", BTF_RESTRICT, 3);
	btfw_type(&w, "fn", BTF_FUNC, 13);
	btfw_type(&w, "", BTF_FUNC_PROTO, 1);
	btfw_param(&w, 2);
	btfw_type(&w, "v", BTF_VAR, 4);
	btfw_word(&w, 1);
	btfw_type(&w, ".data", BTF_DATASEC, 4);
	btfw_word(&w, 14);
	btfw_word(&w, 0);
	btfw_word(&w, 4);
	w.types[w.last + 1] |= 1;
	btfw_type(&w, "double", BTF_FLOAT, 8);
	btfw_type(&w, "tag", BTF_DECL_TAG, 4);
	btfw_word(&w, 0xffffffff);
	btfw_type(&w, "user", BTF_TYPE_TAG, 1);
	btfw_type(&w, "e64", BTF_ENUM64, 8);
	btfw_word(&w, btfw_str(&w, "B"));
	btfw_word(&w, 1);
	btfw_word(&w, 2);
	w.types[w.last + 1] |= 1;
}

static void check_all_kinds(void)
{
	uint32_t size;
	const char *name;

	for (uint32_t id = 0; id < BTF_KIND__COUNT; id++)
		ck_assert_uint_eq(btf_kind(btf_type(&btf, id)), id);
	ck_assert_uint_eq(btf_end(&btf), BTF_KIND__COUNT);
	ck_assert_str_eq(btf_name(&btf, 4), "s");
	ck_assert_uint_eq(btf_strip(&btf, 8), 3);
	ck_assert_int_eq(btf_size(&btf, 8), 32);
	ck_assert_int_eq(btf_size(&btf, 14), 16);
	ck_assert_int_eq(btf_size(&btf, 2), 8);
	ck_assert_int_eq(btf_size(&btf, 13), -1);
	ck_assert_uint_eq(btf_member_bit(btf_type(&btf, 4), 1, &size), 64);
	ck_assert_uint_eq(size, 0);
	ck_assert_uint_eq(btf_member_bit(btf_type(&btf, 5), 0, &size), 5);
	ck_assert_uint_eq(size, 3);
	ck_assert_uint_eq(btf_enum_value(btf_type(&btf, 6), 0, &name, &btf),
			  0xffffffff);
	ck_assert_uint_eq(btf_enum_value(btf_type(&btf, 19), 0, &name, &btf),
			  0x200000001);
	ck_assert_str_eq(name, "B");
	ck_assert_uint_eq(btf_find(&btf, "u", BTF_UNION), 5);
	ck_assert_uint_eq(btf_find(&btf, "u", BTF_STRUCT), 0);
}

START_TEST(every_kind_is_understood)
{
	write_all_kinds();
	ck_assert_msg(reopen() == 0, "%s", err.msg);
	check_all_kinds();
	btf_close(&btf);
}
END_TEST

START_TEST(the_other_byte_order_is_understood)
{
	struct view v;

	write_all_kinds();
	v = btfw_swapped(&w);
	ck_assert_msg(btf_open(&v, NULL, &btf, &err) == 0, "%s", err.msg);
	check_all_kinds();
	btf_close(&btf);
}
END_TEST

START_TEST(bytes_need_not_be_aligned)
{
	struct view v;
	uint8_t *odd;

	write_all_kinds();
	v = btfw_bytes(&w);
	odd = malloc(v.len + 1);
	memcpy(odd + 1, v.p, v.len);
	v.p = odd + 1;
	ck_assert_int_eq(btf_open(&v, NULL, &btf, &err), 0);
	check_all_kinds();
	btf_close(&btf);
	free(odd);
}
END_TEST

START_TEST(every_truncation_is_an_error)
{
	struct view v;

	write_all_kinds();
	v = btfw_bytes(&w);
	for (size_t len = 0; len < v.len; len++) {
		uint8_t *cut = malloc(len + 1);
		struct view c = { cut, len, false };

		memcpy(cut, v.p, len);
		ck_assert_int_eq(btf_open(&c, NULL, &btf, &err), -EINVAL);
		free(cut);
	}
}
END_TEST

/* Any one word of the types replaced: an error, or answers that end */
START_TEST(hostile_words_do_no_harm)
{
	static const uint32_t words[] = {
		0, 1, 4, 0x7fffffff, 0x80000000, 0xffffffff, 4u << 24 | 0xffff
	};
	uint32_t size;

	write_all_kinds();
	for (uint32_t i = 0; i < w.nwords; i++)
		for (size_t k = 0; k < ARRAY_SIZE(words); k++) {
			uint32_t before = w.types[i];

			w.types[i] = words[k];
			if ((_i ? reopen_trusted() : reopen()) == 0) {
				for (uint32_t id = 0; id < 40; id++) {
					btf_name(&btf, id);
					btf_size(&btf, id);
					btf_strip(&btf, id);
				}
				btf_find(&btf, "none", BTF_STRUCT);
				btf_member_bit(btf_type(&btf, 4), 0, &size);
				btf_close(&btf);
			}
			w.types[i] = before;
		}
}
END_TEST

START_TEST(cycles_come_to_an_end)
{
	btfw_init(&w, NULL);
	btfw_type(&w, "a", BTF_TYPEDEF, 2);
	btfw_type(&w, "b", BTF_TYPEDEF, 1);
	btfw_array(&w, 3, 1);
	btfw_type(&w, "", BTF_VAR, 4);
	btfw_word(&w, 0);
	ck_assert_int_eq(reopen(), 0);
	ck_assert_uint_eq(btf_strip(&btf, 1), 0);
	for (uint32_t id = 1; id <= 4; id++)
		ck_assert_int_eq(btf_size(&btf, id), -1);
	btf_close(&btf);
}
END_TEST

START_TEST(sizes_do_not_overflow)
{
	btfw_init(&w, NULL);
	btfw_type(&w, "s", BTF_STRUCT, 0x80000000);
	btfw_array(&w, 1, 0xffffffff);
	btfw_array(&w, 2, 0xffffffff);
	ck_assert_int_eq(reopen(), 0);
	for (uint32_t id = 1; id <= 3; id++)
		ck_assert_int_eq(btf_size(&btf, id), -1);
	btf_close(&btf);
}
END_TEST

START_TEST(split_btf_goes_on_where_its_base_ends)
{
	static struct btf_writer more;
	struct btf split;
	struct view v;

	write_all_kinds();
	ck_assert_int_eq(reopen(), 0);
	btfw_init(&more, &btf);
	btfw_type(&more, "of_module", BTF_TYPEDEF, 4);
	v = btfw_bytes(&more);
	ck_assert_msg(btf_open(&v, &btf, &split, &err) == 0, "%s", err.msg);
	ck_assert_uint_eq(split.first_id, 20);
	ck_assert_uint_eq(btf_end(&split), 21);
	ck_assert_str_eq(btf_name(&split, 20), "of_module");
	ck_assert_str_eq(btf_name(&split, 4), "s");
	ck_assert_int_eq(btf_size(&split, 20), 16);
	ck_assert_uint_eq(btf_find(&split, "s", BTF_STRUCT), 4);
	ck_assert_uint_eq(btf_find(&split, "of_module", BTF_TYPEDEF), 20);
	btf_close(&split);
	/* Alone it refers to what is not there */
	ck_assert_int_eq(btf_open(&v, NULL, &split, &err), -EINVAL);
	btf_close(&btf);
}
END_TEST

static const struct {
	size_t at;
	uint8_t byte;
	const char *message;
} headers[] = {
	{ 0, 0x9e, "BTF: magic 0xeb9e instead of 0xeb9f" },
	{ 2, 2, "BTF: version 2" },
	{ 4, 20, "BTF: header of 20 bytes" },
};

START_TEST(bad_headers_are_named)
{
	struct view v;

	write_all_kinds();
	v = btfw_bytes(&w);
	w.bytes[headers[_i].at] = headers[_i].byte;
	ck_assert_int_eq(btf_open(&v, NULL, &btf, &err), -EINVAL);
	ck_assert_str_eq(err.msg, headers[_i].message);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("btf");
	TCase *t = tcase_create("hand-made");
	SRunner *r;
	int failed;

	tcase_add_test(t, every_kind_is_understood);
	tcase_add_test(t, the_other_byte_order_is_understood);
	tcase_add_test(t, bytes_need_not_be_aligned);
	tcase_add_test(t, every_truncation_is_an_error);
	tcase_add_loop_test(t, hostile_words_do_no_harm, 0, 2);
	tcase_add_test(t, cycles_come_to_an_end);
	tcase_add_test(t, sizes_do_not_overflow);
	tcase_add_test(t, split_btf_goes_on_where_its_base_ends);
	tcase_add_loop_test(t, bad_headers_are_named, 0, ARRAY_SIZE(headers));
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
