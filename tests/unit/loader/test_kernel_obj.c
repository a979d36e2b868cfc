// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is asked of kernels of several ages, and what is said when they know no
 * answer. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "elf/cleanup.h"
#include "elf/err.h"
#include "loader/kernel_obj.h"
#include "tests/unit/fake_sys.h"
#include "tests/unit/run.h"

static struct err e;

static void after_4(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(next_id));
	ck_assert_uint_eq(a->start_id, 4);
	a->next_id = 9;
}

static void of_id_9(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_le(size, ATTR_SIZE(open_flags));
	ck_assert_uint_eq(a->map_id, 9);
	ck_assert_uint_eq(a->open_flags, 0);
}

static void for_reading(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(open_flags));
	ck_assert_uint_eq(a->map_id, 9);
	ck_assert_uint_eq(a->open_flags, BPF_F_RDONLY);
}

static void pinned(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(bpf_fd)); /* all that 4.9 takes */
	ck_assert_str_eq((const char *)(uintptr_t)a->pathname, "/pin");
}

static void pinned_for_reading(union bpf_attr *a, uint32_t size)
{
	ck_assert_uint_eq(size, ATTR_SIZE(file_flags));
	ck_assert_uint_eq(a->file_flags, BPF_F_RDONLY);
}

START_TEST(ids_are_walked_in_order)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_GET_NEXT_ID, 0, after_4 },
		{ BPF_MAP_GET_NEXT_ID, -ENOENT, NULL },
	};
	uint32_t id = 4;

	fake_script(calls, ARRAY_SIZE(calls));
	ck_assert_int_eq(kernel_obj_next(KERNEL_MAP, &id, &e), 1);
	ck_assert_uint_eq(id, 9);
	ck_assert_int_eq(kernel_obj_next(KERNEL_MAP, &id, &e), 0);
	fake_finish();
}
END_TEST

static const struct {
	enum kernel_obj_kind kind;
	int cmd;
	const char *since;
} kinds[] = {
	{ KERNEL_PROG, BPF_PROG_GET_NEXT_ID, "4.13" },
	{ KERNEL_MAP, BPF_MAP_GET_NEXT_ID, "4.13" },
	{ KERNEL_LINK, BPF_LINK_GET_NEXT_ID, "5.8" },
	{ KERNEL_BTF, BPF_BTF_GET_NEXT_ID, "5.1" },
};

START_TEST(a_kernel_without_ids_is_told)
{
	const struct fake_call calls[] = {
		{ kinds[_i].cmd, -EINVAL, NULL },
	};
	uint32_t id = 0;

	fake_script(calls, 1);
	ck_assert_int_eq(kernel_obj_next(kinds[_i].kind, &id, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.hint, kinds[_i].since));
	fake_finish();
}
END_TEST

START_TEST(a_map_that_may_only_be_read)
{
	const struct fake_call calls[] = {
		{ BPF_MAP_GET_FD_BY_ID, -EPERM, of_id_9 },
		{ BPF_MAP_GET_FD_BY_ID, FAKE_FD, for_reading },
		{ BPF_OBJ_GET, -EACCES, pinned },
		{ BPF_OBJ_GET, FAKE_FD, pinned_for_reading },
	};
	auto_fd int by_id = -1, by_pin = -1;

	fake_script(calls, ARRAY_SIZE(calls));
	by_id = kernel_obj_open(KERNEL_MAP, 9, &e);
	by_pin = kernel_obj_pinned("/pin", &e);
	ck_assert_int_ge(by_id, 0);
	ck_assert_int_ge(by_pin, 0);
	fake_finish();
}
END_TEST

START_TEST(what_has_gone_is_ENOENT)
{
	const struct fake_call calls[] = {
		{ BPF_PROG_GET_FD_BY_ID, -ENOENT, of_id_9 },
	};

	fake_script(calls, 1);
	ck_assert_int_eq(kernel_obj_open(KERNEL_PROG, 9, &e), -ENOENT);
	ck_assert_str_eq(e.msg, "no program has the id 9");
	fake_finish();
}
END_TEST

START_TEST(a_refusal_names_the_capability)
{
	const struct fake_call calls[] = {
		{ BPF_PROG_GET_FD_BY_ID, -EPERM, of_id_9 },
	};

	fake_script(calls, 1);
	ck_assert_int_eq(kernel_obj_open(KERNEL_PROG, 9, &e), -EPERM);
	ck_assert_ptr_nonnull(strstr(e.hint, "CAP_SYS_ADMIN"));
	fake_finish();
}
END_TEST

/* The descriptor of a plain file has no facts either */
START_TEST(without_infos_and_facts)
{
	const struct fake_call calls[] = {
		{ BPF_OBJ_GET_INFO_BY_FD, -EINVAL, NULL },
	};
	struct bpf_map_info info;

	fake_script(calls, 1);
	ck_assert_int_eq(kernel_obj_map_info(0, &info, &e), -EINVAL);
	ck_assert_ptr_nonnull(strstr(e.hint, "4.13"));
	fake_finish();
}
END_TEST

static uint32_t types_size;

static void give_size(union bpf_attr *a, uint32_t size)
{
	struct bpf_btf_info *info = (void *)(uintptr_t)a->info.info;

	(void)size;
	info->btf_size = types_size;
}

START_TEST(types_that_are_none)
{
	const struct fake_call calls[] = {
		{ BPF_BTF_GET_FD_BY_ID, FAKE_FD, of_id_9 },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, give_size },
		{ BPF_OBJ_GET_INFO_BY_FD, 0, NULL },
	};
	struct kernel_obj_btf btf = { 0 };
	bool huge = _i == 1;

	types_size = huge ? UINT32_MAX : 3;
	fake_script(calls, huge ? 2 : 3);
	ck_assert_int_lt(kernel_obj_btf_open(9, &btf, &e), 0);
	ck_assert_ptr_null(btf.bytes);
	fake_finish();
}
END_TEST

START_TEST(what_a_plain_file_is)
{
	auto_fd int fd = fake_new_fd();

	ck_assert_int_eq(kernel_obj_kind(fd), KERNEL_OBJ__COUNT);
	ck_assert_str_eq(kernel_obj_noun(KERNEL_OBJ__COUNT), "other object");
	ck_assert_str_eq(kernel_obj_noun(KERNEL_LINK), "link");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, ids_are_walked_in_order);
	tcase_add_loop_test(t, a_kernel_without_ids_is_told, 0,
			    ARRAY_SIZE(kinds));
	tcase_add_test(t, a_map_that_may_only_be_read);
	tcase_add_test(t, what_has_gone_is_ENOENT);
	tcase_add_test(t, a_refusal_names_the_capability);
	tcase_add_test(t, without_infos_and_facts);
	tcase_add_loop_test(t, types_that_are_none, 0, 2);
	tcase_add_test(t, what_a_plain_file_is);
}

int main(void)
{
	return run_tests("kernel_obj", add);
}
