// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Keys and values from words. How many words there are says which way they are
 * meant: as many as bytes are bytes, a single one is the whole.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/btf.h"
#include "elf/err.h"
#include "maps/value_priv.h"

static int wrong(const struct value_type *t, const char *word, struct err *e)
{
	err_set(e, EINVAL, "'%s' does not fit", word);
	return err_hint(e,
			"it has %u bytes: one number%s, %u bytes as 1 0xff "
			"..., or hex and %u bytes as 01 ff ...",
			t->size, t->size > 8 ? " does not do" : "", t->size,
			t->size);
}

static int parse_bytes(const struct value_type *t, char *const *words, int base,
		       uint8_t *out, struct err *e)
{
	for (uint32_t i = 0; i < t->size; i++) {
		char *end;
		unsigned long v = strtoul(words[i], &end, base);

		if (!isxdigit((unsigned char)words[i][0]) || *end || v > 255)
			return err_set(e, EINVAL, "'%s' is no byte", words[i]);
		out[i] = (uint8_t)v;
	}
	return 0;
}

static int parse_text(const struct value_type *t, const char *word, size_t len,
		      uint8_t *out, struct err *e)
{
	if (len > t->size)
		return err_set(e, EINVAL, "'%s' is longer than %u bytes", word,
			       t->size);
	memset(out, 0, t->size);
	memcpy(out, word, len);
	return 0;
}

static bool find_name(const struct value_type *t, const struct scalar *s,
		      const char *word, uint64_t *out)
{
	const char *name;

	for (unsigned i = 0; s->t && i < btf_vlen(s->t); i++) {
		*out = btf_enum_value(s->t, i, &name, t->btf);
		if (strcmp(name, word) == 0)
			return true;
	}
	return false;
}

/* From the lowest of signed to the highest of unsigned, whatever the type */
static bool parse_number(const char *word, uint32_t bits, uint64_t *out)
{
	bool minus = word[0] == '-';
	uint64_t top = 1ull << (bits - 1);
	char *end;

	errno = 0;
	*out = strtoull(word + minus, &end, 0);
	if (!isdigit((unsigned char)word[minus]) || *end || errno ||
	    *out > (minus ? top : top | (top - 1)))
		return false;
	if (minus)
		*out = 0 - *out;
	return true;
}

static int parse_word(const struct value_type *t, const char *word,
		      uint8_t *out, struct err *e)
{
	struct scalar s = { .kind = LEAF_UNSIGNED, .bits = t->size * 8 };
	size_t len = strlen(word);
	uint64_t v;

	if (len > 1 && word[0] == '"' && word[len - 1] == '"')
		return parse_text(t, word + 1, len - 2, out, e);
	if (!value_is_leaf(t))
		return wrong(t, word, e);
	if (t->btf && !value_scalar(t->btf, t->id, &s))
		return parse_text(t, word, len, out, e);
	if (s.kind == LEAF_FLOAT || t->size > sizeof(v))
		return wrong(t, word, e);
	if (!(s.kind == LEAF_NAME && find_name(t, &s, word, &v)) &&
	    !parse_number(word, s.bits, &v))
		return wrong(t, word, e);
	memcpy(out, &v, t->size);
	return 0;
}

int value_parse(const struct value_type *t, char *const *words, size_t n,
		uint8_t *out, struct err *e)
{
	bool hex = n > 0 && strcmp(words[0], "hex") == 0;

	if (n - hex == t->size && (hex || n > 1))
		return parse_bytes(t, words + hex, hex ? 16 : 0, out, e);
	if (n == 1 && !hex)
		return parse_word(t, words[0], out, e);
	err_set(e, EINVAL, "%zu bytes, where %u are needed", n - hex, t->size);
	return -EINVAL;
}
