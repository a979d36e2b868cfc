// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Contexts of tracepoints from the text of format files. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/cleanup.h"
#include "loader/trace_btf.h"
#include "tests/unit/loader/core_help.h"

#define COMMON                                                                 \
	"name: an_event\nID: 316\nformat:\n"                                   \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;"      \
	"\tsigned:0;\n"                                                        \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
#define RT                                                                     \
	"\tfield:unsigned char common_migrate_disable;\toffset:8;\tsize:1;"    \
	"\tsigned:0;\n"                                                        \
	"\tfield:unsigned char common_preempt_lazy_count;\toffset:9;"          \
	"\tsize:1;\tsigned:0;\n"
#define PRINT "\nprint fmt: \"field:int x;\toffset:1;\tsize:4;\"\n"

static const char every_kind[] = COMMON
	"\n"
	"\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n"
	"\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\tfield:const char * file;\toffset:32;\tsize:8;\tsigned:0;\n"
	"\tfield:enum color color;\toffset:40;\tsize:4;\tsigned:0;\n"
	"\tfield:struct in6_addr addr;\toffset:44;\tsize:16;\tsigned:0;\n"
	"\tfield:__data_loc char[] name;\toffset:60;\tsize:4;\tsigned:0;\n"
	"\tfield:__rel_loc u64[] list;\toffset:64;\tsize:4;\tsigned:0;\n"
	"\tfield:u8 mac[ETH_ALEN];\toffset:68;\tsize:6;\tsigned:0;\n"
	"\tfield:unsigned long mask[(64+7)/8];\toffset:80;\tsize:64;"
	"\tsigned:0;\n"
	"\tfield:guid_t id;\toffset:144;\tsize:24;\tsigned:0;\n"
	"\tfield:unsigned long args[];\toffset:168;\tsize:0;\tsigned:0;\n" PRINT;

static const struct {
	const char *name;
	uint32_t offset, kind;
	int64_t size;
} members[] = {
	{ "ent", 0, BTF_STRUCT, 8 },
	{ "common_pid", 4, BTF_INT, 4 },
	{ "prev_comm", 8, BTF_ARRAY, 16 },
	{ "prev_pid", 24, BTF_INT, 4 },
	{ "file", 32, BTF_PTR, 8 },
	{ "color", 40, BTF_ENUM, 4 },
	{ "addr", 44, BTF_STRUCT, 16 },
	{ "__data_loc_name", 60, BTF_INT, 4 },
	{ "__rel_loc_list", 64, BTF_INT, 4 },
	{ "mac", 68, BTF_ARRAY, 6 },
	{ "mask", 80, BTF_ARRAY, 64 },
	{ "id", 144, BTF_STRUCT, 24 },
	{ "args", 168, BTF_ARRAY, 0 },
};

static struct trace_btf trace;
static struct err err;

/* The first member of that name; NULL if there is none. */
static const struct btf_member *member(uint32_t struct_id, const char *name)
{
	const struct btf_type *t = btf_type(&trace.btf, struct_id);
	const struct btf_member *m = btf_tail(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!strcmp(btf_str(&trace.btf, m[i].name_off), name))
			return m + i;
	return NULL;
}

static void expect(const char *name, uint32_t offset, uint32_t kind,
		   int64_t size)
{
	const struct btf_member *m = member(trace.struct_id, name);

	ck_assert_msg(m != NULL, "%s", name);
	ck_assert_msg(m->offset == offset * 8, "%s at %u", name, m->offset);
	ck_assert_msg(btf_kind(btf_type(&trace.btf, m->type)) == kind, "%s",
		      name);
	ck_assert_msg(btf_size(&trace.btf, m->type) == size, "%s", name);
}

START_TEST(every_kind_of_field_becomes_a_member)
{
	ck_assert_msg(trace_btf_open(every_kind, "trace_event_raw_x", &trace,
				     &err) == 0,
		      "%s", err.msg);
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		expect(members[i].name, members[i].offset, members[i].kind,
		       members[i].size);
	ck_assert_str_eq(btf_name(&trace.btf, trace.struct_id),
			 "trace_event_raw_x");
	ck_assert_ptr_null(member(trace.struct_id, "x"));
	ck_assert_uint_eq(member(trace.entry_id, "pid")->offset, 32);
	trace_btf_close(&trace);
}
END_TEST

