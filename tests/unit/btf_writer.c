// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Appending words and letters; too many end the test. */
#include "tests/unit/btf_writer.h"

#include <check.h>
#include <string.h>

#include "elf/cleanup.h"

void btfw_init(struct btf_writer *w, const struct btf *base)
{
	memset(w, 0, sizeof(*w));
	w->next_id = base ? btf_end(base) : 1;
	w->str_base = base ? base->str_off + base->strs_len : 0;
	w->nchars = 1;
}

uint32_t btfw_str(struct btf_writer *w, const char *s)
{
	uint32_t at = w->nchars;
	size_t n = strlen(s) + 1;

	if (n == 1)
		return 0;
	ck_assert(at + n <= sizeof(w->strs));
	memcpy(w->strs + at, s, n);
	w->nchars += (uint32_t)n;
	return w->str_base + at;
}

void btfw_word(struct btf_writer *w, uint32_t word)
{
	ck_assert(w->nwords < ARRAY_SIZE(w->types));
	w->types[w->nwords++] = word;
}

uint32_t btfw_type(struct btf_writer *w, const char *name, unsigned kind,
		   uint32_t third)
{
	w->last = w->nwords;
	btfw_word(w, btfw_str(w, name));
	btfw_word(w, kind << 24);
	btfw_word(w, third);
	return w->next_id++;
}

void btfw_member(struct btf_writer *w, const char *name, uint32_t type,
		 uint32_t bit_off)
{
	btfw_word(w, btfw_str(w, name));
	btfw_word(w, type);
	btfw_word(w, bit_off);
	w->types[w->last + 1]++;
}

void btfw_value(struct btf_writer *w, const char *name, uint32_t value)
{
	btfw_word(w, btfw_str(w, name));
	btfw_word(w, value);
	w->types[w->last + 1]++;
}

void btfw_param(struct btf_writer *w, uint32_t type)
{
	btfw_word(w, 0);
	btfw_word(w, type);
	w->types[w->last + 1]++;
}

void btfw_kflag(struct btf_writer *w)
{
	w->types[w->last + 1] |= 1u << 31;
}

uint32_t btfw_int(struct btf_writer *w, uint32_t size, uint32_t encoding)
{
	uint32_t id = btfw_type(w, "int", BTF_INT, size);

	btfw_word(w, encoding << 24 | size * 8);
	return id;
}

uint32_t btfw_array(struct btf_writer *w, uint32_t elem, uint32_t n)
{
	uint32_t id = btfw_type(w, "", BTF_ARRAY, 0);

	btfw_word(w, elem);
	btfw_word(w, elem);
	btfw_word(w, n);
	return id;
}

struct view btfw_bytes(struct btf_writer *w)
{
	struct btf_header h = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(h),
		.type_len = w->nwords * 4,
		.str_off = w->nwords * 4,
		.str_len = w->nchars,
	};
	size_t len = sizeof(h) + h.type_len + h.str_len;

	ck_assert(len <= sizeof(w->bytes));
	memcpy(w->bytes, &h, sizeof(h));
	memcpy(w->bytes + sizeof(h), w->types, h.type_len);
	memcpy(w->bytes + sizeof(h) + h.type_len, w->strs, h.str_len);
	return (struct view){ w->bytes, len, false };
}

static void swap_word(uint8_t *p)
{
	uint32_t word;

	memcpy(&word, p, 4);
	word = __builtin_bswap32(word);
	memcpy(p, &word, 4);
}

struct view btfw_swapped(struct btf_writer *w)
{
	struct view v = btfw_bytes(w);
	uint8_t first = w->bytes[0];

	w->bytes[0] = w->bytes[1];
	w->bytes[1] = first;
	for (size_t i = 4; i < sizeof(struct btf_header) + w->nwords * 4;
	     i += 4)
		swap_word(w->bytes + i);
	v.swap = true;
	return v;
}
