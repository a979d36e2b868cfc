/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a number, name or pointer is made of: shared by the files that read
 * values and those that write them. */
#ifndef MAPS_VALUE_PRIV_H
#define MAPS_VALUE_PRIV_H

#include "maps/value.h"

struct btf_type;

struct scalar {
	enum leaf_kind kind;
	uint32_t bit, bits; /* the first, and how many up to 64 */
	bool is_signed;
	const struct btf_type *t; /* stripped */
};

/* False for what is no scalar, with the stripped type. */
bool value_scalar(const struct btf *btf, uint32_t id, struct scalar *out);

uint64_t value_bits(const uint8_t *p, uint32_t bit, uint32_t bits,
		    bool is_signed);

/* char, or what C calls so */
bool value_is_char(const struct btf *btf, uint32_t id);

#endif
