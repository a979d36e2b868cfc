// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* .BTF.ext made by hand: groups in any order, longer records, cut ones. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btfext.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/btf_writer.h"

static struct btf_writer w;
static struct btf btf;
static struct btfext ext;
static struct err err;
static uint32_t words[256];
static size_t nwords;
static uint32_t name_a, name_b;

static void put(uint32_t word)
{
	ck_assert_uint_lt(nwords, ARRAY_SIZE(words));
	words[nwords++] = word;
}

/* A record of n words: insn_off, then 1000 + insn_off and so on */
static void put_record(uint32_t insn_off, uint32_t n)
{
	put(insn_off);
	for (uint32_t i = 1; i < n; i++)
		put(i * 1000 + insn_off);
}

static void put_group(uint32_t name, uint32_t n, uint32_t rec_words,
		      const uint32_t *insn_offs)
{
	put(name);
	put(n);
	for (uint32_t i = 0; i < n; i++)
		put_record(insn_offs[i], rec_words);
}

static void open_btf(void)
{
	struct view v;

	btfw_init(&w, NULL);
	name_a = btfw_str(&w, "a");
	name_b = btfw_str(&w, "b");
	v = btfw_bytes(&w);
	ck_assert_int_eq(btf_open(&v, NULL, &btf, &err), 0);
}

/* extra: words that records are longer than known */
static void write_good(uint32_t extra)
{
	uint32_t *h = words;
	size_t begin;

	open_btf();
	nwords = 0;
	put(BTF_MAGIC | BTF_VERSION << 16);
	put(32);
	for (int i = 0; i < 6; i++)
		put(0);
	begin = nwords;
	put((2 + extra) * 4);
	put_group(name_b, 1, 2 + extra, (uint32_t[]){ 0 });
	put_group(name_a, 2, 2 + extra, (uint32_t[]){ 0, 40 });
	h[3] = (uint32_t)(nwords - begin) * 4;
	h[4] = h[3];
	begin = nwords;
	put((4 + extra) * 4);
	put_group(name_b, 2, 4 + extra, (uint32_t[]){ 16, 8 });
	put_group(name_a, 0, 4 + extra, NULL);
	put_group(name_a, 1, 4 + extra, (uint32_t[]){ 24 });
	put_group(name_b, 1, 4 + extra, (uint32_t[]){ 0 });
	h[5] = (uint32_t)(nwords - begin) * 4;
	h[6] = h[4] + h[5];
	begin = nwords;
	put((4 + extra) * 4);
	put_group(name_a, 1, 4 + extra, (uint32_t[]){ 8 });
	h[7] = (uint32_t)(nwords - begin) * 4;
}

static int open_ext(bool swap)
{
	struct view v = { (const uint8_t *)words, nwords * 4, swap };

	return btfext_open(&v, &btf, &ext, &err);
}

static void check_good(void)
{
	struct btfext_funcs f = btfext_funcs(&ext, "a");
	struct btfext_lines l = btfext_lines(&ext, "b");
	struct btfext_relos r = btfext_relos(&ext, "a");

	ck_assert_uint_eq(f.n, 2);
	ck_assert_uint_eq(f.v[1].insn_off, 40);
	ck_assert_uint_eq(f.v[1].type_id, 1040);
	ck_assert_uint_eq(btfext_funcs(&ext, "b").n, 1);
	ck_assert_uint_eq(l.n, 3); /* both groups, sorted */
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(l.v[i].insn_off, i * 8);
		ck_assert_uint_eq(l.v[i].file_name_off, 1000 + i * 8);
		ck_assert_uint_eq(l.v[i].line_off, 2000 + i * 8);
		ck_assert_uint_eq(l.v[i].line_col, 3000 + i * 8);
	}
	ck_assert_uint_eq(btfext_lines(&ext, "a").n, 1);
	ck_assert_uint_eq(r.n, 1);
	ck_assert_uint_eq(r.v->type_id, 1008);
	ck_assert_uint_eq(r.v->kind, 3008);
	ck_assert_uint_eq(btfext_relos(&ext, "b").n, 0);
	ck_assert_uint_eq(btfext_all_relos(&ext).n, 1);
	ck_assert_uint_eq(btfext_funcs(&ext, "none").n, 0);
}

START_TEST(records_are_found_by_section)
{
	write_good((uint32_t)_i);
	ck_assert_msg(open_ext(false) == 0, "%s", err.msg);
	check_good();
	btfext_close(&ext);
	btf_close(&btf);
}
END_TEST

