/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A JSON reader for documents that may be anything: strict (RFC 8259, valid
 * UTF-8), of bounded depth, without recursion. The document becomes a row of
 * nodes in its own order. Knows nothing of what it reads about.
 */
#ifndef CLI_JSON_READ_H
#define CLI_JSON_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "elf/view.h"

struct err;

#define JSON_READ_DEPTH 32
#define JSON_READ_MAX	(64u << 20) /* bytes of a document */

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

struct json_node {
	uint32_t key; /* of a member: where its key is; for json_get */
	uint32_t text; /* of a string or number: where it is */
	uint32_t len; /* of that, in bytes */
	uint32_t end; /* the node that follows this one and all in it */
	enum json_type type;
};

struct json_doc {
	char *text; /* owned: a copy, its strings decoded where they stood */
	struct json_node *nodes; /* owned; the first is the document */
	uint32_t n;
};

/* Errors name the line and the character in it. name is for them. */
int json_read(struct view text, const char *name, struct json_doc *out,
	      struct err *e);
void json_doc_close(struct json_doc *d);

/* The member or element after prev; NULL begins, and ends. A node that has
 * none, or is NULL, has none. */
const struct json_node *json_next(const struct json_doc *d,
				  const struct json_node *in,
				  const struct json_node *prev);

/* The first member of that name and type, or NULL. */
const struct json_node *json_get(const struct json_doc *d,
				 const struct json_node *in, const char *key,
				 enum json_type type);

/* Of the member of that name: its bytes up to a NUL, or "" */
const char *json_get_string(const struct json_doc *d,
			    const struct json_node *in, const char *key);

/* False when it is not there, or no whole number that fits */
bool json_get_uint(const struct json_doc *d, const struct json_node *in,
		   const char *key, uint64_t *out);

#endif
