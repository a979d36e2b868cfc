// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What goes between tags. Bytes that are not text are shown as numbers. */
#include <inttypes.h>
#include <string.h>

#include "cli/html_priv.h"
#include "cli/text.h"

static bool is_plain(char c)
{
	return (c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' &&
		c != '"' && c != '\'') ||
	       c == '\t';
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* One that needs a closer look; returns the bytes it takes */
static size_t special(FILE *f, const char *p, size_t len)
{
	char buf[8] = "";
	const char *at = buf;
	struct text_char c;

	if (entity(*p)) {
		fputs(entity(*p), f);
		return 1;
	}
	if (*p == '\0') {
		fputs("\\x00", f);
		return 1;
	}
	memcpy(buf, p, len < 4 ? len : 4);
	c = text_next(&at);
	fwrite(c.bytes, 1, c.len, f);
	return (size_t)(at - buf);
}

void html_text(FILE *f, const char *text, size_t len)
{
	while (len) {
		size_t n = 0;

		while (n < len && is_plain(text[n]))
			n++;
		fwrite(text, 1, n, f);
		if (n < len)
			n += special(f, text + n, len - n);
		text += n;
		len -= n;
	}
}

void html_string(FILE *f, const char *s)
{
	html_text(f, s, strlen(s));
}

void html_number(FILE *f, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			fputc(',', f);
		fputc(digits[i], f);
	}
}

void html_insn(const struct page *p, uint32_t insn)
{
	if (insn < HTML_INSNS && code_is_insn(&p->code, insn))
		fprintf(p->f, "<a href=#p%uc%" PRIu32 ">%" PRIu32 "</a>", p->id,
			insn, insn);
	else
		fprintf(p->f, "%" PRIu32, insn);
}

void html_source_text(FILE *f, const struct study_source *src)
{
	const char *text = src->text;
	size_t len = src->text_len;

	for (; len && (*text == ' ' || *text == '\t'); len--)
		text++;
	html_text(f, text, len);
}
