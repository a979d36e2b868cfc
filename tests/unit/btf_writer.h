/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * BTF made by hand, for tests: records are appended in the order of their ids.
 * Writes whatever it is told to, right or wrong.
 */
#ifndef TESTS_UNIT_BTF_WRITER_H
#define TESTS_UNIT_BTF_WRITER_H

#include "elf/btf.h"

struct btf_writer {
	uint32_t types[4096];
	uint32_t nwords, next_id, last; /* last: word at which one begins */
	char strs[16384];
	uint32_t nchars, str_base;
	uint8_t bytes[40960]; /* what btfw_bytes made */
};

/* base: NULL, or the table that this one is to extend */
void btfw_init(struct btf_writer *w, const struct btf *base);

uint32_t btfw_str(struct btf_writer *w, const char *s);
/* Begins a record; third: size or type. Returns its id. */
uint32_t btfw_type(struct btf_writer *w, const char *name, unsigned kind,
		   uint32_t third);
/* Words behind it; entries of what is counted by vlen */
void btfw_word(struct btf_writer *w, uint32_t word);
void btfw_member(struct btf_writer *w, const char *name, uint32_t type,
		 uint32_t bit_off);
void btfw_value(struct btf_writer *w, const char *name, uint32_t value);
void btfw_param(struct btf_writer *w, uint32_t type);
void btfw_kflag(struct btf_writer *w);

uint32_t btfw_int(struct btf_writer *w, uint32_t size, uint32_t encoding);
uint32_t btfw_array(struct btf_writer *w, uint32_t elem, uint32_t n);

/* The blob so far: header, types, strings. Overwritten by the next call. */
struct view btfw_bytes(struct btf_writer *w);

/* The same in the other byte order. */
struct view btfw_swapped(struct btf_writer *w);

#endif
