// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reports against each other: which programs are pairs, what changed, which
 * limits that exceeds, and how it is shown.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json_read.h"
#include "cli/verify_compare.h"
#include "elf/cleanup.h"
#include "elf/err.h"

static char out[8192];
static struct err error;
static struct global global;

/* A file without a name */
static int file_with(const char *text, char *path)
{
	int fd = memfd_create("test", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	sprintf(path, "/proc/self/fd/%d", fd);
	return fd;
}

/* What is shown of two reports is in out */
static int run(const char *a, const char *b, const char *const *limits,
	       size_t n)
{
	char paths[2][64];
	int fds[2] = { file_with(a, paths[0]), file_with(b, paths[1]) };
	int saved = dup(STDOUT_FILENO), file = memfd_create("out", 0), status;
	ssize_t len;

	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	status = verify_compare_run(&global,
				    (char *const[]){ paths[0], paths[1] },
				    limits, n, &error);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	len = pread(file, out, sizeof(out) - 1, 0);
	out[len > 0 ? len : 0] = '\0';
	close(saved);
	close(file);
	close(fds[0]);
	close(fds[1]);
	return status;
}

#define AND ","
#define REPORT(kernel, objects)                                                \
	"{\"kernel\":\"" kernel "\",\"objects\":[" objects "]}"
#define OBJECT(path, programs)                                                 \
	"{\"path\":\"" path "\",\"programs\":[" programs "]}"
#define PROG(name, verdict, insns, usec)                                       \
	"{\"name\":\"" name "\",\"section\":\"xdp\",\"verdict\":\"" verdict    \
	"\",\"stats\":{\"insns\":" #insns ",\"usec\":" #usec "}}"
#define ONE(verdict, insns)                                                    \
	REPORT("k", OBJECT("d/x.o", PROG("p", verdict, insns, 9)))

static const struct {
	const char *a, *b, *limit;
	int status;
} judged[] = {
	{ ONE("accepted", 100), ONE("accepted", 900), NULL, 0 },
	{ ONE("accepted", 100), ONE("accepted", 105), "insns=+5%", 0 },
	{ ONE("accepted", 100), ONE("accepted", 106), "insns=+5%", 1 },
	{ ONE("accepted", 1000), ONE("accepted", 1025), "insns=+2.5%", 0 },
	{ ONE("accepted", 1000), ONE("accepted", 1026), "insns=+2.5%", 1 },
	{ ONE("accepted", 100), ONE("accepted", 101), "insns=+0%", 1 },
	{ ONE("accepted", 0), ONE("accepted", 1), "insns=+50%", 1 },
	{ ONE("accepted", 100), ONE("accepted", 50), "insns=+0", 0 },
	{ ONE("accepted", 100), ONE("accepted", 300), "insns=+200", 0 },
	{ ONE("accepted", 100), ONE("accepted", 301), "insns=+200", 1 },
	{ ONE("accepted", 100), ONE("accepted", 300), "insns=300", 0 },
	{ ONE("accepted", 300), ONE("accepted", 300), "insns=299", 1 },
	{ ONE("accepted", 100), ONE("accepted", 300), "time=+0", 0 },
	{ ONE("accepted", 100), ONE("accepted", 300), "time=8", 1 },
	{ ONE("accepted", 100), ONE("accepted", 300), "stack=0", 0 },
	{ ONE("accepted", 1), ONE("refused", 1), NULL, 1 },
	{ ONE("accepted", 1), ONE("not-loaded", 1), NULL, 1 },
	{ ONE("refused", 1), ONE("refused", 900), "insns=+5%", 0 },
	{ ONE("refused", 1), ONE("accepted", 900), "insns=+5%", 0 },
	{ ONE("refused", 1), ONE("accepted", 900), "insns=899", 1 },
	{ ONE("accepted", 1), REPORT("k", ""), NULL, 0 },
	{ REPORT("k", ""), ONE("accepted", 9), "insns=+1", 0 },
	{ REPORT("k", ""), ONE("accepted", 9), "insns=8", 1 },
	{ REPORT("k", ""), ONE("refused", 9), NULL, 1 },
};

START_TEST(limit_is_kept_or_exceeded)
{
	int status = run(judged[_i].a, judged[_i].b, &judged[_i].limit,
			 judged[_i].limit != NULL);

	ck_assert_msg(status == judged[_i].status, "%d: %s", status, out);
	ck_assert_int_eq(strchr(out, '!') != NULL, status);
}
END_TEST

START_TEST(limits_add_up)
{
	static const char *const limits[] = { "insns=+50%", "insns=120" };

	ck_assert_int_eq(
		run(ONE("accepted", 100), ONE("accepted", 130), limits, 1), 0);
	ck_assert_int_eq(
		run(ONE("accepted", 100), ONE("accepted", 130), limits, 2), 1);
}
END_TEST

static const char *const wrong_limits[] = {
	"",	  "insns",	"insns=",    "insns=+",	   "insns=+%",
	"insns5", "insn=5",	"insnss=5",  "insns=-5%",  "insns=5%",
	"=5",	  "insns=+5%%", "insns=1.",  "insns=.5",   "insns=1.2345",
	"INSN=5", "insns= 5",	"insns=0x5", "insns=+5 %", "usec=5",
};

START_TEST(wrong_limit_is_refused)
{
	char *const paths[] = { "/nothing", "/nothing" };

	ck_assert_int_eq(verify_compare_run(&global, paths, &wrong_limits[_i],
					    1, &error),
			 USAGE_ERROR);
	ck_assert_ptr_nonnull(strstr(error.msg, wrong_limits[_i]));
}
END_TEST

#define OLD                                                                    \
	REPORT("one",                                                          \
	       OBJECT("old/x.o", PROG("p", "accepted", 1000, 20)               \
					 AND PROG("gone", "refused", 7, 3))    \
		       AND OBJECT("old/a.o", PROG("q", "accepted", 64, 8)))
#define NEW                                                                    \
	REPORT("two",                                                          \
	       OBJECT("/new/a.o", PROG("q", "refused", 3, 1)) AND OBJECT(      \
		       "new/x.o", PROG("fresh", "accepted", 5, 2) AND PROG(    \
					  "p", "accepted", 1234, 10)))

START_TEST(table_has_changes_and_what_is_in_one_only)
{
	static const char *const limit = "insns=+5%";

	ck_assert_int_eq(run(OLD, NEW, &limit, 1), 1);
	ck_assert_str_eq(
		strchr(out, '\n') + 1,
		"object  section  program  verdict                insns"
		"         change  usec      change\n"
		"a.o     xdp      q        ! accepted -> refused      3"
		"                    1\n"
		"x.o     xdp      fresh    new: accepted              5"
		"                    2\n"
		"x.o     xdp      gone     gone: refused              7"
		"                    3\n"
		"x.o     xdp      p        accepted                1234"
		"  ! +234 +23.4%    10  -10 -50.0%\n"
		"2 of 4 programs: worse, or more than --max allows (!)\n");
	*strchr(out, '\n') = '\0';
	ck_assert_ptr_nonnull(strstr(out, " (one) -> "));
	ck_assert_ptr_nonnull(strstr(out, " (two)"));
}
END_TEST

#define FIRST  OBJECT("1/x.o", PROG("p", "accepted", 1, 1))
#define SECOND OBJECT("2/x.o", PROG("p", "accepted", 2, 1))

START_TEST(same_names_in_two_folders_are_pairs_by_folder)
{
	const char *a = REPORT("k", FIRST AND SECOND);
	const char *b = REPORT("k", SECOND AND FIRST);
	const char *limit = "insns=+0";

	ck_assert_int_eq(run(a, b, &limit, 1), 0);
}
END_TEST

START_TEST(json_can_be_read_again)
{
	static const char *const limit = "insns=+5";
	const struct json_node *v;
	struct json_doc d;
	uint64_t n;

	global.json = true;
	ck_assert_int_eq(
		run(ONE("accepted", 100), ONE("accepted", 106), &limit, 1), 1);
	ck_assert_int_eq(json_read((struct view){ (const uint8_t *)out,
						  strlen(out), false },
				   "out", &d, &error),
			 0);
	ck_assert(json_get_uint(&d, d.nodes, "failed", &n) && n == 1);
	v = json_next(&d, json_get(&d, d.nodes, "programs", JSON_ARRAY), NULL);
	ck_assert_str_eq(json_get_string(&d, v, "object"), "x.o");
	ck_assert_str_eq(json_get_string(&d, v, "name"), "p");
	ck_assert_ptr_nonnull(json_get(&d, v, "worse", JSON_FALSE));
	v = json_get(&d, v, "stats", JSON_OBJECT);
	v = json_get(&d, v, "insns", JSON_OBJECT);
	ck_assert(json_get_uint(&d, v, "a", &n) && n == 100);
	ck_assert(json_get_uint(&d, v, "b", &n) && n == 106);
	ck_assert(json_get_uint(&d, v, "change", &n) && n == 6);
	ck_assert_ptr_nonnull(json_get(&d, v, "exceeded", JSON_TRUE));
	json_doc_close(&d);
}
END_TEST

START_TEST(other_files_are_refused)
{
	char *const none[] = { "/no/file", "/" }, *const folders[] = { "/",
								       "/" };

	ck_assert_int_eq(run("{}", "{}", NULL, 0), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error.msg, "without 'objects'"));
	ck_assert_int_eq(run("\"objects\"", "{}", NULL, 0), -EINVAL);
	ck_assert_int_eq(run(REPORT("k", ""), "", NULL, 0), -EINVAL);
	ck_assert_int_eq(run(REPORT("k", ""), "{", NULL, 0), -EINVAL);
	ck_assert_int_eq(verify_compare_run(&global, none, NULL, 0, &error),
			 -ENOENT);
	ck_assert_int_eq(verify_compare_run(&global, folders, NULL, 0, &error),
			 -EISDIR);
	ck_assert_str_eq(out, "");
}
END_TEST

