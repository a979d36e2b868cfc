// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Double quotes belong to the kernel (next_arg() in lib/cmdline.c), so words
 * within a parameter are quoted by single ones.
 */
#include "cli/words.h"

#include <stdbool.h>
#include <string.h>

#define BLANKS " \t\n"

static bool is_blank(char c)
{
	return c != '\0' && strchr(BLANKS, c) != NULL;
}

/* Ends the word at *text, without its quotes, and moves behind it */
static void cut_word(char **text)
{
	char *from = *text, *to = *text;
	bool quoted = false;

	for (; *from && (quoted || !is_blank(*from)); from++) {
		if (*from == '\'') {
			quoted = !quoted;
			continue;
		}
		if (*from == '\\' && from[1] && !quoted)
			from++;
		*to++ = *from;
	}
	*text = *from ? from + 1 : from;
	*to = '\0';
}

size_t words_split(char *text, char **words, size_t max)
{
	size_t n = 0;

	while (n + 1 < max) {
		text += strspn(text, BLANKS);
		if (*text == '\0')
			break;
		words[n++] = text;
		cut_word(&text);
	}
	words[n] = NULL;
	return n;
}

/* As cut_word(), for the kernel's quotes */
static void cut_parameter(char **line)
{
	char *from = *line, *to = *line;
	bool quoted = false;

	for (; *from && (quoted || !is_blank(*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*line = *from ? from + 1 : from;
	*to = '\0';
}

char *words_parameter(char *line, const char *name)
{
	size_t len = strlen(name);
	char *value = NULL;

	for (;;) {
		char *word;

		line += strspn(line, BLANKS);
		if (*line == '\0')
			return value;
		word = line;
		cut_parameter(&line);
		if (strncmp(word, name, len) == 0 && word[len] == '=')
			value = word + len + 1;
	}
}
