// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The examples of FIPS 180, and lengths around the end of a block. */
#include <stdio.h>
#include <string.h>

#include "elf/sha.h"
#include "tests/unit/run.h"

static const char long_text[] =
	"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

static const struct {
	const char *text, *sha1, *sha256;
} rows[] = {
	{ "", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ long_text, "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static const char *hex(const uint8_t *bytes, size_t n)
{
	static char text[65];

	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

START_TEST(examples_of_the_standard)
{
	uint8_t out[32];

	sha1(rows[_i].text, strlen(rows[_i].text), out);
	ck_assert_str_eq(hex(out, 20), rows[_i].sha1);
	sha256(rows[_i].text, strlen(rows[_i].text), out);
	ck_assert_str_eq(hex(out, 32), rows[_i].sha256);
}
END_TEST

START_TEST(a_million_letters)
{
	static char text[1000000];
	uint8_t out[32];

	memset(text, 'a', sizeof(text));
	sha1(text, sizeof(text), out);
	ck_assert_str_eq(hex(out, 20),
			 "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	sha256(text, sizeof(text), out);
	ck_assert_str_eq(hex(out, 32), "cdc76e5c9914fb9281a1c7e284d73e67"
				       "f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* The length no longer fits behind 55 bytes */
START_TEST(padding_at_the_end_of_a_block)
{
	static const char *const want[] = {
		"9f4390f8d30c2dd92ec9f095b65e2b9a",
		"b35439a4ac6f0948b6d6f9e3c6af0f5f",
	};
	uint8_t text[56], out[32];

	memset(text, 'a', sizeof(text));
	sha256(text, 55 + (size_t)_i, out);
	ck_assert_str_eq(hex(out, 16), want[_i]);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, examples_of_the_standard, 0, 3);
	tcase_add_test(t, a_million_letters);
	tcase_add_loop_test(t, padding_at_the_end_of_a_block, 0, 2);
}

int main(void)
{
	return run_tests("sha", add);
}
