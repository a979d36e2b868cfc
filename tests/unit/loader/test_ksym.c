// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Names to addresses, and names to ids in the types of a kernel made by hand. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/ksym.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/loader/core_help.h"
#include "tests/unit/run.h"

static char path[] = "/tmp/test_ksym.XXXXXX";
static struct err e;

static void write_symbols(const char *text)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static const struct ksym *by_tag(const struct ksym *v, size_t n, uint32_t tag)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].tag == tag)
			return &v[i];
	ck_abort();
}

#define SHOWN                                                                  \
	"0000000000000000 A per_cpu_start\n"                                   \
	"ffffffff81000000 T _text\n"                                           \
	"a line of something else\n"                                           \
	"ffffffff81000010 t twice\n"                                           \
	"ffffffff81000020 t twice\n"                                           \
	"ffffffff81000030 T alias\n"                                           \
	"ffffffff81000030 t alias\n"                                           \
	"ffffffffc0000000 t of_module\t[nf_conntrack]\n"                       \
	"ffffffff81000050 T last"
#define HIDDEN "0000000000000000 T _text\n0000000000000000 T last\n"

static const struct {
	const char *text, *name;
	enum ksym_state state;
	uint64_t addr;
} symbols[] = {
	{ SHOWN, "_text", KSYM_FOUND, 0xffffffff81000000 },
	{ SHOWN, "per_cpu_start", KSYM_FOUND, 0 },
	{ SHOWN, "twice", KSYM_AMBIGUOUS, 0xffffffff81000010 },
	{ SHOWN, "alias", KSYM_FOUND, 0xffffffff81000030 },
	{ SHOWN, "of_module", KSYM_FOUND, 0xffffffffc0000000 },
	{ SHOWN, "last", KSYM_FOUND, 0xffffffff81000050 },
	{ SHOWN, "of_modul", KSYM_MISSING, 0 },
	{ HIDDEN, "last", KSYM_HIDDEN, 0 },
	{ HIDDEN, "twice", KSYM_MISSING, 0 },
	{ "", "last", KSYM_MISSING, 0 },
};

START_TEST(addresses_are_found)
{
	struct ksym v[] = { { .name = "zzz", .tag = 1 },
			    { .name = symbols[_i].name, .tag = 2 },
			    { .name = "aaa", .tag = 3 } };
	const struct ksym *s;

	write_symbols(symbols[_i].text);
	ck_assert_int_eq(ksym_find(path, v, 3, &e), 0);
	unlink(path);
	s = by_tag(v, 3, 2);
	ck_assert_str_eq(s->name, symbols[_i].name);
	ck_assert_int_eq(s->state, symbols[_i].state);
	ck_assert_uint_eq(s->addr, symbols[_i].addr);
	ck_assert_int_eq(by_tag(v, 3, 1)->state, KSYM_MISSING);
	ck_assert_int_eq(by_tag(v, 3, 3)->state, KSYM_MISSING);
}
END_TEST

START_TEST(without_the_file_there_is_an_error)
{
	struct ksym v = { .name = "x" };

	ck_assert_int_eq(ksym_find("/nowhere/kallsyms", &v, 1, &e), -ENOENT);
	ck_assert_str_eq(e.msg, "'/nowhere/kallsyms': No such file or "
				"directory");
}
END_TEST

/* The object's types and the kernel's begin alike: 1 int, 2 pointer to a
 * struct, 3 that struct, 4 function of the pointer, 5 function of nothing */
static void write_types(struct btf_writer *w, unsigned struct_kind)
{
	btfw_init(w, NULL);
	btfw_int(w, 4, BTF_INT_SIGNED);
	btfw_type(w, "", BTF_PTR, 3);
	btfw_type(w, "task", struct_kind, 0);
	btfw_type(w, "", BTF_FUNC_PROTO, 1);
	btfw_param(w, 2);
	btfw_type(w, "", BTF_FUNC_PROTO, 1);
}

static void write_var(struct btf_writer *w, const char *name, uint32_t type)
{
	btfw_type(w, name, BTF_VAR, type);
	btfw_word(w, 1);
}

static struct btf_writer local_w, kernel_w, module_w;
static struct btf local, kernel;
static struct kernel_btf k;

static void open_types(struct btf_writer *w, const struct btf *base,
		       struct btf *out)
{
	struct view v = btfw_bytes(w);

	ck_assert_msg(btf_open(&v, base, out, &e) == 0, "%s", e.msg);
}

