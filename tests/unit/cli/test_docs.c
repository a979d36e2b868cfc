// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The man page and the completion know every command and every option, and
 * what the completion offers is accepted. make runs this from the top folder.
 */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/complete.h"
#include "cli/count.h"
#include "elf/cleanup.h"
#include "elf/err.h"
#include "tests/unit/run.h"

#define MAN	   "cli/man/rawbpf"
#define COMPLETION "cli/rawbpf.bash-completion"

static char *read_file(const char *path)
{
	static char text[1 << 18];
	FILE *f = fopen(path, "r");
	size_t n;

	ck_assert_msg(f != NULL, "%s cannot be opened", path);
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static bool ends_word(char c)
{
	return c == '\0' || (!isalnum((unsigned char)c) && c != '-');
}

static bool page_has(const char *text, const char *macro)
{
	const char *at = text;

	while ((at = strstr(at, macro)) != NULL) {
		at += strlen(macro);
		if (ends_word(*at))
			return true;
	}
	return false;
}

/* The text of a command's page; that of the tool for those without one */
static const char *page_of(const struct command *c)
{
	char path[96];

	snprintf(path, sizeof(path), MAN "-%s.8", c->name);
	return read_file(access(path, R_OK) == 0 ? path : MAN ".8");
}

static const char *offered(const char *first, const char *second)
{
	char *words[] = { (char *)first, (char *)second };
	static char *text;
	size_t len;
	FILE *f;

	free(text);
	text = NULL;
	f = open_memstream(&text, &len);
	complete_words(f, words, second ? 2 : 1);
	fclose(f);
	return text;
}

static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (; *text; text += strcspn(text, "\n"), text += *text != '\0')
		if (strncmp(text, line, len) == 0 && text[len] == '\n')
			return true;
	return false;
}

static bool for_people(const struct command *c)
{
	return c->name[0] != '_';
}

START_TEST(every_command_is_in_the_man_page)
{
	const char *text = read_file(MAN ".8");
	char macro[64];

	for (size_t i = 0; commands[i]; i++) {
		snprintf(macro, sizeof(macro), ".It Cm %s", commands[i]->name);
		ck_assert_msg(!for_people(commands[i]) || page_has(text, macro),
			      "no '%s' in " MAN ".8", macro);
	}
}
END_TEST

static void options_are_documented(const struct command *c, const char *text,
				   const struct opt_table *t)
{
	char macro[64];

	for (size_t i = 0; t && i < t->n; i++) {
		snprintf(macro, sizeof(macro), "Fl -%s", t->opts[i].long_name);
		ck_assert_msg(!t->opts[i].long_name || page_has(text, macro),
			      "no '%s' for %s", macro, c->name);
		snprintf(macro, sizeof(macro), "Fl %c", t->opts[i].short_name);
		ck_assert_msg(!t->opts[i].short_name || page_has(text, macro),
			      "no '%s' for %s", macro, c->name);
	}
}

static void verbs_are_documented(const struct command *noun)
{
	const char *text = page_of(noun);
	char macro[64];

	for (size_t i = 0; noun->verbs && noun->verbs[i]; i++) {
		snprintf(macro, sizeof(macro), ".It Cm %s",
			 noun->verbs[i]->name);
		ck_assert_msg(page_has(text, macro), "no '%s' for %s", macro,
			      noun->name);
		options_are_documented(noun, text, noun->verbs[i]->options);
	}
}

START_TEST(every_option_is_in_the_man_page)
{
	options_are_documented(commands[0], read_file(MAN ".8"),
			       &global_options);
	for (size_t i = 0; commands[i]; i++) {
		if (!for_people(commands[i]))
			continue;
		options_are_documented(commands[i], page_of(commands[i]),
				       commands[i]->options);
		verbs_are_documented(commands[i]);
	}
}
END_TEST

START_TEST(every_command_is_offered)
{
	const char *text = offered("", NULL);

	for (size_t i = 0; commands[i]; i++)
		ck_assert_msg(has_line(text, commands[i]->name) ==
				      for_people(commands[i]),
			      "%s", commands[i]->name);
}
END_TEST

