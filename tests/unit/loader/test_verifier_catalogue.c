/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The catalogue against tests/data/verifier/messages.tsv, lines of logs and
 * the rows they belong to, and against itself: no row that nothing reaches, no
 * two rows for one line. That kernels really say these things is proven by
 * tests/vm/refused.c.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/verifier/catalogue.h"
#include "tests/unit/run.h"

#define LINES "tests/data/verifier/messages.tsv"

enum { MOST_TEXT = 330 };

static const char *part(const struct verifier_message *row, int n)
{
	const char *p = row->parts;

	while (n-- > 0)
		p += strlen(p) + 1;
	return p;
}

/* How many characters of the row's best pattern the line has, -1: none fits */
static int fits(const struct verifier_message *row, const char *line)
{
	const char *p = part(row, CATALOGUE_PATTERNS);
	int best = -1;

	while (*p) {
		struct catalogue_match m;
		int now = catalogue_fit(p, line, strlen(line), &m);

		best = now > best ? now : best;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return best;
}

/* The line is that row's, and no other's with as good a pattern */
static void check_line(const char *line, const char *id)
{
	const struct verifier_message *row, *other;
	int best;

	row = catalogue_find(line, strlen(line), NULL);
	ck_assert_msg(row, "no row for '%s', which is %s", line, id);
	ck_assert_msg(strcmp(row->parts, id) == 0, "'%s' is in %s, not in %s",
		      line, row->parts, id);
	best = fits(row, line);
	for (size_t n = 0; (other = catalogue_row(n)); n++)
		ck_assert_msg(other == row || fits(other, line) < best,
			      "'%s' is in %s as well as in %s", line, id,
			      other->parts);
}

/* Calls fn for each line of the file that is no comment. */
static void each_line(void (*fn)(const char *id, const char *line, void *arg),
		      void *arg)
{
	char buf[1024];
	FILE *f = fopen(LINES, "re");

	ck_assert_msg(f, "%s: %s", LINES, strerror(errno));
	while (fgets(buf, sizeof(buf), f)) {
		char *kernels = strchr(buf, '\t'), *line;

		if (*buf == '#')
			continue;
		ck_assert_msg(kernels, "%s: '%s'", LINES, buf);
		line = strchr(kernels + 1, '\t');
		ck_assert_msg(line, "%s: '%s'", LINES, buf);
		*kernels = '\0';
		line[strcspn(line, "\n")] = '\0';
		fn(buf, line + 1, arg);
	}
	fclose(f);
}

static void check_file_line(const char *id, const char *line, void *arg)
{
	(void)arg;
	check_line(line, id);
}

START_TEST(each_line_is_of_one_row)
{
	each_line(check_file_line, NULL);
}
END_TEST

struct wanted {
	const char *id;
	bool found;
};

static void look_for(const char *id, const char *line, void *arg)
{
	struct wanted *w = arg;

	(void)line;
	w->found = w->found || strcmp(w->id, id) == 0;
}

START_TEST(each_row_has_a_line)
{
	const struct verifier_message *row;

	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		struct wanted w = { row->parts, false };

		if (!*part(row, CATALOGUE_PATTERNS))
			continue;
		each_line(look_for, &w);
		ck_assert_msg(w.found, "no line for row %s", w.id);
	}
}
END_TEST

/* The shortest line that the pattern is for */
static void example(const char *pattern, char *line)
{
	size_t n = 0;

	for (; *pattern && *pattern != '\n'; pattern++) {
		const char *word = "";

		if (*pattern == '*')
			continue;
		if (*pattern != '%') {
			line[n++] = *pattern;
			continue;
		}
		switch (*++pattern) {
		case 'r':
			word = "R1";
			break;
		case 'd':
			word = "-8";
			break;
		case 'x':
			word = "e4";
			break;
		case 's':
			word = "one";
			break;
		case 't':
			word = "one two";
			break;
		default:
			ck_abort_msg("field %%%c", *pattern);
		}
		memcpy(line + n, word, strlen(word));
		n += strlen(word);
	}
	line[n] = '\0';
}

static size_t fields_of(const char *pattern)
{
	size_t n = 0;

	for (; *pattern && *pattern != '\n'; pattern++)
		n += *pattern == '%';
	return n;
}

/* The highest field that a text names */
static size_t fields_named(const char *text)
{
	size_t most = 0;

	while ((text = strchr(text, '%'))) {
		size_t n = (size_t)(*++text - '0');

		ck_assert_msg(n >= 1 && n <= CATALOGUE_FIELDS, "%%%s", text);
		most = n > most ? n : most;
	}
	return most;
}

START_TEST(each_pattern_is_reached)
{
	const struct verifier_message *row;
	char line[512];

	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		const char *p = part(row, CATALOGUE_PATTERNS);

		while (*p) {
			example(p, line);
			check_line(line, row->parts);
			p += strcspn(p, "\n");
			p += *p == '\n';
		}
	}
}
END_TEST

START_TEST(texts_name_fields_that_all_patterns_have)
{
	const struct verifier_message *row;

	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		const char *p = part(row, CATALOGUE_PATTERNS);
		size_t most = 0;

		for (int i = CATALOGUE_MEANING; i <= CATALOGUE_FIX; i++) {
			size_t named = fields_named(part(row, i));

			most = named > most ? named : most;
		}
		ck_assert_msg(*p || most == 0, "%s names fields", row->parts);
		while (*p) {
			ck_assert_msg(fields_of(p) >= most,
				      "%s: %.*s has no %%%zu", row->parts,
				      (int)strcspn(p, "\n"), p, most);
			p += strcspn(p, "\n");
			p += *p == '\n';
		}
	}
}
END_TEST

