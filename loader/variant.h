/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Programs whose sections differ only behind a '$', as "xdp/tether$5_4" and
 * "xdp/tether$stub", are variants of one, the best first: the first that this
 * kernel takes is loaded, the others are not.
 */
#ifndef LOADER_VARIANT_H
#define LOADER_VARIANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct object;

/* Length of a section's name without its variant */
size_t variant_stem(const char *section);

/* Whether a and b, places in o->progs, are variants of the same */
bool variant_same(const struct object *o, uint32_t a, uint32_t b);

/* Whether an earlier variant of a program is loaded */
bool variant_is_loaded(const struct object *o, uint32_t i);

/* Whether the object is good without it: it says so, or there are variants
 * still to be tried */
bool variant_may_fail(const struct object *o, uint32_t i);

#endif
