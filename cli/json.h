/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A streaming JSON writer: what is said is written, nothing is kept but the
 * nesting. Always valid JSON in valid UTF-8, whatever bytes the strings hold.
 * Knows nothing of what it writes about.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH_MAX 32

struct json {
	FILE *f;
	bool pretty;
	bool keyed; /* a key waits for its value */
	unsigned int depth;
	struct {
		bool object; /* else an array */
		bool filled;
	} level[JSON_DEPTH_MAX + 1];
	size_t staged;
	char stage[1024]; /* cheaper than a stdio call per character */
};

/* Nothing else may be written to f between the first and the last call for a
 * document. The document ends by itself, with a newline and with all of it in
 * f, when its outermost value does; then the next one may begin. Errors are
 * those of f (ferror). A value without a key in an object, a key in an array,
 * an end that does not match, are bugs of the caller and assert. */
void json_init(struct json *j, FILE *f, bool pretty);

void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);

/* Returns j, so that json_uint(json_key(j, "pid"), pid) is one member. */
struct json *json_key(struct json *j, const char *key);

/* Control characters, quotes and backslashes are escaped; each byte that is
 * not part of valid UTF-8 becomes U+FFFD. NULL is null. */
void json_string(struct json *j, const char *s);
void json_string_n(struct json *j, const char *s, size_t n);

void json_uint(struct json *j, uint64_t v);
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);

/* v / 10^decimals, exactly: json_fixed(j, 1500, 3) writes 1.500. decimals is
 * at most 19. */
void json_fixed(struct json *j, uint64_t v, unsigned int decimals);

/* A number as JSON writes it, from elsewhere. */
void json_number(struct json *j, const char *number);

/* "0x1f": for addresses and tags. */
void json_hex_string(struct json *j, uint64_t v);

/* ["0x01","0xff"], bpftool's form of raw bytes. */
void json_bytes(struct json *j, const void *p, size_t n);

#endif