/* Nothing that is said of a report must be there */
START_TEST(strange_reports_are_read)
{
	static const char *const strange[] = {
		REPORT("k", "null,[],7,{}"),
		REPORT("k", "{\"path\":7,\"programs\":{\"a\":1}}"),
		REPORT("k", "{\"path\":\"/\",\"programs\":[null,[{}],{}]}"),
		REPORT("k",
		       "{\"programs\":[{\"name\":[],\"stats\":[1],"
		       "\"verdict\":\"accepted\"},{\"stats\":{\"insns\":-1}}]}"),
	};

	ck_assert_int_ge(run(strange[_i], strange[_i], NULL, 0), 0);
	ck_assert_int_ge(run(REPORT("k", ""), strange[_i], NULL, 0), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("verify_compare");
	TCase *t = tcase_create("verify_compare");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_loop_test(t, limit_is_kept_or_exceeded, 0,
			    (int)ARRAY_SIZE(judged));
	tcase_add_test(t, limits_add_up);
	tcase_add_loop_test(t, wrong_limit_is_refused, 0,
			    (int)ARRAY_SIZE(wrong_limits));
	tcase_add_test(t, table_has_changes_and_what_is_in_one_only);
	tcase_add_test(t, same_names_in_two_folders_are_pairs_by_folder);
	tcase_add_test(t, json_can_be_read_again);
	tcase_add_test(t, other_files_are_refused);
	tcase_add_loop_test(t, strange_reports_are_read, 0, 4);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