START_TEST(real_time_kernels_have_a_longer_head)
{
	ck_assert_int_eq(trace_btf_open(COMMON RT PRINT, "s", &trace, &err), 0);
	ck_assert_int_eq(btf_size(&trace.btf, trace.entry_id), 12);
	ck_assert_uint_eq(member(trace.entry_id, "preempt_lazy_count")->offset,
			  72);
	trace_btf_close(&trace);
}
END_TEST

#define SYSCALL                                                                \
	COMMON "\n"                                                            \
	       "\tfield:int __syscall_nr;\toffset:8;\tsize:4;\tsigned:1;\n"    \
	       "\tfield:int nr;\toffset:16;\tsize:8;\tsigned:0;\n"             \
	       "\tfield:const char * args;\toffset:24;\tsize:8;\tsigned:0;\n" PRINT

START_TEST(system_calls_have_number_and_arguments)
{
	static const char *const names[] = {
		"syscall_trace_enter",
		"syscall_trace_exit",
		"trace_event_raw_sys_enter",
		"trace_event_raw_sys_exit___x",
	};

	ck_assert_int_eq(trace_btf_open(SYSCALL, names[_i], &trace, &err), 0);
	expect("nr", 8, BTF_INT, 4);
	expect("id", 8, BTF_INT, 8);
	expect("args", 16, BTF_ARRAY, 48);
	trace_btf_close(&trace);
}
END_TEST

START_TEST(other_structs_have_the_arguments_by_name)
{
	ck_assert_int_eq(trace_btf_open(SYSCALL, "sys_enter_x", &trace, &err),
			 0);
	expect("nr", 16, BTF_INT, 8);
	expect("args", 24, BTF_PTR, 8);
	trace_btf_close(&trace);
}
END_TEST

START_TEST(text_without_fields_is_an_error)
{
	static const char *const texts[] = {
		"",
		"\n",
		"field",
		"field:",
		"field:;",
		"field:int;",
		"field:int x;\toffset:;\tsize:4;",
		"field:int x;\toffset:99999999999;\tsize:4;",
		"field:int x;\tsize:4;",
		"field:int [4];\toffset:1;\tsize:4;",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		ck_assert_int_eq(trace_btf_open(texts[i], "s", &trace, &err),
				 -EINVAL);
		ck_assert_str_eq(err.msg, "the event's format has no fields");
	}
}
END_TEST

/* Each prefix, and each letter replaced: an answer or an error */
START_TEST(damaged_text_does_no_harm)
{
	static const char letters[] = "\n; [];:9a\x7f";
	size_t n = strlen(every_kind);
	char *text = malloc(n + 1);

	for (size_t len = 0; len < n; len++) {
		char *cut = strndup(every_kind, len);

		if (trace_btf_open(cut, "s", &trace, &err) == 0)
			trace_btf_close(&trace);
		free(cut);
	}
	for (size_t at = 0; at < n; at++)
		for (size_t l = 0; l < sizeof(letters) - 1; l++) {
			memcpy(text, every_kind, n + 1);
			text[at] = letters[l];
			if (trace_btf_open(text, "s", &trace, &err) == 0)
				trace_btf_close(&trace);
		}
	free(text);
}
END_TEST

START_TEST(too_many_fields_are_an_error)
{
	static const char line[] = "field:u8 x;\toffset:0;\tsize:1;\n";
	size_t n = sizeof(line) - 1;
	char *text = malloc(n * 1001 + 1);

	for (size_t i = 0; i < 1001; i++)
		memcpy(text + i * n, line, n + 1);
	ck_assert_int_eq(trace_btf_open(text, "s", &trace, &err), -E2BIG);
	text[n * 1000] = '\0';
	ck_assert_int_eq(trace_btf_open(text, "s", &trace, &err), 0);
	trace_btf_close(&trace);
	free(text);
}
END_TEST

/* "filler_t *" and "initcall_t" are both pointers, and the text does not say so
 * of the latter; "u32" may well be an enum */
