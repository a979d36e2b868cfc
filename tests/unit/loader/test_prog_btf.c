// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions of a program in the kernel, by a script of what that says. */
#include <errno.h>
#include <string.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/prog_btf.h"
#include "tests/unit/btf_writer.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct btf_writer w;
static uint32_t has_btf;
static struct err e;

static void *info_of(const union bpf_attr *attr)
{
	return (void *)(uintptr_t)attr->info.info;
}

static void say_prog(union bpf_attr *attr, uint32_t size)
{
	struct bpf_prog_info *info = info_of(attr);
	struct bpf_func_info *first = (void *)(uintptr_t)info->func_info;

	ck_assert_uint_eq(size, ATTR_SIZE(info));
	ck_assert_uint_eq(attr->info.bpf_fd, 55);
	ck_assert_uint_eq(info->nr_func_info, 1);
	info->btf_id = has_btf;
	info->nr_func_info = has_btf ? 2 : 0;
	first->type_id = 4;
}

static void see_id(union bpf_attr *attr, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(btf_id));
	ck_assert_uint_eq(attr->btf_id, 99);
}

/* As the kernel: as much as there is room for */
static void say_btf(union bpf_attr *attr, uint32_t size)
{
	struct bpf_btf_info *info = info_of(attr);
	struct view v = btfw_bytes(&w);

	ck_assert_uint_eq(size, ATTR_SIZE(info));
	if (info->btf)
		memcpy((void *)(uintptr_t)info->btf, v.p,
		       v.len < info->btf_size ? v.len : info->btf_size);
	info->btf_size = (uint32_t)v.len;
}

static const struct fake_call script[] = {
	{ BPF_OBJ_GET_INFO_BY_FD, 0, say_prog },
	{ BPF_BTF_GET_FD_BY_ID, FAKE_FD, see_id },
	{ BPF_OBJ_GET_INFO_BY_FD, 0, say_btf },
	{ BPF_OBJ_GET_INFO_BY_FD, 0, say_btf },
};

static void setup(void)
{
	has_btf = 99;
	btfw_init(&w, NULL);
	btfw_int(&w, 4, 0);
	btfw_type(&w, "", BTF_FUNC_PROTO, 1);
	btfw_type(&w, "verdict", BTF_FUNC, 2); /* 3 */
	btfw_type(&w, "entry", BTF_FUNC, 2); /* 4 */
}

static const struct {
	const char *name;
	size_t calls;
	uint32_t id;
} found[] = { { "verdict", 4, 3 }, { "entry", 4, 4 }, { "", 1, 4 } };

START_TEST(functions_are_found_by_name)
{
	uint32_t id = 0;

	fake_script(script, found[_i].calls);
	ck_assert_msg(prog_btf_func(55, found[_i].name, &id, &e) == 0, "%s",
		      e.msg);
	ck_assert_uint_eq(id, found[_i].id);
	fake_finish();
}
END_TEST

START_TEST(what_it_has_not_is_an_error)
{
	uint32_t id = 0;

	fake_script(script, 4);
	ck_assert_int_eq(prog_btf_func(55, "nosuch", &id, &e), -ESRCH);
	ck_assert_str_eq(e.msg, "the target program has no function 'nosuch'");
	fake_finish();
	has_btf = 0;
	fake_script(script, 1);
	ck_assert_int_eq(prog_btf_func(55, "entry", &id, &e), -ENODATA);
	fake_finish();
}
END_TEST

static void add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_loop_test(t, functions_are_found_by_name, 0,
			    ARRAY_SIZE(found));
	tcase_add_test(t, what_it_has_not_is_an_error);
}

int main(void)
{
	return run_tests("prog_btf", add);
}
