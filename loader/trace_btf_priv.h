/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Between the reader of format files and the maker of BTF; nobody else
 * includes it. */
#ifndef LOADER_TRACE_BTF_PRIV_H
#define LOADER_TRACE_BTF_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of the text, without its NUL */
struct word {
	const char *p;
	size_t len;
};

enum trace_field_kind {
	TRACE_INT,
	TRACE_POINTER,
	TRACE_ENUM, /* tag: its name */
	TRACE_STRUCT, /* tag: its name, empty when not known */
	TRACE_DATA_LOC, /* u32: where in the record an array is */
	TRACE_REL_LOC,
};

/* "field:char prev_comm[16];	offset:8;	size:16;	signed:0;" */
struct trace_field {
	enum trace_field_kind kind; /* of an element */
	struct word name, tag;
	bool is_array, is_signed;
	uint32_t nelems; /* 0: flexible */
	uint32_t offset, size; /* bytes; of an element */
};

/* The next field of *text, which moves behind it; false at the end. Lines that
 * are something else, or not understood, are passed over. */
bool trace_field_next(const char **text, struct trace_field *f);

bool word_is(struct word w, const char *s);
bool word_has_prefix(struct word w, const char *prefix);

#endif
