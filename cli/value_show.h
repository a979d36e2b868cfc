/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keys and values of maps as JSON, and as text on one line. */
#ifndef CLI_VALUE_SHOW_H
#define CLI_VALUE_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "maps/value.h"

struct json;

/* j is a context for value_walk() with this: one value in JSON. Bytes of which
 * nothing better is known are an array of "0x.." strings. */
extern const struct visitor value_json;

/* The same for text: {a: 1, b: "x"}, [1, 2]; of a data section a line for each
 * variable. */
struct value_text {
	FILE *f;
	bool section;
	unsigned depth;
	bool filled; /* something stands before, which a comma follows */
};

extern const struct visitor value_text;

#endif
