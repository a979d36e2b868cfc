/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files of tests/fuzz/corpus: where the fuzzers begin, and what they found. */
#ifndef TESTS_UNIT_CORPUS_H
#define TESTS_UNIT_CORPUS_H

#include <stddef.h>
#include <stdint.h>

/* Calls one for the bytes of each file in the folder of that name; the test
 * fails when there is none. Tests run at the top of the tree. */
void corpus_each(const char *name,
		 int (*one)(const uint8_t *bytes, size_t len));

#endif