START_TEST(an_unknown_type_may_be_any_of_its_size)
{
	static const char text[] = COMMON
		"\tfield:initcall_t ptr;\toffset:64;\tsize:8;\tsigned:0;\n"
		"\tfield:short_t not_ptr;\toffset:72;\tsize:2;\tsigned:0;\n" PRINT;
	struct core_object prog;
	struct core core;
	struct core_failures failures = { 0 };
	struct core_job job = { .event = &trace, .failures = &failures };

	core_object_open(&prog, _i, "core_prog");
	ck_assert_int_eq(trace_btf_open(text, "probe", &trace, &err), 0);
	core_init(&core, &prog.btf, btfext_all_relos(&prog.btfext), NULL);
	job.relos = btfext_relos(&prog.btfext, "load/pointer");
	job.insns = object_insns(&prog, "load/pointer", &job.ninsns);
	ck_assert_int_eq(core_apply(&core, &job, &err), 0);
	ck_assert_int_eq(job.insns[0].off, 64);
	ck_assert_uint_eq(failures.n, 0);
	free(job.insns);
	job.relos = btfext_relos(&prog.btfext, "load/not_pointer");
	job.insns = object_insns(&prog, "load/not_pointer", &job.ninsns);
	ck_assert_int_eq(core_apply(&core, &job, &err), 0);
	ck_assert_uint_eq(failures.n, 1);
	free(job.insns);
	core_failures_fini(&failures);
	core_fini(&core);
	trace_btf_close(&trace);
	core_object_close(&prog);
}
END_TEST

/* The objects' own struct probe, whose fields are now where the text says */
START_TEST(the_event_is_preferred_to_the_kernel)
{
	static const char text[] = COMMON
		"\tfield:int moved;\toffset:44;\tsize:4;\tsigned:1;\n" PRINT;
	struct core_object prog;
	struct core core;
	struct core_failures failures = { 0 };
	struct core_job job = { .event = &trace,
				.event_name = "a:b",
				.failures = &failures };
	char why[256];

	core_object_open(&prog, _i, "core_prog");
	ck_assert_int_eq(trace_btf_open(text, "probe", &trace, &err), 0);
	core_init(&core, &prog.btf, btfext_all_relos(&prog.btfext), NULL);
	job.relos = btfext_relos(&prog.btfext, "load/moved");
	job.insns = object_insns(&prog, "load/moved", &job.ninsns);
	ck_assert_int_eq(core_apply(&core, &job, &err), 0);
	ck_assert_int_eq(job.insns[0].off, 44);
	free(job.insns);

	job.relos = btfext_relos(&prog.btfext, "load/grown");
	job.insns = object_insns(&prog, "load/grown", &job.ninsns);
	job.insn_base = 100;
	ck_assert_int_eq(core_apply(&core, &job, &err), 0);
	ck_assert_uint_eq(failures.v[0].insn, 100);
	core_explain(&core, &job, &failures.v[0], why, sizeof(why));
	ck_assert_str_eq(why, "struct probe.grown (field offset): in the event "
			      "'a:b', struct probe has no field 'grown' among "
			      "its 6");
	core_failures_fini(&failures);
	free(job.insns);

	job.relos = btfext_relos(&prog.btfext, "load/far");
	job.insns = object_insns(&prog, "load/far", &job.ninsns);
	ck_assert_int_eq(core_apply(&core, &job, &err), -ENOENT);
	free(job.insns);
	core_fini(&core);
	trace_btf_close(&trace);
	core_object_close(&prog);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("trace_btf");
	TCase *t = tcase_create("formats");
	SRunner *r;
	int failed;

	tcase_add_test(t, every_kind_of_field_becomes_a_member);
	tcase_add_test(t, real_time_kernels_have_a_longer_head);
	tcase_add_loop_test(t, system_calls_have_number_and_arguments, 0, 4);
	tcase_add_test(t, other_structs_have_the_arguments_by_name);
	tcase_add_test(t, text_without_fields_is_an_error);
	tcase_add_test(t, damaged_text_does_no_harm);
	tcase_add_test(t, too_many_fields_are_an_error);
	tcase_add_loop_test(t, an_unknown_type_may_be_any_of_its_size, 0,
			    nclangs());
	tcase_add_loop_test(t, the_event_is_preferred_to_the_kernel, 0,
			    nclangs());
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
