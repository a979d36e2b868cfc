// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where the kernel's types come from: files of every sort, and modules. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/btf_writer.h"
#include "tests/unit/loader/core_help.h"

static char dir[] = "/tmp/test_core_kernel.XXXXXX";
static char path[sizeof(dir) + 32];
static struct btf_writer w;
static struct kernel_btf kernel;
static const struct btf *btf;
static struct err err;

static void make_dir(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_dir(void)
{
	static const char *const names[] = { "vmlinux", "good", "bad", "file" };

	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void write_vmlinux(const char *name)
{
	struct view v;

	btfw_init(&w, NULL);
	btfw_type(&w, "of_kernel", BTF_STRUCT, 8);
	v = btfw_bytes(&w);
	write_file(name, v.p, v.len);
}

static int get(const char *file)
{
	kernel_btf_init(&kernel, file);
	return kernel_btf_get(&kernel, &btf, &err);
}

START_TEST(a_file_may_be_raw)
{
	write_vmlinux("file");
	ck_assert_msg(get(path) == 0, "%s", err.msg);
	ck_assert_uint_eq(btf_find(btf, "of_kernel", BTF_STRUCT), 1);
	ck_assert_str_eq(kernel_btf_name(&kernel), path);
	kernel_btf_fini(&kernel);
}
END_TEST

START_TEST(a_file_may_be_an_object)
{
	char object[400];

	snprintf(object, sizeof(object), "%s/%s/core_target.bpf.o",
		 getenv("TESTDATA") ? getenv("TESTDATA") : "build/data",
		 clang(_i));
	ck_assert_msg(get(object) == 0, "%s", err.msg);
	ck_assert_uint_ne(btf_find(btf, "probe", BTF_STRUCT), 0);
	kernel_btf_fini(&kernel);
}
END_TEST

/* Prefixes of an ELF file: an error, or the types all the same */
START_TEST(a_cut_object_does_no_harm)
{
	struct core_object o;

	core_object_open(&o, _i, "core_target");
	for (size_t len = 1; len < o.file.len; len += 13) {
		write_file("file", o.file.map, len);
		if (get(path) == 0)
			ck_assert_uint_ne(btf_find(btf, "probe", BTF_STRUCT),
					  0);
		kernel_btf_fini(&kernel);
	}
	core_object_close(&o);
}
END_TEST

START_TEST(an_object_without_types_is_an_error)
{
	struct core_object o;
	char *bytes, *at;

	core_object_open(&o, _i, "core_target");
	bytes = malloc(o.file.len);
	memcpy(bytes, o.file.map, o.file.len);
	at = memmem(bytes, o.file.len, "\0.BTF\0", 6);
	if (at == NULL) /* the end of ".rel.BTF" */
		at = memmem(bytes, o.file.len, ".BTF\0", 5) - 1;
	at[2] = 'X';
	write_file("file", bytes, o.file.len);
	ck_assert_int_eq(get(path), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "has no .BTF section"));
	kernel_btf_fini(&kernel);
	free(bytes);
	core_object_close(&o);
}
END_TEST

START_TEST(an_empty_file_has_no_types)
{
	write_file("file", "", 0);
	ck_assert_int_eq(get(path), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.msg, "is empty"));
	kernel_btf_fini(&kernel);
	ck_assert_int_eq(get("/dev/null"), -ENOENT);
	ck_assert_str_eq(err.msg, "kernel types (--btf): '/dev/null' is empty");
	/* ... and says so again when it is asked again */
	err.msg[0] = '\0';
	ck_assert_int_eq(kernel_btf_get(&kernel, &btf, &err), -ENOENT);
	ck_assert_str_eq(err.msg, "kernel types (--btf): '/dev/null' is empty");
	kernel_btf_fini(&kernel);
}
END_TEST

START_TEST(what_is_no_file_is_an_error)
{
	snprintf(path, sizeof(path), "%s/file", dir);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(get(path), -EINVAL);
	kernel_btf_fini(&kernel);
	ck_assert_int_eq(get(dir), -EINVAL);
	kernel_btf_fini(&kernel);
	ck_assert_int_eq(get("/nonexistent"), -ENOENT);
	ck_assert_int_eq(strncmp(err.msg,
				 "kernel types (--btf): "
				 "'/nonexistent': ",
				 38),
			 0);
	kernel_btf_fini(&kernel);
}
END_TEST

START_TEST(modules_build_on_the_kernel)
{
	static struct btf_writer more;
	const struct kernel_btf_module *modules;
	struct view v;

	write_vmlinux("vmlinux");
	kernel_btf_init(&kernel, NULL);
	kernel.dir = dir;
	ck_assert_int_eq(kernel_btf_get(&kernel, &btf, &err), 0);
	btfw_init(&more, btf);
	btfw_type(&more, "of_module", BTF_TYPEDEF, 1);
	v = btfw_bytes(&more);
	write_file("good", v.p, v.len);
	write_file("bad", v.p, v.len - 1);
	ck_assert_uint_eq(kernel_btf_modules(&kernel, &modules), 1);
	ck_assert_str_eq(modules[0].name, "good");
	ck_assert_uint_eq(btf_find(&modules[0].btf, "of_module", BTF_TYPEDEF),
			  2);
	ck_assert_int_eq(btf_size(&modules[0].btf, 2), 8);
	kernel_btf_fini(&kernel);
}
END_TEST

START_TEST(a_kernel_without_types_has_no_modules_either)
{
	const struct kernel_btf_module *modules;

	kernel_btf_init(&kernel, NULL);
	kernel.dir = "/nonexistent";
	ck_assert_uint_eq(kernel_btf_modules(&kernel, &modules), 0);
	ck_assert_int_eq(kernel_btf_get(&kernel, &btf, &err), -ENOENT);
	ck_assert_int_eq(strncmp(err.msg,
				 "the kernel shows no types of its "
				 "own (BTF): '/nonexistent': ",
				 50),
			 0);
	ck_assert_ptr_nonnull(strstr(err.hint, "--btf"));
	kernel_btf_fini(&kernel);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("kernel_btf");
	TCase *t = tcase_create("files");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_add_test(t, a_file_may_be_raw);
	tcase_add_loop_test(t, a_file_may_be_an_object, 0, nclangs());
	tcase_add_loop_test(t, a_cut_object_does_no_harm, 0, nclangs());
	tcase_add_loop_test(t, an_object_without_types_is_an_error, 0,
			    nclangs());
	tcase_add_test(t, an_empty_file_has_no_types);
	tcase_add_test(t, what_is_no_file_is_an_error);
	tcase_add_test(t, modules_build_on_the_kernel);
	tcase_add_test(t, a_kernel_without_types_has_no_modules_either);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