START_TEST(rows_are_complete_short_and_told_apart)
{
	const struct verifier_message *row, *other;

	for (size_t n = 0; (row = catalogue_row(n)); n++) {
		size_t text = strlen(part(row, CATALOGUE_MEANING)) +
			      strlen(part(row, CATALOGUE_CAUSE)) +
			      strlen(part(row, CATALOGUE_FIX));

		ck_assert(*part(row, CATALOGUE_MEANING));
		ck_assert(*part(row, CATALOGUE_FIX));
		ck_assert_msg(text <= MOST_TEXT, "%s: %zu", row->parts, text);
		ck_assert_int_lt(row->class, CATALOGUE_CLASS__COUNT);
		ck_assert_int_gt(row->code, 0);
		ck_assert(!row->until || row->since <= row->until);
		for (size_t i = 0; i < n; i++) {
			other = catalogue_row(i);
			ck_assert_str_ne(row->parts, other->parts);
		}
	}
}
END_TEST

START_TEST(text_speaks_of_the_line)
{
	static const char line[] = "invalid access to packet, off=26 size=4, "
				   "R1(id=0,off=26,r=14)\n";
	const struct verifier_message *row;
	struct catalogue_match m;
	char buf[256];

	row = catalogue_find(line, strlen(line), &m);
	ck_assert_ptr_nonnull(row);
	ck_assert_uint_eq(m.count, 6);
	ck_assert_str_eq(
		catalogue_text(row, &m, CATALOGUE_MEANING, buf, sizeof(buf)),
		"this needs 4 bytes at +26; only those up to +14 are "
		"proven to exist");
	ck_assert_str_eq(catalogue_text(row, NULL, CATALOGUE_MEANING, buf, 14),
			 "this needs ? ");
	ck_assert_str_eq(catalogue_text(row, &m, CATALOGUE_ID, buf, 4), "pac");
	ck_assert_str_eq(catalogue_class_name(row->class), "source");
}
END_TEST

static void check_fields(const char *line, const char *one, const char *two)
{
	struct catalogue_match m;

	ck_assert_ptr_nonnull(catalogue_find(line, strlen(line), &m));
	ck_assert_uint_ge(m.count, 2);
	ck_assert_uint_eq(m.field[0].len, strlen(one));
	ck_assert(memcmp(m.field[0].text, one, strlen(one)) == 0);
	ck_assert_uint_eq(m.field[1].len, strlen(two));
	ck_assert(memcmp(m.field[1].text, two, strlen(two)) == 0);
}

START_TEST(fields_are_what_they_stand_for)
{
	check_fields("R10 invalid mem access 'map_value_or_null'", "R10",
		     "map_value");
	check_fields("R1 type=scalar expected=fp, pkt", "R1", "scalar");
}
END_TEST

START_TEST(registers_of_every_dialect)
{
	check_fields("*(R11-8) invalid mem access 'map_ptr'", "*(R11-8)",
		     "map_ptr");
	check_fields("R0 pointer arithmetic on sock prohibited", "R0", "sock");
	check_fields("program of this type cannot use helper bpf_x#13", "bpf_x",
		     "13");
	check_fields("map '' has to have BTF in order to use bpf_spin_lock", "",
		     "bpf_spin_lock");
}
END_TEST

START_TEST(what_is_no_message_has_no_row)
{
	static const char *const lines[] = {
		"",
		"0: (95) exit",
		"0: R1=ctx() R10=fp0",
		"5: (85) call bpf_map_lookup_elem#1    ; R0=scalar()",
		"from 2 to 4: R0=scalar(umin=11) R6=1 R10=fp0",
		"processed 2 insns (limit 1000000) max_states_per_insn 0",
		"verification time 12 usec",
		"stack depth 200+0",
		"mark_precise: frame0: last_idx 5 first_idx 0 subseq_idx -1",
		"; key = ip->saddr; @ bad.bpf.c:21",
		"R !read_ok",
		"unreachable insn",
		"unreachable insn 2x",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_msg(!catalogue_find(lines[i], strlen(lines[i]), NULL),
			      "'%s' is taken for a message", lines[i]);
}
END_TEST

START_TEST(an_errno_without_words_has_a_row)
{
	static const int codes[] = { E2BIG,  EPERM,  EINVAL, EACCES, 524,
				     ENOSPC, ENOMEM, EFAULT, EBADF };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		const struct verifier_message *row = catalogue_errno(codes[i]);

		ck_assert_msg(row, "errno %d", codes[i]);
		ck_assert_int_eq(row->code, codes[i]);
	}
	ck_assert_ptr_null(catalogue_errno(EXDEV));
	ck_assert_ptr_null(catalogue_errno(0));
}
END_TEST

static void add(TCase *t)
{
	tcase_set_timeout(t, 30);
	tcase_add_test(t, each_line_is_of_one_row);
	tcase_add_test(t, each_row_has_a_line);
	tcase_add_test(t, each_pattern_is_reached);
	tcase_add_test(t, texts_name_fields_that_all_patterns_have);
	tcase_add_test(t, rows_are_complete_short_and_told_apart);
	tcase_add_test(t, text_speaks_of_the_line);
	tcase_add_test(t, fields_are_what_they_stand_for);
	tcase_add_test(t, registers_of_every_dialect);
	tcase_add_test(t, what_is_no_message_has_no_row);
	tcase_add_test(t, an_errno_without_words_has_a_row);
}

int main(void)
{
	return run_tests("verifier_catalogue", add);
}
