// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* REL and RELA, which must come out alike, and bad ones of both. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/elf.h"
#include "elf/err.h"
#include "tests/unit/elf_writer.h"
#include "tests/unit/run.h"

static struct elf_writer w;
static struct elf elf;
static struct elf_rel *rels;
static size_t n;
static struct err e;
static uint32_t code;

static const struct elf_rel some[] = {
	{ .offset = 8, .addend = -1, .type = 10, .sym = 1 },
	{ .offset = 0, .addend = INT64_MIN, .type = 1, .sym = 0 },
	{ .offset = 15, .addend = 0x123456789a, .type = 0xffffffff, .sym = 1 },
};

/* Section 3 is the code, 4 its relocations */
static void write_file(bool rela, bool big_endian)
{
	elfw_init(&w, big_endian);
	w.rela = rela;
	code = elfw_code(&w, "xdp");
	elfw_int(&w, code, 0, 8);
	elfw_int(&w, code, 0, 8);
	elfw_global(&w, "f", STT_FUNC, code, 0);
	for (size_t i = 0; i < ARRAY_SIZE(some); i++)
		elfw_rel(&w, code, &some[i]);
}

static int parse(void)
{
	struct view v = { w.bytes, w.len, false };

	if (w.bytes == NULL)
		v = elfw_bytes(&w);
	ck_assert_int_eq(elf_open(&v, &elf, &e), 0);
	return elf_read_rels(&elf, &elf.sections[4], &rels, &n, &e);
}

static void close_all(void)
{
	elf_close(&elf);
	elfw_fini(&w);
}

START_TEST(all_fields_are_read)
{
	bool rela = _i & 1;

	write_file(rela, _i & 2);
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(n, ARRAY_SIZE(some));
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(rels[i].offset, some[i].offset);
		ck_assert_uint_eq(rels[i].type, some[i].type);
		ck_assert_uint_eq(rels[i].sym, some[i].sym);
		ck_assert_int_eq(rels[i].addend, rela ? some[i].addend : 0);
	}
	free(rels);
	close_all();
}
END_TEST

START_TEST(an_empty_section_has_none)
{
	write_file(_i, false);
	w.sections[4].len = 0;
	ck_assert_int_eq(parse(), 0);
	ck_assert_uint_eq(n, 0);
	free(rels);
	close_all();
}
END_TEST

static void expect_error(const char *text)
{
	ck_assert_int_eq(parse(), -ENOEXEC);
	ck_assert_msg(strstr(e.msg, text) != NULL, "%s", e.msg);
	close_all();
}

START_TEST(half_a_record_is_an_error)
{
	write_file(_i, false);
	w.sections[4].len--;
	expect_error(_i ? "section '.relaxdp': 0x47 bytes are not a multiple "
			  "of 24"
			: "section '.relxdp': 0x2f bytes are not a multiple "
			  "of 16");
}
END_TEST

static const struct {
	struct elf_rel rel;
	uint32_t target;
	const char *text;
} bad[] = {
	{ { .sym = 2 }, 3, "relocation 3 at +0x0 names symbol 2 of 2" },
	{ { .sym = UINT32_MAX }, 3, "names symbol 4294967295 of 2" },
	{ { .offset = 16 },
	  3,
	  "relocation 3 at +0x10 lies outside 'xdp' of 0x10 bytes" },
	{ { .offset = UINT64_MAX }, 3, "lies outside 'xdp'" },
	{ { 0 }, 0, "target section 0 does not exist" },
	{ { 0 }, 5, "target section 5 does not exist" },
	{ { 0 }, UINT32_MAX, "target section 4294967295 does not exist" },
};

START_TEST(what_leads_outside_is_an_error)
{
	write_file(_i % 2, _i % 3 == 0);
	elfw_rel(&w, code, &bad[_i].rel);
	w.sections[4].info = bad[_i].target;
	expect_error(bad[_i].text);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, all_fields_are_read, 0, 4);
	tcase_add_loop_test(t, an_empty_section_has_none, 0, 2);
	tcase_add_loop_test(t, half_a_record_is_an_error, 0, 2);
	tcase_add_loop_test(t, what_leads_outside_is_an_error, 0,
			    ARRAY_SIZE(bad));
}

int main(void)
{
	return run_tests("rel", add);
}
