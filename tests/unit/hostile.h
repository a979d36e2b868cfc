/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A good object made bad in many ways, the same ones each time. Each of them
 * must give an error or a spec that holds, never a crash.
 */
#ifndef TESTS_UNIT_HOSTILE_H
#define TESTS_UNIT_HOSTILE_H

#include "elf/view.h"

/* Every prefix; how many of them made a spec. */
unsigned hostile_prefixes(const struct view *good);

/* n copies with a few bytes changed; how many of them made a spec. */
unsigned hostile_mutants(const struct view *good, unsigned n, uint64_t seed);

#endif
