// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The two visitors. Pointers are "0x..." strings in JSON, as all addresses are;
 * numbers that JSON does not have (NaN, infinity) are strings.
 */
#include "cli/value_show.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>

#include "cli/json.h"
#include "cli/text.h"

/* Enough digits to give the same number again */
static void real_text(double v, char buf[40])
{
	snprintf(buf, 40, "%.17g", v);
}

static struct json *keyed(struct json *j, const char *name)
{
	return name ? json_key(j, name) : j;
}

static void json_leaf(void *ctx, const struct leaf *l)
{
	struct json *j = keyed(ctx, l->name);
	char real[40];

	switch (l->kind) {
	case LEAF_UNSIGNED:
		json_uint(j, l->number);
		break;
	case LEAF_SIGNED:
		json_int(j, (int64_t)l->number);
		break;
	case LEAF_BOOL:
		json_bool(j, l->number);
		break;
	case LEAF_POINTER:
		json_hex_string(j, l->number);
		break;
	case LEAF_FLOAT:
		real_text(l->real, real);
		if (isfinite(l->real))
			json_number(j, real);
		else
			json_string(j, real);
		break;
	case LEAF_BYTES:
		json_bytes(j, l->text, l->len);
		break;
	default:
		json_string_n(j, l->text, l->len);
	}
}

static void json_begin(void *ctx, const char *name, bool array)
{
	struct json *j = keyed(ctx, name);

	if (array)
		json_array(j);
	else
		json_object(j);
}

static void json_end(void *ctx, bool array)
{
	if (array)
		json_array_end(ctx);
	else
		json_object_end(ctx);
}

const struct visitor value_json = { json_leaf, json_begin, json_end };

static void separate(struct value_text *t, const char *name)
{
	if (t->filled)
		fputs(", ", t->f);
	t->filled = true;
	if (name == NULL)
		return;
	text_put(t->f, name, SIZE_MAX);
	fputs(": ", t->f);
}

static void text_leaf(void *ctx, const struct leaf *l)
{
	struct value_text *t = ctx;
	char buf[40];

	separate(t, l->name);
	switch (l->kind) {
	case LEAF_UNSIGNED:
		fprintf(t->f, "%" PRIu64, l->number);
		break;
	case LEAF_SIGNED:
		fprintf(t->f, "%" PRId64, (int64_t)l->number);
		break;
	case LEAF_BOOL:
		fputs(l->number ? "true" : "false", t->f);
		break;
	case LEAF_POINTER:
		fprintf(t->f, "0x%" PRIx64, l->number);
		break;
	case LEAF_FLOAT:
		real_text(l->real, buf);
		fputs(buf, t->f);
		break;
	case LEAF_BYTES:
		for (size_t i = 0; i < l->len; i++)
			fprintf(t->f, "%s%02x", i ? " " : "",
				(uint8_t)l->text[i]);
		break;
	case LEAF_STRING:
		fprintf(t->f, "\"%.*s\"", (int)l->len, l->text);
		break;
	default:
		text_put(t->f, l->text, SIZE_MAX);
	}
}

/* A section is {NAME: [{VARIABLE: ...}, ...]}: its first three levels are
 * lines, which begin with no comma */
#define SECTION_LEVELS 3

static void text_begin(void *ctx, const char *name, bool array)
{
	struct value_text *t = ctx;

	if (t->section && t->depth < SECTION_LEVELS) {
		t->depth++;
		t->filled = false;
		return;
	}
	t->depth++;
	separate(t, name);
	putc(array ? '[' : '{', t->f);
	t->filled = false;
}

static void text_end(void *ctx, bool array)
{
	struct value_text *t = ctx;

	if (t->section && t->depth <= SECTION_LEVELS) {
		if (t->depth == SECTION_LEVELS)
			putc('\n', t->f);
	} else {
		putc(array ? ']' : '}', t->f);
	}
	t->depth--;
	t->filled = true;
}

const struct visitor value_text = { text_leaf, text_begin, text_end };
