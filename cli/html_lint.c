// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What each release would say without having been asked, as a table. */
#include <inttypes.h>

#include "cli/html_priv.h"
#include "elf/cleanup.h"
#include "elf/lint/lint.h"
#include "elf/obj.h"

static const uint16_t releases[] = {
	0x409, 0x40e, 0x413, 0x504, 0x50a, 0x50f, 0x601, 0x606, 0x60c, 0x612,
};

struct matrix {
	const struct page *p;
	bool begun;
	bool refused[ARRAY_SIZE(releases)];
};

static void head(FILE *f)
{
	fputs("<h3>By kernel release</h3><p class=d>What can be said without "
	      "a kernel. Bounds, loops and complexity only a kernel decides; "
	      "distributions take features into older releases.</p><div "
	      "class=x tabindex=0><table><thead><tr><th>what it needs, or "
	      "breaks",
	      f);
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		fprintf(f, "<th>%u.%u", releases[i] >> 8, releases[i] & 255u);
	fputs("</thead><tbody>\n", f);
}

static bool concerns_any(const struct lint_finding *x)
{
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		if (lint_applies(x, releases[i]))
			return true;
	return false;
}

static void finding(void *ctx, const struct lint_finding *x)
{
	static const char *const marks[] = {
		[LINT_NOTE] = "<td>i",
		[LINT_WARNING] = "<td class=warn>!",
		[LINT_ERROR] = "<td class=bad>\xe2\x9c\x97",
	};
	struct matrix *m = ctx;
	FILE *f = m->p->f;

	if ((x->program && x->program != m->p->s->func) || !concerns_any(x))
		return;
	if (!m->begun)
		head(f);
	m->begun = true;
	fputs("<tr><td>", f);
	html_string(f, x->message);
	fputs(" <small>", f);
	html_string(f, x->rule);
	if (x->program && x->func) {
		fputs(", ", f);
		html_insn(m->p, x->insn);
	}
	fputs("</small>", f);
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++) {
		bool applies = lint_applies(x, releases[i]);

		fputs(applies ? marks[x->severity] : "<td>\xc2\xb7", f);
		m->refused[i] |= applies && x->severity == LINT_ERROR;
	}
	fputc('\n', f);
}

int html_lint(const struct page *p, struct err *e)
{
	struct matrix m = { .p = p };
	int err;

	if (p->s->obj == NULL || p->s->func == NULL)
		return 0;
	err = lint_object(p->s->obj, finding, &m, e);
	if (err < 0 || !m.begun)
		return err;
	fputs("<tr><td class=d>no objection", p->f);
	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		fputs(m.refused[i] ? "<td class=bad>no"
				   : "<td class=good>\xe2\x9c\x93",
		      p->f);
	fputs("</tbody></table></div><p class=d>\xe2\x9c\x97 refused there, ! "
	      "depends, i good to know, \xc2\xb7 nothing to say.</p>\n",
	      p->f);
	return 0;
}
