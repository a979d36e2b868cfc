// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The fuzz target of that name, on its corpus. */
#include "tests/fuzz/fuzz_bundle.c"

#include "tests/unit/corpus.h"
#include "tests/unit/run.h"

START_TEST(corpus_does_no_harm)
{
	corpus_each("fuzz_bundle", LLVMFuzzerTestOneInput);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, corpus_does_no_harm);
}

int main(void)
{
	return run_tests("fuzz_bundle", add);
}