static void swap_words(void)
{
	uint8_t *p = (uint8_t *)words;

	for (size_t i = 1; i < nwords; i++)
		words[i] = __builtin_bswap32(words[i]);
	p[0] = BTF_MAGIC >> 8;
	p[1] = BTF_MAGIC & 0xff;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	p[0] = BTF_MAGIC & 0xff;
	p[1] = BTF_MAGIC >> 8;
#endif
}

START_TEST(the_other_byte_order_is_understood)
{
	write_good(0);
	swap_words();
	ck_assert_msg(open_ext(true) == 0, "%s", err.msg);
	check_good();
	btfext_close(&ext);
	btf_close(&btf);
}
END_TEST

/* clang before 10 */
START_TEST(core_relo_may_be_missing)
{
	write_good(0);
	memmove(words + 6, words + 8, (nwords - 8) * 4);
	nwords -= 2;
	words[1] = 24;
	ck_assert_msg(open_ext(false) == 0, "%s", err.msg);
	ck_assert_uint_eq(btfext_funcs(&ext, "a").n, 2);
	ck_assert_uint_eq(btfext_all_relos(&ext).n, 0);
	btfext_close(&ext);
	btf_close(&btf);
}
END_TEST

START_TEST(nothing_has_nothing)
{
	struct btfext none = { 0 };

	ck_assert_uint_eq(btfext_funcs(&none, "a").n, 0);
	ck_assert_uint_eq(btfext_all_relos(&none).n, 0);
	btfext_close(&none);
}
END_TEST

START_TEST(every_truncation_is_an_error)
{
	write_good(0);
	for (size_t len = 0; len < nwords * 4; len++) {
		uint8_t *cut = malloc(len + 1);
		struct view v = { cut, len, false };

		memcpy(cut, words, len);
		ck_assert_int_eq(btfext_open(&v, &btf, &ext, &err), -EINVAL);
		ck_assert_int_eq(strncmp(err.msg, ".BTF.ext: ", 10), 0);
		free(cut);
	}
	btf_close(&btf);
}
END_TEST

/* Any one word replaced: an error, or records that are there */
START_TEST(hostile_words_do_no_harm)
{
	static const uint32_t bad[] = { 0, 1,	       2,	   4,
					8, 0x7fffffff, 0xfffffff8, 0xffffffff };

	write_good(0);
	for (size_t i = 0; i < nwords; i++)
		for (size_t k = 0; k < ARRAY_SIZE(bad); k++) {
			uint32_t before = words[i], sum = 0;

			words[i] = bad[k];
			if (open_ext(false) == 0) {
				struct btfext_lines l = btfext_lines(&ext, "b");

				for (size_t n = 0; n < l.n; n++)
					sum += l.v[n].line_col;
				btfext_close(&ext);
			}
			words[i] = before + 0 * sum;
		}
	btf_close(&btf);
}
END_TEST

static const struct {
	size_t at;
	uint32_t word;
	const char *message;
} errors[] = {
	{ 0, 0x10000, "magic 0x0000 instead of 0xeb9f" },
	{ 1, 20, "header of 20 bytes in a section of 204" },
	{ 1, 2000, "header of 2000 bytes in a section of 204" },
	{ 2, 2000,
	  "func_info: bytes +0x7d0..+0x2c lie outside the section of "
	  "0xcc bytes" },
	{ 3, 3, "func_info: 3 bytes are no record size" },
	{ 8, 0, "func_info: records of 0 bytes instead of 8" },
	{ 8, 4, "func_info: records of 4 bytes instead of 8" },
	{ 8, 9, "func_info: records of 9 bytes instead of 8" },
	{ 9, 0, "func_info: group at +0x0 has no section name" },
	{ 9, 4711, "func_info: group at +0x0 has no section name" },
	{ 10, 0x20000000,
	  "func_info of section 'b': 536870912 records of 8 "
	  "bytes do not fit" },
	{ 11, 3,
	  "func_info of section 'b': record 0 at +0x3 is not at the "
	  "start of an instruction" },
};

START_TEST(errors_name_the_place)
{
	char want[200] = ".BTF.ext: ";

	write_good(0);
	words[errors[_i].at] = errors[_i].word;
	ck_assert_int_eq(open_ext(false), -EINVAL);
	strcat(want, errors[_i].message);
	ck_assert_str_eq(err.msg, want);
	btf_close(&btf);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("btfext");
	TCase *t = tcase_create("hand-made");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, records_are_found_by_section, 0, 3);
	tcase_add_test(t, the_other_byte_order_is_understood);
	tcase_add_test(t, core_relo_may_be_missing);
	tcase_add_test(t, nothing_has_nothing);
	tcase_add_test(t, every_truncation_is_an_error);
	tcase_add_test(t, hostile_words_do_no_harm);
	tcase_add_loop_test(t, errors_name_the_place, 0, ARRAY_SIZE(errors));
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