static void make_kernel(void)
{
	static char name[] = "mod";

	write_types(&local_w, BTF_FWD);
	open_types(&local_w, NULL, &local);
	write_types(&kernel_w, BTF_STRUCT);
	btfw_type(&kernel_w, "func", BTF_FUNC, 4); /* 6 */
	write_var(&kernel_w, "var", 3); /* 7 */
	btfw_type(&kernel_w, "both", BTF_FUNC, 5); /* 8 */
	btfw_type(&kernel_w, "both", BTF_FUNC, 4); /* 9 */
	btfw_type(&kernel_w, "elsewhere", BTF_FUNC, 5); /* 10 */
	open_types(&kernel_w, NULL, &kernel);
	kernel_of(&k, &kernel);
	k.modules = calloc(1, sizeof(*k.modules));
	k.nmodules = 1;
	k.modules[0].name = strdup(name);
	btfw_init(&module_w, &kernel);
	btfw_type(&module_w, "module_func", BTF_FUNC, 4); /* 11 */
	btfw_type(&module_w, "elsewhere", BTF_FUNC, 4); /* 12 */
	open_types(&module_w, &k.btf, &k.modules[0].btf);
}

static void drop_kernel(void)
{
	kernel_btf_fini(&k);
	btf_close(&local);
}

static const struct {
	const char *name;
	size_t len;
	unsigned kind;
	uint32_t type;
	enum ksym_state state;
	uint32_t id, module;
} typed[] = {
	{ "func", 4, BTF_FUNC, 4, KSYM_FOUND, 6, 0 },
	{ "func___flavour", 4, BTF_FUNC, 4, KSYM_FOUND, 6, 0 },
	{ "func", 4, BTF_FUNC, 5, KSYM_MISMATCH, 6, 0 },
	{ "func", 4, BTF_VAR, 3, KSYM_MISSING, 0, 0 },
	{ "func", 3, BTF_FUNC, 4, KSYM_MISSING, 0, 0 },
	{ "var", 3, BTF_VAR, 3, KSYM_FOUND, 7, 0 }, /* forward: any struct */
	{ "var", 3, BTF_VAR, 1, KSYM_MISMATCH, 7, 0 },
	{ "var", 3, BTF_FUNC, 4, KSYM_MISSING, 0, 0 },
	{ "both", 4, BTF_FUNC, 4, KSYM_FOUND, 9, 0 },
	{ "both", 4, BTF_FUNC, 5, KSYM_FOUND, 8, 0 },
	{ "module_func", 11, BTF_FUNC, 4, KSYM_FOUND, 11, 1 },
	{ "elsewhere", 9, BTF_FUNC, 4, KSYM_FOUND, 12, 1 },
	{ "elsewhere", 9, BTF_FUNC, 5, KSYM_FOUND, 10, 0 },
	{ "none", 4, BTF_FUNC, 4, KSYM_MISSING, 0, 0 },
};

static void check_typed(const struct ksym_typed *s)
{
	ck_assert_int_eq(s->state, typed[s->tag].state);
	ck_assert_uint_eq(s->id, typed[s->tag].id);
	ck_assert_uint_eq(s->module, typed[s->tag].module);
}

static struct ksym_typed wanted(uint32_t i)
{
	return (struct ksym_typed){ .name = typed[i].name,
				    .len = typed[i].len,
				    .kind = typed[i].kind,
				    .type = typed[i].type,
				    .tag = i };
}

START_TEST(ids_are_found)
{
	struct ksym_typed v = wanted((uint32_t)_i);

	make_kernel();
	ck_assert_int_eq(ksym_find_typed(&k, &local, &v, 1, &e), 0);
	check_typed(&v);
	drop_kernel();
}
END_TEST

START_TEST(ids_are_found_all_at_once)
{
	struct ksym_typed v[ARRAY_SIZE(typed)];

	make_kernel();
	for (uint32_t i = 0; i < ARRAY_SIZE(typed); i++)
		v[i] = wanted(i);
	ck_assert_int_eq(ksym_find_typed(&k, &local, v, ARRAY_SIZE(v), &e), 0);
	for (size_t i = 0; i < ARRAY_SIZE(v); i++)
		check_typed(&v[i]);
	drop_kernel();
}
END_TEST

START_TEST(a_kernel_without_types_says_so)
{
	struct ksym_typed v = wanted(0);

	kernel_btf_init(&k, "/dev/null");
	ck_assert_int_eq(ksym_find_typed(&k, &local, &v, 1, &e), -ENOENT);
	kernel_btf_fini(&k);
}
END_TEST

static void add(TCase *t)
{
	tcase_add_loop_test(t, addresses_are_found, 0, ARRAY_SIZE(symbols));
	tcase_add_test(t, without_the_file_there_is_an_error);
	tcase_add_loop_test(t, ids_are_found, 0, ARRAY_SIZE(typed));
	tcase_add_test(t, ids_are_found_all_at_once);
	tcase_add_test(t, a_kernel_without_types_says_so);
}

int main(void)
{
	return run_tests("ksym", add);
}
