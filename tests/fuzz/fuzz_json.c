// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bytes as JSON: every node is visited, and must lie in the document and in
 * the node that it is part of.
 */
#include <stdlib.h>
#include <string.h>

/* Targets link with what is below cli/ */
#include "cli/json_read.c" // NOLINT(bugprone-suspicious-include)
#include "cli/text.c" // NOLINT(bugprone-suspicious-include)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static void look(const struct json_doc *d, size_t len)
{
	uint64_t number;

	for (uint32_t i = 0; i < d->n; i++) {
		const struct json_node *v = &d->nodes[i], *m = NULL;

		promise(v->end > i && v->end <= d->n);
		promise((size_t)v->text + v->len <= len && v->key <= len);
		promise(v->type >= JSON_ARRAY || v->end == i + 1);
		if (v->type == JSON_STRING)
			promise(d->text[v->text + v->len] == '\0');
		while ((m = json_next(d, v, m)))
			promise(m > v && m->end <= v->end);
		json_get_uint(d, v, "a", &number);
		promise(strlen(json_get_string(d, v, "a")) <= len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct view text = { bytes, len, false };
	struct json_doc doc = { 0 };
	struct err e;

	if (json_read(text, "input", &doc, &e) < 0)
		return e.code ? 0 : (promise(false), 0);
	promise(doc.n > 0 && doc.nodes[0].end == doc.n);
	look(&doc, len);
	json_doc_close(&doc);
	return 0;
}