static void options_are_offered(const char *command, const struct opt_table *t)
{
	const char *text = offered(command, "-");
	char name[64];

	for (size_t i = 0; i < t->n; i++) {
		snprintf(name, sizeof(name), "--%s", t->opts[i].long_name);
		ck_assert_msg(has_line(text, name), "%s %s", command, name);
	}
}

START_TEST(every_option_is_offered)
{
	for (size_t i = 0; commands[i]; i++) {
		if (commands[i]->verbs)
			continue;
		options_are_offered(commands[i]->name, &global_options);
		if (commands[i]->options)
			options_are_offered(commands[i]->name,
					    commands[i]->options);
	}
}
END_TEST

START_TEST(every_verb_is_offered)
{
	for (size_t i = 0; commands[i]; i++)
		for (size_t v = 0; commands[i]->verbs && commands[i]->verbs[v];
		     v++)
			ck_assert_msg(has_line(offered(commands[i]->name, ""),
					       commands[i]->verbs[v]->name),
				      "%s %s", commands[i]->name,
				      commands[i]->verbs[v]->name);
}
END_TEST

static void is_accepted(const char *option, const char *word)
{
	char *argv[] = { "rawbpf", (char *)option, (char *)word, NULL };
	struct opt_table tables[] = { count_options, global_options };
	struct count_args a = { .nevents = 0 };
	struct global g = { .json = false };
	struct opt_iter it;
	struct err e;

	opt_init(&it, 3, argv);
	opt_command(&it, tables, 2);
	ck_assert_msg(count_parse(&g, &it, &a, &e) == 0, "%s %s: %s", option,
		      word, e.msg);
}

static const struct {
	const char *option, *word; /* so far */
	unsigned offers;
} arguments[] = {
	{ "--by", "", 7 },	   { "--by", "pid,", 6 },
	{ "--by", "uid,c", 3 },	   { "-b", "tid,pid,s", 1 },
	{ "--output", "", 4 },	   { "-o", "j", 1 },
	{ "--color", "", 3 },	   { "--color", "a", 2 },
	{ "--color", "maybe", 0 },
};

START_TEST(offered_arguments_are_accepted)
{
	char *words[] = { "count", (char *)arguments[_i].option,
			  (char *)arguments[_i].word };
	char *text = NULL, *line;
	unsigned n = 0;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	complete_words(f, words, 3);
	fclose(f);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), n++)
		is_accepted(arguments[_i].option, line);
	ck_assert_uint_eq(n, arguments[_i].offers);
	free(text);
}
END_TEST

START_TEST(shell_does_files_and_command_lines)
{
	char *file[] = { "count", "-w", "x" };
	char *line[] = { "count", "-d", "--", "--", "ls", "" };
	char text[64] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");

	complete_words(f, file, 3);
	complete_words(f, line, 6);
	complete_words(f, line, 0);
	fclose(f);
	ck_assert_ptr_eq(strstr(text, ":files\n:command\n"), text);
}
END_TEST

START_TEST(completion_asks_the_tool)
{
	const char *text = read_file(COMPLETION);

	ck_assert_ptr_nonnull(strstr(text, "__complete"));
	ck_assert_ptr_nonnull(strstr(text, ":files"));
	ck_assert_ptr_nonnull(strstr(text, ":command"));
	ck_assert_ptr_nonnull(command_find(commands, "__complete"));
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, every_command_is_in_the_man_page);
	tcase_add_test(t, every_option_is_in_the_man_page);
	tcase_add_test(t, every_command_is_offered);
	tcase_add_test(t, every_option_is_offered);
	tcase_add_test(t, every_verb_is_offered);
	tcase_add_loop_test(t, offered_arguments_are_accepted, 0,
			    ARRAY_SIZE(arguments));
	tcase_add_test(t, shell_does_files_and_command_lines);
	tcase_add_test(t, completion_asks_the_tool);
}

int main(void)
{
	return run_tests("docs", add);
}
